"""Inputs that a model is compared on: rows of the notebook, other values, other sizes, edges.

Written with indexing and arithmetic only, so that it works on tensors and on arrays alike.
"""

from __future__ import annotations

from typing import Any

from .base import Refusal

MAX_ROWS = 32
MAX_ELEMENTS = 4_000_000
EDGE = "edge: "


class Variant:
    """Values of all inputs, and where they come from."""

    def __init__(self, values: list[Any], origin: str) -> None:
        self.values = values
        self.origin = origin

    @property
    def is_edge(self) -> bool:
        """Whether the values were made up to lie at the edge of what the model meets."""
        return self.origin.startswith(EDGE)


def has_batch(values: list[Any]) -> list[bool]:
    """For each input whether its first axis is the batch."""
    shared = [len(v.shape) and v.shape[0] for v in values]
    rows = next((count for count in shared if count), 0)
    return [bool(count) and count == rows for count in shared]


def variants(values: list[Any], origin: str, highest: list[int]) -> list[Variant]:
    """Return the most telling inputs first: whoever has room for a few only takes the first ones.

    Parameters
    ----------
    values
        An example for each input.
    origin
        Where the example comes from.
    highest
        The largest whole number that each input may hold; not read for real numbers.
    """
    batched = has_batch(values)
    if any(batched):
        rows = next(v.shape[0] for v, b in zip(values, batched, strict=True) if b)
        per_row = max(1, *(_count(v) // max(1, v.shape[0]) for v in values if len(v.shape)))
        half = rows // 2 if rows >= 4 else rows
        size = max(2, min(half, MAX_ROWS // 2, MAX_ELEMENTS // per_row))

        def pick(first: int, count: int) -> list[Any]:
            index = [(first + i) % rows for i in range(count)]
            return [v[index] if b else v for v, b in zip(values, batched, strict=True)]

        real, other, larger = pick(0, size), pick(size, size), pick(1, size + 1)
        # rows that repeat would show a value that the export froze as little as the first ones
        fresh = rows >= 2 * size and not all(map(_same, real, other))
        named = f"other rows of {origin}" if fresh else "varied values"
        found = [
            Variant(real, origin),
            Variant(other if fresh else [_varied(v) for v in real], named),
            Variant(larger, "another batch size"),
        ]
    else:
        real = values
        found = [Variant(real, origin), Variant([_varied(v) for v in real], "varied values")]
    return found + edges(real, highest)


def edges(values: list[Any], highest: list[int]) -> list[Variant]:
    """Zeros with the smallest whole numbers, and large numbers of both signs with the largest."""
    # plus zero: what was negative would be a negative zero
    low = [v * 0 + 0 if is_real(v) else _filled(v, v.min()) for v in values]
    high = [
        v * -4 if is_real(v) else _filled(v, most) for v, most in zip(values, highest, strict=True)
    ]
    some = any(map(is_real, values))
    return [
        Variant(low, EDGE + ("zeros" if some else "smallest numbers")),
        Variant(high, EDGE + ("large values, signs turned" if some else "largest numbers")),
    ]


def is_real(value: Any) -> bool:
    """Whether an array or a tensor holds real numbers."""
    return "float" in str(value.dtype)


def _count(value: Any) -> int:
    total = 1
    for size in value.shape:
        total *= int(size)
    return total


def _same(a: Any, b: Any) -> bool:
    return a.shape == b.shape and bool((a == b).all())


def _varied(value: Any) -> Any:
    """Other plausible values of the same shape, without randomness: turned over and scaled."""
    turned = value[list(range(len(value)))[::-1]] if len(value.shape) else value
    return turned * 0.9 + 0.01 if is_real(value) else turned


def _filled(value: Any, number: Any) -> Any:
    """The same number everywhere; truth values stay, because masks of nothing mean nothing."""
    return value if "bool" in str(value.dtype) else value * 0 + number


def refuse_if_empty(values: list[Any]) -> None:
    """An input without an element has no edges and proves nothing."""
    if any(_count(v) == 0 for v in values):
        raise Refusal("An input is empty.", "Choose an example with at least one row.")
