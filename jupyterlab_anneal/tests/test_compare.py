"""Values as data: what is equal, what differs, and what is never claimed."""

from __future__ import annotations

import collections
import copy
import cProfile
import dataclasses
import datetime
import decimal
import enum
import json
import math
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sympy
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from jupyterlab_anneal.verify.blobs import BlobReader, BlobWriter
from jupyterlab_anneal.verify.compare import Comparer, Outcome
from jupyterlab_anneal.verify.import_hook import after_import
from jupyterlab_anneal.verify.redact import HIDDEN, Redactor, parse_env, secret_literals
from jupyterlab_anneal.verify.sanitize import measures, sanitize
from jupyterlab_anneal.verify.snapshot import Encoder


def compare(tmp_path: Path, one: Any, two: Any, **options: Any) -> Outcome:
    nodes, readers = [], []
    for name, value in (("one", one), ("two", two)):
        writer = BlobWriter(tmp_path / name)
        nodes.append(Encoder(writer, lambda module: module == __name__).variable(value))
        writer.close()
        readers.append(BlobReader(tmp_path / name))
    outcome = Comparer(*readers, **options).compare(*nodes)
    for reader in readers:
        reader.close()
    return outcome


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Point:
    def __init__(self, x: float) -> None:
        self.x = x

    def __repr__(self) -> str:
        raise AssertionError("no code of the user's classes is called")

    __eq__ = __len__ = __iter__ = __bool__ = __getattr__ = __repr__  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self, a: int) -> None:
        self.a = a


@dataclasses.dataclass
class Record:
    a: int
    b: list[int]


Pair = collections.namedtuple("Pair", "a b")
LONG = [float(n) for n in range(100)]

DISTINCT: list[Any] = [
    None, True, False, 0, 1, 2**70, -(2**70), 1.5, -1.5, math.nan, math.inf, 1 + 2j, "", "a", "b",
    b"", b"a", [], [1], [1, 2], [2, 1], (1, 2), {1, 2}, {1, 3}, frozenset({1}), {}, {"a": 1},
    {"a": 2}, {"b": 1}, {1: "a"}, [[1], [2]], [None], range(3), range(4), slice(1, 2),
    datetime.date(2024, 1, 2), datetime.datetime(2024, 1, 2), decimal.Decimal("1.10"),
    decimal.Decimal("1.1"), Path("a"), Path("b"), Colour.RED, Colour.BLUE, Point(1.0), Point(2.0),
    Slotted(1), Slotted(2), Record(1, [2]), Record(1, [3]), LONG, LONG[::-1], LONG[:-1],
    [*LONG, "x"], ["k"] * 50, ["k"] * 49 + ["l"], list(range(100)), collections.deque([1, 2, 3]),
    np.arange(3), np.arange(3.0), np.arange(3, dtype="f4"), np.arange(4), np.array([0, 1, 3]),
    np.array([[0, 1, 2]]), np.array(["a", "b"]), np.array([1, "x", None], dtype=object),
    np.array([np.nan, 1]), np.array(["2024-01-01"], "M8[D]"), np.array([1 + 1j]),
    np.zeros(2, dtype=[("p", "i4"), ("q", "f8")]), np.zeros((0, 3)),
    np.zeros(1, dtype=[("p", "i4"), ("q", "f8")])[0], np.ones(1, dtype=[("p", "i4")])[0],
    np.array(["ab"])[0], np.array([b"ab"])[0], np.datetime64("2024-01-02"),
    pd.Series([1, 2]), pd.Series([1, 3]), pd.Series([1, 2], index=[5, 6]),
    pd.Series([1, 2], name="n"), pd.Series([1.0, None]), pd.Series(["a", None]),
    pd.Series(["a", "b"], dtype="category"), pd.Series([1, None], dtype="Int64"),
    pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]}), pd.DataFrame({"a": [1.0]}),
    pd.DataFrame({"a": [1], "b": [2]}), pd.Index([1, 2]), pd.MultiIndex.from_tuples([(1, 2)]),
    pd.to_datetime(pd.Series(["2024-01-01"])), pd.to_datetime(pd.Series(["2024-01-01"]), utc=True),
    pd.Timestamp("2024-01-01"), torch.zeros(2), torch.zeros(3), torch.ones(2),
    torch.zeros(2, dtype=torch.bfloat16), torch.nn.Linear(2, 1), torch.nn.Dropout(0.5),
    torch.nn.Dropout(0.4), sparse.csr_matrix([[0, 1]]), sparse.csr_matrix([[1, 0]]),
]  # fmt: skip


