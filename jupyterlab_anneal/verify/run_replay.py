"""Repeats recorded calls with the functions of the exported package, in this process."""

from __future__ import annotations

import importlib
import inspect
import sys
from typing import Any

from .record_build import build
from .record_calls import call
from .record_values import Describer, NotRecordable
from .run_session import Session, Spec


def main(spec: Spec) -> int:
    """Repeat the calls of the specification.

    Parameters
    ----------
    spec
        `source` (the folder that holds the package), `functions` with `module`, `name` and `cases`;
        the result holds, for each of them, which of its cases came out the same, or why it could
        not be called.
    """
    session = Session(spec)
    sys.path.insert(0, spec["source"])
    answers = []
    for position, function in enumerate(spec["functions"]):
        session.progress(function=function["name"], done=position, cells=len(spec["functions"]))
        answers.append(_answer(function))
    session.finish({"answers": answers}, session.seconds)
    return 0


def _answer(function: dict[str, Any]) -> dict[str, Any]:
    try:
        module = importlib.import_module(function["module"])
        found = inspect.unwrap(getattr(module, function["name"]))
    except BaseException as error:  # any end of the import is an answer
        return {"same": [], "error": f"its module cannot be imported ({type(error).__name__})"}
    same = [_is_same(found, case) for case in function["cases"]]
    return {"same": same, "error": None}


def _is_same(function: Any, case: dict[str, Any]) -> bool:
    values = {name: build(node) for name, node in case["arguments"]}
    try:
        result = call(function, values)
        return Describer([]).describe(result) == case["expected"]
    except NotRecordable:
        return False
    except BaseException as error:  # whatever a call ends with, it is not what was recorded
        print(type(error).__name__, file=sys.stderr)
        return False
