"""Captures what a run prints: through `sys.stdout`/`sys.stderr` and through the file descriptors.

Descriptors 1 and 2 are sent to ordinary files, so that output of subprocesses and of C code is
caught too, without a thread and without a pipe that could fill up.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

Sink = Callable[[str, str], None]


class _Writer(io.TextIOBase):
    """A text stream that hands each write to the capture, in order with the descriptor's output."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name: str, descriptor: int, capture: Capture) -> None:
        super().__init__()
        self.name = name
        self._descriptor = descriptor
        self._capture = capture

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._capture.drain()
        self._capture.sink(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._descriptor

    @property
    def buffer(self) -> io.RawIOBase:
        return _Bytes(self)


class _Bytes(io.RawIOBase):
    def __init__(self, text: _Writer) -> None:
        super().__init__()
        self._text = text

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        raw = bytes(data)  # type: ignore[call-overload]
        self._text.write(raw.decode("utf-8", "replace"))
        return len(raw)


class Capture:
    """Redirects all output of this process to a sink `sink(stream, text)`.

    Parameters
    ----------
    folder
        Where the files behind the descriptors are kept; outside of the run's working directory.
    sink
        Called with `stdout` or `stderr` and the text.
    """

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.sink = sink
        self._files: list[tuple[str, int]] = []
        self._read: dict[str, int] = {}
        for name, descriptor in (("stdout", 1), ("stderr", 2)):
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
            opened = os.open(folder / f"{name}.raw", flags, 0o600)
            os.dup2(opened, descriptor)
            self._files.append((name, opened))
            self._read[name] = 0
        sys.stdout = _Writer("stdout", 1, self)
        sys.stderr = _Writer("stderr", 2, self)

    def drain(self) -> None:
        """Hand over what subprocesses and C code wrote since the last call."""
        for name, opened in self._files:
            size = os.fstat(opened).st_size
            start = self._read[name]
            if size <= start:
                continue
            os.lseek(opened, start, os.SEEK_SET)
            data = os.read(opened, size - start)
            self._read[name] = start + len(data)
            self.sink(name, data.decode("utf-8", "replace"))