@pytest.mark.parametrize("value", [cProfile.Profile(), sys.stdout, sys.__stdout__])
def test_what_belongs_to_one_process_is_never_called_equal(tmp_path: Path, value: Any) -> None:
    assert compare(tmp_path, value, value).status == "incomparable"


@pytest.mark.parametrize("other", [0.0, 1.5, -math.inf, 1e308, math.nan])
def test_infinity_is_near_to_nothing(tmp_path: Path, other: float) -> None:
    for one, two in ((math.inf, other), (other, math.inf)):
        assert compare(tmp_path, one, two).status == "different"
        assert compare(tmp_path, np.array([one, 1.0]), np.array([two, 1.0])).status == "different"
        assert compare(tmp_path, np.float64(one), np.float64(two)).status == "different"


@pytest.mark.parametrize("place", range(len(DISTINCT)))
def test_each_value_equals_its_copy_and_no_other(tmp_path: Path, place: int) -> None:
    value = DISTINCT[place]
    same = value if isinstance(value, Point) else copy.deepcopy(value)
    assert compare(tmp_path, value, same).status == "equal"
    for other_place, other in enumerate(DISTINCT):
        if other_place != place:
            outcome = compare(tmp_path, value, other)
            assert outcome.status == "different" or {type(value), type(other)} <= {
                bool, int, float, complex, collections.deque, list
            }, (value if not isinstance(value, Point) else "point", outcome)  # fmt: skip
            assert outcome.status != "equal"


def test_order_of_sets_and_dicts_does_not_count(tmp_path: Path) -> None:
    one = {"a": {1, 2, "x", (3, 4)}, "b": 2}
    two = {"b": 2, "a": {(3, 4), "x", 2, 1}}
    assert compare(tmp_path, one, two).status == "equal"
    assert compare(tmp_path, {0.1 + 0.2, 1.0}, {0.3, 1.0}).status == "close"


def test_cycles_and_sharing(tmp_path: Path) -> None:
    def ring(last: int) -> list[Any]:
        items: list[Any] = [1, {"x": last}]
        items.append(items)
        return items

    assert compare(tmp_path, ring(2), ring(2)).status == "equal"
    assert compare(tmp_path, ring(2), ring(3)).status == "different"
    shared = [1, 2]
    assert compare(tmp_path, [shared, shared], [[1, 2], [1, 2]]).status == "equal"
    assert compare(tmp_path, [shared, shared], [[1, 2], [1, 3]]).status == "different"
    deep: list[Any] = []
    for _ in range(10_000):
        deep = [deep]
    assert compare(tmp_path, deep, deep).status in ("equal", "incomparable")


def opened() -> Any:
    return Path(__file__).open()


@pytest.mark.parametrize(
    "make",
    [lambda: (n for n in "ab"), threading.Lock, opened, lambda: (lambda x: x),
     threading.current_thread, lambda: Point, lambda: math.sqrt, object],
)  # fmt: skip
def test_what_is_not_compared_is_never_called_equal(tmp_path: Path, make: Any) -> None:
    outcome = compare(tmp_path, make(), make())
    assert outcome.status == "incomparable"
    assert outcome.detail


