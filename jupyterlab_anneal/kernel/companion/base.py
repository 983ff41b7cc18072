"""Refusals, flags and small helpers that every part of the companion uses."""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import sys
import warnings
from collections.abc import Iterator
from typing import Any

VERSION = "1"


class Refusal(Exception):
    """Something that cannot be done, with its reason and what to do about it."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


def flag(kind: str, detail: str) -> dict[str, str]:
    return {"kind": kind, "detail": detail}


def try_import(name: str) -> Any:
    try:
        # some libraries set warning filters when they are imported
        with warnings.catch_warnings():
            return importlib.import_module(name)
    except ImportError:
        return None


def loaded_versions(names: tuple[str, ...]) -> dict[str, str]:
    loaded = {name: sys.modules.get(name) for name in names}
    return {
        name: str(getattr(module, "__version__", ""))
        for name, module in loaded.items()
        if module is not None
    }


def one_line(error: BaseException) -> str:
    """Kind and first line of an error; of its cause where the error itself is a general one."""
    while error.__cause__ is not None and "torch.onnx" in type(error).__module__:
        error = error.__cause__
    text = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
    # a report names no folder of the machine
    text = re.sub(r"(?<![\w.:/\\])(?:[A-Za-z]:)?(?:[/\\][^\s/\\:'\"]+)+[/\\](?=\w)", "", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return text if len(text) <= 300 else text[:299] + "…"


def refuse_out_of_memory(error: BaseException) -> None:
    """Turn an error that means "no memory left" into a refusal; any other is left alone."""
    words = ("out of memory", "can't allocate memory", "cannot allocate memory", "bad_alloc",
             "bad allocation", "failed to allocate memory")  # fmt: skip
    if isinstance(error, MemoryError) or any(one in str(error).lower() for one in words):
        raise Refusal(
            "The kernel ran out of memory; the model is unchanged.",
            "Use an input with fewer rows, or delete large variables, and try again.",
        ) from error


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep the exporter's talk out of the notebook: warnings, prints and log lines."""
    logging = sys.modules.get("logging")
    before = logging.root.manager.disable if logging is not None else 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                if logging is not None:
                    logging.disable(logging.CRITICAL)
                yield
            finally:
                if logging is not None:
                    logging.disable(before)
