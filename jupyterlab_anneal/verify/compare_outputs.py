"""Compares what the cells of a notebook showed with what the steps of the package showed.

A step holds one or more cells, so printed text is compared per *group* of cells that share steps
and then attributed to cells line by line. Values and figures are compared as data, not as pictures.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from .compare import Comparer, Outcome
from .module_names import ModuleNames
from .sanitize import sanitize

Shown = dict[str, dict[str, Any]]
Entry = dict[str, Any]

MAX_LINES = 4000
_RANK = {"equal": 0, "nondeterministic": 1, "different": 2}


@dataclass
class Group:
    """Cells and the places of the package that show their outputs."""

    cells: list[int]
    places: list[str]


@dataclass
class CellResult:
    """The worst status found for one cell, with its sentences."""

    status: str = "equal"
    details: list[str] = field(default_factory=list)

    def add(self, status: str, detail: str = "") -> None:
        """Take in one more comparison."""
        if _RANK[status] > _RANK[self.status]:
            self.status = status
            self.details = []
        if detail and status == self.status and detail not in self.details:
            self.details.append(detail)


def make_groups(code_cells: list[int], steps: list[dict[str, Any]], rest: list[str]) -> list[Group]:
    """Return the groups of cells that share steps, in document order.

    Parameters
    ----------
    code_cells
        Indexes of all code cells to be compared.
    steps
        `steps` of the migration report.
    rest
        Places of the package that belong to no step; they go with the cells of no step.
    """
    parent: dict[Any, Any] = {}

    def find(item: Any) -> Any:
        while parent.setdefault(item, item) != item:
            item = parent[item]
        return item

    for step in steps:
        place = f"{step['module']}:{step['function']}"
        find(place)
        for cell in step.get("cells", []):
            parent[find(cell)] = find(place)
    covered = [cell for cell in code_cells if cell in parent]
    by_root: dict[Any, Group] = {}
    for cell in covered:
        by_root.setdefault(find(cell), Group([], [])).cells.append(cell)
    for step in steps:
        place = f"{step['module']}:{step['function']}"
        group = by_root.get(find(place))
        if group is None:
            rest = [*rest, place]
        elif place not in group.places:
            group.places.append(place)
    uncovered = [cell for cell in code_cells if cell not in parent]
    groups = list(by_root.values())
    groups.append(Group(uncovered, rest))
    return groups


class OutputComparer:
    """Compares the outputs of three runs.

    Parameters
    ----------
    first, second, package
        What the two notebook runs and the package run showed, by place.
    repeat, against
        Comparers of the two notebook runs, and of the notebook with the package.
    modules
        The names of the package's modules, which are left out of texts.
    measured
        True when the notebook reads a clock or the like.
    """

    def __init__(
        self, first: Shown, second: Shown, package: Shown, repeat: Comparer, against: Comparer,
        modules: ModuleNames, *, measured: bool,
    ) -> None:  # fmt: skip
        self._first, self._second, self._package = first, second, package
        self._repeat, self._against = repeat, against
        self._modules = modules
        self._measured = measured
        self.removed: Counter[str] = Counter()
        self.results: dict[int, CellResult] = {}
        self.stray: list[str] = []

    def compare(self, groups: list[Group]) -> dict[int, CellResult]:
        """Return the result of every cell that shows something in one of the runs."""
        for group in groups:
            self._texts(group)
            for kind in ("displays", "figures"):
                self._values(group, kind)
        return self.results

    def _cell(self, cell: int) -> CellResult:
        return self.results.setdefault(cell, CellResult())

    # -- printed text ----------------------------------------------------------------------------

    def _texts(self, group: Group) -> None:
        first = {cell: _stdout(self._first, str(cell)) for cell in group.cells}
        second = {cell: _stdout(self._second, str(cell)) for cell in group.cells}
        places = [*group.places, *(f"cell {cell}" for cell in group.cells)]
        package = "".join(_stdout(self._package, place) for place in places)
        for cell, text in first.items():
            if text:
                self._cell(cell)
        if not any(first.values()) and not any(second.values()) and not package.strip():
            return
        if "".join(first.values()) == package:
            self._note_varying(first, second)
            return
        varying = first != second
        clean_package = self._clean(package, varying, counted=True)
        clean_first = {c: self._clean(t, varying, counted=True) for c, t in first.items()}
        clean_second = {c: self._clean(t, varying) for c, t in second.items()}
        lines, owners = _lines(clean_first)
        others, _ = _lines({-1: clean_package})
        if lines == others:
            untouched = not varying and clean_first == first and clean_package == package
            if untouched and "".join(first.values()).strip() != package.strip():
                cell = next(cell for cell, text in reversed(first.items()) if text)
                self._cell(cell).add("different", "its blank lines or spaces differ")
            return
        wrong = _differing_cells(lines, owners, others, group.cells)
        for owner, detail in wrong.items():
            if owner is None:
                self.stray.append(detail)
            elif clean_first.get(owner) != clean_second.get(owner):
                self._cell(owner).add("nondeterministic", "its text varies from run to run")
            else:
                self._cell(owner).add("different", detail)

    def _note_varying(self, first: dict[int, str], second: dict[int, str]) -> None:
        for cell, text in first.items():
            if text != second[cell]:
                one, two = (self._clean(t, True, counted=False) for t in (text, second[cell]))
                if one != two:
                    self._cell(cell).add("nondeterministic", "its text varies from run to run")

    def _clean(self, text: str, varying: bool, *, counted: bool = False) -> str:
        cleaned = sanitize(
            text, self.removed if counted else None, varying=varying, measured=self._measured
        )
        plain = self._modules.left_out(cleaned)
        if counted and plain != cleaned:
            self.removed["name of a module"] += 1
        return plain

    # -- displayed values and figures --------------------------------------------------------------

    def _values(self, group: Group, kind: str) -> None:
        loose = [entry for place in group.places for entry in _entries(self._package, place, kind)]
        if not loose:
            for cell in group.cells:
                shown = _entries(self._package, f"cell {cell}", kind)
                self._pairs([cell], shown, kind)
            return
        named = [e for c in group.cells for e in _entries(self._package, f"cell {c}", kind)]
        self._pairs(group.cells, sorted([*loose, *named], key=_order), kind)

    def _pairs(self, cells: list[int], package: list[Entry], kind: str) -> None:
        first = [(cell, e) for cell in cells for e in _entries(self._first, str(cell), kind)]
        second = [e for cell in cells for e in _entries(self._second, str(cell), kind)]
        if not first and not package:
            return
        word = "figures" if kind == "figures" else "values"
        owners = sorted({cell for cell, _ in first}) or cells[-1:]
        if not owners:
            self.stray.append(f"{len(package)} {word} shown by the package belong to no cell")
            return
        if len(first) != len(second):
            for cell in owners:
                self._cell(cell).add("nondeterministic", f"the number of {word} varies")
            return
        if len(first) != len(package):
            detail = f"{len(first)} {word} in the notebook, {len(package)} in the package"
            position = _first_unequal(first, package, self._against)
            cell = first[position][0] if position < len(first) else owners[-1]
            self._cell(cell).add("different", detail)
            return
        for (cell, one), again, other in zip(first, second, package, strict=True):
            self._cell(cell).add(*self._pair(one, again, other))

    def _pair(self, one: Entry, again: Entry, other: Entry) -> tuple[str, str]:
        repeat = self._repeat.compare(one["node"], again["node"])
        if repeat.status == "incomparable":
            return self._pair_of_texts(one, again, other)
        ignored = frozenset(repeat.paths)
        if () in ignored or repeat.truncated:
            return "nondeterministic", "the value varies from run to run"
        result = self._against.compare(one["node"], other["node"], ignored)
        if result.status == "incomparable":
            return self._pair_of_texts(one, again, other)
        if result.status == "different":
            return "different", result.detail
        if ignored:
            return "nondeterministic", "a part varies from run to run; the rest is equal"
        return "equal", result.detail if result.status == "close" else ""

    def _pair_of_texts(self, one: Entry, again: Entry, other: Entry) -> tuple[str, str]:
        texts = [str(entry.get("text", "")) for entry in (one, again, other)]
        varying = texts[0] != texts[1]
        texts = [self._clean(text, varying) for text in texts]
        if texts[0] != texts[1]:
            return "nondeterministic", "the text of the value varies from run to run"
        if texts[0] != texts[2]:
            return "different", "the text of the value differs"
        return "equal", ""


def _stdout(shown: Shown, place: str) -> str:
    return str(shown.get(place, {}).get("stdout", ""))


def _entries(shown: Shown, place: str, kind: str) -> list[Entry]:
    return list(shown.get(place, {}).get(kind, []))


def _order(entry: Entry) -> int:
    return int(entry["order"])


def _lines(texts: dict[int, str]) -> tuple[list[str], list[int]]:
    """Return the non-empty lines of the texts one after another, and the cell that began each."""
    lines: list[str] = []
    owners: list[int] = []
    unfinished = False
    for cell, text in texts.items():
        for line in text.splitlines(keepends=True):
            if unfinished:
                lines[-1] += line
            else:
                lines.append(line)
                owners.append(cell)
            unfinished = not line.endswith("\n")
    kept = [(line.strip(), owner) for line, owner in zip(lines, owners, strict=True)]
    kept = [(line, owner) for line, owner in kept if line]
    return [line for line, _ in kept], [owner for _, owner in kept]


def _differing_cells(
    lines: list[str], owners: list[int], others: list[str], cells: list[int]
) -> dict[int | None, str]:
    """Return a sentence for each cell whose lines are not in the package's text."""
    wrong: dict[int | None, str] = {}
    matcher = SequenceMatcher(None, lines[:MAX_LINES], others[:MAX_LINES], autojunk=False)
    for tag, low, high, other_low, other_high in matcher.get_opcodes():
        if tag == "equal":
            continue
        if low < high:
            for position in range(low, high):
                within = position - low
                has_partner = tag == "replace" and other_low + within < other_high
                word = "reads otherwise" if has_partner else "is missing"
                number = owners[: position + 1].count(owners[position])
                text = f"line {number} of its text {word} in the package"
                wrong.setdefault(owners[position], text)
            continue
        count = other_high - other_low
        owner = owners[min(low, len(owners)) - 1] if owners else (cells[0] if cells else None)
        unit = "line" if count == 1 else "lines"
        where = "" if owner is not None else ", which belong to no cell"
        wrong.setdefault(owner, f"the package prints {count} more {unit}{where}")
    if not wrong and len(lines) != len(others):
        wrong[owners[-1] if owners else None] = "the text goes on in one of them only"
    return wrong


def _first_unequal(first: list[tuple[int, Entry]], other: list[Entry], comparer: Comparer) -> int:
    for position, (_, entry) in enumerate(first):
        if position >= len(other):
            return position
        outcome: Outcome = comparer.compare(entry["node"], other[position]["node"])
        if outcome.status == "different":
            return position
    return len(first)
