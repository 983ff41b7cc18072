"""Review files: replaced only by who knows the newest one, and looked at until they change."""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
import threading
from pathlib import Path
from typing import Any

from . import atomic, lock_file
from .problems import Refused
from .safe_paths import inside_root

SUFFIX = ".anneal.json"
MAX_FILE = 32 * 2**20
MAX_WATCHED = 100
_lock = threading.Lock()


def locate(root: Path, path: object) -> Path:
    """Return where a review file stands or will stand.

    Raises
    ------
    Refused
        When the path leaves the root, is no review file, or its folder is not there.
    """
    target = inside_root(root, path)
    if not target.name.endswith(SUFFIX):
        cure = f"Send a path that ends with {SUFFIX}."
        raise Refused(400, "name", "The path is no review file.", cure)
    if target.is_dir():
        cure = "Rename the folder."
        raise Refused(409, "unwritable", f"{target.name} is a folder.", cure)
    if not target.parent.is_dir():
        cure = "Save the notebook first."
        raise Refused(404, "folder", "The folder of the review is not there.", cure)
    return target


def read(target: Path) -> dict[str, Any]:
    """Return `text` (null where there is none), `version`, which names this content, `problem`."""
    try:
        data = target.read_bytes()
    except FileNotFoundError:
        return {"text": None, "version": "", "problem": None}
    version = hashlib.sha256(data).hexdigest()[:32]
    try:
        return {"text": data.decode("utf-8"), "version": version, "problem": None}
    except UnicodeDecodeError:
        return {"text": None, "version": version, "problem": "it is not UTF-8 text"}


def write(target: Path, text: object, base: object) -> dict[str, Any]:
    """Replace a review file in one step, if it is still the one that the writer knows.

    Parameters
    ----------
    target
        As `locate` gives it.
    text
        The whole new content.
    base
        The version that the new content was made from; `""` when there was no file.

    Raises
    ------
    Refused
        409 `changed`, with `text` and `version` of the file as it is now: join and send again.
    """
    data = _checked(text)
    try:
        with _lock, lock_file.locked(target):
            now = read(target)
            if now["version"] != base:
                message = f"{target.name} changed meanwhile."
                raise Refused(409, "changed", message, "Join both and send again.", **now)
            atomic.write_file(target, data, _mode(target))
            return {"version": read(target)["version"]}
    except OSError as error:
        message = f"{target.name} cannot be written ({error.strerror})."
        cure = "Make the folder writable, or free some space."
        raise Refused(409, "unwritable", message, cure) from error


def watched(root: Path, known: object) -> dict[str, tuple[Path, str]]:
    """Return the checked paths and versions of a request that waits for changes."""
    cure = f"Send up to {MAX_WATCHED} paths, each with its version."
    if not isinstance(known, dict) or len(known) > MAX_WATCHED:
        raise Refused(400, "known", "The request names no review files.", cure)
    if not all(isinstance(version, str) for version in known.values()):
        raise Refused(400, "known", "A version is no text.", cure)
    return {path: (locate(root, path), version) for path, version in known.items()}


class Watch:
    """Finds which of some review files changed. A file is read again only when it was touched."""

    def __init__(self, files: dict[str, tuple[Path, str]]) -> None:
        self._files = files
        self._looked: dict[str, tuple[int, ...]] = {}

    def changed(self) -> dict[str, str]:
        """Return the versions of the files that are no longer as the client knows them."""
        found = {}
        for path, (target, version) in self._files.items():
            look = _look(target)
            if self._looked.get(path) == look:
                continue
            now = read(target)["version"]
            if now != version:
                found[path] = now
            self._looked[path] = look
        return found


def _look(target: Path) -> tuple[int, ...]:
    try:
        found = target.stat()
    except FileNotFoundError:
        return ()
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _checked(text: object) -> bytes:
    cure = "Send the review as the JSON text of an object with schemaVersion."
    if not isinstance(text, str):
        raise Refused(400, "text", "The review is no text.", cure)
    try:
        data = text.encode("utf-8")
        version = json.loads(text)["schemaVersion"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Refused(400, "text", "The text is no review.", cure) from error
    if isinstance(version, bool) or not isinstance(version, int):
        raise Refused(400, "text", "The text is no review.", cure)
    if len(data) > MAX_FILE:
        raise Refused(413, "size", "The review is too large.", f"Stay below {MAX_FILE >> 20} MB.")
    return data


def _mode(target: Path) -> int:
    """Return who may read and write the file: as before, at first as for the notebook beside it."""
    notebook = target.with_name(target.name.removesuffix(SUFFIX) + ".ipynb")
    for path in (target, notebook):
        with contextlib.suppress(FileNotFoundError):
            return stat.S_IMODE(path.stat().st_mode) & 0o666
    return 0o644
