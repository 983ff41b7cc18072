"""Turns values into a canonical, bounded description that another process can compare.

A description ("node") is plain JSON; large data stand beside it as raw bytes. Values are never
pickled, and no code of the user's classes is called: no `repr`, no properties, no `__len__`. What
cannot be described is kept as an `opaque` node that says why. Libraries are in `libraries.py`.

Nodes, by `k`: none bool int float complex str bytes text list set dict record object array frame
series index categorical figure callable module enum range slice opaque ref.
A container carries `#`, its number; `{"k": "ref", "to": n}` points back to it (cycles, sharing).
"""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import inspect
import io
import json
import pathlib
import random
import re
import sys
import types
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from .blobs import BlobWriter
from .class_name import class_name

Node = dict[str, Any]

MAX_DEPTH = 150
MAX_NODES = 1_000_000
MAX_LIBRARY_NODES = 20_000
MAX_TEXT = 1_000_000
PACK_FROM = 32
INT64 = 2**63

_TEXT_TYPES: dict[type, Callable[[Any], str]] = {
    datetime.datetime: datetime.datetime.isoformat,
    datetime.date: datetime.date.isoformat,
    datetime.time: datetime.time.isoformat,
    datetime.timedelta: str,
    datetime.timezone: str,
    decimal.Decimal: str,
    fractions.Fraction: str,
    uuid.UUID: str,
}

_FUNCTION_TYPES = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.MethodWrapperType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    staticmethod,
    classmethod,
    property,
)

_PROCESS_BOUND = {
    "generator": "a generator: reading it would use it up",
    "async_generator": "an async generator: reading it would use it up",
    "coroutine": "a coroutine that was not awaited",
    "lock": "a lock",
    "RLock": "a lock",
    "TextIOWrapper": "an open file",
    "BufferedReader": "an open file",
    "BufferedWriter": "an open file",
    "BufferedRandom": "an open file",
    "FileIO": "an open file",
    "Thread": "a thread",
    "Task": "an asyncio task",
    "Future": "a future",
    "socket": "a socket",
    "Popen": "a process",
    "Logger": "a logger",
}


class TooLarge(Exception):
    """More parts inside one value than a snapshot may hold."""


