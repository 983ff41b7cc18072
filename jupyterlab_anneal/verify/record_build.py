"""Builds values again from the data that describe them in a recording."""

from __future__ import annotations

from typing import Any

from .snapshot import library

Node = dict[str, Any]

CONTAINERS: dict[type, str] = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}


def build(node: Node) -> Any:
    """Return a new value from its description."""
    kind = node["k"]
    if kind == "none":
        return None
    if kind in ("bool", "str"):
        return node["v"]
    if kind == "int":
        return int(node["v"])
    if kind == "float":
        return float(node["v"])
    if kind == "range":
        return range(*(build(bound) for bound in node["items"]))
    if kind == "dict":
        return {build(key): build(part) for key, part in node["items"]}
    for made, name in CONTAINERS.items():
        if name == kind:
            return made(build(part) for part in node["items"])
    numpy = library("numpy")
    if kind == "number":
        return numpy.dtype(node["dtype"]).type(build(node["v"]))
    if kind == "array":
        array = numpy.array(build(node["items"]), dtype=node["dtype"])
        return array.reshape(node["shape"])
    return _build_table(node)


def _build_table(node: Node) -> Any:
    pandas = library("pandas")
    index = _build_index(node["index"])
    if node["k"] == "series":
        values = [build(part) for part in node["items"]]
        return pandas.Series(values, index=index, dtype=node["dtype"], name=build(node["name"]))
    if index is None:
        index = pandas.RangeIndex(len(node["columns"][0]["items"]) if node["columns"] else 0)
    columns = {
        build(column["name"]): pandas.Series(
            [build(part) for part in column["items"]], index=index, dtype=column["dtype"]
        )
        for column in node["columns"]
    }
    return pandas.DataFrame(columns, index=index)


def _build_index(node: Node | None) -> Any:
    pandas = library("pandas")
    if node is None:
        return None
    if "range" in node:
        return pandas.RangeIndex(*(build(bound) for bound in node["range"]))
    values = [build(part) for part in node["items"]]
    return pandas.Index(values, dtype=node["dtype"], name=build(node["name"]))


def same(value: Any, copy: Any) -> bool:
    """Tell whether a table or an array that was built from its description is the same again."""
    pandas = library("pandas")
    if pandas is not None and hasattr(pandas, "DataFrame"):
        check = None
        if type(value) is pandas.Series:
            check = pandas.testing.assert_series_equal
        elif type(value) is pandas.DataFrame:
            check = pandas.testing.assert_frame_equal
        if check is not None:
            try:
                check(copy, value, check_exact=True)
            except AssertionError:
                return False
            return True
    numpy = library("numpy")
    if type(value) is numpy.ndarray:
        if (value.dtype, value.shape) != (copy.dtype, copy.shape):
            return False
        missing = value.dtype.kind == "f"
        return bool(numpy.array_equal(value, copy, equal_nan=missing))
    return True
