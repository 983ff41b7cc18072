"""How long models take in the kernel: measured within bounds, and not where a run has effects."""

from __future__ import annotations

from typing import Any

import pytest

numpy = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")
pytest.importorskip("onnxruntime")
pytest.importorskip("skl2onnx")

from sklearn.linear_model import LogisticRegression  # noqa: E402

from jupyterlab_anneal.kernel import companion  # noqa: E402
from jupyterlab_anneal.kernel.companion.cases import Case  # noqa: E402
from jupyterlab_anneal.kernel.companion.timing import (  # noqa: E402
    TIMED_RUNS,
    WARM_UP_RUNS,
    latency_of,
)
from jupyterlab_anneal.kernel.companion.torch_export import _latency  # noqa: E402
from jupyterlab_anneal.tests.test_companion_sklearn import X, Y, load  # noqa: E402


def test_the_estimator_and_onnx_runtime_are_timed_in_the_kernel() -> None:
    model = LogisticRegression().fit(X, Y)
    _session, _arrays, meta = load(
        companion.export_model({"m": model, "X_test": X}, {"variable": "m"})
    )
    notebook, ort = meta["latency"]["notebook"], meta["latency"]["ort"]
    assert (notebook["device"], notebook["threads"]) == ("cpu", None)
    assert (ort["device"], ort["threads"]) == ("cpu", 1)
    for one in (notebook, ort):
        assert 1 <= len(one["runs"]) <= TIMED_RUNS
        assert all(run > 0 for run in one["runs"])


def test_a_few_runs_warm_up_and_do_not_count() -> None:
    calls: list[int] = []
    found = latency_of(lambda: calls.append(1), 0.0, [])
    assert found is not None
    assert len(calls) == WARM_UP_RUNS + TIMED_RUNS
    assert len(found["runs"]) == TIMED_RUNS


def test_a_slow_model_is_not_run_again() -> None:
    def run() -> None:
        raise AssertionError("it was run")

    flags: list[dict[str, str]] = []
    found = latency_of(run, 12.5, flags, "cuda:0")
    assert found == {"device": "cuda:0", "threads": None, "runs": [12500.0]}
    assert flags == []


class Counting(torch.nn.Module):
    """Fails from the fourth call on."""

    calls = 0

    def forward(self, x: Any) -> Any:
        self.calls += 1
        if self.calls > 3:
            raise ValueError("too many calls")
        return x


def test_a_model_that_fails_when_it_is_timed_is_exported_all_the_same() -> None:
    flags: list[dict[str, str]] = []
    assert _latency(torch, Counting(), Case((torch.ones(2),), {}, "x"), flags) is None
    assert flags == [
        {"kind": "timing", "detail": "Not timed in the kernel: ValueError: too many calls"}
    ]


def test_hooks_of_the_notebook_are_not_run_for_times() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 2))
    case = Case((torch.ones(4, 3),), {}, "x")
    found = _latency(torch, model, case, [])
    assert found is not None
    assert found["device"] == "cpu"
    assert found["threads"] == torch.get_num_threads()
    seen: list[int] = []
    model[0].register_forward_hook(lambda *_: seen.append(1))
    flags: list[dict[str, str]] = []
    assert _latency(torch, model, case, flags) is None
    assert seen == []
    assert "hooks" in flags[0]["detail"]