class Encoder:
    """Describes values of one run.

    Parameters
    ----------
    blobs
        Where raw data go.
    own_module
        Tells whether a module (by name) is the user's own code; instances of such classes are
        described by all their attributes, those of libraries by their public ones.
    """

    def __init__(self, blobs: BlobWriter, own_module: Callable[[str], bool]) -> None:
        self.blobs = blobs
        self._own_module = own_module
        self._numbers: dict[int, int] = {}
        self._alive: list[Any] = []
        self._next = 0
        self._count = 0
        self._limit = MAX_NODES
        self._depth = 0

    def variable(self, value: Any) -> Node:
        """Describe one variable; numbers of containers are shared within this variable only."""
        self._numbers.clear()
        self._alive.clear()
        self._next = self._count = self._depth = 0
        self._limit = MAX_NODES
        try:
            return self.encode(value)
        except TooLarge:
            return opaque("it holds more parts than are compared", value)
        finally:
            self._numbers.clear()
            self._alive.clear()

    def encode(self, value: Any) -> Node:
        """Describe a value as part of the current variable."""
        self._count += 1
        if self._count > self._limit:
            raise TooLarge
        scalar = self._scalar(value)
        if scalar is not None:
            return scalar
        number = self._numbers.get(id(value))
        if number is not None:
            return {"k": "ref", "to": number}
        if self._depth >= MAX_DEPTH:
            return opaque(f"nested deeper than {MAX_DEPTH} levels", value)
        self._depth += 1
        try:
            return self._compound(value)
        finally:
            self._depth -= 1

    def numbered(self, value: Any, node: Node) -> Node:
        """Give a container its number before its parts are described, so that cycles end."""
        self._numbers[id(value)] = self._next
        self._alive.append(value)
        node["#"] = self._next
        self._next += 1
        return node

    # -- scalars ---------------------------------------------------------------------------------

    def _scalar(self, value: Any) -> Node | None:
        kind = type(value)
        if value is None:
            return {"k": "none"}
        if kind is bool:
            return {"k": "bool", "v": value}
        if kind is int:
            return {"k": "int", "v": str(value) if -INT64 <= value < INT64 else hex(value)}
        if kind is float:
            return {"k": "float", "v": value.hex()}
        if kind is str:
            return self.text(value)
        if kind is complex:
            return {"k": "complex", "re": value.real.hex(), "im": value.imag.hex()}
        if kind in (bytes, bytearray):
            return {"k": "bytes", "t": kind.__name__, "b": self.blobs.add(bytes(value))}
        if value is Ellipsis or value is NotImplemented:
            return {"k": "text", "t": "constant", "v": str(value)}
        return None

    def text(self, value: str) -> Node:
        """Describe a text; very long ones stand beside the description."""
        if len(value) <= MAX_TEXT:
            return {"k": "str", "v": value}
        data = value.encode("utf-8", "surrogatepass")
        return {"k": "str", "n": len(value), "b": self.blobs.add(data)}

    # -- everything else -------------------------------------------------------------------------

    def _compound(self, value: Any) -> Node:
        kind = type(value)
        if _hides_class(value):
            return opaque("it hides its class", value)
        if isinstance(value, enum.Enum):
            return {"k": "enum", "t": class_name(kind), "v": value._name_}
        as_text = _TEXT_TYPES.get(kind)
        if as_text is not None:
            return {"k": "text", "t": kind.__name__, "v": as_text(value)}
        if isinstance(value, pathlib.PurePath):
            return {"k": "text", "t": "Path", "v": str(value)}
        if isinstance(value, types.ModuleType):
            return {"k": "module", "v": value.__name__}
        if isinstance(value, type):
            return {"k": "callable", "t": "class", "v": class_name(value)}
        if isinstance(value, _FUNCTION_TYPES):
            return {"k": "callable", "t": "function", "v": getattr(value, "__name__", "")}
        from . import libraries

        node = libraries.encode(self, value)
        if node is not None:
            return node
        return self._standard(value, kind)

    def _standard(self, value: Any, kind: type) -> Node:
        if kind in (list, tuple) or isinstance(value, (list, tuple, collections.deque)):
            if isinstance(value, tuple) and hasattr(kind, "_fields"):
                fields = dict(zip(kind._fields, tuple.__iter__(value), strict=False))
                return self.record(value, "namedtuple", fields)
            return self.sequence(value, _plain_iter(value), _type_name(kind))
        if isinstance(value, (set, frozenset)):
            base = set if isinstance(value, set) else frozenset
            node = self.numbered(value, {"k": "set", "t": _type_name(kind)})
            node["items"] = [self.encode(item) for item in base.__iter__(value)]  # type: ignore[arg-type]
            return node
        if isinstance(value, dict):
            return self.mapping(value, dict.items(value), _type_name(kind))
        if kind is types.MappingProxyType:
            return self.mapping(value, value.items(), "dict")
        if kind is range:
            return {"k": "range", "v": [value.start, value.stop, value.step]}
        if kind is slice:
            parts = (value.start, value.stop, value.step)
            return {"k": "slice", "items": [self.encode(part) for part in parts]}
        if kind is re.Pattern:
            return {"k": "text", "t": "Pattern", "v": f"{value.pattern!s} {value.flags}"}
        if kind is array.array:
            return {"k": "array", "t": "array", "dtype": value.typecode, "shape": [len(value)],
                    "b": self.blobs.add(value.tobytes())}  # fmt: skip
        if kind is io.StringIO:
            return opaque("a closed stream", value) if value.closed else self.text(value.getvalue())
        if kind is io.BytesIO:
            if value.closed:
                return opaque("a closed stream", value)
            return {"k": "bytes", "t": "BytesIO", "b": self.blobs.add(value.getvalue())}
        if isinstance(value, random.Random):
            return self.record(value, "object", {"state": random.Random.getstate(value)})
        if kind is functools.partial:
            state = {"func": value.func, "args": value.args, "keywords": value.keywords}
            return self.record(value, "object", state)
        if isinstance(value, BaseException):
            return self.record(value, "object", {"args": value.args})
        if isinstance(value, (str, int, float, complex)):
            return self._scalar_subclass(value)
        if isinstance(value, io.IOBase):
            return opaque("an open file", value)
        if kind.__module__ in ("pstats", "cProfile", "profile"):
            return opaque("a profile: times, and places in the files that ran", value)
        reason = _PROCESS_BOUND.get(kind.__name__)
        if reason is not None and not self.own(kind):
            return opaque(reason, value)
        return self._instance(value, kind)

    def _scalar_subclass(self, value: Any) -> Node:
        plain: Any = None
        if isinstance(value, str):
            plain = str.__str__(value)
        elif isinstance(value, int):
            plain = int.__add__(value, 0)
        elif isinstance(value, float):
            plain = float.__add__(value, 0.0)
        elif isinstance(value, complex):
            plain = complex.__add__(value, 0j)
        node = self._scalar(plain)
        if node is not None:
            return {**node, "sub": class_name(type(value))}
        return opaque("a value of an unknown kind", value)

    def sequence(self, value: Any, items: Iterable[Any], kind: str) -> Node:
        """Describe an ordered container; long ones of one scalar type are packed."""
        parts = list(items)
        node = self.numbered(value, {"k": "list", "t": kind, "n": len(parts)})
        packed = self._pack(parts)
        if packed is not None:
            node.update(packed)
        else:
            node["items"] = [self.encode(part) for part in parts]
        return node

    def _pack(self, parts: list[Any]) -> Node | None:
        if len(parts) < PACK_FROM:
            return None
        kinds = {type(part) for part in parts}
        if kinds == {float}:
            return {"p": "float", "b": self.blobs.add(array.array("d", parts).tobytes())}
        if kinds == {int} and all(-INT64 <= part < INT64 for part in parts):
            return {"p": "int", "b": self.blobs.add(array.array("q", parts).tobytes())}
        if kinds == {str}:
            return {"p": "str", "b": self.blobs.add(json.dumps(parts).encode())}
        return None

    def mapping(self, value: Any, items: Iterable[tuple[Any, Any]], kind: str) -> Node:
        """Describe a mapping; the order of its keys is not part of the comparison."""
        node = self.numbered(value, {"k": "dict", "t": kind})
        node["items"] = [[self.encode(key), self.encode(part)] for key, part in items]
        return node

    def record(self, value: Any, form: str, fields: dict[str, Any]) -> Node:
        """Describe an instance by named parts. `form`: record (a data class) or object."""
        node = self.numbered(value, {"k": "object", "form": form, "t": class_name(type(value))})
        node["items"] = [
            [{"k": "str", "v": name}, self.encode(part)] for name, part in fields.items()
        ]
        return node

    def own(self, kind: type) -> bool:
        """Tell whether a class is the user's own."""
        return self._own_module(str(getattr(kind, "__module__", "")))

    def _instance(self, value: Any, kind: type) -> Node:
        state = _state(value, kind)
        if state is None:
            if callable(value):
                return {"k": "callable", "t": "function", "v": class_name(kind)}
            return opaque(f"a {class_name(kind)}, which cannot be looked into", value)
        if dataclasses.is_dataclass(kind) or _has(kind, "__pydantic_fields__", "__attrs_attrs__"):
            return self.record(value, "record", state)
        if self.own(kind) or kind in (types.SimpleNamespace,):
            return self.record(value, "object", state)
        if callable(value) and "__wrapped__" in state:
            return {"k": "callable", "t": "function", "v": str(state.get("__name__", ""))}
        public = {name: part for name, part in state.items() if not name.startswith("_")}
        if not public:
            return opaque(f"a {class_name(kind)} without public data", value)
        before, self._limit = self._limit, min(self._limit, self._count + MAX_LIBRARY_NODES)
        try:
            return self.record(value, "object", public)
        except TooLarge:
            if self._count > before:
                raise
            return opaque(f"a {class_name(kind)} that holds too many parts", value)
        finally:
            self._limit = before


