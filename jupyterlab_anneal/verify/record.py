"""Records calls of a notebook's functions: one run of it, then a repetition in the package."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from .notebook_file import UnreadableInput, levels_above, read_notebook
from .process import RunEnded
from .redact import Redactor, secret_literals, values_of_env
from .run_record import RECORDED
from .runner import Emit, Runner
from .workspace import Workspace

_SEED, _OTHER_SEED = 1, 2

ELSEWHERE = (
    "in a fresh process the package gave another value, because it depends on the order of a set, "
    "or because package and notebook differ (`anneal verify` tells)"
)


@dataclass
class Request:
    """What to record.

    Attributes
    ----------
    functions
        `name`, `module` (with the package) and `parameters` of each.
    sources
        Files of the package by their path below its import root.
    secrets
        Texts that must not be recorded.
    """

    functions: list[dict[str, Any]]
    sources: dict[str, str]
    secrets: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, data: Any) -> Request:
        """Return a request from what was sent as JSON.

        Raises
        ------
        UnreadableInput
            When it has another form.
        """
        try:
            functions = [
                {"name": str(item["name"]), "module": str(item["module"]),
                 "parameters": [str(name) for name in item["parameters"]]}
                for item in data["functions"]
            ]  # fmt: skip
            sources = {_inside(str(path)): str(file) for path, file in data["sources"].items()}
            secrets = [str(secret) for secret in data.get("secrets", [])]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise UnreadableInput("the functions to record are not given as asked") from error
        return cls(functions, sources, secrets)


def _inside(path: str) -> str:
    parts = PurePosixPath(path).parts
    if not parts or PurePosixPath(path).is_absolute() or ".." in parts:
        raise ValueError(path)
    return path


class Recording:
    """One recording.

    Parameters
    ----------
    notebook
        The notebook.
    python
        Interpreter of the runs.
    timeout
        Seconds that each run may take.
    request
        What to record.
    emit
        Receives the events, see the README of this folder.
    stopped
        Asked several times a second; true cancels.
    """

    def __init__(
        self, notebook: Path, python: str, timeout: float, request: Request, emit: Emit,
        stopped: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._notebook = notebook
        self._request = request
        self._timeout = timeout
        self._runner = Runner(python, timeout, emit, stopped)
        self._cells = read_notebook(notebook)
        self._env = values_of_env([notebook.parent])
        self._redactor = Redactor(
            [*self._env.values(), *secret_literals(cell.source for cell in self._cells),
             *request.secrets]
        )  # fmt: skip

    def run(self) -> dict[str, Any]:
        """Return the cases of each function, or why it has none, and where the notebook stopped.

        Raises
        ------
        Cancelled
            When the recording was cancelled; nothing is left behind.
        """
        workspace = Workspace(self._notebook, self._notebook, levels_above(self._cells))
        try:
            functions, stopped = self._record(workspace)
            self._replay(workspace, functions)
        finally:
            workspace.remove()
        return {"functions": functions, "stopped": stopped}

    def _record(self, workspace: Workspace) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        spec = {"run": "run_record", "notebook": str(self._notebook.resolve()),
                "functions": self._request.functions,
                "secrets": [*self._request.secrets, *self._env.values()]}  # fmt: skip
        stopped: dict[str, Any] | None = None
        try:
            folder, result = self._runner.run(workspace, "record", spec, _SEED)
            if result["error"] is not None:
                what = f"{result['error']['type']}: {result['error']['message']}".rstrip(": ")
                stopped = {"cell": result["stoppedAt"], "because": self._redactor.text(what)}
        except RunEnded as ended:
            folder = workspace.root / "runs" / "record"
            because = self._redactor.text(str(ended))
            stopped = {"cell": ended.last.get("cell"), "because": because}
        self._runner.step("record", "done")
        path = folder / RECORDED
        if not path.exists():
            reason = "the run ended before a cell was done"
            return [{"name": item["name"], "module": item["module"], "cases": [], "defaults": [],
                     "reason": reason} for item in self._request.functions], stopped  # fmt: skip
        return json.loads(path.read_text(encoding="utf-8")), stopped

    def _replay(self, workspace: Workspace, functions: list[dict[str, Any]]) -> None:
        """Keep the cases that the package repeats in a process with another order of sets."""
        recorded = [function for function in functions if function["cases"]]
        if not recorded:
            return
        source = workspace.folder("package")
        for path, text in self._request.sources.items():
            file = source / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        extra = {name: value for name, value in self._env.items() if name not in os.environ}
        spec = {"run": "run_replay", "source": str(source), "functions": recorded}
        try:
            _, result = self._runner.run(workspace, "replay", spec, _OTHER_SEED, extra)
            answers = result["answers"]
        except RunEnded as ended:
            reason = f"the package could not be run ({ended})"
            answers = [{"same": [], "error": self._redactor.text(reason)} for _ in recorded]
        self._runner.step("replay", "done")
        for function, answer in zip(recorded, answers, strict=True):
            cases = function["cases"] if answer["error"] is None else []
            function["cases"] = [
                case for case, same in zip(cases, answer["same"], strict=True) if same
            ]
            if not function["cases"]:
                function["reason"] = self._redactor.text(answer["error"] or ELSEWHERE)
