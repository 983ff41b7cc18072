"""Locks a file against the `anneal` command, which works on it without a server.

The same lock as in `src/cli/fileLock.ts`: a file beside it that only one process can make, with
the process and the machine that made it.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from .problems import Refused

# Longer than any change takes, in seconds; a lock of another machine is given up after that time.
LONGEST = 10.0


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keep the command away from a file while it is read, changed and written.

    Raises
    ------
    Refused
        409 `locked`, when another program does not finish its change.
    OSError
        When the folder cannot be written.
    """
    lock = target.with_name(f".{target.name}.lock")
    deadline = time.monotonic() + 3 * LONGEST
    while not _take(lock):
        if not _remove_left(lock) and time.monotonic() > deadline:
            cure = f"Try again; delete {lock.name} if no program is at work."
            raise Refused(409, "locked", f"{target.name} is in use by another program.", cure)
        time.sleep(0.005)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _take(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        file.write(f"{os.getpid()} {socket.gethostname()}\n")
    return True


def _remove_left(lock: Path) -> bool:
    """Take away the lock of a process that ended without doing so."""
    try:
        age = time.time() - lock.stat().st_mtime
        seen = lock.read_text()
        process, _, host = seen.strip().partition(" ")
        if host == socket.gethostname() and process.isdigit() and os.name == "posix":
            if _is_alive(int(process)):
                return False
        elif age <= LONGEST:
            return False
        # By way of a name of our own: another one that waits may have taken it away and locked
        # the file meanwhile.
        mine = lock.with_name(f"{lock.name}.{os.getpid()}")
        lock.rename(mine)
        if mine.read_text() != seen:
            with contextlib.suppress(FileExistsError):
                os.link(mine, lock)
        mine.unlink(missing_ok=True)
        return True
    except FileNotFoundError:
        return False  # somebody was faster


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