def opaque(reason: str, value: Any) -> Node:
    """Return the node of a value that is not compared, with the reason."""
    return {"k": "opaque", "t": class_name(type(value)), "why": reason}


def library(name: str) -> Any:
    """Return a module when it is loaded already, else None. Nothing is ever imported."""
    return sys.modules.get(name)


def _hides_class(value: Any) -> bool:
    """Tell whether a value answers every question for an attribute itself, as `f` of an `npz`."""
    try:
        _ = value.__class__
    except Exception:
        return True
    return False


def _has(kind: type, *names: str) -> bool:
    return any(name in base.__dict__ for base in kind.__mro__ for name in names)


def _plain_iter(value: Any) -> Iterable[Any]:
    for base in (list, tuple, collections.deque):
        if isinstance(value, base):
            return base.__iter__(value)  # type: ignore[arg-type]
    raise TypeError("not a sequence")


def _type_name(kind: type) -> str:
    # `files = !ls` gives IPython's list subclass; plain Python gives a list
    return "list" if kind.__name__ == "SList" else class_name(kind)


def _state(value: Any, kind: type) -> dict[str, Any] | None:
    """Return the attributes stored in an instance, without running code of its class."""
    state: dict[str, Any] = {}
    found = False
    for base in reversed(kind.__mro__):
        slots = base.__dict__.get("__slots__", ())
        for slot in (slots,) if isinstance(slots, str) else slots:
            name = slot
            if slot.startswith("__") and not slot.endswith("__"):
                name = f"_{base.__name__.lstrip('_')}{slot}"
            descriptor = base.__dict__.get(name)
            if inspect.ismemberdescriptor(descriptor):
                found = True
                try:
                    state[slot] = descriptor.__get__(value, kind)
                except AttributeError:
                    continue
    try:
        attributes = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return state if found and state else None
    if type(attributes) is dict:
        state.update(
            (str(name), part) for name, part in attributes.items() if name not in ("__weakref__",)
        )
    return state
