"""Tries a fix: a notebook's cells run without it and with it, and both are compared and measured.

Cells are sent as data, because an open notebook need not be saved. They run in fresh processes and
copies of the notebook's folder, so neither the kernel nor the folder is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .describe import summary
from .notebook_file import CodeCell, UnreadableInput, cells_of, levels_above
from .orchestrate import OTHER_SEED, SEED, is_doubtful
from .process import RunEnded
from .redact import Redactor, secret_literals, values_of_env
from .report import SCHEMA_VERSION, ReportBuilder, Run
from .runner import Emit, Runner
from .sanitize import measures
from .workspace import Workspace
from .written_files import decides

# In place of a package's import name; no text holds it.
_NO_PACKAGE = "<with the fix>"
_MODULE = "cell"
MAX_NAMED = 4
_SETTLED = "it varied from run to run, and no longer does"


@dataclass
class TrialOptions:
    """What to try and how.

    Attributes
    ----------
    notebook
        Path of the notebook; its folder becomes the working directory.
    before, after
        The code cells without and with the fix. A cell that the fix adds bears the index of the
        cell that follows it.
    removed
        Names that the fix takes away, with the reason.
    python
        Interpreter of the runs.
    timeout
        Seconds that each run may take.
    """

    notebook: Path
    before: list[CodeCell]
    after: list[CodeCell]
    removed: dict[str, str]
    python: str
    timeout: float

    @classmethod
    def read(cls, request: Any, python: str, timeout: float) -> TrialOptions:
        """Return the options of a request: `notebook`, `before`, `after`, `removed`.

        Raises
        ------
        UnreadableInput
            When the request has another form, or the notebook's folder is not there.
        """
        if not isinstance(request, dict) or not isinstance(request.get("notebook"), str):
            raise UnreadableInput("the request does not name the notebook")
        notebook = Path(request["notebook"])
        if not notebook.parent.is_dir():
            raise UnreadableInput(f"the folder of {notebook.name} is not there: save the notebook")
        removed = request.get("removed") or {}
        if not isinstance(removed, dict):
            raise UnreadableInput("`removed` has another form")
        before, after = cells_of(request.get("before")), cells_of(request.get("after"))
        names = {str(name): str(reason) for name, reason in removed.items()}
        return cls(notebook, before, after, names, python, timeout)


class _Stopped(Exception):
    """A run did not get to its end; `report` says why."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__(report["because"])
        self.report = report


