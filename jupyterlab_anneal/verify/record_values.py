"""Values of recorded calls as data: only what a test can write readably and get back exactly."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from typing import Any

from .record_build import CONTAINERS, Node, build, same
from .redact import Redactor
from .snapshot import library

MAX_PARTS = 400
MAX_TEXT = 4000
MAX_DEPTH = 8
TOO_LARGE = "its values are too large to be read in a test"
SHORTEST_PART = 4
SHORTEST_WHOLE = 2

# What the engine itself sets for a run, see `process.py`; nobody's secret.
_OF_THE_RUN = frozenset(
    ("MPLBACKEND", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "COLUMNS",
     "TERM", "PYTHONHASHSEED")
)  # fmt: skip
_ARRAY_KINDS = "biufU"


class NotRecordable(Exception):
    """A value that no test can hold; the message says why, as the end of "not recorded: …"."""


class Secret(NotRecordable):
    """A value that holds a secret."""


class Describer:
    """Turns values into data, and refuses what is too large, of another kind, or secret.

    Parameters
    ----------
    secrets
        Texts that must not be recorded, beside the values of the environment.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._known = sorted({text for text in secrets if text})
        self._redactor = Redactor(self._known)
        self._environment: dict[str, str] = {}
        self._whole: set[str] = set()
        self._parts_of: set[str] = set()
        self._parts = 0
        self._size = 0

    def describe(self, value: Any) -> Node:
        """Return a value as data.

        Raises
        ------
        NotRecordable
            When no test can hold the value.
        """
        self._parts = self._size = 0
        self._read_environment()
        node = self._node(value, 0)
        if library("numpy") is not None and not same(value, build(node)):
            raise NotRecordable(
                f"it takes or gives a value of type {_kind(value)} that no test can write exactly"
            )
        return node

    def _node(self, value: Any, depth: int) -> Node:
        self._parts += 1
        if self._parts > MAX_PARTS or depth > MAX_DEPTH:
            raise NotRecordable(TOO_LARGE)
        kind = type(value)
        if value is None:
            return {"k": "none"}
        if kind is bool:
            return {"k": "bool", "v": value}
        if kind is int or kind is float:
            return self._number(value)
        if kind is str:
            return {"k": "str", "v": self._text(value)}
        if kind in CONTAINERS:
            nodes = [self._node(part, depth + 1) for part in value]
            if kind in (set, frozenset):
                nodes.sort(key=str)
            return {"k": CONTAINERS[kind], "items": nodes}
        if kind is range:
            bounds = (value.start, value.stop, value.step)
            return {"k": "range", "items": [self._number(bound) for bound in bounds]}
        if kind is dict:
            pairs = [
                [self._node(key, depth + 1), self._node(part, depth + 1)]
                for key, part in value.items()
            ]
            return {"k": "dict", "items": pairs}
        node = self._numpy(value, depth) or self._pandas(value, depth)
        if node is None:
            raise NotRecordable(
                f"it takes or gives a value of type {_kind(value)}, which no test can write"
            )
        return node

    def _number(self, value: float) -> Node:
        if type(value) is int and value.bit_length() > MAX_TEXT:
            raise NotRecordable(TOO_LARGE)
        text = repr(value)
        self._spend(len(text))
        self._refuse_secret(text, number=True)
        return {"k": type(value).__name__, "v": text}

    def _text(self, value: str) -> str:
        self._spend(len(value))
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotRecordable("it takes or gives a text that is no valid Unicode") from error
        self._refuse_secret(value)
        return value

    def _spend(self, size: int) -> None:
        self._size += size
        if self._size > MAX_TEXT:
            raise NotRecordable(TOO_LARGE)

    def _read_environment(self) -> None:
        """Learn what the environment holds: the notebook may have changed it."""
        environment = dict(os.environ)
        if environment != self._environment:
            self._environment = environment
            own = {n: v for n, v in environment.items() if n not in _OF_THE_RUN and v}
            self._whole = {value for value in own.values() if len(value) >= SHORTEST_WHOLE}
            self._parts_of = {
                value
                for name, value in own.items()
                if len(value) >= SHORTEST_PART or _is_credential(name)
            }

    def _refuse_secret(self, text: str, *, number: bool = False) -> None:
        held = text in self._known or text in (self._parts_of if number else self._whole)
        if not number:
            held = held or any(value in text for value in self._parts_of)
            held = held or self._redactor.text(text) != text
        if held:
            raise Secret("a value looks like a secret, or comes from the environment")

    # -- libraries -------------------------------------------------------------------------------

    def _numpy(self, value: Any, depth: int) -> Node | None:
        numpy = library("numpy")
        if numpy is None:
            return None
        if isinstance(value, numpy.generic) and value.dtype.kind in "biuf":
            if type(value) is not value.dtype.type:
                return None
            return {"k": "number", "dtype": value.dtype.name, "v": self._plain(value, depth)}
        if type(value) is not numpy.ndarray:
            return None
        too_wide = value.dtype.name in ("float128", "longdouble")
        if value.dtype.kind not in _ARRAY_KINDS or too_wide or not value.dtype.isnative:
            raise NotRecordable(
                f"it takes or gives an array of type {value.dtype}, which no test can write"
            )
        if value.size > MAX_PARTS:
            raise NotRecordable(TOO_LARGE)
        inferred = numpy.array(value.tolist()).dtype == value.dtype
        return {
            "k": "array", "dtype": _dtype_name(value.dtype), "shape": list(value.shape),
            "inferred": bool(inferred and value.size), "items": self._plain(value, depth),
        }  # fmt: skip

    def _plain(self, value: Any, depth: int) -> Node:
        """Describe numbers by the shortest digits that give the same number of their type."""
        if getattr(value, "ndim", 0):
            return {"k": "list", "items": [self._plain(part, depth + 1) for part in value]}
        plain = value.item() if hasattr(value, "item") else value
        if type(plain) is float and math.isfinite(plain):
            plain = float(str(value))
        return self._node(plain, depth + 1)

    def _pandas(self, value: Any, depth: int) -> Node | None:
        pandas = library("pandas")
        if pandas is None or not hasattr(pandas, "DataFrame"):
            return None
        if type(value) is pandas.Series:
            if value.size > MAX_PARTS:
                raise NotRecordable(TOO_LARGE)
            column = self._column(value, depth)
            return {"k": "series", **column, "index": self._index(value.index, depth),
                    "name": self._node(_label(value.name), depth)}  # fmt: skip
        if type(value) is pandas.DataFrame:
            if value.size > MAX_PARTS:
                raise NotRecordable(TOO_LARGE)
            labels = value.columns
            if not labels.is_unique or labels.nlevels != 1 or labels.name is not None:
                return None
            columns = [
                {"name": self._node(_label(name), depth),
                 **self._column(value.iloc[:, position], depth)}
                for position, name in enumerate(labels)
            ]  # fmt: skip
            return {"k": "frame", "columns": columns, "index": self._index(value.index, depth)}
        return None

    def _column(self, series: Any, depth: int) -> Node:
        dtype = str(series.dtype)
        if dtype not in _COLUMN_TYPES:
            raise NotRecordable(
                f"it takes or gives a column of type {dtype}, which no test can write"
            )
        values = series.tolist() if dtype == "object" else series.to_numpy()
        items = [self._plain(part, depth) for part in values]
        if dtype == "object" and any(item["k"] not in _LEAVES for item in items):
            raise NotRecordable("it takes or gives a column of objects, which no test can write")
        guessed = library("pandas").Series([build(item) for item in items], dtype=None)
        inferred = bool(items) and str(guessed.dtype) == dtype
        return {"dtype": dtype, "items": items, "inferred": inferred}

    def _index(self, index: Any, depth: int) -> Node | None:
        """Describe an index; None stands for 0, 1, 2, …"""
        pandas = library("pandas")
        if index.nlevels != 1:
            raise NotRecordable(
                "it takes or gives a table with several index levels, which no test can write"
            )
        if type(index) is pandas.RangeIndex and index.name is None:
            if (index.start, index.step) == (0, 1):
                return None
            bounds = [self._number(int(n)) for n in (index.start, index.stop, index.step)]
            return {"range": bounds}
        if _kind(index) not in _PLAIN_INDEXES:
            raise NotRecordable(
                f"it takes or gives an index of type {_kind(index)}, which no test can write"
            )
        return {**self._column(index.to_series(), depth),
                "name": self._node(_label(index.name), depth)}  # fmt: skip


_COLUMN_TYPES = frozenset(
    ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32",
     "float64", "bool", "object", "str")
)  # fmt: skip
# Before version 2, pandas had classes of their own for numbers.
_PLAIN_INDEXES = frozenset(("Index", "Int64Index", "UInt64Index", "Float64Index"))
_LEAVES = frozenset(("none", "bool", "int", "float", "str"))


def _is_credential(name: str) -> bool:
    return any(word in name.lower() for word in ("key", "token", "secret", "passw", "pwd", "auth"))


def _dtype_name(dtype: Any) -> str:
    return str(dtype.str[1:]) if dtype.kind == "U" else str(dtype.name)


def _kind(value: Any) -> str:
    return type(value).__name__


def _label(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value
