"""Runs a notebook once in this process and keeps calls of its functions, cell by cell."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from .notebook_file import CodeCell, read_notebook
from .record_calls import CallRecorder, Case, Watched, chosen
from .record_values import Describer, NotRecordable
from .redact import secret_literals
from .run_notebook import CellRunner, runner_for
from .run_session import Session, Spec, describe_error

RECORDED = "recorded.json"


def main(spec: Spec) -> int:
    """Run the notebook of the specification.

    What was recorded so far is written after each cell, so that a run which is ended leaves it.

    Parameters
    ----------
    spec
        `notebook`, `functions` (`name`, `module`, `parameters`), `secrets`.
    """
    session = Session(spec)
    cells = read_notebook(Path(spec["notebook"]))
    secrets = [*spec["secrets"], *secret_literals(cell.source for cell in cells)]
    runner = runner_for(session)
    describer = Describer(secrets)
    calls = CallRecorder(runner.namespace, spec["functions"], describer)
    outcome = asyncio.run(_drive(session, runner, cells, calls, Path(spec["folder"])))
    session.finish(outcome, session.seconds)
    return 0


async def _drive(
    session: Session, runner: CellRunner, cells: list[CodeCell], calls: CallRecorder, folder: Path
) -> dict[str, Any]:
    defaults = Describer([])
    for position, cell in enumerate(cells):
        session.progress(cell=cell.index, done=position, cells=len(cells))
        session.recorder.enter(str(cell.index))
        calls.start()
        error = await runner.run(cell.source)
        # background tasks of earlier cells go on between cells, as in a kernel
        await asyncio.sleep(0)
        calls.stop()
        session.recorder.flush_figures()
        session.capture.drain()
        session.recorder.leave(str(cell.index))
        _write(folder / RECORDED, [_plain(watched, defaults) for watched in calls.functions])
        if error is not None and "raises-exception" not in cell.tags:
            return {"stoppedAt": cell.index, "error": describe_error(error)}
    return {"stoppedAt": None, "error": None}


def _write(path: Path, data: Any) -> None:
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(data), encoding="utf-8")
    unfinished.replace(path)


def _plain(watched: Watched, describer: Describer) -> dict[str, Any]:
    return {
        "name": watched.name,
        "module": watched.module,
        "cases": [_case(case) for case in chosen(watched.cases)],
        "defaults": _defaults(watched, describer),
        "reason": None if watched.cases else _reason(watched),
    }


def _case(case: Case) -> dict[str, Any]:
    arguments = [[name, node] for name, node in case.arguments.items()]
    return {"arguments": arguments, "expected": case.result}


def _defaults(watched: Watched, describer: Describer) -> list[list[Any]]:
    """Return the default values of parameters that a test could write."""
    function = watched.function
    if function is None:
        return []
    code = function.__code__
    values = function.__defaults__ or ()
    pairs = dict(zip(code.co_varnames[code.co_argcount - len(values) : code.co_argcount],
                     values, strict=True))  # fmt: skip
    pairs.update(function.__kwdefaults__ or {})
    found = []
    for name, value in pairs.items():
        try:
            found.append([name, describer.describe(value)])
        except NotRecordable:
            continue
    return found


def _reason(watched: Watched) -> str:
    if not watched.reasons:
        return "the run never called it"
    return max(watched.reasons, key=lambda reason: watched.reasons[reason])