def test_a_generator_is_not_used_up(tmp_path: Path) -> None:
    numbers = (n for n in range(3))
    assert compare(tmp_path, [1, 2], numbers).status == "incomparable"
    assert list(numbers) == [0, 1, 2]


@pytest.mark.parametrize(
    ("one", "two", "status"),
    [
        (0.1 + 0.2, 0.3, "close"), (1e-8, 2e-8, "different"), (1e9, 1e9 + 1, "close"),
        (1.0, 1.0001, "different"), (math.nan, math.nan, "equal"), (math.nan, 1.0, "different"),
        (np.float32(1), np.float32(1.0000005), "close"), (np.float64(2), 2.0, "close"),
        (np.array([1.0, np.nan]), np.array([1.0 + 1e-12, np.nan]), "close"),
        (np.array([1.0, np.nan]), np.array([np.nan, 1.0]), "different"),
        (np.array([1e-9]), np.array([1.1e-9]), "different"),
        ({"a": 1, "b": [2]}, Record(1, [2]), "equal"),
        ({"a": 1, "b": [3]}, Record(1, [2]), "different"),
        ({"a": 1}, Record(1, [2]), "different"), ((1, 2), Pair(1, 2), "equal"),
        ({"a": 1, "b": 2}, Pair(1, 2), "equal"), (True, 1, "different"), ([1], (1,), "different"),
        ([1, 2], collections.deque([1, 2]), "equal"),
        (Counter("aab"), {"a": 2, "b": 1}, "equal"),
    ],
)  # fmt: skip
def test_closeness(tmp_path: Path, one: Any, two: Any, status: str) -> None:
    assert compare(tmp_path, one, two).status == status


def test_repeated_runs_are_judged_to_the_last_digits(tmp_path: Path) -> None:
    assert compare(tmp_path, 1.7e9, 1.7e9 + 2).status == "close"
    assert compare(tmp_path, 1.7e9, 1.7e9 + 2, repeated=True).status == "different"


def test_texts_are_never_quoted(tmp_path: Path) -> None:
    wraps = (str, lambda x: [x], lambda x: {"key": x}, lambda x: {x}, lambda x: Record(1, [x]))
    for wrap in (*wraps, lambda x: [x] * 50, lambda x: pd.Series([x]), lambda x: np.array([x])):
        outcome = compare(tmp_path, wrap("hunter2-abc"), wrap("hunter3-xyz"))
        assert outcome.status == "different"
        assert "hunter" not in outcome.detail


MANY = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=30,
)


@MANY
@given(VALUES)
def test_any_plain_value_equals_its_copy(tmp_path: Path, value: Any) -> None:
    assert compare(tmp_path, value, copy.deepcopy(value)).status == "equal"


@MANY
@given(st.lists(st.integers() | st.text(), min_size=1), st.data())
def test_any_changed_item_is_found(tmp_path: Path, items: list[Any], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(items) - 1))
    changed = list(items)
    changed[place] = changed[place] + (1 if isinstance(changed[place], int) else "x")
    for wrap in (lambda x: x, lambda x: {"a": [x]}, lambda x: dict(enumerate(x))):
        assert compare(tmp_path, wrap(items), wrap(changed)).status == "different"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("at 0x7f00aa12", "at 0x7f11bb34"), ("\x1b[31mred\x1b[0m", "red"),
        ("took 1.25 s", "took 0.9 s"), ("/tmp/tmpab12/x", "/tmp/tmpcd34/y"),
        ("2024-05-06 07:08:09.123", "2025-01-02 03:04:05.678"),
        ("id 123e4567-e89b-12d3-a456-426614174000", "id 00000000-e89b-12d3-a456-426614174999"),
        ("CPU times: user 1 ms\nWall time: 2 ms\nx\n", "x\n"), ("1.2 GB", "900 MB"),
        (" 10%|#   | 1/10 [00:01<00:09]\nx\n", "x\n"), ("a\r\nb", "a\nb"), ("1%\r2%\rdone", "done"),
    ],
)  # fmt: skip
def test_sanitized_texts_agree(one: str, two: str) -> None:
    assert sanitize(one) == sanitize(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [("accuracy 0.91", "accuracy 0.92"), ("3 rows", "4 rows"), ("a b", "a c"), ("1 x", "1 y"),
     ("5 samples", "6 samples"), ("v1.2", "v1.3")],
)  # fmt: skip
def test_results_in_texts_stay(one: str, two: str) -> None:
    assert sanitize(one) != sanitize(two)


