"""What a notebook run and a package run have in common: capture, snapshot, progress, result."""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from . import pyplot_hook
from .blobs import BlobWriter
from .capture import Capture
from .recorder import Recorder
from .seeding import seed_generators
from .snapshot import Encoder, Node, opaque
from .written_files import stamps, written_since

Spec = dict[str, Any]


class Session:
    """One run of a notebook or of a package in this process.

    Parameters
    ----------
    spec
        `folder` (for this engine's files), `cwd`, `package` (import name of the
        exported package), `seed`.
    """

    def __init__(self, spec: Spec) -> None:
        self._folder = Path(spec["folder"])
        self._cwd = os.path.realpath(spec["cwd"])
        self._package = str(spec.get("package") or "")
        self._events = (self._folder / "events.jsonl").open("a", encoding="utf-8")
        self.blobs = BlobWriter(self._folder / "blobs.bin")
        self.encoder = Encoder(self.blobs, self._own_module)
        self.recorder = Recorder(self.encoder)
        self.capture = Capture(self._folder, self.recorder.stream)
        self._before = stamps(Path(self._cwd))
        self._start = time.perf_counter()
        pyplot_hook.install(self.recorder.flush_figures)
        seed_generators(int(spec["seed"]))

    def _own_module(self, name: str) -> bool:
        if name == "__main__" or name.partition(".")[0] == self._package:
            return True
        file = getattr(sys.modules.get(name), "__file__", None)
        return bool(file) and os.path.realpath(str(file)).startswith(self._cwd + os.sep)

    @property
    def seconds(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._start

    def progress(self, **what: Any) -> None:
        """Tell the parent process where the run is."""
        self._events.write(json.dumps({**what, "seconds": round(self.seconds, 3)}) + "\n")
        self._events.flush()

    def snapshot(self, values: dict[str, Any]) -> dict[str, Node]:
        """Describe variables; one that cannot be described is opaque, the others are kept."""
        nodes: dict[str, Node] = {}
        for name, value in values.items():
            try:
                nodes[name] = self.encoder.variable(value)
            except (RecursionError, MemoryError) as error:
                nodes[name] = opaque(f"too large to describe ({type(error).__name__})", value)
        return nodes

    def finish(self, result: dict[str, Any], seconds: float) -> None:
        """Write the result for the parent process, completely or not at all."""
        self.capture.drain()
        result["shown"] = self.recorder.plain()
        result["files"] = written_since(Path(self._cwd), self._before)
        result["seconds"] = round(seconds, 4)
        result["peakMemoryBytes"] = peak_memory()
        result["python"] = sys.version.split()[0]
        result["loaded"] = sorted({name.partition(".")[0] for name in list(sys.modules)})
        self.blobs.close()
        unfinished = self._folder / "result.json.part"
        with unfinished.open("w", encoding="utf-8", errors="backslashreplace") as file:
            json.dump(result, file)
        unfinished.replace(self._folder / "result.json")


def peak_memory() -> int | None:
    """Return the largest resident size of this process in bytes, None where it is not known."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak if sys.platform == "darwin" else peak * 1024)


def describe_error(error: BaseException, files: str | None = None) -> dict[str, Any]:
    """Return type and message of an exception, and the innermost line inside `files`.

    Parameters
    ----------
    error
        What the user's code raised.
    files
        A folder: the last frame whose file lies there is named, relative to it.
    """
    described: dict[str, Any] = {"type": type(error).__name__, "message": message_of(error)}
    for frame in traceback.extract_tb(error.__traceback__):
        if files and os.path.realpath(frame.filename).startswith(files + os.sep):
            described["file"] = os.path.relpath(os.path.realpath(frame.filename), files)
            described["line"] = frame.lineno
            described["function"] = frame.name
    return described


def message_of(error: BaseException) -> str:
    """Return the first line of an exception's message, at most 500 characters."""
    try:
        text = str(error)
    except Exception:  # an exception class of the user may fail to describe itself
        return ""
    return text.strip().splitlines()[0][:500] if text.strip() else ""
