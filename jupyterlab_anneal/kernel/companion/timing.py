"""Measures how long a model takes on its first case, for a comparison with the browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .base import flag, one_line, quiet

TIMING_SECONDS = 0.8
WARM_UP_RUNS = 3
TIMED_RUNS = 20


def latency_of(
    run: Callable[[], Any],
    known: float,
    flags: list[dict[str, str]],
    device: str | None = None,
    threads: int | None = None,
) -> dict[str, Any] | None:
    """Time some runs after a few that warm up, within a second or so.

    Parameters
    ----------
    run
        One run of the model, until its results lie in memory.
    known
        Seconds that a run took before. A slow model is not run again: that one counts.
    flags
        Gets a note when the model fails, as one that counts its calls may.
    device
        Where the runs compute, such as ``cpu`` or ``cuda:0``; None when that is not known.
    threads
        How many threads they may use; None when the library decides by itself.

    Returns
    -------
    dict or None
        ``runs`` in milliseconds, ``device`` and ``threads``; None when nothing was timed.
    """
    took: list[float] = []
    if known > TIMING_SECONDS:
        took.append(known * 1000)
    start = time.perf_counter()
    try:
        with quiet():
            while len(took) < WARM_UP_RUNS + TIMED_RUNS and known <= TIMING_SECONDS:
                begin = time.perf_counter()
                run()
                end = time.perf_counter()
                took.append((end - begin) * 1000)
                if end - start > TIMING_SECONDS:
                    break
    except Exception as error:
        flags.append(flag("timing", f"Not timed in the kernel: {one_line(error)}"))
        return None
    runs = [round(one, 4) for one in took[WARM_UP_RUNS:] or took[-1:]]
    return {"device": device, "threads": threads, "runs": runs}