def test_dates_stay_where_the_text_repeats() -> None:
    one, two = "from 2024-01-01", "from 2024-01-02"
    assert sanitize(one, varying=True) == sanitize(two, varying=True)
    assert sanitize(one, varying=False) != sanitize(two, varying=False)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import time\n", True), ("from time import sleep", True), ("t = time.time()", True),
        ("%%time\nx = 1", True), ("datetime.now()", True), ("fit(x, verbose=1)", True),
        ("import sys, time", True), ("# a time series\nx = 'time'", False),
        ("pd.to_datetime(x)", False), ("timedelta(days=1)", False),
    ],
)  # fmt: skip
def test_what_measures(source: str, expected: bool) -> None:
    assert measures([source]) is expected
    kept = sanitize("12 s", varying=False, measured=expected) == "12 s"
    assert kept is not expected


def test_formulas_are_compared(tmp_path: Path) -> None:
    x = sympy.Symbol("x")
    matrix = sympy.Matrix([[x, 1], [0, x]])
    for one, same, other in (
        (x**2 + 1, 1 + x * x, x**2 + 2), (sympy.pi, sympy.pi, sympy.E),
        (matrix, matrix.copy(), matrix.T), (sympy.Eq(x, 1), sympy.Eq(x, 1), sympy.Eq(x, 2)),
    ):  # fmt: skip
        assert compare(tmp_path, one, same).status == "equal"
        assert compare(tmp_path, one, other).status == "different"


def test_a_module_that_is_loaded_already_is_prepared_at_once() -> None:
    seen: list[object] = []
    after_import("json", seen.append)
    assert seen == [json]


def test_redaction() -> None:
    sources = [
        "api_key = 'abcdefgh123'",
        "client = C(token='zyxwvu987')",
        "d = {'password': 'hunter22'}",
        "%magic\nos.environ['SECRET_X'] = 'in-env-9876'",
        "broken( \nmy_token = 'from-broken-1'",
    ]
    found = secret_literals(sources)
    redactor = Redactor(found)
    for value in ("abcdefgh123", "zyxwvu987", "hunter22", "in-env-9876", "from-broken-1"):
        assert redactor.text(f"<{value}>") == f"<{HIDDEN}>"
    for shaped in (
        "sk-proj-abcdefghijklmnop",
        "ghp_" + "a1" * 18,
        "AKIA" + "A1" * 8,
        "hf_" + "x9" * 12,
    ):
        assert shaped not in redactor.text(f"key {shaped} refused")
    assert "user:pw" not in redactor.text("postgres://user:pw@host/db")


def test_env_files_are_read() -> None:
    text = "A=1\nexport B = 'two # x' # note\nC=\"a\\nb\"\n# D=4\nE=\nF='it\\'s'\n"
    expected = [("A", "1"), ("B", "two # x"), ("C", "a\nb"), ("E", ""), ("F", "it's")]
    assert parse_env(text) == expected


class Bag:
    """Looks every attribute up among its own keys, like `f` of numpy's `NpzFile`."""

    def __getattribute__(self, name: str) -> Any:
        raise AttributeError(name)


def test_a_value_that_hides_its_class_is_not_compared(tmp_path: Path) -> None:
    assert compare(tmp_path, Bag(), Bag()).status == "incomparable"
    point, other = Point(1.0), Point(2.0)
    assert compare(tmp_path, [Bag(), point], [Bag(), other]).status == "different"
