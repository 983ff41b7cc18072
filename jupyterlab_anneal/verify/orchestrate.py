"""Runs a verification from begin to end: notebook twice, package once, comparison, report."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .notebook_file import UnreadableInput, levels_above, read_notebook
from .process import RunEnded
from .redact import Redactor, secret_literals, values_of_env
from .report import ReportBuilder, Run, failed, left_out_cells
from .runner import Emit, Runner
from .sanitize import measures
from .workspace import Workspace

DEFAULT_TIMEOUT = 600.0

# Order of sets and state of random generators: the package shares those of the first notebook
# run, see `seeding.py`.
SEED, OTHER_SEED = 1, 2


@dataclass
class Options:
    """What to verify and how.

    Attributes
    ----------
    notebook, package
        Paths of the notebook and of the exported package's folder.
    python
        Interpreter that runs both.
    timeout
        Seconds that each of the three runs may take.
    """

    notebook: Path
    package: Path
    python: str
    timeout: float = DEFAULT_TIMEOUT


def read_migration_report(package: Path) -> dict[str, Any]:
    """Return the package's `migration-report.json`, checked.

    Raises
    ------
    UnreadableInput
        When there is none, or when it does not say what to call.
    """
    path = package / "migration-report.json"
    again = "export the notebook again"
    if not package.is_dir():
        raise UnreadableInput(f"{package.name} is not a folder: name the exported package")
    try:
        report = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise UnreadableInput(f"{package.name} has no migration-report.json: {again}") from error
    except (OSError, ValueError) as error:
        raise UnreadableInput(f"migration-report.json cannot be read: {again}") from error
    entry = report.get("entry") if isinstance(report, dict) else None
    complete = isinstance(entry, dict) and {"module", "function"} <= entry.keys()
    if not complete or not isinstance(report.get("package"), str):
        raise UnreadableInput(f"migration-report.json does not say what to run: {again}")
    shapes = {"steps": list, "variables": dict, "constants": dict, "unplaced": list,
              "removed": dict}  # fmt: skip
    for key, kind in shapes.items():
        if not isinstance(report.get(key, kind()), kind):
            raise UnreadableInput(f"`{key}` in migration-report.json has another form: {again}")
    for step in report.get("steps", []):
        if not isinstance(step, dict) or not {"module", "function"} <= step.keys():
            raise UnreadableInput(f"`steps` in migration-report.json has another form: {again}")
    return report  # type: ignore[no-any-return]


def is_doubtful(report: dict[str, Any], *, measured: bool) -> bool:
    """Tell whether a run with the first run's seed decides what two different seeds cannot.

    What varies may depend on the seed alone, and then the other side must agree after all. What
    differs may depend on the time: two runs may agree by chance where a third does not.
    """
    varies = any(
        entry["status"] == "nondeterministic"
        for entry in (*report["variables"], *report["outputs"])
    )
    return varies and (report["verdict"] == "different" or not measured)


class Verification:
    """One verification.

    Parameters
    ----------
    options
        What to verify.
    emit
        Receives the events, see the README of this folder.
    stopped
        Asked several times a second; true cancels.
    """

    def __init__(self, options: Options, emit: Emit, stopped: Callable[[], bool]) -> None:
        self._options = options
        self._runner = Runner(options.python, options.timeout, emit, stopped)
        self._migration = read_migration_report(options.package)
        self._cells = read_notebook(options.notebook)
        folders = [options.package, options.notebook.parent]
        self._env = values_of_env(folders)
        sources = [cell.source for cell in self._cells]
        self._measured = measures(sources)
        self._redactor = Redactor([*self._env.values(), *secret_literals(sources)])

    def run(self) -> dict[str, Any]:
        """Return the report.

        Raises
        ------
        Cancelled
            When the verification was cancelled; nothing is left behind.
        """
        (report,) = self.each([self._options.package])
        return report

    def each(self, packages: Iterable[Path]) -> Iterator[dict[str, Any]]:
        """Yield a report for each of several packages with the same migration report.

        The notebook runs twice in all, however many packages there are.
        """
        above = levels_above(self._cells)
        workspace = Workspace(self._options.notebook, self._options.package, above)
        try:
            runs, problem = self._both(workspace)
            for package in packages:
                report = problem if len(runs) < 2 else self._against(workspace, runs, package)
                report["notes"] = [*report["notes"], *workspace.notes]
                yield self._hide(report)
            for run in runs:
                run.blobs.close()
        finally:
            workspace.remove()

    def _hide(self, report: dict[str, Any]) -> dict[str, Any]:
        for key in ("because", "notes", "error", "leftOut", "importSideEffects"):
            if key in report:
                report[key] = self._redactor.everything(report[key])
        for entry in (*report["variables"], *report["outputs"]):
            for key in ("detail", "because", "notebook", "package"):
                if key in entry:
                    entry[key] = self._redactor.text(entry[key])
        return report

    def _both(self, workspace: Workspace) -> tuple[list[Run], dict[str, Any]]:
        """Return the two runs of the notebook; fewer, with the report, when one of them fails."""
        runs: list[Run] = []
        for step, seed in (("notebook-1", SEED), ("notebook-2", OTHER_SEED)):
            run, problem = self._notebook(workspace, step, seed)
            if run is None:
                return runs, problem
            runs.append(run)
        return runs, {}

    def _against(self, workspace: Workspace, runs: list[Run], package: Path) -> dict[str, Any]:
        """Run a package and compare it; a third run of the notebook is added to `runs`."""
        first = runs[0]
        packaged, problem = self._package(workspace, first, package)
        if packaged is None:
            problem["runs"]["notebookSeconds"] = round(first.result["seconds"], 3)
            return problem
        started = time.perf_counter()
        self._runner.step("compare", "start")
        report = self._report(runs, packaged)
        if len(runs) == 2 and is_doubtful(report, measured=self._measured):
            third, problem = self._notebook(workspace, "notebook-3", SEED)
            if third is None:
                return problem
            runs.append(third)
            report = self._report(runs, packaged)
        self._runner.step("compare", "done", seconds=round(time.perf_counter() - started, 3),
                   variables=len(report["variables"]), outputs=len(report["outputs"]))  # fmt: skip
        packaged.blobs.close()
        return report

    def _report(self, runs: list[Run], package: Run) -> dict[str, Any]:
        builder = ReportBuilder(
            runs[0], runs[1:], package, self._migration, measured=self._measured
        )
        return builder.build()

    # -- the notebook ----------------------------------------------------------------------------

    def _notebook(
        self, workspace: Workspace, step: str, seed: int
    ) -> tuple[Run | None, dict[str, Any]]:
        spec = {"run": "run_notebook", "notebook": str(self._options.notebook.resolve()),
                "package": self._migration["package"],
                "mayFail": left_out_cells(self._migration)}  # fmt: skip
        try:
            folder, result = self._runner.run(workspace, step, spec, seed)
        except RunEnded as ended:
            cell = ended.last.get("cell")
            where = "The notebook" if cell is None else f"Cell {cell + 1}"
            sentence = f"Not verified: {where} did not finish, {ended}."
            if cell is not None and ended.timed_out:
                limit = f"{self._options.timeout:g} s"
                sentence = f"Not verified: Cell {cell + 1} was still running after {limit}."
            return None, self._failure(step, "inconclusive", sentence, cell=cell)
        if result["error"] is not None:
            cell, error = result["stoppedAt"], result["error"]
            what = f"{error['type']}: {error['message']}".rstrip(": ")
            sentence = (
                f"Not verified: the notebook stops at Cell {cell + 1} in a fresh process: {what}"
            )
            problem = self._failure(step, "inconclusive", sentence, cell=cell)
            problem["error"] = {"side": "notebook", "cell": cell, **error}
            problem["runs"]["notebookSeconds"] = round(result["seconds"], 3)
            return None, problem
        self._runner.step(step, "done", cells=len(result["codeCells"]), seconds=result["seconds"])
        return Run.read(folder, result), {}

    def _failure(self, step: str, verdict: str, sentence: str, **more: Any) -> dict[str, Any]:
        sentence = self._redactor.text(sentence)
        self._runner.step(step, "failed", message=sentence, **more)
        return failed(verdict, sentence, failedStep=step)

    # -- the package -----------------------------------------------------------------------------

    def _package(
        self, workspace: Workspace, first: Run, package: Path
    ) -> tuple[Run | None, dict[str, Any]]:
        source = workspace.copy_package(package)
        wanted = [*first.result["variables"]]
        spec = {"run": "run_package", "source": str(source), "report": self._migration,
                "package": self._migration["package"], "wanted": wanted}  # fmt: skip
        extra = {name: value for name, value in self._env.items() if name not in os.environ}
        extra.update(self._from_notebook(first))
        try:
            folder, result = self._runner.run(workspace, "package", spec, SEED, extra)
        except RunEnded as ended:
            step = ended.last.get("function")
            where = f" in {step}()" if step else ""
            sentence = f"The package did not finish{where}: {ended}."
            verdict = "inconclusive" if ended.timed_out else "different"
            return None, self._failure("package", verdict, sentence, function=step)
        if result["error"] is not None:
            error = result["error"]
            what = f"{error['type']}: {error['message']}".rstrip(": ")
            step = str(result["step"])
            where = "on import" if step == "import" else f"in {step.partition(':')[2]}()"
            sentence = f"The package fails {where}, where the notebook does not: {what}"
            problem = self._failure("package", "different", sentence, function=step)
            cells = [
                cell
                for item in self._migration.get("steps", [])
                if f"{item['module']}:{item['function']}" == step
                for cell in item.get("cells", [])
            ]
            problem["error"] = {"side": "package", "step": step, "cells": cells, **error}
            problem["runs"]["packageSeconds"] = round(result["seconds"], 3)
            return None, problem
        self._runner.step("package", "done", seconds=result["seconds"])
        return Run.read(folder, result), {}

    def _from_notebook(self, first: Run) -> dict[str, str]:
        """Return environment values that the notebook itself holds as texts.

        A credential moved to the environment has no value on a machine without its `.env`; the
        notebook's own value then stands in, in this one process only.
        """
        found: dict[str, str] = {}
        for name, place in (self._migration.get("environment") or {}).items():
            variable = place.get("variable") if isinstance(place, dict) else None
            node = first.result["variables"].get(variable or "")
            text = node.get("v") if node is not None and node["k"] == "str" else None
            if isinstance(text, str) and name not in os.environ and name not in self._env:
                found[name] = text
        return found
