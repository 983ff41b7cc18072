"""Measures what each cell of a run takes: time and, when asked for, memory.

Following every allocation makes Python several times slower, so the time of such a run is one under
other conditions: it only says whether a difference of times comes again.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from typing import Any


class Meter:
    """Time, and perhaps memory, of each cell.

    Parameters
    ----------
    memory
        True to follow allocations.
    """

    def __init__(self, *, memory: bool) -> None:
        self._memory = memory
        self._start = 0.0
        self._base = 0
        self._cells: dict[str, dict[str, Any]] = {}
        if memory:
            tracemalloc.start()

    def enter(self) -> None:
        """Begin a cell."""
        if self._memory and tracemalloc.is_tracing():
            # What an earlier cell left as rubbish must not be counted as memory given back here.
            gc.collect()
            tracemalloc.reset_peak()
            self._base = tracemalloc.get_traced_memory()[0]
        self._start = time.perf_counter()

    def leave(self, cell: int) -> None:
        """End a cell; several cells with the same index add up."""
        seconds = time.perf_counter() - self._start
        measured = self._cells.setdefault(str(cell), {})
        key = "tracedSeconds" if self._memory else "seconds"
        measured[key] = measured.get(key, 0.0) + seconds
        if self._memory and tracemalloc.is_tracing():  # the cell itself may have ended it
            peak = max(0, tracemalloc.get_traced_memory()[1] - self._base)
            measured["peakBytes"] = max(measured.get("peakBytes", 0), peak)

    def plain(self) -> dict[str, dict[str, Any]]:
        """Return what was measured, by cell.

        `seconds`, or `tracedSeconds` and `peakBytes` above the cell's begin.
        """
        return self._cells
