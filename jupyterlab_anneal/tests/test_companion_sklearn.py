"""scikit-learn models through the companion: found, exported, captured, and faults not missed."""

from __future__ import annotations

import copy
import io
import json
import pickle
import random
import sys
from collections.abc import Callable
from typing import Any

import pytest

numpy = pytest.importorskip("numpy")
pandas = pytest.importorskip("pandas")
pytest.importorskip("sklearn")
pytest.importorskip("skl2onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from sklearn.cluster import KMeans  # noqa: E402
from sklearn.compose import ColumnTransformer  # noqa: E402
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis  # noqa: E402
from sklearn.ensemble import (  # noqa: E402
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.feature_extraction.text import CountVectorizer  # noqa: E402
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import OneHotEncoder, StandardScaler  # noqa: E402
from sklearn.svm import SVC, LinearSVC  # noqa: E402

from jupyterlab_anneal.kernel import companion  # noqa: E402

DRAW = numpy.random.default_rng(0)
X = DRAW.normal(size=(300, 5))
Y = (X[:, 0] + X[:, 1] ** 2 + 0.3 * DRAW.normal(size=300) > 0.8).astype(int)
Y3 = Y + (X[:, 2] > 0.5)
TARGET = X @ numpy.array([3.0, -2.0, 0.5, 10.0, 1.0]) + 4
FRAME = pandas.DataFrame(
    {
        "size (m²)": X[:, 0] * 30 + 90,
        "rooms": DRAW.integers(1, 6, size=300),
        "district": DRAW.integers(0, 4, size=300),
    }
)


def encoded(final: Any) -> Any:
    columns = ColumnTransformer(
        [
            ("numbers", StandardScaler(), ["size (m²)", "rooms"]),
            ("kinds", OneHotEncoder(handle_unknown="ignore"), ["district"]),
        ]
    )
    return make_pipeline(columns, final)


def load(result: dict[str, Any]) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    session = onnxruntime.InferenceSession(result["modelBytes"], providers=["CPUExecutionProvider"])
    arrays = dict(numpy.load(io.BytesIO(result["casesBytes"])))
    meta = json.loads(arrays.pop("meta").tobytes())
    return session, arrays, meta


def tau(reference: Any, actual: Any) -> float:
    """Largest error in units of the bound that the report uses for the full runtime."""
    actual = actual.astype(str) if actual.dtype.kind == "O" else actual
    assert reference.shape == actual.shape
    assert reference.dtype.kind == actual.dtype.kind
    if reference.dtype.kind != "f":
        return 0.0 if numpy.array_equal(reference, actual) else float("inf")
    reference = reference.astype(float)
    scale = max(1.0, float(numpy.sqrt((reference**2).mean())))
    return float((numpy.abs(actual - reference) / (1e-5 * scale + 1e-5 * abs(reference))).max())


def worst_tau(session: Any, arrays: dict[str, Any]) -> float:
    worst = 0.0
    for case in sorted({name.partition(".")[0] for name in arrays}):
        part = f"{case}.input."
        feeds = {n.removeprefix(part): a for n, a in arrays.items() if n.startswith(part)}
        for spec, actual in zip(session.get_outputs(), session.run(None, feeds), strict=True):
            worst = max(worst, tau(arrays[f"{case}.output.{spec.name}"], actual))
    return worst


MODELS: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "linear": (lambda: LinearRegression().fit(X, TARGET), ["variable"]),
    "logistic": (lambda: LogisticRegression().fit(X, Y), ["label", "probabilities"]),
    "logistic of three": (lambda: LogisticRegression().fit(X, Y3), ["label", "probabilities"]),
    "svc": (lambda: SVC().fit(X, Y), ["label", "probabilities"]),
    "svc of three": (lambda: SVC().fit(X, Y3), ["label", "probabilities"]),
    "linear svc": (lambda: LinearSVC().fit(X, Y), ["label", "probabilities"]),
    "scaled svc": (lambda: make_pipeline(StandardScaler(), SVC()).fit(X, Y), []),
    "forest": (lambda: RandomForestClassifier(20, random_state=0).fit(X, Y3), []),
    "forest of numbers": (lambda: RandomForestRegressor(20, random_state=0).fit(X, TARGET), []),
    "boosting": (lambda: GradientBoostingClassifier(random_state=0).fit(X, Y), []),
    "search": (lambda: GridSearchCV(LogisticRegression(), {"C": [0.1, 1]}).fit(X, Y), []),
    "clusters": (lambda: KMeans(3, random_state=0, n_init=1).fit(X), ["label"]),
    "outliers": (
        lambda: IsolationForest(n_estimators=20, random_state=0).fit(X),
        ["label", "scores"],
    ),
    "labels as fractions": (lambda: LogisticRegression().fit(X, Y.astype(float)), []),
    "labels as booleans": (lambda: LogisticRegression().fit(X, Y > 0), []),
}


@pytest.mark.parametrize("name", MODELS)
def test_the_export_gives_what_the_estimator_gives(name: str) -> None:
    make, outputs = MODELS[name]
    model = make()
    before = pickle.dumps(model)
    session, arrays, meta = load(
        companion.export_model({"m": model, "X_test": X}, {"variable": "m"})
    )
    assert worst_tau(session, arrays) <= 1
    assert pickle.dumps(model) == before
    assert meta["kind"] == f"sklearn {type(model).__qualname__}"
    assert meta["exporter"] == "skl2onnx"
    assert meta["dynamic"] == {"X": [0]}
    assert arrays["case0.input.X"].dtype == numpy.float32
    assert len({arrays[f"case{k}.input.X"].shape for k in range(3)}) == 3
    assert meta["origins"][3:] == ["edge: zeros", "edge: large values, signs turned"]
    assert [flag["detail"] for flag in meta["flags"] if flag["kind"] == "float64"]
    if outputs:
        assert [value.name for value in session.get_outputs()] == outputs


def test_the_cases_hold_what_predict_gives() -> None:
    model = LogisticRegression().fit(X, Y)
    _session, arrays, _meta = load(
        companion.export_model({"m": model, "X_test": X}, {"variable": "m"})
    )
    rows = arrays["case1.input.X"].astype(float)
    assert numpy.array_equal(arrays["case1.output.label"], model.predict(rows))
    expected = model.predict_proba(rows).astype(numpy.float32)
    assert numpy.array_equal(arrays["case1.output.probabilities"], expected)
    assert set(arrays["case0.output.label"]) == {0, 1}


def one_per_cent(model: Any) -> Any:
    """A copy with one fitted number changed by 1 %."""
    planted = copy.deepcopy(model)
    last = planted[-1] if hasattr(planted, "steps") else planted
    if hasattr(last, "dual_coef_"):
        # the largest one: a support vector at the end of the bound
        last._dual_coef_[0, 0] *= 1.01
        last.dual_coef_[0, 0] *= 1.01
    elif hasattr(last, "coef_"):
        last.coef_.reshape(-1)[0] *= 1.01
    else:
        for tree in numpy.asarray(last.estimators_).ravel()[:1]:
            tree.tree_.value[...] = tree.tree_.value * numpy.array(1.01)
    return planted


@pytest.mark.parametrize("name", ["linear", "logistic", "svc", "scaled svc", "boosting"])
def test_one_coefficient_that_is_one_per_cent_off_does_not_pass(name: str) -> None:
    model = MODELS[name][0]()
    ns = {"m": model, "X_test": X}
    _session, arrays, _meta = load(companion.export_model(ns, {"variable": "m"}))
    ns["m"] = one_per_cent(model)
    session, _arrays, _meta = load(companion.export_model(ns, {"variable": "m"}))
    assert worst_tau(session, arrays) > 1


def test_columns_of_a_frame_stay_apart_for_a_column_transformer() -> None:
    model = encoded(LogisticRegression()).fit(FRAME, Y)
    ns = {"m": model, "X_other": X, "table": FRAME.assign(target=Y)}
    session, arrays, meta = load(companion.export_model(ns, {"variable": "m"}))
    assert [value.name for value in session.get_inputs()] == ["size__m²_", "rooms", "district"]
    assert arrays["case0.input.district"].dtype == numpy.int64
    assert arrays["case0.input.size__m²_"].shape[1] == 1
    assert meta["origins"][0] == "variable table"
    assert worst_tau(session, arrays) <= 1


WORDS = FRAME["district"].map({0: "N", 1: "E", 2: "South", 3: "West-Süd"})


def test_columns_of_text_enter_as_text() -> None:
    frame = FRAME.assign(district=WORDS)
    model = encoded(LogisticRegression()).fit(frame, numpy.array(["no", "yes"])[Y])
    session, arrays, meta = load(
        companion.export_model({"m": model, "frame": frame}, {"variable": "m"})
    )
    assert arrays["case0.input.district"].dtype.kind == "U"
    assert set(arrays["case0.input.district"].ravel()) == set(WORDS)
    assert [value.name for value in session.get_outputs()] == ["label", "probabilities"]
    assert set(arrays["case0.output.label"]) == {"no", "yes"}
    assert numpy.array_equal(arrays["case1.output.label"], arrays["case1.ort.label"])
    assert "output" not in [flag["kind"] for flag in meta["flags"]]
    assert worst_tau(session, arrays) <= 1


def test_text_with_gaps_is_refused_with_the_cure() -> None:
    frame = FRAME.assign(district=WORDS.where(FRAME["rooms"] > 1))
    model = encoded(LogisticRegression()).fit(frame, Y)
    with pytest.raises(companion.Refusal, match="Column 'district'") as caught:
        companion.export_model({"m": model, "frame": frame}, {"variable": "m"})
    assert caught.value.cure.startswith("Fill the gaps")


def test_text_that_enters_with_numbers_in_one_matrix_is_refused() -> None:
    frame = FRAME.assign(district=WORDS)
    model = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression())
    model.fit(frame, Y)
    with pytest.raises(companion.Refusal, match="only a ColumnTransformer"):
        companion.export_model({"m": model, "frame": frame}, {"variable": "m"})
    alone = model.fit(frame[["district"]], Y)
    session, arrays, _meta = load(
        companion.export_model({"m": alone, "frame": frame}, {"variable": "m"})
    )
    assert arrays["case0.input.X"].dtype.kind == "U"
    assert worst_tau(session, arrays) <= 1