class Trial:
    """One trial of a fix.

    Parameters
    ----------
    options
        What to try.
    emit
        Receives the events, see the README of this folder.
    stopped
        Asked several times a second; true cancels.
    """

    def __init__(self, options: TrialOptions, emit: Emit, stopped: Callable[[], bool]) -> None:
        self._options = options
        self._runner = Runner(options.python, options.timeout, emit, stopped)
        sources = [cell.source for cell in (*options.before, *options.after)]
        self._measured = measures(sources)
        env = values_of_env([options.notebook.parent])
        self._redactor = Redactor([*env.values(), *secret_literals(sources)])

    def run(self) -> dict[str, Any]:
        """Return the report.

        Raises
        ------
        Cancelled
            When the trial was cancelled; nothing is left behind.
        """
        options = self._options
        above = levels_above([*options.before, *options.after])
        workspace = Workspace(options.notebook, None, above)
        try:
            report = self._report(workspace)
        except _Stopped as stopped:
            report = stopped.report
        finally:
            workspace.remove()
        report["notes"] = [*report["notes"], *workspace.notes]
        hidden = self._redactor.everything(report)
        # Names are the notebook's own; a short one must not be taken for a value that is hidden.
        for entry, own in zip(hidden["variables"], report["variables"], strict=True):
            entry["name"] = own["name"]
        return hidden  # type: ignore[no-any-return]

    def _report(self, workspace: Workspace) -> dict[str, Any]:
        options = self._options
        # The first run also reads all libraries from disk, so its time would not be a fair one.
        varied = self._run(workspace, "before-memory", options.before, OTHER_SEED, memory=True)
        before = self._run(workspace, "before", options.before, SEED)
        after = self._run(workspace, "after", options.after, SEED)
        traced = self._run(workspace, "after-memory", options.after, OTHER_SEED, memory=True)
        repeats = [varied]
        compared = self._compare(before, repeats, after)
        if is_doubtful(compared, measured=self._measured):
            repeats.append(self._run(workspace, "before-again", options.before, SEED))
            compared = self._compare(before, repeats, after)
        settled = self._settled(before, varied, after, traced)
        variables = [
            self._variable(entry, before, after, settled) for entry in compared["variables"]
        ]
        compared["outputs"] = [_output(entry, settled) for entry in compared["outputs"]]
        verdict, because = _verdict(variables, compared, self._wrong_files(compared["files"]))
        for run in (before, after, traced, *repeats):
            run.blobs.close()
        return {
            "schemaVersion": SCHEMA_VERSION,
            "verdict": verdict,
            "because": because,
            "variables": variables,
            "outputs": compared["outputs"],
            "cells": _cells([before, varied], [after, traced]),
            "runs": {
                "beforeSeconds": round(before.result["seconds"], 4),
                "afterSeconds": round(after.result["seconds"], 4),
                "python": before.result["python"],
            },
            "notes": [],
        }

    # -- runs ------------------------------------------------------------------------------------

    def _run(
        self, workspace: Workspace, step: str, cells: list[CodeCell], seed: int,
        *, memory: bool = False,
    ) -> Run:  # fmt: skip
        given = [
            {"index": cell.index, "source": cell.source, "tags": list(cell.tags)} for cell in cells
        ]
        spec = {"run": "run_notebook", "cells": given, "mayFail": [], "memory": memory}
        fixed = step.startswith("after")
        try:
            folder, result = self._runner.run(workspace, step, spec, seed)
        except RunEnded as ended:
            cell = ended.last.get("cell")
            where = "the notebook" if cell is None else f"Cell {cell + 1}"
            sentence = f"{where} did not finish, {ended}."
            # Out of time says nothing about the fix; a crash that it brings does.
            verdict = "different" if fixed and not ended.timed_out else "inconclusive"
            raise self._failure(step, verdict, sentence, cell) from ended
        error = result["error"]
        if error is None:
            self._runner.step(step, "done", seconds=result["seconds"])
            return Run.read(folder, result)
        cell = result["stoppedAt"]
        what = f"{error['type']}: {error['message']}".rstrip(": ")
        sentence = f"the notebook stops at Cell {cell + 1} in a fresh process: {what}"
        missing = _missing_module(error)
        verdict = "different" if fixed and missing is None else "inconclusive"
        failure = self._failure(step, verdict, sentence, cell)
        if missing is not None:
            failure.report["missingModule"] = missing
        raise failure

    def _failure(self, step: str, verdict: str, sentence: str, cell: int | None) -> _Stopped:
        fixed = step.startswith("after")
        start = "With the fix, " if fixed else "Not measured: "
        sentence = self._redactor.text(f"{start}{sentence}")
        self._runner.step(step, "failed", message=sentence, cell=cell)
        return _Stopped(
            {"schemaVersion": SCHEMA_VERSION, "verdict": verdict, "because": sentence,
             "variables": [], "outputs": [], "cells": [],
             "runs": {"beforeSeconds": None, "afterSeconds": None}, "notes": [],
             "stoppedAt": {"side": "after" if fixed else "before", "cell": cell}}
        )  # fmt: skip

    # -- comparison ------------------------------------------------------------------------------

    def _compare(self, before: Run, repeats: list[Run], after: Run) -> dict[str, Any]:
        """Compare as a notebook and its package are compared: every cell is a step."""
        cells = before.result["codeCells"]
        shown = {
            f"{_MODULE}:{place}": value for place, value in after.result["shown"].items()
            if place != "start"
        }  # fmt: skip
        result = {
            **after.result,
            "shown": {**shown, "start": after.result["shown"].get("start", {})},
            "importSideEffects": {"printed": False, "files": []},
        }
        migration = {
            "package": _NO_PACKAGE,
            "removed": self._options.removed,
            "steps": [
                {"module": _MODULE, "function": str(cell), "cells": [cell]} for cell in cells
            ],
        }
        builder = ReportBuilder(
            before, repeats, Run(result, after.blobs), migration, measured=self._measured,
            names=("without", "with"),
        )  # fmt: skip
        return builder.build()

    def _settled(self, before: Run, varied: Run, after: Run, again: Run) -> set[str | int]:
        """Return names, and cells with outputs, that vary without the fix and no longer do with it.

        A fix that seeds generators gives other numbers than the run that it is compared with, as
        every run of the notebook does.
        """
        without = _differing(self._compare(before, [before], varied))
        return without - _differing(self._compare(after, [after], again))

    def _variable(
        self, entry: dict[str, Any], before: Run, after: Run, settled: set[str | int]
    ) -> dict[str, Any]:
        name = entry["name"]
        kept = {key: entry[key] for key in ("name", "status", "madeIn") if key in entry}
        kept["detail"] = _with_fix(entry["detail"])
        one, other = (run.result["variables"].get(name) for run in (before, after))
        if entry["status"] != "different" or one is None or other is None:
            return kept
        if name in settled:
            kept.update(status="settled", detail=_SETTLED)
            return kept
        if _type(one) != _type(other) and entry.get("madeIn") in self._changed():
            # The fix makes another kind of value on purpose; where it is used decides.
            kept.update(status="converted", detail=f"{summary(one)} became {summary(other)}")
        return kept

    def _wrong_files(self, files: list[dict[str, Any]]) -> list[str]:
        return [
            file["path"]
            for file in files
            if file["status"] in ("different", "missing", "additional")
            and decides(file["path"], measured=self._measured)
        ]

    def _changed(self) -> set[int]:
        """Return the indexes of the cells that the fix changes."""
        texts: list[dict[int, list[str]]] = [{}, {}]
        for found, cells in zip(texts, (self._options.before, self._options.after), strict=True):
            for cell in cells:
                found.setdefault(cell.index, []).append(cell.source)
        return {index for index, text in texts[1].items() if texts[0].get(index) != text}


