"""Starts runs one after another, each in a process and a copy of the folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .process import Cancelled, ChildProcess
from .workspace import Workspace

Emit = Callable[[dict[str, Any]], None]


class Runner:
    """Starts runs, follows them, and tells how far they are.

    Parameters
    ----------
    python
        Interpreter of the runs.
    timeout
        Seconds that each run may take.
    emit
        Receives the events, see the README of this folder.
    stopped
        Asked several times a second; true cancels.
    """

    def __init__(
        self, python: str, timeout: float, emit: Emit, stopped: Callable[[], bool]
    ) -> None:
        self._python = python
        self._timeout = timeout
        self._emit = emit
        self._stopped = stopped

    def step(self, step: str, state: str, **more: Any) -> None:
        """Tell where the work is."""
        self._emit({"event": "step", "step": step, "state": state, **more})

    def run(
        self,
        workspace: Workspace,
        step: str,
        spec: dict[str, Any],
        seed: int,
        extra: dict[str, str] | None = None,
    ) -> tuple[Path, dict[str, Any]]:
        """Run what a specification says; return the run's own folder and its result.

        Parameters
        ----------
        workspace
            Gives the run a fresh copy of the notebook's folder.
        step
            Name of the run in the events, and of its folder.
        spec
            What to run; see `run_notebook.py` and `run_package.py`.
        seed
            State of the random generators and order of sets.
        extra
            Additions to the environment.

        Raises
        ------
        Cancelled
            When the work was cancelled; the process has been ended.
        RunEnded
            When the run ended without a result.
        """
        self.step(step, "start")
        workspace.fresh()
        if self._stopped():
            raise Cancelled
        folder = workspace.folder(step)
        common = {"folder": str(folder), "cwd": str(workspace.cwd), "seed": seed}
        text = json.dumps({"package": "", **spec, **common})
        (folder / "spec.json").write_text(text, encoding="utf-8")
        environment = {**(extra or {}), "PYTHONHASHSEED": str(seed)}
        child = ChildProcess(self._python, folder, workspace.cwd, environment)

        def progress(what: dict[str, Any]) -> None:
            self.step(step, "progress", **what)

        return folder, child.wait(self._timeout, progress, self._stopped)