def test_what_narrowing_changes_is_measured() -> None:
    # a threshold between two float64 values that are one float32 value
    rows = numpy.array([[1.0], [1.0 + 1e-12]] * 20)
    model = LinearRegression().fit(rows - 1, numpy.arange(40) % 2)
    model.coef_, model.intercept_ = numpy.array([1e12]), -1e12
    result = companion.export_model({"m": model, "x": rows}, {"variable": "m"})
    (flag,) = [one for one in result["flags"] if one["kind"] == "float64"]
    assert "variable by at most 1" in flag["detail"]
    model = LogisticRegression().fit(X.astype(numpy.float32), Y)
    single = {"m": model, "x": X.astype(numpy.float32)}
    kinds = [one["kind"] for one in companion.export_model(single, {"variable": "m"})["flags"]]
    assert "float64" not in kinds


def test_histogram_boosting_keeps_every_row_on_its_side() -> None:
    model = HistGradientBoostingClassifier(max_iter=30).fit(X, Y)
    ns = {"m": make_pipeline(StandardScaler(with_mean=False, with_std=False), model), "X_test": X}
    ns["m"].fit(X, Y)
    before = pickle.dumps(ns["m"])
    session, arrays, _meta = load(companion.export_model(ns, {"variable": "m"}))
    # thresholds are values of the data, which rounding to the nearest float32 would move across
    assert worst_tau(session, arrays) <= 1
    assert pickle.dumps(ns["m"]) == before


