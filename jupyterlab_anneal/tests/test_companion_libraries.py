"""Models of libraries that the project itself does without: a test skips where one is absent."""

from __future__ import annotations

import importlib
import os
from typing import Any

import pytest

numpy = pytest.importorskip("numpy")
pytest.importorskip("onnxruntime")

from jupyterlab_anneal.kernel import companion  # noqa: E402
from jupyterlab_anneal.tests.test_companion_sklearn import (  # noqa: E402
    TARGET,
    Y3,
    X,
    load,
    worst_tau,
)

KINDS = ("Classifier", "Regressor")
NARROW = X.astype(numpy.float32)


@pytest.mark.parametrize("name", [library + kind for library in ("XGB", "LGBM") for kind in KINDS])
def test_a_boosted_model_gives_what_its_library_gives(name: str) -> None:
    library = "xgboost" if name.startswith("XGB") else "lightgbm"
    kind = getattr(pytest.importorskip(library), name)
    pytest.importorskip("onnxmltools")
    quiet = {"verbose": -1} if library == "lightgbm" else {}
    model = kind(n_estimators=10, **quiet)
    ns = {"m": model, "X_test": NARROW}
    assert companion.list_models(ns, {})["models"] == []
    model.fit(NARROW, Y3 if name.endswith("Classifier") else TARGET)
    assert [m["type"] for m in companion.list_models(ns, {})["models"]] == [name]
    session, arrays, _meta = load(companion.export_model(ns, {"variable": "m"}))
    assert worst_tau(session, arrays) <= 1


@pytest.fixture(scope="module")
def keras() -> Any:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    return pytest.importorskip("keras")


def test_a_keras_model_is_exported_by_keras(keras: Any) -> None:
    layers = importlib.import_module("keras.layers")
    words = keras.Input((4,), dtype="int32", name="words")
    numbers = keras.Input((3,), name="numbers")
    known = layers.Flatten()(layers.Embedding(9, 2)(words))
    hidden = layers.Dropout(0.5)(layers.Concatenate()([known, numbers]))
    model = keras.Model([words, numbers], layers.Dense(2, name="score")(hidden))
    draw = numpy.random.default_rng(0)
    ns = {
        "m": model,
        "words": draw.integers(1, 9, size=(20, 4)),
        "numbers": draw.normal(size=(20, 3)),
    }
    weights = [numpy.array(weight) for weight in model.get_weights()]
    result = companion.export_model(ns, {"variable": "m"})
    session, arrays, meta = load(result)
    assert (meta["exporter"], meta["kind"]) == ("keras", "keras Functional")
    assert meta["latency"]["notebook"]["runs"]
    assert worst_tau(session, arrays) <= 1
    assert result["cases"][0]["origin"] == "variable words, numbers"
    assert len(result["cases"]) == 5
    assert all(map(numpy.array_equal, model.get_weights(), weights))
    del ns["numbers"]
    with pytest.raises(companion.Refusal, match=r"words \(None, 4\); numbers \(None, 3\)"):
        companion.export_model(ns, {"variable": "m"})


def test_what_keras_cannot_write_is_exported_by_torch(keras: Any) -> None:
    if keras.backend.backend() != "torch":
        pytest.skip("Keras computes with another library here")
    layers = importlib.import_module("keras.layers")
    rows = keras.Input((6, 8))
    mixed = layers.LayerNormalization()(layers.MultiHeadAttention(2, 4)(rows, rows))
    x = numpy.random.default_rng(0).normal(size=(12, 6, 8))
    result = companion.export_model({"m": keras.Model(rows, mixed), "x": x}, {"variable": "m"})
    _session, arrays, meta = load(result)
    assert meta["exporter"] == "dynamo"
    assert [case["rows"] for case in result["cases"]] == [6, 6, 7, 6, 6]
    assert {flag["kind"] for flag in meta["flags"]} == {"exporter", "rounding"}
    assert "/" not in next(f["detail"] for f in meta["flags"] if f["kind"] == "exporter")
    gaps = [arrays[f"case{k}.kernel.output"] - arrays[f"case{k}.ort.output"] for k in range(5)]
    assert max(float(abs(gap).max()) for gap in gaps) < 1e-5


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
def test_a_bare_booster_is_refused_with_the_cure(library: str) -> None:
    if library == "xgboost":
        kind = pytest.importorskip(library).XGBRegressor
        booster = kind(n_estimators=2).fit(NARROW, TARGET).get_booster()
    else:
        kind = pytest.importorskip(library).LGBMRegressor
        booster = kind(n_estimators=2, verbose=-1).fit(NARROW, TARGET).booster_
    with pytest.raises(companion.Refusal, match=f"bare Booster of {library}") as caught:
        companion.export_model({"m": booster}, {"variable": "m"})
    assert "Classifier" in caught.value.cure
    listed = companion.list_models({"m": booster}, {})
    assert listed["models"] == []
    assert listed["reason"] == f"{caught.value.reason} {caught.value.cure}"


def test_a_keras_model_without_inputs_is_refused_with_the_cure(keras: Any) -> None:
    layers = importlib.import_module("keras.layers")
    open_model = keras.Sequential([layers.Dense(2)])
    assert companion.list_models({"m": open_model}, {})["models"] == []
    with pytest.raises(companion.Refusal, match="does not say which inputs") as caught:
        companion.export_model({"m": open_model}, {"variable": "m"})
    assert "keras.Input" in caught.value.cure
