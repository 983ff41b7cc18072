"""The user's names: a snapshot of them, and which are likely to hold an example."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from .base import Refusal, one_line, refuse_out_of_memory

MAX_TRIED = 40


def user_namespace() -> dict[str, Any]:
    """A snapshot: iterating the live dict could meet a change from another thread."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return dict(shell.user_ns) if shell is not None else dict(vars(sys.modules["__main__"]))


def likely(name: str) -> tuple[int, str]:
    """Order names by how likely they hold an example input: held-out data first, labels last."""
    low = name.lower()
    if low.startswith("y") or "label" in low or "target" in low:
        return 3, name
    if any(part in low for part in ("test", "val", "eval")):
        return 0, name
    return (
        1 if low in ("x", "xb", "batch", "inputs", "images", "example", "sample", "features") else 2
    ), name


def run_recall(ns: Mapping[str, Any], expression: str) -> None:
    """Evaluate an expression of the user's in a copy of the namespace, for the calls in it."""
    try:
        # the user's own code, on request
        eval(compile(expression, "<anneal recall>", "eval"), dict(ns))  # noqa: S307
    except Exception as error:
        refuse_out_of_memory(error)
        raise Refusal(
            f"The recorded call failed: {one_line(error)}",
            "Give an expression that calls the model.",
        ) from error
