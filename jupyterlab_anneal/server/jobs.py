"""Runs of the verify engine: started, followed, cancelled, and ended with the server."""

from __future__ import annotations

import atexit
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from .problems import Refused

MAX_RUNNING = 2
MAX_FINISHED = 20
MAX_EVENTS = 5000
GRACE_SECONDS = 3.0
ENGINE = Path(__file__).resolve().parents[1] / "verify" / "__main__.py"


class Job:
    """One run of the engine and the events it has sent so far.

    Parameters
    ----------
    arguments
        What the engine is asked for.
    cwd
        Working directory of the engine.
    python
        Interpreter of the engine and of its runs.
    timeout
        Seconds that each run may take.
    request
        What the engine reads on its standard input, if anything.
    """

    def __init__(
        self,
        arguments: list[str],
        cwd: Path,
        python: str,
        timeout: float,
        request: dict[str, Any] | None = None,
    ) -> None:
        self.id = secrets.token_hex(8)
        self.events: list[dict[str, Any]] = []
        self.done = False
        self._cancelled = False
        self._lock = threading.Lock()
        group: dict[str, Any] = {"start_new_session": True}
        if os.name == "nt":
            group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
        self._process = subprocess.Popen(
            [python, str(ENGINE), *arguments, "--events",
             "--python", python, "--timeout", str(timeout), "--exit-with-parent"],
            stdin=subprocess.DEVNULL if request is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=cwd, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, **group,
        )  # fmt: skip
        self._errors: list[bytes] = []
        for read, pipe in ((self._read_errors, self._process.stderr),
                           (self._read, self._process.stdout)):  # fmt: skip
            threading.Thread(target=read, args=(pipe,), daemon=True).start()
        if request is not None:
            text = json.dumps(request).encode()
            threading.Thread(target=self._send, args=(text,), daemon=True).start()

    def _send(self, text: bytes) -> None:
        pipe = self._process.stdin
        if pipe is None:
            return
        try:
            with pipe:
                pipe.write(text)
        except BrokenPipeError:
            return  # the engine ended before it had read everything, and says why

    def _read_errors(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            self._errors = [*self._errors[-20:], line]

    def _read(self, pipe: IO[bytes]) -> None:
        for line in pipe:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            self._add(event)
        status = self._process.wait()
        with self._lock:
            finals = ("report", "cancelled", "error")
            if not any(event.get("event") in finals for event in self.events):
                if self._cancelled:  # the engine ended before it could say so
                    self.events.append({"event": "cancelled"})
                    self.done = True
                    return
                last = self._errors[-1].decode("utf-8", "replace").strip() if self._errors else ""
                message = f"The verification ended without a report (status {status}). {last}"
                self.events.append({"event": "error", "message": message.strip()})
            self.done = True

    def _add(self, event: dict[str, Any]) -> None:
        with self._lock:
            # progress beyond the limit is dropped, the report never
            if len(self.events) < MAX_EVENTS or event.get("state") != "progress":
                self.events.append(event)

    def since(self, start: int) -> dict[str, Any]:
        """Return the events from `start` on, without waiting."""
        with self._lock:
            events = self.events[start:]
            return {"id": self.id, "events": events, "next": start + len(events),
                    "done": self.done}  # fmt: skip

    def cancel(self) -> None:
        """Ask the engine to end its runs and to clean up; insist after three seconds."""
        if self._process.poll() is not None:
            return
        self._cancelled = True
        stop = signal.SIGTERM if os.name == "posix" else signal.CTRL_BREAK_EVENT  # type: ignore[attr-defined]
        self._process.send_signal(stop)
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()


class Jobs:
    """All runs of the engine on a server."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        atexit.register(self.end_all)

    def verify(self, notebook: Path, package: Path, python: str, timeout: float) -> Job:
        """Start a verification.

        Raises
        ------
        Refused
            429 when two are running already.
        """
        return self._start([str(notebook), str(package)], notebook.parent, python, timeout)

    def try_fix(self, request: dict[str, Any], cwd: Path, python: str, timeout: float) -> Job:
        """Start the trial of a fix.

        Raises
        ------
        Refused
            429 when two are running already.
        """
        return self._start(["--trial"], cwd, python, timeout, request)

    def record(self, request: dict[str, Any], notebook: Path, python: str, timeout: float) -> Job:
        """Start to record calls of a notebook's functions.

        Raises
        ------
        Refused
            429 when two are running already.
        """
        return self._start([str(notebook), "--record"], notebook.parent, python, timeout, request)

    def _start(
        self,
        arguments: list[str],
        cwd: Path,
        python: str,
        timeout: float,
        request: dict[str, Any] | None = None,
    ) -> Job:
        with self._lock:
            running = [job for job in self._jobs.values() if not job.done]
            if len(running) >= MAX_RUNNING:
                message = f"{MAX_RUNNING} verifications are running already."
                raise Refused(429, "busy", message, "Wait for one to end, or cancel it.")
            finished = [job.id for job in self._jobs.values() if job.done]
            for old in finished[: max(0, len(finished) - MAX_FINISHED + 1)]:
                del self._jobs[old]
            try:
                job = Job(arguments, cwd, python, timeout, request)
            except OSError as error:
                message = "The notebook's Python cannot be started."
                cure = "Choose another kernel in the notebook."
                raise Refused(400, "python", message, cure) from error
            self._jobs[job.id] = job
            return job

    def get(self, name: str) -> Job:
        """Return a verification by its id."""
        job = self._jobs.get(name)
        if job is None:
            message = "This verification is not known to the server."
            raise Refused(404, "unknown", message, "Start it again.")
        return job

    def end_all(self) -> None:
        """End everything, when the server ends."""
        for job in list(self._jobs.values()):
            try:
                job.cancel()
            except OSError as error:
                print(f"anneal: a verification could not be ended: {error}", file=sys.stderr)
