"""Removes from printed text what changes from run to run: times, addresses, temporary paths, bars.

The patterns are applied in order and each replacement is counted, so that a report can say what was
left out of the comparison.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_NUMBER = r"\d+(?:[.,]\d+)?"
_TIME_UNIT = r"(?:ns|µs|μs|us|ms|s|sec|secs|second|seconds|min|mins|minutes|h)"

# (name in the report, pattern, replacement); the order matters: whole lines first.
_RULES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("colour code", re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]"), ""),
    ("overwritten line", re.compile(r"[^\n]*\r(?!\n)"), ""),
    (
        "progress bar",
        re.compile(r"^.*\d{1,3}%\|.*\|.*\[.*\].*$\n?", re.MULTILINE),
        "",
    ),
    (
        "magic timing",
        re.compile(
            r"^(?:CPU times:.*|Wall time:.*|Compiler\s*: .*|Parser\s*: .*|.*\bper loop \(mean.*"
            r"|.*\bloops?, best of.*|peak memory:.*increment:.*)$\n?",
            re.MULTILINE,
        ),
        "",
    ),
    (
        "magic notice",
        re.compile(r"^(?:Writing|Overwriting|Appending to) \S+$\n?", re.MULTILINE),
        "",
    ),
    (
        "timestamp",
        re.compile(
            r"\d{4}-\d{2}-\d{2}[T _]\d{2}[:h]\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
        ),
        "<timestamp>",
    ),
    ("date", re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), "<date>"),
    (
        "timestamp",
        re.compile(
            r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (?:\w{3} +\d{1,2}|\d{1,2} \w{3})[ ,]+"
            r"(?:\d{4} )?\d{2}:\d{2}:\d{2}(?: \w{3,4})?(?: \d{4})?"
        ),
        "<timestamp>",
    ),
    ("clock time", re.compile(r"\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b"), "<time>"),
    (
        "uuid",
        re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE),
        "<uuid>",
    ),
    ("address", re.compile(r"\b0x[0-9a-fA-F]{4,}\b"), "<address>"),
    (
        "temporary path",
        re.compile(r"(?:/private)?(?:/var/folders/[\w/+-]+/T|/var/tmp|/tmp)/[^\s'\",:;)\]]+"),
        "<tmp>",
    ),
    (
        "temporary path",
        re.compile(r"[A-Z]:\\[^\s'\"]*\\Temp\\[^\s'\",;)\]]+", re.IGNORECASE),
        "<tmp>",
    ),
    (
        "duration",
        re.compile(rf"(?<![\w.]){_NUMBER}(?:e[+-]?\d+)? ?{_TIME_UNIT}(?![\w])"),
        "<duration>",
    ),
    (
        "memory size",
        re.compile(rf"(?<![\w.]){_NUMBER} ?(?:[KMGT]i?B|bytes)(?![\w])", re.IGNORECASE),
        "<size>",
    ),
    ("process", re.compile(r"\b(pid|port)([ =:]+)\d+", re.IGNORECASE), r"\1\2<number>"),
)


# Data look like these as often as noise does: they are removed only where the two runs of the
# notebook themselves differ.
_ONLY_WHEN_VARYING = ("date", "uuid")
# These too; in a notebook that measures something two runs may agree by chance.
_MEASURED = ("timestamp", "clock time", "duration", "memory size", "process")
_MEASURES = re.compile(
    r"\btime\.\w|^\s*(?:import|from)\b.*\btime\b|%time|\btimeit\b|\bperf_counter|\bprocess_time|\bclock\b"
    r"|\b(?:utc)?now\b|\btoday\b|\btqdm|\bverbose\s*=|\bpsutil\b|\bgetsizeof\b|\btracemalloc\b|\bmemit\b"
    r"|\bmemory_profiler\b|\bgetpid\b|\b(?:keras|tensorflow|Trainer|lightning|fastai|optuna)\b",
    re.MULTILINE,
)


def measures(sources: Iterable[str]) -> bool:
    """Tell whether code reads a clock or the like, so that its texts may hold times and sizes."""
    return any(_MEASURES.search(source) for source in sources)


def sanitize(
    text: str, counts: Counter[str] | None = None, *, varying: bool = True, measured: bool = False
) -> str:
    """Return the text without what changes from run to run.

    Parameters
    ----------
    text
        What a cell printed.
    counts
        When given, the number of replacements per kind is added to it.
    varying
        False when the text is known to repeat: dates, identifiers, times and sizes then stay.
    measured
        True when the notebook measures something: times and sizes never stay.
    """
    text = text.replace("\r\n", "\n")
    for name, pattern, replacement in _RULES:
        if not varying and (name in _ONLY_WHEN_VARYING or (name in _MEASURED and not measured)):
            continue
        text, replaced = pattern.subn(replacement, text)
        if replaced and counts is not None:
            counts[name] += replaced
    return text
