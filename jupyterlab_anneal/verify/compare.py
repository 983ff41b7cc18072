"""Compares two snapshots value by value. It reads descriptions only and runs no code of the user.

The result of one variable is an `Outcome`: a status, a sentence, and where the two differ. Contents
of texts are never part of a sentence, because a text can be a secret; numbers are.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .blobs import BlobReader
from .closeness import REPEATED, Closeness, compare_floats, compare_raw, unpack
from .describe import (
    as_fields,
    canonical,
    is_number,
    key_label,
    key_step,
    number_type,
    numbered,
    plain_difference,
    position_text,
    shape_text,
    show_number,
    summary,
    text_difference,
    untupled,
    why_opaque,
)
from .module_names import ModuleNames, without_frames

Node = dict[str, Any]
Path = tuple[str, ...]

MAX_DIFFERENCES = 25
MAX_SET_MATCHING = 200
_MAPPINGS = ("dict", "OrderedDict", "defaultdict", "Counter")
_PACKED = {"float": ("<f8", "float64"), "int": ("<i8", "int64")}


@dataclass
class Snapshot:
    """Variables of one run with the reader of their raw data."""

    variables: dict[str, Node]
    blobs: BlobReader


@dataclass
class Outcome:
    """How one value of two runs relates.

    Attributes
    ----------
    status
        `equal`, `close`, `different` or `incomparable`.
    detail
        A sentence for people; empty when there is nothing to add.
    paths
        Where the two differ; empty tuple means the value as a whole.
    compared
        How many parts were compared.
    truncated
        True when there were more differences than are listed.
    """

    status: str
    detail: str = ""
    paths: list[Path] = field(default_factory=list)
    compared: int = 0
    truncated: bool = False


class _Enough(Exception):
    """Enough differences are known."""


class Comparer:
    """Compares values of two snapshots.

    Parameters
    ----------
    left, right
        The raw data of the two runs.
    names
        How the two runs are called in sentences.
    repeated
        True for two runs of the same notebook: only noise of the last digits is then tolerated.
    modules
        Reads texts of the right side as the left would have written them.
    """

    def __init__(
        self, left: BlobReader, right: BlobReader, names: tuple[str, str] = ("notebook", "package"),
        *, repeated: bool = False, modules: ModuleNames | None = None,
    ) -> None:  # fmt: skip
        self._left, self._right = left, right
        self._names = names
        self._repeated = repeated
        self._modules = modules

    def compare(self, left: Node, right: Node, ignore: frozenset[Path] = frozenset()) -> Outcome:
        """Compare two described values, leaving out the places in `ignore`."""
        self._numbers = (numbered(left), numbered(right))
        self._seen: set[tuple[int, int]] = set()
        self._ignore = ignore
        self._differences: list[tuple[Path, str]] = []
        self._opaque: list[str] = []
        self._notes: list[str] = []
        self._largest = 0.0
        self._close = False
        self._compared = 0
        truncated = False
        try:
            self._walk(left, right, (), lenient=False)
        except _Enough:
            truncated = True
        return self._outcome(truncated)

    def _outcome(self, truncated: bool) -> Outcome:
        paths = [path for path, _ in self._differences]
        if self._differences:
            path, text = self._differences[0]
            detail = f"{''.join(path)}: {text}" if path else text
            more = len(self._differences) - 1
            if more:
                detail += f" (and {more}{' or more' if truncated else ''} more)"
            return Outcome("different", detail, paths, self._compared, truncated)
        detail = "; ".join(dict.fromkeys(self._notes))
        if not self._compared:
            return Outcome("incomparable", "; ".join(dict.fromkeys(self._opaque)) or detail)
        if self._opaque:
            reasons = ", ".join(dict.fromkeys(self._opaque))
            count = len(self._opaque)
            part = f"{count} part{'s' if count > 1 else ''} not compared: {reasons}"
            detail = f"{detail}; {part}" if detail else part
        if self._close:
            gap = f"largest difference {self._largest:.3g}"
            detail = f"{gap}; {detail}" if detail else gap
        return Outcome("close" if self._close else "equal", detail, [], self._compared)

    # -- the walk --------------------------------------------------------------------------------

    def _differ(self, path: Path, text: str) -> None:
        self._compared += 1
        if path in self._ignore:
            return
        self._differences.append((path, text))
        if len(self._differences) >= MAX_DIFFERENCES:
            raise _Enough

    def _walk(self, left: Node, right: Node, path: Path, *, lenient: bool) -> None:
        if path in self._ignore:
            return
        left = self._numbers[0].get(left["to"], left) if left["k"] == "ref" else left
        right = self._numbers[1].get(right["to"], right) if right["k"] == "ref" else right
        if "#" in left and "#" in right:
            pair = (left["#"], right["#"])
            if pair in self._seen:
                self._compared += 1
                return
            self._seen.add(pair)
        one, two = left["k"], right["k"]
        if "opaque" in (one, two):
            self._opaque.append(why_opaque(left, right, self._names))
            return
        if one == two == "callable" or one == two == "module":
            if one == "callable" and left["t"] != right["t"]:
                self._differ(path, f"a {left['t']} became a {right['t']}")
            else:
                what = "module" if one == "module" else left["t"]
                self._opaque.append(f"a {what}, compared through its results")
            return
        if is_number(left) and is_number(right):
            self._numbers_differ(left, right, path, lenient)
            return
        if one == two:
            getattr(self, f"_walk_{one}", self._walk_plain)(left, right, path, lenient)
            return
        if {one, two} == {"dict", "object"}:
            self._dict_and_object(left, right, path)
            return
        forms = (left.get("form"), right.get("form"))
        if {one, two} == {"list", "object"} and "namedtuple" in forms:
            self._walk_list(untupled(left), untupled(right), path, True)
            return
        self._differ(path, f"{summary(left)} became {summary(right)}")

    def _walk_plain(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        self._compared += 1
        if canonical(left) != canonical(right):
            self._compared -= 1
            self._differ(path, plain_difference(left, right))

    def _walk_str(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        one = left["v"] if "v" in left else left["b"][2]
        two = right["v"] if "v" in right else right["b"][2]
        if one == two:
            self._compared += 1
            return
        if (
            self._modules is not None
            and "v" in left
            and self._modules.as_main(two) == without_frames(one)
        ):
            self._compared += 1
            self._notes.append("names modules of the package instead of the notebook")
            return
        self._differ(path, text_difference(left, right))

    def _walk_bytes(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["b"][1:] == right["b"][1:]:
            self._compared += 1
            return
        self._differ(path, f"{left['b'][1]} and {right['b'][1]} bytes with other content")

    def _numbers_differ(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        one, two = self._number(left, 0), self._number(right, 1)
        exact = all(isinstance(n, int) and not isinstance(n, bool) for n in (one, two))
        if isinstance(one, complex) or isinstance(two, complex):
            pairs = [(complex(one).real, complex(two).real), (complex(one).imag, complex(two).imag)]
        else:
            pairs = [(one, two)]
        dtypes = {left.get("dtype", "float64"), right.get("dtype", "float64")}
        dtype = next((d for d in ("float16", "float32") if d in dtypes), "float64")
        if exact:
            results = [Closeness("equal" if one == two else "different")]
        else:
            dtype = self._tolerance(dtype)
            results = [compare_floats(float(a), float(b), dtype) for a, b in pairs]
        if any(result.status == "different" for result in results):
            self._differ(
                path, f"{self._names[0]} {show_number(one)}, {self._names[1]} {show_number(two)}"
            )
            return
        if number_type(left) != number_type(right) and not lenient:
            if isinstance(one, bool) is not isinstance(two, bool):
                self._differ(path, f"{number_type(left)} became {number_type(right)}")
                return
            self._close = True
            self._notes.append(f"{number_type(left)} became {number_type(right)}")
        self._compared += 1
        if any(result.status == "close" for result in results):
            self._close = True
            self._largest = max([self._largest, *(result.largest for result in results)])

    def _tolerance(self, dtype: str) -> str:
        return REPEATED if self._repeated and dtype in ("float64", "complex128") else dtype

    def _number(self, node: Node, side: int) -> Any:
        kind = node["k"]
        if kind == "bool":
            return node["v"]
        if kind == "int":
            return int(node["v"], 0)
        if kind == "float":
            return float.fromhex(node["v"])
        if kind == "complex":
            return complex(float.fromhex(node["re"]), float.fromhex(node["im"]))
        data = (self._left, self._right)[side].read(node["b"]) or b""
        values = unpack(data, node["raw"])
        return complex(*values) if len(values) == 2 else values[0]

    # -- containers ------------------------------------------------------------------------------

    def _items(self, node: Node, side: int) -> list[Node]:
        if "items" in node:
            return list(node["items"])
        data = (self._left, self._right)[side].read(node["b"])
        if data is None:
            return []
        packed = node["p"]
        if packed == "str":
            return [{"k": "str", "v": text} for text in json.loads(data)]
        if packed == "int":
            return [{"k": "int", "v": str(n)} for n in unpack(data, "i8")]
        return [{"k": "float", "v": n.hex()} for n in unpack(data, "f8")]

    def _walk_list(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["t"] != right["t"]:
            self._notes.append(f"{left['t']} became {right['t']}")
            kinds = {left["t"], right["t"]}
            # a frozen record holds tuples where the dict held lists
            if "deque" not in kinds and not (lenient and kinds == {"list", "tuple"}):
                self._differ(path, f"a {left['t']} became a {right['t']}")
                return
        if left.get("dtype") != right.get("dtype"):
            self._differ(path, f"dtype {left.get('dtype')} became {right.get('dtype')}")
            return
        if left["n"] != right["n"]:
            self._differ(path, f"{left['n']} items in the {self._names[0]}, "
                               f"{right['n']} in the {self._names[1]}")  # fmt: skip
            return
        packed = left.get("p")
        if packed and packed == right.get("p"):
            if left["b"][2] == right["b"][2]:
                self._compared += 1
                return
            if packed in _PACKED and not any(p[: len(path)] == path for p in self._ignore):
                self._raw(left, right, path, *_PACKED[packed])
                return
        if left["n"] == 0:
            self._compared += 1
            return
        pairs = zip(self._items(left, 0), self._items(right, 1), strict=True)
        for position, (one, two) in enumerate(pairs):
            self._walk(one, two, (*path, f"[{position}]"), lenient=lenient)

    def _walk_array(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["t"] != right["t"] and {left["t"], right["t"]} != {"ndarray", "Tensor"}:
            self._differ(path, f"{summary(left)} became {summary(right)}")
            return
        if left["t"] != right["t"]:
            self._differ(path, f"a {left['t']} became a {right['t']}")
            return
        if left["shape"] != right["shape"]:
            self._differ(path, f"shape {shape_text(left)} in the {self._names[0]}, "
                               f"{shape_text(right)} in the {self._names[1]}")  # fmt: skip
            return
        if left["dtype"] != right["dtype"]:
            self._differ(path, f"dtype {left['dtype']} became {right['dtype']}")
            return
        if "fields" in left and "fields" in right:
            for (name, one), (_, two) in zip(left["fields"], right["fields"], strict=False):
                self._walk(one, two, (*path, f"[{name!r}]"), lenient=lenient)
            return
        if "items" in left and "items" in right:
            self._compared += 1
            for position, (one, two) in enumerate(zip(left["items"], right["items"], strict=True)):
                self._walk(one, two, (*path, f"[{position}]"), lenient=lenient)
            return
        self._raw(left, right, path, left.get("raw", "|u1"), left["dtype"])

    def _raw(self, left: Node, right: Node, path: Path, raw: str, dtype: str) -> None:
        if left["b"][1:] == right["b"][1:]:
            self._compared += 1
            return
        one, two = self._left.read(left["b"]), self._right.read(right["b"])
        if one is None or two is None:
            size = left["b"][1] // 2**20
            if raw.lstrip("<>|=")[0] in "fc":
                self._opaque.append(f"{size} MB of numbers with other bytes: too large to compare")
            else:
                self._differ(path, f"{size} MB with other content")
            return
        result = compare_raw(one, two, raw, self._tolerance(dtype))
        if result.status == "different":
            total = len(one) // max(1, int(re.sub(r"\D", "", raw) or 1))
            where = position_text(result.first, left.get("shape") or [total])
            here, there = map(show_number, result.pair)
            self._differ(
                path,
                f"{result.count} of {total} numbers differ, first at {where}: "
                f"{self._names[0]} {here}, {self._names[1]} {there}",
            )
            return
        self._compared += 1
        if result.status == "close":
            self._close = True
            self._largest = max(self._largest, result.largest)

    def _walk_set(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        self._compared += 1
        ones = Counter(canonical(item) for item in left["items"])
        twos = Counter(canonical(item) for item in right["items"])
        only_left, only_right = ones - twos, twos - ones
        if not only_left and not only_right:
            return
        if only_left.total() == only_right.total() <= MAX_SET_MATCHING:
            rest = [json.loads(text) for text in only_right.elements()]
            if all(self._take_match(json.loads(text), rest) for text in only_left.elements()):
                return
        self._compared -= 1
        self._differ(path, f"{only_left.total()} members only in the {self._names[0]}, "
                           f"{only_right.total()} only in the {self._names[1]}")  # fmt: skip

    def _take_match(self, wanted: Node, rest: list[Node]) -> bool:
        for position, candidate in enumerate(rest):
            inner = Comparer(self._left, self._right, self._names, modules=self._modules)
            if inner.compare(wanted, candidate).status in ("equal", "close"):
                del rest[position]
                self._close = True
                return True
        return False

    def _walk_dict(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["t"] != right["t"]:
            self._notes.append(f"{left['t']} became {right['t']}")
        self._pairs(left["items"], right["items"], path, lenient, "key")

    def _walk_object(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["t"] != right["t"] and not lenient:
            self._differ(path, f"a {left['t']} became a {right['t']}")
            return
        self._pairs(left["items"], right["items"], path, lenient, "attribute")

    def _dict_and_object(self, left: Node, right: Node, path: Path) -> None:
        record = left if left["k"] == "object" else right
        self._notes.append(f"{summary(left)} became {summary(right)}")
        if record["form"] not in ("record", "namedtuple") and record["t"] != "SimpleNamespace":
            self._differ(path, f"{summary(left)} became {summary(right)}")
            return
        self._pairs(as_fields(left), as_fields(right), path, True, "field")

    def _pairs(
        self, left: list[Any], right: list[Any], path: Path, lenient: bool, what: str
    ) -> None:
        self._compared += 1
        ones = {canonical(key): (key, value) for key, value in left}
        twos = {canonical(key): (key, value) for key, value in right}
        for place, (text, (key, value)) in enumerate(ones.items()):
            step = (*path, key_step(key, place))
            if text in twos:
                self._walk(value, twos[text][1], step, lenient=lenient)
            else:
                self._differ(step, f"this {what} is missing in the {self._names[1]}")
        for place, (text, (key, _)) in enumerate(twos.items()):
            if text not in ones:
                step = (*path, key_step(key, place))
                self._differ(step, f"this {what} exists only in the {self._names[1]}")

    # -- tables ----------------------------------------------------------------------------------

    def _walk_frame(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["rows"] != right["rows"] or len(left["data"]) != len(right["data"]):
            self._differ(path, f"{summary(left)} in the {self._names[0]}, "
                               f"{summary(right)} in the {self._names[1]}")  # fmt: skip
            return
        self._walk(left["columns"], right["columns"], (*path, ".columns"), lenient=lenient)
        self._walk(left["index"], right["index"], (*path, ".index"), lenient=lenient)
        names = self._column_names(left)
        for place, (one, two) in enumerate(zip(left["data"], right["data"], strict=True)):
            name = names[place] if place < len(names) else str(place)
            self._walk(one, two, (*path, f"[{name}]"), lenient=lenient)

    def _column_names(self, node: Node) -> list[str]:
        data = node["columns"]["data"]
        if len(data) != 1 or data[0]["k"] != "list":
            return []
        return [key_label(item) or str(n) for n, item in enumerate(self._items(data[0], 0))]

    def _walk_series(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        self._walk(left["name"], right["name"], (*path, ".name"), lenient=lenient)
        self._walk(left["index"], right["index"], (*path, ".index"), lenient=lenient)
        self._walk(left["data"], right["data"], path, lenient=lenient)

    def _walk_index(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if len(left["data"]) != len(right["data"]):
            self._differ(path, "another number of levels")
            return
        if canonical({"v": left["names"]}) != canonical({"v": right["names"]}):
            self._differ(path, "other names")
        for one, two in zip(left["data"], right["data"], strict=True):
            self._walk(one, two, path, lenient=lenient)

    def _walk_categorical(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["ordered"] != right["ordered"]:
            self._differ(path, "the order of the categories counts in one of them only")
        self._walk(left["categories"], right["categories"], (*path, ".categories"), lenient=lenient)
        self._walk(left["codes"], right["codes"], (*path, ".codes"), lenient=lenient)

    def _walk_figure(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        if left["t"] != right["t"]:
            self._differ(path, f"a {left['t']} became a {right['t']}")
            return
        before, found, self._close = self._close, len(self._differences), False
        for one, two in zip(left["items"], right["items"], strict=True):
            self._walk(one, two, path, lenient=lenient)
        # numbers that are only near, or vary, may well be drawn with other pixels
        varies = any(place[: len(path)] == path for place in self._ignore)
        exact = not self._close and not varies and len(self._differences) == found
        if exact and left.get("picture") != right.get("picture"):
            self._differ((*path, ".picture"), "its data agree, but it is drawn with other colours, "
                                              "sizes, styles or limits")  # fmt: skip
        self._close = self._close or before

    def _walk_slice(self, left: Node, right: Node, path: Path, lenient: bool) -> None:
        for one, two in zip(left["items"], right["items"], strict=True):
            self._walk(one, two, path, lenient=lenient)
