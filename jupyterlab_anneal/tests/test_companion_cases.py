"""Which inputs a model is compared on, and lies of an export that only some of them show."""

from __future__ import annotations

import io
import os
import signal
import sys
from typing import Any

import pytest

numpy = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxscript")
pytest.importorskip("onnxruntime")

from jupyterlab_anneal.kernel import companion  # noqa: E402
from jupyterlab_anneal.kernel.companion import cases as cases_module  # noqa: E402
from jupyterlab_anneal.kernel.companion import torch_export, unchanged  # noqa: E402
from jupyterlab_anneal.kernel.companion.base import one_line, quiet  # noqa: E402
from jupyterlab_anneal.kernel.companion.cases import Case, Exported, Plan, run_ort  # noqa: E402
from jupyterlab_anneal.kernel.companion.torch_cases import record_cases  # noqa: E402
from jupyterlab_anneal.kernel.companion.torch_inputs import find_example  # noqa: E402
from jupyterlab_anneal.kernel.companion.variants import variants  # noqa: E402


def record(model: Any, *example: Any) -> tuple[list[Case], list[dict[str, str]]]:
    flags: list[dict[str, str]] = []
    with torch.no_grad():
        return record_cases(torch, model.eval(), Case(example, {}, "variable x"), flags), flags


@pytest.mark.parametrize("kind", ["array", "tensor"])
def test_edges_are_zeros_large_values_of_both_signs_and_the_ends_of_codes(kind: str) -> None:
    values = [
        numpy.linspace(-3, 5, 24, dtype=numpy.float32).reshape(12, 2),
        numpy.arange(12) % 5 + 2,
        numpy.arange(12) > 5,
    ]
    if kind == "tensor":
        values = [torch.from_numpy(value) for value in values]
    found = variants(values, "x", [0, 9, 1])
    assert [one.origin for one in found] == [
        "x", "other rows of x", "another batch size",
        "edge: zeros", "edge: large values, signs turned",
    ]  # fmt: skip
    assert [len(one.values[0]) for one in found] == [6, 6, 7, 6, 6]
    *_others, low, high = ([numpy.asarray(v) for v in one.values] for one in found)
    assert not low[0].any()
    assert not numpy.signbit(low[0]).any()
    assert numpy.array_equal(high[0], -4 * numpy.asarray(values[0])[:6])
    assert (low[1].tolist(), high[1].tolist()) == ([2] * 6, [9] * 6)
    assert low[2].tolist() == numpy.asarray(values[2])[:6].tolist()


def test_rows_that_repeat_are_varied() -> None:
    same = variants([torch.ones(8, 3)], "x", [0])
    assert same[1].origin == "varied values"
    assert not torch.equal(same[0].values[0], same[1].values[0])