def converter_notes(meta: dict[str, Any]) -> list[str]:
    return [flag["detail"] for flag in meta["flags"] if flag["kind"] == "converter"]


def test_a_converter_that_is_wrong_shows_between_kernel_and_onnx_runtime() -> None:
    model = LinearDiscriminantAnalysis().fit(X, Y)
    _session, arrays, meta = load(
        companion.export_model({"m": model, "X_test": X}, {"variable": "m"})
    )
    (note,) = converter_notes(meta)
    assert "twice the score" in note
    assert "LogisticRegression" in note
    there = arrays["case0.kernel.probabilities"]
    assert tau(arrays["case0.output.probabilities"], there) == 0
    assert tau(there, arrays["case0.ort.probabilities"]) > 100


def test_the_workaround_for_discriminant_analysis_gives_the_same_and_is_converted_rightly() -> None:
    model = LinearDiscriminantAnalysis().fit(X, Y)
    same = LogisticRegression()
    for name in ("coef_", "intercept_", "classes_", "n_features_in_"):
        setattr(same, name, getattr(model, name))
    session, arrays, meta = load(
        companion.export_model({"m": same, "X_test": X}, {"variable": "m"})
    )
    assert numpy.array_equal(same.predict_proba(X), model.predict_proba(X))
    assert worst_tau(session, arrays) <= 1
    assert converter_notes(meta) == []


