"""Words and canonical texts for the nodes of a snapshot; used by the comparison and the report."""

from __future__ import annotations

import json
import re
from typing import Any

Node = dict[str, Any]


def canonical(node: Any) -> str:
    """Return a text that is the same for the same description, whatever its container numbers."""
    return json.dumps(_without_numbers(node), sort_keys=True)


def _without_numbers(node: Any) -> Any:
    if isinstance(node, dict):
        # a blob's place in its file says nothing about its content
        return {
            key: (value[1:] if key == "b" else _without_numbers(value))
            for key, value in node.items()
            if key != "#"
        }
    if isinstance(node, list):
        return [_without_numbers(item) for item in node]
    return node


def summary(node: Node) -> str:
    """Return what a value is, in a few words and without its content (numbers are shown)."""
    kind = node["k"]
    if kind in ("int", "bool"):
        return str(node["v"]) if len(str(node["v"])) < 40 else "a large int"
    if kind == "float":
        return show_number(float.fromhex(node["v"]))
    if kind == "str":
        return f"text of {len(node['v']) if 'v' in node else node['n']} characters"
    if kind == "bytes":
        return f"{node['b'][1]} bytes"
    if kind == "list":
        return f"{node['t']} of {node['n']}"
    if kind in ("dict", "set"):
        return f"{node['t']} of {len(node['items'])}"
    if kind == "array":
        return f"{node['t']} {shape_text(node)} {node['dtype']}"
    if kind == "frame":
        return f"DataFrame {node['rows']} by {len(node['data'])}"
    if kind == "none":
        return "None"
    if kind in ("callable", "text"):
        return f"a {node['t']}"
    return str(node.get("t", kind))


def numbered(root: Node) -> dict[int, Node]:
    found: dict[int, Node] = {}
    waiting: list[Any] = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if "#" in item:
                found[item["#"]] = item
            waiting.extend(value for value in item.values() if isinstance(value, (dict, list)))
        elif isinstance(item, list):
            waiting.extend(value for value in item if isinstance(value, (dict, list)))
    return found


def is_number(node: Node) -> bool:
    kind = node["k"]
    if kind in ("bool", "int", "float", "complex"):
        return True
    if kind != "array" or not node.get("scalar") or "raw" not in node:
        return False
    # the raw data of times are whole numbers, and a time is none
    return node["raw"][1] in "biufc" and not node["dtype"].startswith(("datetime", "timedelta"))


def number_type(node: Node) -> str:
    return str(node.get("sub") or node.get("dtype") or node["k"])


def why_opaque(left: Node, right: Node, names: tuple[str, str]) -> str:
    if left["k"] == right["k"] == "opaque":
        return str(left["why"])
    which = 0 if left["k"] == "opaque" else 1
    node, other = (left, right) if which == 0 else (right, left)
    return f"{summary(other)} in the {names[1 - which]}, in the {names[which]} {node['why']}"


def plain_difference(left: Node, right: Node) -> str:
    if left["k"] in ("range", "enum"):
        return f"{left.get('t', '')} {left['v']} became {right['v']}".strip()
    if left.get("t") != right.get("t"):
        return f"a {left.get('t')} became a {right.get('t')}"
    return f"another {left.get('t', left['k'])}"


def text_difference(left: Node, right: Node) -> str:
    if "v" not in left or "v" not in right:
        return "texts with other content"
    one, two = left["v"], right["v"]
    place = next(
        (n for n, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(two)),
    )
    return f"texts of {len(one)} and {len(two)} characters, different from character {place + 1}"


def show_number(number: Any) -> str:
    if isinstance(number, bool | int):
        text = str(number)
        return text if len(text) < 40 else "a large int"
    return f"{number:.10g}" if isinstance(number, float) else str(number)


def shape_text(node: Node) -> str:
    return " by ".join(map(str, node["shape"])) or "scalar"


def position_text(flat: int, shape: list[int]) -> str:
    place = []
    for size in reversed(shape):
        place.append(flat % size if size else 0)
        flat //= size or 1
    return "[" + ", ".join(map(str, reversed(place))) + "]"


def untupled(node: Node) -> Node:
    if node["k"] == "list":
        return {**node, "t": "tuple"} if node["t"] == "tuple" else node
    items = [value for _, value in node["items"]]
    return {"k": "list", "t": "tuple", "n": len(items), "items": items}


def as_fields(node: Node) -> list[Any]:
    """Return pairs with keys written as attribute names, so that a dict and a record can meet."""
    pairs = []
    for key, value in node["items"]:
        name = key["v"] if key["k"] == "str" and "v" in key else None
        pairs.append([{"k": "str", "v": re.sub(r"\W", "_", name)} if name else key, value])
    return pairs


def key_label(key: Node) -> str:
    text = key.get("v")
    if key["k"] == "str" and isinstance(text, str) and re.fullmatch(r"[\w .:/%()-]{1,40}", text):
        return repr(text)
    return str(text) if key["k"] in ("int", "bool") and len(str(text)) < 20 else ""


def key_step(key: Node, place: int) -> str:
    return f"[{key_label(key) or f'key {place}'}]"