def _differing(compared: dict[str, Any]) -> set[str | int]:
    """Return the names, and the cells with outputs, that differ."""
    names = {v["name"] for v in compared["variables"] if v["status"] == "different"}
    return names | {o["cell"] for o in compared["outputs"] if o["status"] == "different"}


def _output(entry: dict[str, Any], settled: set[str | int]) -> dict[str, Any]:
    if entry["status"] == "different" and entry["cell"] in settled:
        return {**entry, "status": "settled", "detail": _SETTLED}
    return {**entry, "detail": _with_fix(entry["detail"])}


def _type(node: dict[str, Any]) -> tuple[str, str]:
    return str(node["k"]), str(node.get("t", ""))


def _missing_module(error: dict[str, Any]) -> str | None:
    """Return the module that an import did not find."""
    if error["type"] != "ModuleNotFoundError":
        return None
    parts = str(error["message"]).split("'")
    return parts[1].partition(".")[0] if len(parts) > 2 else None


def _with_fix(detail: str) -> str:
    """Return a sentence of the comparison, which speaks of a package, in words of a trial."""
    return detail.replace("in the package", "with the fix").replace("the package", "the fix")


def _verdict(
    variables: list[dict[str, Any]], compared: dict[str, Any], files: list[str]
) -> tuple[str, str]:
    wrong = [v["name"] for v in variables if v["status"] in ("different", "missing")]
    outputs = [o for o in compared["outputs"] if o["status"] == "different"]
    same = [v for v in variables if v["status"] in ("equal", "close")]
    same_outputs = [o for o in compared["outputs"] if o["status"] == "equal"]
    changed = [
        *(f"`{name}`" for name in wrong),
        *(f"the output of Cell {entry['cell'] + 1}" for entry in outputs),
        *(f"the file {path}" for path in files),
        *(note.rstrip(".").lower() for note in compared["notes"] if "belong to no cell" in note),
    ]
    if changed:
        more = len(changed) - MAX_NAMED
        tail = f" and {more} more" if more > 0 else ""
        return "different", f"With the fix, {', '.join(changed[:MAX_NAMED])}{tail} changed."
    settled = [x for x in (*variables, *compared["outputs"]) if x["status"] == "settled"]
    if not same and not same_outputs and not settled:
        return "inconclusive", "Nothing was compared: the cells leave no value and no output."
    values = f"{len(same)} {'variable' if len(same) == 1 else 'variables'}"
    shown = f"{len(same_outputs)} {'output' if len(same_outputs) == 1 else 'outputs'}"
    tail = f"; {len(settled)} no longer vary from run to run" if settled else ""
    return "equal", f"{values} and {shown} agree{tail}."


def _cells(before: list[Run], after: list[Run]) -> list[dict[str, Any]]:
    """Return what each cell took, without and with the fix."""
    sides = []
    for runs in (before, after):
        merged: dict[str, dict[str, Any]] = {}
        for run in runs:
            for cell, measured in run.result["measured"].items():
                merged.setdefault(cell, {}).update(measured)
        sides.append(merged)
    return [
        {"cell": int(cell), "before": _rounded(one), "after": _rounded(sides[1].get(cell, {}))}
        for cell, one in sorted(sides[0].items(), key=lambda item: int(item[0]))
    ]


def _rounded(measured: dict[str, Any]) -> dict[str, Any]:
    times = {key: measured.get(key) for key in ("seconds", "tracedSeconds")}
    return {
        **{key: None if time is None else round(time, 6) for key, time in times.items()},
        "peakBytes": measured.get("peakBytes"),
    }
