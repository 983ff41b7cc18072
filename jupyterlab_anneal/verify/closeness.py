"""Comparison of numbers and of raw numeric data, with a tolerance that depends on the type.

numpy is used when the running interpreter has it; without it the same result is computed by plain
Python, only slower.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Any

REPEATED = "float64, repeated"

# (relative, absolute); the absolute part is scaled by the size of the data, see `_scaled`.
TOLERANCES: dict[str, tuple[float, float]] = {
    "float64": (1e-7, 1e-7),
    # Two runs of the same notebook: noise of the last digits only. A wider tolerance would take
    # the time of day, a large number that grows slowly, for the same value.
    REPEATED: (1e-12, 1e-12),
    "complex128": (1e-7, 1e-7),
    "float32": (1.3e-6, 1e-5),
    "complex64": (1.3e-6, 1e-5),
    "float16": (1e-3, 2.5e-3),
    "bfloat16": (1.6e-2, 2e-2),
}
_DEFAULT = (1e-7, 1e-7)


@dataclass(frozen=True)
class Closeness:
    """How two series of numbers relate.

    Attributes
    ----------
    status
        `equal`, `close` or `different`.
    count
        How many numbers differ beyond the tolerance.
    first
        Flat position of the first one, -1 when there is none.
    largest
        Largest absolute difference (NaN when it is not finite).
    pair
        The two numbers at `first`.
    """

    status: str
    count: int = 0
    first: int = -1
    largest: float = 0.0
    pair: tuple[float, float] = (0.0, 0.0)


def _scaled(absolute: float, rms: float) -> float:
    """Scale the absolute tolerance: with large data it grows, with tiny data it shrinks."""
    if not math.isfinite(rms):
        return absolute
    if rms > 1:
        return absolute * rms
    if rms < 1e-3:
        return absolute * rms
    return absolute


def compare_floats(left: float, right: float, dtype: str = "float64") -> Closeness:
    """Compare two numbers; NaN equals NaN."""
    return _compare_plain([left], [right], dtype)


def compare_raw(left: bytes, right: bytes, raw: str, dtype: str) -> Closeness:
    """Compare two buffers of equal length.

    Parameters
    ----------
    left, right
        Little-endian data.
    raw
        numpy's type string of the data, such as `<f8`.
    dtype
        Name of the original type; it chooses the tolerance.
    """
    if left == right:
        return Closeness("equal")
    try:
        import numpy as np
    except ImportError:
        return _compare_plain(unpack(left, raw), unpack(right, raw), dtype)
    return _compare_numpy(np.frombuffer(left, raw), np.frombuffer(right, raw), dtype, np)


def _compare_numpy(left: Any, right: Any, dtype: str, np: Any) -> Closeness:
    if left.dtype.kind not in "fc":
        wrong = left != right
        if not wrong.any():
            return Closeness("equal")
        first = int(np.argmax(wrong))
        pair = (float(left[first]), float(right[first]))
        gap = np.abs(left.astype("f8") - right.astype("f8"))
        return Closeness("different", int(wrong.sum()), first, float(gap.max()), pair)
    if left.dtype.kind == "c":
        part = "f8" if left.dtype.itemsize == 16 else "f4"
        left, right = left.view(part), right.view(part)
    left, right = left.astype("f8"), right.astype("f8")
    both_nan = np.isnan(left) & np.isnan(right)
    same = (left == right) | both_nan
    if same.all():
        return Closeness("equal")
    finite = np.isfinite(left)
    relative, absolute = TOLERANCES.get(dtype, _DEFAULT)
    with np.errstate(invalid="ignore", over="ignore"):
        rms = float(np.sqrt(np.mean(np.square(left[finite])))) if finite.any() else 0.0
        gap = np.abs(left - right)
        # a finite gap: infinity is near to nothing, whatever the tolerance makes of it
        near = same | (np.isfinite(gap) & (gap <= _scaled(absolute, rms) + relative * np.abs(left)))
    largest = float(np.max(np.where(same, 0.0, gap)))
    if near.all():
        return Closeness("close", 0, -1, largest)
    first = int(np.argmin(near))
    pair = (float(left[first]), float(right[first]))
    return Closeness("different", int((~near).sum()), first, largest, pair)


def _compare_plain(left: list[float], right: list[float], dtype: str) -> Closeness:
    exact = all(isinstance(number, int) for number in left + right)
    finite = [] if exact else [number for number in left if math.isfinite(number)]
    rms = math.sqrt(sum(n * n for n in finite) / len(finite)) if finite else 0.0
    relative, absolute = TOLERANCES.get(dtype, _DEFAULT)
    absolute = _scaled(absolute, rms)
    largest, count, first, close = 0.0, 0, -1, False
    pair = (0.0, 0.0)
    for position, (one, two) in enumerate(zip(left, right, strict=True)):
        if one == two or (math.isnan(one) and math.isnan(two)):
            continue
        gap = abs(one - two)
        largest = gap if not gap <= largest else largest
        if not exact and math.isfinite(gap) and gap <= absolute + relative * abs(one):
            close = True
            continue
        count += 1
        if first < 0:
            first, pair = position, (float(one), float(two))
    if count:
        return Closeness("different", count, first, largest, pair)
    return Closeness("close" if close else "equal", 0, -1, largest)


_STRUCT = {"b1": "?", "i1": "b", "u1": "B", "i2": "h", "u2": "H", "i4": "i", "u4": "I", "i8": "q",
           "u8": "Q", "f2": "e", "f4": "f", "f8": "d", "c8": "f", "c16": "d"}  # fmt: skip


def unpack(data: bytes, raw: str) -> list[Any]:
    """Return the numbers in little-endian data of a numpy type string such as `<f8`."""
    code = _STRUCT[raw.lstrip("<>|=")]
    return [number for (number,) in struct.iter_unpack("<" + code, data)]
