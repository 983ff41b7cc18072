"""Runs an exported package in this process and describes what it computed.

What is called, and where the notebook's names live, stands in the package's
`migration-report.json`; see this folder's README.
"""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import inspect
import os
import sys
from pathlib import Path
from typing import Any

from . import display_hook, step_hook
from .run_session import Session, Spec, describe_error

_MISSING = object()
IMPORT = "import"
ENTRY = "entry"


def main(spec: Spec) -> int:
    """Run the package of the specification; the result lies in `folder/result.json`."""
    session = Session(spec)
    result = _Run(session, spec).run()
    seconds = result.pop("took")
    result["variables"] = session.snapshot(result.pop("values"))
    session.finish(result, seconds)
    return 0


class _Run:
    def __init__(self, session: Session, spec: Spec) -> None:
        self._session = session
        self._report: dict[str, Any] = spec["report"]
        self._wanted: list[str] = spec["wanted"]
        self._source = os.path.realpath(spec["source"])
        entry = self._report["entry"]
        self._entry = f"{entry['module']}:{entry['function']}"
        self._steps = [f"{s['module']}:{s['function']}" for s in self._report.get("steps", [])]
        self._locals: dict[str, dict[str, Any]] = {}
        self._current: list[str] = []
        self._notes: list[str] = []
        self._keep = self._names_to_keep()

    def _names_to_keep(self) -> set[str]:
        names = set(self._wanted)
        for name, place in self._report.get("variables", {}).items():
            names.update((name, str(place.get("name") or name)))
        return names

    def run(self) -> dict[str, Any]:
        sys.path.insert(0, self._source)
        functions: dict[str, set[str]] = {}
        for step in [*self._steps, self._entry]:
            module, _, function = step.partition(":")
            functions.setdefault(module, set()).add(function)
        step_hook.install(functions, self._enter, self._leave)
        display_hook.install(self._session.recorder.display)
        outcome: dict[str, Any] = {"error": None, "step": None}
        returned: Any = None
        try:
            entry = self._import()
            returned = self._call(entry)
        except BaseException as error:  # any end of the package is a result
            outcome["error"] = describe_error(error, self._source)
            failed = outcome["error"].get("function") or ""
            at = [s for s in self._steps if s.endswith(f":{failed}")] or self._current[-1:]
            outcome["step"] = at[0] if at else IMPORT
        recorder = self._session.recorder
        recorder.flush_figures(ENTRY)
        took = self._session.seconds
        values, places = ({}, {}) if outcome["error"] else self._collect(returned)
        return {**outcome, "took": took, "values": values, "places": places, "notes": self._notes,
                "importSideEffects": self._side_effects}  # fmt: skip

    def _import(self) -> Any:
        recorder = self._session.recorder
        before = set(_files("."))
        self._side_effects: dict[str, Any] = {"printed": False, "files": []}
        recorder.enter(IMPORT)
        name, function = self._report["entry"]["module"], self._report["entry"]["function"]
        module = importlib.import_module(name)
        for step in self._steps:
            importlib.import_module(step.partition(":")[0])
        display = self._report.get("display")
        if display:
            hook = getattr(importlib.import_module(display), "set_display_hook", None)
            if hook is None:
                lack = f"{display} has no set_display_hook"
                self._notes.append(f"{lack}: values shown are not compared")
            else:
                hook(self._shown)
        self._session.capture.drain()
        recorder.leave(IMPORT)
        self._side_effects["printed"] = bool(recorder.at(IMPORT).stdout)
        self._side_effects["files"] = sorted(set(_files(".")) - before)[:50]
        return getattr(module, function)

    def _call(self, entry: Any) -> Any:
        recorder = self._session.recorder
        recorder.enter(ENTRY)
        if inspect.iscoroutinefunction(entry):
            returned = asyncio.run(entry())
        else:
            returned = entry()
            if inspect.iscoroutine(returned):
                returned = asyncio.run(_finish(returned))
        recorder.leave(ENTRY)
        self._session.capture.drain()
        return returned

    # -- hooks -----------------------------------------------------------------------------------

    def _enter(self, step: str) -> None:
        self._session.capture.drain()
        self._current.append(step)
        if step == self._entry and step not in self._steps:
            return
        self._session.recorder.enter(step)
        done = len(self._locals)
        self._session.progress(function=step.partition(":")[2], done=done, cells=len(self._steps))

    def _leave(self, step: str, names: dict[str, Any]) -> None:
        self._session.capture.drain()
        error = sys.exc_info()[1]
        if error is None:
            kept = {n: v for n, v in names.items() if n in self._keep}
            self._locals.pop(step, None)
            self._locals[step] = kept
            if step in self._current:
                self._current.remove(step)
        if step == self._entry and step not in self._steps:
            return
        if error is None:
            self._session.recorder.flush_figures(step)
        self._session.recorder.leave(step)

    def _shown(self, value: Any, cell: int | None = None, **_: Any) -> None:
        self._session.recorder.display(value, f"cell {cell}" if isinstance(cell, int) else None)

    # -- where the notebook's variables are ------------------------------------------------------

    def _collect(self, returned: Any) -> tuple[dict[str, Any], dict[str, str]]:
        results = _fields(returned)
        values: dict[str, Any] = {}
        places: dict[str, str] = {}
        for name in self._wanted:
            found, place = self._find(name, results)
            if found is not _MISSING:
                values[name], places[name] = found, place
        return values, places

    def _find(self, name: str, results: dict[str, Any]) -> tuple[Any, str]:
        if name in results:
            return results[name], "result"
        declared = self._declared(name)
        if declared is not None:
            return declared
        for step in reversed(self._locals):
            if name in self._locals[step]:
                return self._locals[step][name], step
        package = str(self._report["package"])
        for module_name, module in sorted(sys.modules.items()):
            if module_name == package or module_name.startswith(package + "."):
                value = getattr(module, "__dict__", {}).get(name, _MISSING)
                if value is not _MISSING and not inspect.ismodule(value):
                    return value, module_name
        return _MISSING, ""

    def _declared(self, name: str) -> tuple[Any, str] | None:
        for key, place in self._report.get("variables", {}).items():
            if place.get("notebookName", key) != name:
                continue
            step = f"{place.get('module')}:{place.get('step')}"
            local = str(place.get("name") or key)
            if local in self._locals.get(step, {}):
                return self._locals[step][local], step
        for key, place in self._report.get("constants", {}).items():
            if place.get("notebookName", key) != name:
                continue
            module = sys.modules.get(str(place["module"]))
            value: Any = module
            for part in str(place.get("name") or key).split("."):
                value = getattr(value, part, _MISSING)
            if value is not _MISSING:
                return value, str(place["module"])
        return None


async def _finish(coroutine: Any) -> Any:
    return await coroutine


def _fields(returned: Any) -> dict[str, Any]:
    if returned is None:
        return {}
    if dataclasses.is_dataclass(returned) and not isinstance(returned, type):
        return {f.name: getattr(returned, f.name) for f in dataclasses.fields(returned)}
    if isinstance(returned, dict):
        return {str(name): value for name, value in returned.items()}
    if hasattr(returned, "_fields"):
        return dict(zip(returned._fields, returned, strict=False))
    return dict(getattr(returned, "__dict__", {}))


def _files(folder: str) -> list[str]:
    found = []
    for path in Path(folder).rglob("*"):
        if "__pycache__" not in path.parts:
            found.append(path.as_posix())
    return found
