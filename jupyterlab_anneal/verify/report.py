"""Builds the report of a verification from the results of the three runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .blobs import BlobReader
from .compare import Comparer
from .compare_outputs import CellResult, OutputComparer, make_groups
from .compare_stderr import compare_stderr
from .describe import summary
from .module_names import ModuleNames
from .run_package import ENTRY, IMPORT
from .written_files import compare_files, decides

SCHEMA_VERSION = 1
_GOOD = ("equal", "close")
# kinds of values that random numbers end up in
_NUMERIC = ("int", "float", "complex", "list", "array", "frame", "series")
_FILE_NOTES = {
    "missing": "The package does not write files that the notebook writes",
    "different": "The package writes other content than the notebook into",
    "additional": "The package writes files that the notebook does not",
}
_RANDOM_LIBRARIES = ("random", "numpy", "torch", "tensorflow", "jax")


@dataclass
class Run:
    """One finished run: its result and the raw data of its values."""

    result: dict[str, Any]
    blobs: BlobReader

    @classmethod
    def read(cls, folder: Path, result: dict[str, Any]) -> Run:
        """Open the raw data that belong to a result."""
        return cls(result, BlobReader(folder / "blobs.bin"))


def left_out(migration: dict[str, Any]) -> dict[int, str]:
    """Return the cells that the package leaves out, with the reasons."""
    return {
        int(item["cell"]): str(item.get("reason", ""))
        for item in migration.get("unplaced", [])
        if isinstance(item, dict) and isinstance(item.get("cell"), int)
    }


def left_out_cells(migration: dict[str, Any]) -> list[int]:
    """Return the indexes of the cells that the package leaves out."""
    return sorted(left_out(migration))


def failed(verdict: str, sentence: str, **more: Any) -> dict[str, Any]:
    """Return a report without comparisons, with the sentence that says why."""
    return {
        "schemaVersion": SCHEMA_VERSION,
        "verdict": verdict,
        "because": sentence,
        "variables": [],
        "outputs": [],
        "runs": {"notebookSeconds": None, "packageSeconds": None},
        "notes": [],
        **more,
    }


class ReportBuilder:
    """Compares the runs and writes the report.

    Parameters
    ----------
    first
        The run of the notebook that the package is compared with.
    repeats
        Further runs of the notebook: one with another seed, then perhaps one with the same seed.
        What differs in one of them varies from run to run; where there is one with the same seed
        and nothing is measured, what depends on the seed alone counts as fixed.
    package
        The run of the package.
    migration
        The package's migration report.
    measured
        True when the notebook reads a clock or the like.
    names
        How the two sides are called where their values differ.
    """

    def __init__(
        self, first: Run, repeats: list[Run], package: Run, migration: dict[str, Any],
        *, measured: bool, names: tuple[str, str] = ("notebook", "package"),
    ) -> None:  # fmt: skip
        self._first, self._repeats, self._package = first, repeats, package
        self._migration = migration
        self._measured = measured
        runs = ("first run", "another run")
        self._comparers = [Comparer(first.blobs, run.blobs, runs, repeated=True) for run in repeats]
        # which of the repeats decide what varies
        self._decide = slice(1 if len(repeats) > 1 and not measured else 0, None)
        steps = [str(step["function"]) for step in migration.get("steps", [])]
        self._modules = ModuleNames(str(migration["package"]), steps)
        self._against = Comparer(first.blobs, package.blobs, names, modules=self._modules)
        results = (first.result, repeats[0].result, package.result)
        self._files = compare_files(*(result["files"] for result in results))
        self._cells = {
            name: int(cell) for cell, names in first.result["bindings"].items() for name in names
        }
        self._left_out = left_out(migration)
        self._additional_warnings: list[str] = []

    def build(self) -> dict[str, Any]:
        """Return the report."""
        variables = self._variables()
        outputs, comparer = self._outputs()
        notes = self._notes(variables, outputs, comparer)
        verdict, because = self._verdict(variables, outputs, comparer.stray)
        report: dict[str, Any] = {
            "schemaVersion": SCHEMA_VERSION,
            "verdict": verdict,
            "because": because,
            "variables": variables,
            "outputs": outputs,
            "files": self._files,
            "runs": self._runs(),
            "notes": notes,
            "sanitized": dict(sorted(comparer.removed.items())),
            "importSideEffects": self._package.result["importSideEffects"],
            "leftOut": [{"cell": c, "reason": r} for c, r in sorted(self._left_out.items())],
        }
        trace = self._first_difference(variables, outputs)
        if trace is not None:
            report["firstDifference"] = trace
        return report

    # -- variables -------------------------------------------------------------------------------

    def _variables(self) -> list[dict[str, Any]]:
        entries = [
            self._variable(name, node) for name, node in self._first.result["variables"].items()
        ]
        for name, kind in self._first.result["definitions"].items():
            entry = {"name": name, "status": "incomparable",
                     "detail": f"a {kind}, compared through its results"}  # fmt: skip
            entries.append(self._placed(entry))
        return entries

    def _placed(self, entry: dict[str, Any]) -> dict[str, Any]:
        cell = self._cells.get(entry["name"])
        if cell is not None:
            entry["madeIn"] = cell
        place = self._package.result.get("places", {}).get(entry["name"])
        if place:
            entry["step"] = place
        return entry

    def _variable(self, name: str, node: dict[str, Any]) -> dict[str, Any]:
        entry: dict[str, Any] = {"name": name, "notebook": summary(node)}
        other = self._package.result["variables"].get(name)
        if other is not None:
            entry["package"] = summary(other)
        status, detail = self._status(name, node, other)
        entry.update(status=status, detail=detail)
        cell = self._cells.get(name)
        if status in ("missing", "different") and cell in self._left_out:
            entry["because"] = f"Cell {cell + 1} was left out: {self._left_out[cell]}"
        return self._placed(entry)

    def _status(self, name: str, node: dict[str, Any], other: Any) -> tuple[str, str]:
        again = [run.result["variables"].get(name) for run in self._repeats]
        if None in again:
            return "nondeterministic", "it exists in one of the notebook runs only"
        repeats = [c.compare(node, x) for c, x in zip(self._comparers, again, strict=True)]
        repeat = max(repeats, key=lambda r: (r.truncated, bool(r.paths)))
        if other is None:
            removed = self._migration.get("removed", {})
            if name in removed:
                return "incomparable", f"removed on purpose: {removed[name]}"
            if repeat.status == "incomparable":
                return "incomparable", repeat.detail
            return "missing", "the package leaves no variable with this name"
        result = self._against.compare(node, other)
        if not repeat.paths:
            return result.status, result.detail
        if result.status == "equal":
            return "equal", "it varies from run to run; with the same seed it agrees"
        repeats = repeats[self._decide]
        ignored = frozenset(path for r in repeats for path in r.paths)
        if not ignored:
            return result.status, result.detail
        if () in ignored or any(r.truncated for r in repeats):
            return "nondeterministic", f"it varies from run to run ({repeat.detail})"
        result = self._against.compare(node, other, ignored)
        if result.status in _GOOD:
            parts = ", ".join("".join(path) for path in sorted(ignored)[:3])
            return "nondeterministic", f"{parts} varies from run to run; the rest is equal"
        return result.status, result.detail

    # -- outputs ---------------------------------------------------------------------------------

    def _outputs(self) -> tuple[list[dict[str, Any]], OutputComparer]:
        first, package = self._first.result["shown"], self._package.result["shown"]
        steps = self._migration.get("steps", [])
        cells = [c for c in self._first.result["codeCells"] if c not in self._left_out]
        groups = make_groups(cells, steps, [IMPORT, ENTRY, "start"])
        # As they are first: with the same seed also what varies must agree.
        same = Comparer(self._first.blobs, self._first.blobs, repeated=True)
        plain = OutputComparer(
            first, first, package, same, self._against, self._modules, measured=self._measured
        )
        results: dict[int, CellResult] = plain.compare(groups)
        pairs = list(zip(self._repeats, self._comparers, strict=True))
        for run, comparer in pairs[self._decide]:
            again = OutputComparer(
                first, run.result["shown"], package, comparer, self._against, self._modules,
                measured=self._measured,
            )  # fmt: skip
            for cell, result in again.compare(groups).items():
                before = results.get(cell)
                if before is None or before.status == "different":
                    results[cell] = result
        shown = [run.result["shown"] for run in self._repeats]
        errors = compare_stderr(first, shown, package, cells, self._modules)
        for cell, detail in errors.missing.items():
            results.setdefault(cell, CellResult()).add("different", detail)
        self._additional_warnings = errors.additional
        outputs = [
            {"cell": cell, "status": result.status, "detail": "; ".join(result.details)}
            for cell, result in sorted(results.items())
        ]
        return outputs, plain

    # -- the rest --------------------------------------------------------------------------------

    def _verdict(
        self, variables: list[dict[str, Any]], outputs: list[dict[str, Any]], stray: list[str]
    ) -> tuple[str, str]:
        bad = [v for v in variables if v["status"] in ("different", "missing")]
        bad_outputs = [o for o in outputs if o["status"] == "different"]
        compared = [v for v in variables if v["status"] in _GOOD]
        same = [o for o in outputs if o["status"] == "equal"]
        bad_files = [
            file
            for file in self._files
            if file["status"] in ("different", "missing")
            and decides(file["path"], measured=self._measured)
        ]
        if bad or bad_outputs or bad_files or stray:
            parts = []
            if bad:
                parts.append(f"{len(bad)} of {_count(variables, 'variable')}")
            if bad_outputs:
                parts.append(f"{len(bad_outputs)} of {_count(outputs, 'output')}")
            if bad_files:
                parts.append(f"{len(bad_files)} of {_count(self._files, 'file')}")
            if not parts:
                return "different", f"The package shows more than the notebook: {stray[0]}."
            count = len(bad) + len(bad_outputs) + len(bad_files)
            verb = "differs" if count == 1 else "differ"
            return "different", f"{' and '.join(parts)} {verb}."
        if not compared and not same:
            varying = any(x["status"] == "nondeterministic" for x in (*variables, *outputs))
            why = (
                "everything that the notebook leaves varies from run to run"
                if varying
                else "the notebook leaves no variable and no output to compare"
            )
            return "inconclusive", f"Nothing was compared: {why}."
        return "equal", f"{_count(compared, 'variable')} and {_count(same, 'output')} agree."

    def _runs(self) -> dict[str, Any]:
        first, package = self._first.result, self._package.result
        return {
            "notebookSeconds": round(first["seconds"], 3),
            "packageSeconds": round(package["seconds"], 3),
            "python": first["python"],
            "notebookPeakMemoryBytes": first["peakMemoryBytes"],
            "packagePeakMemoryBytes": package["peakMemoryBytes"],
        }

    def _first_difference(
        self, variables: list[dict[str, Any]], outputs: list[dict[str, Any]]
    ) -> dict[str, Any] | None:
        found = [
            {"cell": v["madeIn"], "kind": "variable", "name": v["name"], "step": v.get("step")}
            for v in variables
            if v["status"] in ("different", "missing") and "madeIn" in v
        ]
        found += [
            {"cell": o["cell"], "kind": "output"} for o in outputs if o["status"] == "different"
        ]
        return min(found, key=lambda item: int(item["cell"])) if found else None

    def _notes(
        self,
        variables: list[dict[str, Any]],
        outputs: list[dict[str, Any]],
        comparer: OutputComparer,
    ) -> list[str]:
        notes = list(self._package.result.get("notes", []))
        effects = self._package.result["importSideEffects"]
        if self._additional_warnings:
            kinds = ", ".join(self._additional_warnings)
            notes.append(f"The package gives warnings that the notebook does not: {kinds}.")
        if effects["printed"]:
            notes.append("Importing the package prints text.")
        if effects["files"]:
            notes.append(f"Importing the package writes files: {', '.join(effects['files'][:5])}.")
        for status, words in _FILE_NOTES.items():
            paths = [item["path"] for item in self._files if item["status"] == status]
            if paths:
                notes.append(f"{words}: {', '.join(paths[:5])}{', …' if len(paths) > 5 else ''}.")
        notes.extend(f"{text[:1].upper()}{text[1:]}." for text in comparer.stray)
        nodes = self._first.result["variables"]
        varying = [
            v["name"]
            for v in variables
            if v["status"] == "nondeterministic" and nodes[v["name"]]["k"] in _NUMERIC
        ]
        loaded = set(self._first.result["loaded"])
        sources = [name for name in _RANDOM_LIBRARIES if name in loaded]
        if varying and sources:
            notes.append(
                f"{', '.join(varying[:3])} vary from run to run. If they depend on random numbers, "
                "seed the generators in the first cell, then verify again."
            )
        shown = [self._first.result["shown"], self._package.result["shown"]]
        if any(place.get("cut") for run in shown for place in run.values()):
            notes.append("Very long outputs were compared up to a limit only.")
        if self._left_out:
            cells = ", ".join(f"Cell {cell + 1}" for cell in sorted(self._left_out))
            notes.append(f"Outputs of cells that were left out are not compared: {cells}.")
        for skipped in self._first.result["skipped"]:
            kind = skipped["error"]["type"]
            notes.append(
                f"Cell {skipped['cell'] + 1} fails in a fresh process ({kind}); "
                "it was left out of the package and skipped in the notebook."
            )
        return notes


def _count(items: list[Any], word: str) -> str:
    return f"{len(items)} {word}{'' if len(items) == 1 else 's'}"
