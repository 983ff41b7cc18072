"""The recorder of calls: values as data and back, calls in a namespace, a run from end to end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyterlab_anneal.verify.record_build import build
from jupyterlab_anneal.verify.record_calls import CallRecorder, chosen
from jupyterlab_anneal.verify.record_values import Describer, NotRecordable, Secret

from .exported import ENGINE, write_notebook

TABLE = pd.DataFrame({"a": [1, 2], "b": ["x", None], "c": np.array([0.1, np.nan], "float32")})


@pytest.mark.parametrize(
    "value",
    [
        None, True, -3, 10**40, 0.1, float("inf"), -0.0, "a\n'\"é", [], (1,), {1, 2}, frozenset(),
        {"a": [1, (2.5, None)], 3: {}}, range(2, 9, 3), np.float32(0.1), np.bool_(True),
        np.array([[1.5, 2.0]], "float32"), np.array(["a", "bc"]), np.empty((0, 3)),
        np.array(7), TABLE, TABLE.set_index("b"), TABLE.iloc[:0], TABLE.iloc[1:],
        pd.Series([True, False], name="s", index=[3, 5]),
    ],
    ids=str,
)  # fmt: skip
def test_values_come_back_as_they_were(value: Any) -> None:
    node = json.loads(json.dumps(Describer([]).describe(value)))
    again = build(node)
    assert type(again) is type(value)
    assert Describer([]).describe(again) == node
    if isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(again, value, check_exact=True)
    elif isinstance(value, np.ndarray):
        np.testing.assert_array_equal(again, value)
        assert again.dtype == value.dtype
    else:
        assert repr(again) == repr(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (iter([]), "list_iterator"),
        (list(range(1000)), "too large"),
        ("x" * 5000, "too large"),
        (np.zeros(1000), "too large"),
        (np.array([object()]), "array of type object"),
        (pd.Series(pd.to_datetime(["2020-01-01"])), "column of type datetime64"),
        (TABLE.set_index(["a", "b"]), "several index levels"),
        (type("Own", (list,), {})([1]), "Own"),
    ],
    ids=str,
)
def test_what_no_test_can_hold_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(NotRecordable, match=reason):
        Describer([]).describe(value)


def test_secrets_and_the_environment_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNEAL_PLACE", "harbour-7")
    monkeypatch.setenv("ANNEAL_PIN_TOKEN", "417")
    describer = Describer(["known-secret"])
    for value in (
        "at harbour-7 today", "harbour-7", ["known-secret"], {"a": "the known-secret"}, 417,
        "ghp_" + "a1" * 12,
    ):  # fmt: skip
        with pytest.raises(Secret):
            describer.describe(value)
    assert describer.describe("harbour") == {"k": "str", "v": "harbour"}


def record(source: str, calls: str, *names: str) -> dict[str, Any]:
    """Run code in a namespace of its own; return the watched functions by name."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(source, namespace)
    wanted = []
    for name in names:
        code = namespace[name].__code__
        parameters = code.co_varnames[: code.co_argcount]
        wanted.append({"name": name, "module": "p.m", "parameters": parameters})
    recorder = CallRecorder(namespace, wanted, Describer([]))
    recorder.start()
    try:
        exec(calls, namespace)
    finally:
        recorder.stop()
    return {watched.name: watched for watched in recorder.functions}


def arguments(watched: Any) -> list[list[Any]]:
    """Return the arguments of the chosen calls."""
    return [[build(node) for node in case.arguments.values()] for case in chosen(watched.cases)]


def test_first_branches_and_edges_are_chosen() -> None:
    source = "def sign(n):\n    if n == 13:\n        return 'unlucky'\n    return n > 0"
    found = record(source, "for n in [*range(5, 40), 0, -1]: sign(n)", "sign")
    assert arguments(found["sign"]) == [[5], [13], [0], [-1]]


def test_few_calls_are_kept_and_none_twice() -> None:
    found = record(
        "def double(n):\n    return n * 2", "for n in [4, 4, 7, 8, 9]: double(n)", "double"
    )
    assert arguments(found["double"]) == [[4], [7], [8]]


def test_a_recursive_call_is_part_of_the_first() -> None:
    source = "def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)"
    assert arguments(record(source, "fact(5)", "fact")["fact"]) == [[5]]


@pytest.mark.parametrize(
    ("source", "calls", "reason"),
    [
        ("def f(a):\n    a += [1]\n    return 1", "f([])", "changes what it is given"),
        ("n = []\ndef f(a):\n    n.append(a)\n    return len(n)", "f(1)", "another value"),
        ("def f(a):\n    return 1 / a", "try:\n    f(0)\nexcept ZeroDivisionError: pass",
         "a call ends with ZeroDivisionError"),
        ("def f(a):\n    return (i for i in a)", "f([1])", "generator"),
    ],
)  # fmt: skip
def test_what_is_not_pure_is_not_kept(source: str, calls: str, reason: str) -> None:
    watched = record(source, calls, "f")["f"]
    assert chosen(watched.cases) == []
    assert any(reason in text for text in watched.reasons)


def test_a_run_keeps_what_the_package_repeats_and_says_where_it_stopped(tmp_path: Path) -> None:
    source = "def double(n):\n    return n * 2\ndef order(words):\n    return list(set(words))"
    source += "\ndef half(n):\n    return n / 2"
    words = [f"word{n}" for n in range(20)]
    cells = [source, f"double(3)\nhalf(3)\norder({words})", "1/0", "double(99)"]
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    request = {
        "functions": [
            {"name": name, "module": "demo.m", "parameters": parameters}
            for name, parameters in (("double", ["n"]), ("order", ["words"]), ("half", ["n"]))
        ],
        # the package is wrong in one function
        "sources": {"demo/__init__.py": "", "demo/m.py": source.replace("n / 2", "n // 2")},
    }
    before = sorted(tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, str(ENGINE), str(notebook), "--record", "--events"],
        input=json.dumps(request), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    report = events[-1]["report"]
    assert report["stopped"] == {"cell": 2, "because": "ZeroDivisionError: division by zero"}
    double, order, half = report["functions"]
    assert double["cases"] == [
        {"arguments": [["n", {"k": "int", "v": "3"}]], "expected": {"k": "int", "v": "6"}}
    ]
    assert (order["cases"], half["cases"]) == ([], [])
    assert order["reason"] == half["reason"]
    assert "in a fresh process the package gave another value" in order["reason"]
    steps = {event["step"] for event in events if event["event"] == "step"}
    assert steps == {"record", "replay"}
    assert sorted(tmp_path.iterdir()) == before, "a run wrote to the folder"


@pytest.mark.parametrize("request_text", ["", '{"functions": [], "sources": {"../x": ""}}'])
def test_a_request_of_another_form_is_refused(tmp_path: Path, request_text: str) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["1"])
    done = subprocess.run(
        [sys.executable, str(ENGINE), str(notebook), "--record"],
        input=request_text, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "not given as asked" in done.stderr