@pytest.mark.parametrize("scale", [1, 500])
def test_labels_taken_from_probabilities_that_are_all_one_are_seen_and_explained(
    scale: int,
) -> None:
    rows = X * scale
    model = SGDClassifier(loss="log_loss", random_state=0).fit(rows, Y3)
    _session, arrays, meta = load(
        companion.export_model({"m": model, "rows": rows}, {"variable": "m"})
    )
    right = [numpy.array_equal(arrays[f"case{k}.{part}.label"], arrays[f"case{k}.output.label"])
             for k in range(3) for part in ("kernel", "ort")]  # fmt: skip
    notes = converter_notes(meta)
    if scale == 1:
        assert all(right)
    else:
        assert right == [True, False] * 3
        assert "StandardScaler" in notes[0]


class Rude:
    """Raises when it is looked at."""

    def __repr__(self) -> str:
        raise RuntimeError("repr was called")

    @property
    def __class__(self) -> Any:
        raise RuntimeError("class was asked")

    @__class__.setter
    def __class__(self, value: Any) -> None:
        raise RuntimeError("class was set")


def test_fitted_models_are_listed_and_nothing_else() -> None:
    fitted = LogisticRegression().fit(X, Y)
    ns = {
        "fitted": fitted,
        "same": fitted,
        "pipe": make_pipeline(StandardScaler(), fitted),
        "unfitted": LogisticRegression(),
        "pipe_unfitted": make_pipeline(StandardScaler(), SVC()),
        "scaler": StandardScaler().fit(X),
        "_hidden": fitted,
        "rude": Rude(),
        "forest": RandomForestClassifier(3, random_state=0).fit(X, Y),
        "kind": LogisticRegression,
    }
    models = companion.list_models(ns, {})["models"]
    assert [(m["name"], m["type"], m["aliases"]) for m in models] == [
        ("fitted", "LogisticRegression", ["same"]),
        ("pipe", "Pipeline", []),
        ("forest", "RandomForestClassifier", []),
    ]
    assert models[0]["parameters"] == 6
    assert models[2]["parameters"] == sum(t.tree_.node_count for t in ns["forest"].estimators_)


KERNEL_STATE = (
    "__import__('json').dumps([sorted((n, id(v)) for n, v in __import__('IPython').get_ipython()"
    ".user_ns.items()), __import__('pickle').dumps([pipe, X_test, table]).hex(), "
    "str(np.random.get_state()[1].sum()), hash(__import__('random').getstate()), "
    "len(__import__('warnings').filters), __import__('logging').root.manager.disable])"
)


