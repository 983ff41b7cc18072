"""Compares what a notebook and its package wrote to the standard error.

A warning is compared by its category and text, without the file and the line that gave it, and once
for each text: how often Python repeats a warning hangs on where the code stands. Everything else is
compared line by line, in any order. Only what both runs of the notebook wrote is asked of the
package; what the package writes beyond that is told, and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .module_names import ModuleNames
from .sanitize import sanitize

Shown = dict[str, dict[str, Any]]

_WARNING = re.compile(r"^\S.*?:\d+: (?P<kind>\w*Warning): (?P<text>.*)$")
# Python shows these, or not, by the module and the moment at which code is read.
_BY_PLACE = frozenset(
    ("DeprecationWarning", "PendingDeprecationWarning", "ImportWarning", "ResourceWarning",
     "SyntaxWarning")
)  # fmt: skip


@dataclass
class Written:
    """What was written to the standard error, without what varies."""

    warnings: set[tuple[str, str]] = field(default_factory=set)
    lines: set[str] = field(default_factory=set)


@dataclass
class StderrResult:
    """What the package does not write, by cell, and kinds of warnings that only it gives."""

    missing: dict[int, str]
    additional: list[str]


def compare_stderr(
    first: Shown, repeats: Sequence[Shown], package: Shown, cells: Iterable[int],
    modules: ModuleNames,
) -> StderrResult:  # fmt: skip
    """Compare the standard error of the notebook's cells with that of the whole package.

    Parameters
    ----------
    first
        What the first run of the notebook showed, by cell.
    repeats
        What the further runs of the notebook showed.
    package
        What the run of the package showed, by place.
    cells
        Indexes of the cells that the package has.
    modules
        The names of the package's modules, which are left out of texts.
    """
    theirs = read_stderr(_all(package), modules)
    again = [read_stderr(_all(shown), modules) for shown in repeats]
    missing: dict[int, str] = {}
    known: set[tuple[str, str]] = set()
    for cell in cells:
        ours = read_stderr(_text(first, str(cell)), modules)
        known |= ours.warnings
        warnings = _stable(ours.warnings, [run.warnings for run in again]) - theirs.warnings
        lines = _stable(ours.lines, [run.lines for run in again]) - theirs.lines
        if warnings:
            kinds = ", ".join(sorted({kind for kind, _ in warnings}))
            missing[cell] = f"a warning of the notebook does not come in the package ({kinds})"
        elif lines:
            missing[cell] = "a line of its standard error is missing in the package"
    known |= {warning for run in again for warning in run.warnings}
    return StderrResult(missing, sorted({kind for kind, _ in theirs.warnings - known}))


def read_stderr(text: str, modules: ModuleNames) -> Written:
    """Return the warnings and the other lines of a text, without quoted code."""
    written = Written()
    for line in modules.in_logs(sanitize(modules.left_out(text))).splitlines():
        warning = _WARNING.match(line)
        if warning is None:
            # what is indented is code that a warning or a traceback quotes
            if line.strip() and not line[0].isspace():
                written.lines.add(line.rstrip())
        elif not _hangs_on_place(warning["kind"]):
            written.warnings.add((warning["kind"], warning["text"].strip()))
    return written


def _hangs_on_place(kind: str) -> bool:
    # libraries derive their own from DeprecationWarning; that of NumPy is made to be seen anywhere
    derived = kind.endswith("DeprecationWarning") and kind != "VisibleDeprecationWarning"
    return derived or kind in _BY_PLACE


def _stable(found: set[Any], again: Sequence[set[Any]]) -> set[Any]:
    return found.intersection(*again)


def _text(shown: Shown, place: str) -> str:
    return str(shown.get(place, {}).get("stderr", ""))


def _all(shown: Shown) -> str:
    return "\n".join(_text(shown, place) for place in shown)
