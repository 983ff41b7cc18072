"""Starts a run in a process of its own and ends it, with everything it started, when asked to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

POLL_SECONDS = 0.05


class Cancelled(Exception):
    """The verification was cancelled."""


class RunEnded(Exception):
    """A run ended without a result: it was killed, crashed, or ran past its limit."""

    def __init__(self, reason: str, *, timed_out: bool, last: dict[str, Any]) -> None:
        super().__init__(reason)
        self.timed_out = timed_out
        self.last = last


class ChildProcess:
    """One run.

    Parameters
    ----------
    python
        The interpreter of the notebook's environment.
    folder
        The run's own folder: specification, events and result.
    cwd
        Working directory of the run.
    extra
        Additions to the environment.
    """

    def __init__(
        self, python: str, folder: Path, cwd: Path, extra: dict[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._read = 0
        self.last: dict[str, Any] = {}
        script = Path(__file__).with_name("child.py")
        environment = {**os.environ, **(extra or {}), **_quiet(folder)}
        group: dict[str, Any] = {"start_new_session": True}
        if os.name == "nt":
            group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
        with (folder / "start.log").open("wb") as log:
            self._process = subprocess.Popen(
                [python, "-X", "utf8", str(script), str(folder / "spec.json")],
                cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **group,
            )  # fmt: skip

    def wait(
        self,
        timeout: float,
        progress: Callable[[dict[str, Any]], None],
        stopped: Callable[[], bool],
    ) -> dict[str, Any]:
        """Wait for the result, reporting progress.

        Raises
        ------
        Cancelled
            When `stopped()` became true; the process has been ended.
        RunEnded
            When the run ended without a result.
        """
        limit = time.monotonic() + timeout
        try:
            while self._process.poll() is None:
                self._report(progress)
                if stopped():
                    raise Cancelled
                if time.monotonic() > limit:
                    reason = f"it was still running after {timeout:g} s"
                    raise RunEnded(reason, timed_out=True, last=self.last)
                time.sleep(POLL_SECONDS)
        finally:
            self.end()
        self._report(progress)
        if stopped():
            raise Cancelled
        result = self._folder / "result.json"
        if not result.exists():
            raise RunEnded(self._why(), timed_out=False, last=self.last)
        return json.loads(result.read_text(encoding="utf-8"))  # type: ignore[no-any-return]

    def end(self) -> None:
        """End the process and everything it started."""
        family = _descendants(self._process.pid)
        if os.name == "posix":
            _kill_group(self._process.pid)
        elif self._process.poll() is None:
            command = ["taskkill", "/F", "/T", "/PID", str(self._process.pid)]
            subprocess.run(command, capture_output=True, check=False)
        for pid in family:
            _kill(pid)
        self._process.wait()

    def _report(self, progress: Callable[[dict[str, Any]], None]) -> None:
        try:
            with (self._folder / "events.jsonl").open("rb") as file:
                file.seek(self._read)
                data = file.read()
        except FileNotFoundError:
            return
        whole = data[: data.rfind(b"\n") + 1]
        self._read += len(whole)
        for line in whole.splitlines():
            self.last = json.loads(line)
            progress(self.last)

    def _why(self) -> str:
        status = self._process.returncode
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else str(-status)
            if name == "SIGKILL":
                return "its process was killed, most often because memory ran out"
            return f"its process crashed ({name})"
        for name in ("fault.txt", "stderr.raw", "start.log"):
            path = self._folder / name
            if path.exists():
                lines = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
                if lines and status:
                    return f"its process ended with status {status}: {lines[-1][:300]}"
        return f"its process ended by itself (status {status})"


def _quiet(folder: Path) -> dict[str, str]:
    """Return environment settings that keep a run from writing to the user's folders."""
    return {
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
        "IPYTHONDIR": str(folder / "ipython"),
        "COLUMNS": "80",
        "TERM": "dumb",
        # as in a kernel: a pager would wait for keys
        "PAGER": "cat",
        "GIT_PAGER": "cat",
    }


def _kill_group(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL if os.name == "posix" else signal.SIGTERM)
    except (ProcessLookupError, PermissionError, OSError):
        return


def _descendants(root: int) -> list[int]:
    """Return processes below `root`, those in sessions of their own included (Linux only)."""
    if not sys.platform.startswith("linux"):
        return []
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                parent = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(int(entry))
    found: list[int] = []
    waiting = [root]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.append(child)
            waiting.append(child)
    return found