def test_a_live_kernel_exports_and_stays_as_it_was() -> None:
    pytest.importorskip("torch")
    from jupyterlab_anneal.tests.test_companion import Kernel

    kernel = Kernel()
    try:
        kernel.run(
            "import numpy as np, pandas as pd\n"
            "from sklearn.linear_model import LogisticRegression\n"
            "from sklearn.pipeline import make_pipeline\n"
            "from sklearn.preprocessing import StandardScaler\n"
            "X_test = np.random.rand(40, 3)\n"
            "table = pd.DataFrame(X_test)\n"
            "pipe = make_pipeline(StandardScaler(), LogisticRegression())\n"
            "pipe.fit(X_test, X_test[:, 0] > 0.5)\n"
            "raw = LogisticRegression()"
        )
        before = kernel.evaluate(KERNEL_STATE)
        assert [m["name"] for m in kernel.result("models.list")["models"]] == ["pipe"]
        exported = kernel.result("export", variable="pipe")
        assert kernel.ask("export", variable="raw")["reason"].startswith("'raw' is not fitted")
        assert kernel.evaluate(KERNEL_STATE) == before
    finally:
        kernel.client.stop_channels()
        kernel.manager.shutdown_kernel(now=True)
    assert exported["model"]["exporter"] == "skl2onnx"
    assert [case["rows"] for case in exported["cases"]] == [20, 20, 22, 20, 20]


def test_refusals_name_reason_and_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted = LogisticRegression().fit(X, Y)
    words = make_pipeline(CountVectorizer(), LogisticRegression()).fit(["a bb", "bb cc"], [0, 1])
    ns = {"m": fitted, "raw": LogisticRegression(), "X_wide": numpy.ones((3, 9)), "words": words}
    for params, text in (
        ({"variable": "raw"}, "not fitted"),
        ({"variable": "m"}, "a table of 5 columns"),
        ({"variable": "m", "inputs": ["gone"]}, "gone is not one variable"),
        ({"variable": "m", "inputs": ["X_wide"]}, "Variable X_wide does not fit"),
        ({"variable": "m", "recall": "1"}, "did not call the model"),
        ({"variable": "words"}, "holds no texts"),
    ):
        with pytest.raises(companion.Refusal, match=text) as caught:
            companion.export_model(ns, params)
        assert caught.value.cure
    monkeypatch.setitem(sys.modules, "skl2onnx", None)
    with pytest.raises(companion.Refusal, match="no skl2onnx") as caught:
        companion.export_model({"m": fitted, "X_test": X}, {"variable": "m"})
    assert caught.value.cure == "Run %pip install skl2onnx."


class Unheard(LogisticRegression):
    """An estimator that skl2onnx has no converter for."""


def test_an_estimator_without_a_converter_is_refused() -> None:
    with pytest.raises(companion.Refusal, match="no way to convert"):
        companion.export_model({"m": Unheard().fit(X, Y), "X_test": X}, {"variable": "m"})


class Noisy(LinearRegression):
    """Predicts with a little noise, as a model that draws numbers does."""

    def predict(self, rows: Any) -> Any:
        return super().predict(rows) + numpy.random.rand(len(rows)) + random.random()


def test_random_states_are_restored() -> None:
    model = Noisy().fit(X, TARGET)
    states = random.getstate(), numpy.random.get_state()[1].tolist()
    with pytest.raises(companion.Refusal):
        companion.export_model({"m": model, "X_test": X}, {"variable": "m"})
    assert (random.getstate(), numpy.random.get_state()[1].tolist()) == states


def test_predictions_of_the_notebook_are_the_reference_when_named() -> None:
    model = LogisticRegression().fit(X, Y)
    stale = 1 - model.predict(X)
    ns = {"m": model, "X_test": X, "stale": stale}
    _session, arrays, _meta = load(companion.export_model(ns, {"variable": "m", "output": "stale"}))
    assert numpy.array_equal(arrays["case0.output.label"], 1 - arrays["case0.kernel.label"])
    with pytest.raises(companion.Refusal, match="no array"):
        companion.export_model(ns, {"variable": "m", "output": "m"})