def test_numbers_go_to_the_end_of_a_table_of_embeddings() -> None:
    class Words(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.words = torch.nn.Embedding(40, 4)
            self.places = torch.nn.Embedding(900, 4)

        def forward(self, ids: Any) -> Any:
            return self.words(ids) + self.places(torch.arange(ids.shape[1]))

    cases, _flags = record(Words(), torch.randint(3, 9, (8, 5)))
    ends = {case.origin: set(case.args[0].ravel().tolist()) for case in cases[3:]}
    assert ends["edge: largest numbers"] == {39}
    assert len(ends["edge: smallest numbers"]) == 1


def test_an_edge_without_a_finite_answer_is_left_out() -> None:
    class Root(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return x.sqrt()

    cases, flags = record(Root(), torch.rand(8, 3) + 1)
    assert [case.origin for case in cases[3:]] == ["edge: zeros"]
    assert [flag["detail"] for flag in flags] == [
        "Case left out (edge: large values, signs turned): the model gives NaN or infinity for it."
    ]


def test_rounding_of_float32_is_measured_against_float64() -> None:
    (flag,) = record(torch.nn.Linear(3, 2), torch.randn(8, 3))[1]
    assert flag["kind"] == "rounding"
    measured = float(flag["detail"].split("up to ")[1].split(":")[0])
    assert 0 < measured < 1e-5

    class Single(torch.nn.Linear):
        def forward(self, x: Any) -> Any:
            return super().forward(x) @ torch.ones(2, 1)

    (flag,) = record(Single(3, 2), torch.randn(8, 3))[1]
    assert flag["detail"].startswith("Not computed in float64 as well: RuntimeError")


def test_cases_stay_below_what_a_browser_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    # 16 rows of 100 numbers in and, three times, out
    size = 16 * 100 * 4 * 4
    monkeypatch.setattr(cases_module, "MAX_CASES_BYTES", 2 * size + 1)
    cases, flags = record(torch.nn.ReLU(), torch.randn(32, 100))
    assert len(cases) == 2
    assert "Case left out (another batch size)" in flags[-1]["detail"]
    monkeypatch.setattr(cases_module, "MAX_CASES_BYTES", size - 1)
    with pytest.raises(companion.Refusal, match="One case takes 0 MB") as caught:
        record(torch.nn.ReLU(), torch.randn(32, 100))
    assert "smaller rows" in caught.value.cure


def test_a_model_that_no_browser_holds_is_refused_before_it_is_exported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch_export, "MAX_MODEL_BYTES", 4 * (3 * 2 + 2) - 1)
    with pytest.raises(companion.Refusal, match=r"takes 0\.0 GB") as caught:
        companion.export_model({"m": torch.nn.Linear(3, 2)}, {"variable": "m"})
    assert "smaller model" in caught.value.cure


# -------------------------------------------------------------------------------------------------
# Lies that no error shows


class Branch(torch.nn.Module):
    def forward(self, x: Any) -> Any:
        return x * 2 if x.sum() > 0 else x - 1


def test_a_branch_that_the_export_froze_shows_at_the_edges_only() -> None:
    cases, flags = record(Branch(), torch.rand(12, 3))
    # the exporter that takes such a model
    plan = Plan("legacy", 17, {"x": [0]}, (["x"], ["output"]))
    with quiet():
        data = torch_export._export_legacy(torch, Branch(), cases[0], plan)
    run_ort(Exported(data, plan), cases, flags)
    off = [float(abs(c.again["output"].numpy() - c.ort["output"]).max()) for c in cases]
    assert off[:3] == [0, 0, 0]
    assert cases[4].origin == "edge: large values, signs turned"
    assert off[4] > 0.1


class Seeded(torch.nn.Module):
    def forward(self, x: Any) -> Any:
        torch.manual_seed(0)
        return x + torch.randn_like(x)


def test_a_graph_that_draws_is_flagged_although_the_kernel_repeats_itself() -> None:
    result = companion.export_model(
        {"m": Seeded().eval(), "x": torch.rand(12, 3)}, {"variable": "m"}
    )
    arrays = numpy.load(io.BytesIO(result["casesBytes"]))
    assert numpy.array_equal(arrays["case0.output.output"], arrays["case0.kernel.output"])
    assert [(flag["kind"], flag["detail"]) for flag in result["flags"]] == [
        ("stochastic", "The exported graph draws random numbers (RandomNormalLike).")
    ]


@pytest.mark.parametrize(("switch", "flagged"), [(True, 1), (False, 0), (None, 0)])
def test_dropout_that_stays_on_in_the_graph_is_flagged(switch: bool | None, flagged: int) -> None:
    made = onnx.helper
    inputs = ["x", "ratio"] + ([] if switch is None else ["on"])
    known = [made.make_tensor("ratio", onnx.TensorProto.FLOAT, [], [0.5])]
    if switch is not None:
        known.append(made.make_tensor("on", onnx.TensorProto.BOOL, [], [switch]))
    ends = [made.make_tensor_value_info(n, onnx.TensorProto.FLOAT, [3]) for n in ("x", "y")]
    node = made.make_node("Dropout", inputs, ["y"])
    proto = made.make_model(made.make_graph([node], "g", ends[:1], ends[1:], known))
    flags: list[dict[str, str]] = []
    torch_export._note_randomness(proto.SerializeToString(), flags)
    assert len(flags) == flagged


def test_dropout_that_the_model_leaves_on_is_flagged() -> None:
    class On(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return torch.nn.functional.dropout(x, 0.5)

    assert [flag["kind"] for flag in record(On(), torch.rand(8, 30))[1]] == ["stochastic"]

    class Stubborn(torch.nn.Dropout):
        def train(self, _mode: bool = True) -> Any:
            return self

    flags: list[dict[str, str]] = []
    torch_export._set_evaluation(torch.nn.Sequential(torch.nn.ReLU(), Stubborn()), flags)
    assert "1 stays in training mode" in flags[-1]["detail"]


# -------------------------------------------------------------------------------------------------
# What stays as it was


class Keeping(torch.nn.Module):
    """Keeps a mask and its calls, as many notebooks do."""

    def __init__(self) -> None:
        super().__init__()
        self.mask: Any = None
        self.calls: list[Any] = []
        self.by_size: dict[int, Any] = {}
        self.register_buffer("count", torch.zeros(()))

    def forward(self, x: Any) -> Any:
        self.mask = torch.ones_like(x).tril()
        self.calls.append(x)
        self.by_size[x.shape[1]] = self.mask
        self.count = self.count + 1
        return x * self.mask


def test_what_forward_keeps_is_not_left_behind() -> None:
    model = Keeping().eval()
    before = (model.calls, model.by_size, model.count)
    companion.export_model({"m": model, "x": torch.rand(8, 3)}, {"variable": "m"})
    assert (model.mask, model.calls, model.by_size) == (None, [], {})
    assert model.calls is before[0]
    assert model.by_size is before[1]
    assert model.count is before[2]
    assert model.count == 0
    assert model(torch.ones(3, 3)).sum() == 6


def test_an_interrupt_waits_until_all_is_restored() -> None:
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        pytest.skip("interrupts of this process are handled otherwise")
    done = []

    def restore() -> None:
        with unchanged.uninterrupted():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("first")
            done.append("last")

    with pytest.raises(KeyboardInterrupt):
        restore()
    assert done == ["first", "last"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_named_data_set_is_not_run_as_a_whole() -> None:
    seen = []

    class Counting(torch.nn.Linear):
        def forward(self, x: Any) -> Any:
            seen.append(len(x))
            return super().forward(x)

    ns = {"m": Counting(3, 2).eval(), "x": torch.randn(5000, 3)}
    example = find_example(torch, numpy, ns, ns["m"], {"inputs": ["x"]})
    assert example.origin == "variable x"
    assert seen == [32]


def test_a_loader_goes_on_where_it_was() -> None:
    data = torch.utils.data.TensorDataset(torch.randn(20, 3))
    generator = torch.Generator().manual_seed(3)
    loader = torch.utils.data.DataLoader(data, 4, shuffle=True, generator=generator)

    class Once(torch.utils.data.IterableDataset):
        def __iter__(self) -> Any:
            raise AssertionError("a data set that gives each item once was read")

    model = torch.nn.Linear(3, 2).eval()
    ns = {"m": model, "a_loader": torch.utils.data.DataLoader(Once()), "z_loader": loader}
    state = generator.get_state()
    example = find_example(torch, numpy, ns, model, {})
    assert example.origin == "first batch of z_loader"
    assert torch.equal(generator.get_state(), state)


def test_numbers_that_are_narrowed_for_the_model_are_said() -> None:
    model = torch.nn.Linear(3, 2).eval()
    for dtype, origin in (("float64", "variable x as float32"), ("float32", "variable x")):
        ns = {"x": numpy.ones((6, 3), dtype=dtype)}
        assert find_example(torch, numpy, ns, model, {}).origin == origin
        assert find_example(torch, numpy, ns, model, {"inputs": ["x"]}).origin == origin


# -------------------------------------------------------------------------------------------------
# Calls of scikit-learn models


def test_a_recorded_call_of_an_estimator_is_the_input_and_leaves_no_trace() -> None:
    pytest.importorskip("skl2onnx")
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows = numpy.random.default_rng(0).normal(size=(40, 3)).astype(numpy.float32)
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(rows, rows[:, 0] > 0)
    held = dict(vars(model))
    # the first value is not the one that a search for inputs would take
    ns = {"m": model, "X_test": rows, "ask": lambda n: model.predict_proba(rows[:n] + 1)}
    result = companion.export_model(ns, {"variable": "m", "recall": "ask(6)"})
    arrays = dict(numpy.load(io.BytesIO(result["casesBytes"])))
    assert numpy.array_equal(arrays["case0.input.X"], rows[:6:2] + 1)
    assert result["cases"][0]["origin"] == "the recorded call"
    assert vars(model) == held
    for recall, reason in (("1 / 0", "ZeroDivisionError"), ("len(X_test)", "did not call")):
        with pytest.raises(companion.Refusal, match=reason):
            companion.export_model(ns, {"variable": "m", "recall": recall})
        assert vars(model) == held
    lists = companion.export_model(ns, {"variable": "m", "recall": "m.predict([[1., 2., 3.]])"})
    assert lists["cases"][0]["rows"] == 1


def test_a_recorded_call_that_is_interrupted_leaves_no_trace() -> None:
    pytest.importorskip("skl2onnx")
    from sklearn.linear_model import LinearRegression

    def stop(_rows: Any) -> None:
        raise KeyboardInterrupt

    model = LinearRegression().fit([[1.0], [2.0]], [1.0, 2.0])
    held = dict(vars(model))
    with pytest.raises(KeyboardInterrupt):
        companion.export_model({"m": model, "stop": stop}, {"variable": "m", "recall": "stop(m)"})
    assert vars(model) == held
    net = torch.nn.Linear(3, 2)
    with pytest.raises(KeyboardInterrupt):
        companion.export_model({"m": net, "stop": stop}, {"variable": "m", "recall": "stop(m)"})
    assert not net._forward_pre_hooks


def test_arguments_without_a_name_have_a_free_batch_too() -> None:
    class Sum(torch.nn.Module):
        def forward(self, *parts: Any) -> Any:
            return parts[0] + parts[1]

    ns = {"m": Sum().eval(), "a": torch.randn(6, 3), "b": torch.randn(6, 3)}
    result = companion.export_model(ns, {"variable": "m", "inputs": ["a", "b"]})
    assert [case["rows"] for case in result["cases"]] == [3, 3, 4, 3, 3]
    assert result["flags"] == []


def test_a_reason_names_no_folder_of_the_machine() -> None:
    error = ValueError("bad line in /home/me/My-Lib/deep/file.py:3 and C:\\Users\\me\\x.py, a/b")
    assert one_line(error) == "ValueError: bad line in file.py:3 and x.py, a/b"
    assert one_line(ValueError("\x1b[96msee https://a.b/c/d\x1b[0m")) == (
        "ValueError: see https://a.b/c/d"
    )


def test_no_onnx_library_is_a_refusal_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxscript", None)
    with pytest.raises(companion.Refusal, match="no onnxscript") as caught:
        companion.export_model({"m": torch.nn.ReLU(), "x": torch.ones(3, 3)}, {"variable": "m"})
    assert caught.value.cure == "Run %pip install onnxscript."
