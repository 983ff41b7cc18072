"""Writing on disk in one step: a file, and a whole folder. After a crash there is old or new."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import secrets
import shutil
import sys
from pathlib import Path

_MARK = ".anneal-"
_AT_FDCWD = -100
_EXCHANGE = 2
_active: set[str] = set()


def write_file(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace a file in one step; it is complete on disk when this returns."""
    part = path.with_name(f"{_MARK}{secrets.token_hex(6)}.part")
    try:
        write_new(part, data, mode)
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
        raise
    sync_folder(path.parent)


def write_new(path: Path, data: bytes, mode: int) -> None:
    """Write a file that does not exist yet, and wait until it is on disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(path, mode)


def sync_folder(folder: Path) -> None:
    """Wait until the folder's list of names is on disk, where the system offers that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def staging_folder(target: Path) -> Path:
    """Return a new hidden folder beside `target`, on the same file system."""
    name = f"{_MARK}{target.name}.{os.getpid()}-{secrets.token_hex(6)}.tmp"
    _active.add(name)
    folder = target.with_name(name)
    folder.mkdir(mode=0o755)
    return folder


def swap_in(staged: Path, target: Path) -> None:
    """Put the staged folder in the place of `target` in one step, and remove what was there.

    Where the system cannot exchange two folders, the old one is set aside first; `recover` brings
    it back when the process died in between.
    """
    for folder, _, _ in os.walk(staged):
        sync_folder(Path(folder))
    if not target.exists():
        os.rename(staged, target)
    elif _exchange(staged, target):
        shutil.rmtree(staged)
    else:
        aside = target.with_name(f"{_MARK}{target.name}.{os.getpid()}-{secrets.token_hex(6)}.old")
        os.rename(target, aside)
        os.rename(staged, target)
        shutil.rmtree(aside)
    sync_folder(target.parent)
    _active.discard(staged.name)


def discard(staged: Path) -> None:
    """Remove a staged folder that is not used."""
    shutil.rmtree(staged, ignore_errors=True)
    _active.discard(staged.name)


def recover(target: Path) -> None:
    """Clean up after writers of `target` that died: bring back the old folder, drop the staged."""
    prefix = f"{_MARK}{target.name}."
    for entry in list(target.parent.iterdir()):
        if not entry.name.startswith(prefix):
            continue
        owner = entry.name[len(prefix) :].partition("-")[0]
        if not owner.isdigit() or entry.name in _active or _alive(int(owner)):
            continue
        if entry.suffix == ".old" and not target.exists():
            os.rename(entry, target)
        elif entry.suffix in (".old", ".tmp"):
            shutil.rmtree(entry, ignore_errors=True)


def _alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # ours, and not active: a write that failed
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _exchange(one: Path, two: Path) -> bool:
    """Exchange two folders in one step; false where the system or file system cannot."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):
        return False
    first, second = os.fsencode(one), os.fsencode(two)
    if sys.platform.startswith("linux") and hasattr(library, "renameat2"):
        done = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _EXCHANGE)
    elif sys.platform == "darwin" and hasattr(library, "renamex_np"):
        done = library.renamex_np(first, second, _EXCHANGE)
    else:
        return False
    if done == 0:
        return True
    problem = ctypes.get_errno()
    if problem in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(problem, os.strerror(problem), str(one))
