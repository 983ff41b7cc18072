"""Writes and deletes exported packages, without touching files that Anneal did not write.

Which files are Anneal's stands in the package's `.anneal-manifest.json`, by their SHA-256. A file
that was edited since, or that is not listed, is the user's. `.env` is never listed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import shutil
import threading
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import atomic
from .problems import Refused
from .safe_paths import check_no_twins, inside_root, split

MANIFEST = ".anneal-manifest.json"
MAX_FILES = 5000
MAX_BYTES = 256 * 2**20
MAX_LISTED = 100
MAX_KEPT = 50_000
_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True)
class PackageFile:
    """One file to write: its path with `/`, content and permissions."""

    path: str
    data: bytes
    mode: int


def read_files(items: object) -> list[PackageFile]:
    """Return the checked files of a request."""
    if not isinstance(items, list) or not items:
        raise Refused(400, "files", "The request has no files.", "Send a list of files.")
    if len(items) > MAX_FILES:
        raise Refused(413, "size", "The package has too many files.", f"Send up to {MAX_FILES}.")
    files = [_read_file(item) for item in items]
    if sum(len(file.data) for file in files) > MAX_BYTES:
        limit = f"Stay below {MAX_BYTES // 2**20} MB; put large data beside the package."
        raise Refused(413, "size", "The package is too large.", limit)
    check_no_twins(file.path for file in files)
    return files


def _read_file(item: Any) -> PackageFile:
    cure = "Send {path, text} or {path, base64} for each file."
    if not isinstance(item, dict):
        raise Refused(400, "files", "A file of the request is not an object.", cure)
    path = "/".join(split(item.get("path")))
    if path.casefold() == MANIFEST:
        message = f"{MANIFEST} is written by the server."
        raise Refused(400, "files", message, "Leave this file out.")
    text, encoded = item.get("text"), item.get("base64")
    if isinstance(text, str) and encoded is None:
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused(400, "files", f"{path} is not valid text.", cure) from error
    elif isinstance(encoded, str) and text is None:
        try:
            data = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Refused(400, "files", f"{path} is not valid base64.", cure) from error
    else:
        raise Refused(400, "files", f"{path} has no content, or two.", cure)
    mode = 0o755 if item.get("executable") is True else 0o644
    return PackageFile(path, data, 0o600 if path.rpartition("/")[2] == ".env" else mode)


def write_package(
    root: Path, folder: object, files: list[PackageFile], replace: bool, keep: bool = False
) -> Any:
    """Write a package in one step.

    Parameters
    ----------
    replace
        Replace files that the user made or edited.
    keep
        Leave out files that the user edited since the last export, and write the others.

    Returns
    -------
    dict
        `folder`, `written` (paths), `kept` (how many files of the user stay).

    Raises
    ------
    Refused
        409 with `foreign` when files that Anneal did not write would be replaced.
    """
    target = inside_root(root, folder)
    with _locks[str(target)]:
        try:
            return _write(target, str(folder), files, replace, keep)
        except PermissionError as error:
            raise _denied(folder) from error


def _denied(folder: object) -> Refused:
    message = f"The server may not write in {str(folder)[:120]!r}."
    return Refused(403, "permission", message, "Choose another folder, or change its permissions.")


def _write(target: Path, folder: str, files: list[PackageFile], replace: bool, keep: bool) -> Any:
    target.parent.mkdir(parents=True, exist_ok=True)
    atomic.recover(target)
    if target.exists() and not target.is_dir():
        raise Refused(409, "file", f"{folder!r} is a file.", "Choose another name.")
    existing = existing_files(target)
    owned = owned_files(target)
    names = {file.path for file in files}
    foreign = sorted(
        path for path in names & existing.keys() if not is_ours(target / path, owned.get(path))
        and not _same(target / path, files)
    )  # fmt: skip
    if not owned:
        # `.env` may have been made by moving a credential, before the first export
        foreign = sorted(path for path in existing if path != ".env" or path in foreign)
    blocked = _blocked(files, existing, target)
    if blocked:
        message = f"{blocked[0]!r} is in the way: it is a link, or a folder where a file goes."
        raise Refused(409, "blocked", message, "Move it away, or choose another folder.")
    edited: dict[str, str] = {}
    if keep and owned and not replace:
        # what is kept stays known as edited: its digest is that of what Anneal wrote
        edited = {path: owned[path] for path in foreign if path in owned}
        files = [file for file in files if file.path not in foreign]
        names -= set(foreign)
        foreign = []
    if foreign and not replace:
        count = len(foreign)
        what = "1 file" if count == 1 else f"{count} files"
        raise Refused(
            409, "foreign", f"{folder}/ holds {what} that Anneal did not write.",
            "Choose another folder, or replace them.", foreign=foreign[:MAX_LISTED], count=count,
        )  # fmt: skip
    dropped = {path for path, digest in owned.items() if path not in names
               and path in existing and is_ours(target / path, digest)}  # fmt: skip
    kept = [path for path in existing if path not in names and path not in dropped]
    staged = atomic.staging_folder(target)
    try:
        _stage(staged, target, files, kept, edited)
        atomic.swap_in(staged, target)
    except BaseException:
        atomic.discard(staged)
        raise
    return {"folder": folder, "written": sorted(names), "kept": len(kept)}


def existing_files(target: Path) -> dict[str, Path]:
    """Return what is in the folder now (files and links, no folders), by path with `/`."""
    found: dict[str, Path] = {}
    if not target.exists():
        return found
    for folder, names, files in os.walk(target):
        here = Path(folder)
        links = [name for name in names if (here / name).is_symlink()]
        for name in [*files, *links]:
            path = here / name
            relative = path.relative_to(target).as_posix()
            if relative != MANIFEST:
                found[relative] = path
        if len(found) > MAX_KEPT:
            message = "The folder holds too many files to be replaced in one step."
            raise Refused(409, "crowded", message, "Choose a folder of its own for the package.")
    return found


def owned_files(target: Path) -> dict[str, str]:
    """Return what Anneal wrote into the folder: path and SHA-256; empty when it wrote nothing."""
    try:
        manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    files = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(files, dict):
        return {}
    return {str(path): str(digest) for path, digest in files.items()}


def is_ours(path: Path, digest: str | None) -> bool:
    """Tell whether a file is as Anneal wrote it."""
    if digest is None or path.is_symlink() or not path.is_file():
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == digest


def _same(path: Path, files: list[PackageFile]) -> bool:
    wanted = next(file for file in files if path.as_posix().endswith("/" + file.path))
    return path.is_file() and not path.is_symlink() and path.read_bytes() == wanted.data


def _blocked(files: list[PackageFile], existing: dict[str, Path], target: Path) -> list[str]:
    blocked = []
    for file in files:
        parts = file.path.split("/")
        above = ["/".join(parts[:end]) for end in range(1, len(parts))]
        blocked += [path for path in above if path in existing]
        if (target / file.path).is_dir() or (target / file.path).is_symlink():
            blocked.append(file.path)
    return blocked


def _stage(
    staged: Path,
    target: Path,
    files: list[PackageFile],
    kept: list[str],
    edited: dict[str, str],
) -> None:
    if target.exists():
        shutil.copystat(target, staged)
        for here, names, _ in os.walk(target):
            for name in names:
                folder = Path(here) / name
                if not folder.is_symlink():
                    (staged / folder.relative_to(target)).mkdir(parents=True, exist_ok=True)
    for path in kept:
        _keep(target / path, staged / path)
    manifest: dict[str, Any] = {"schemaVersion": 1, "files": dict(edited)}
    for file in files:
        place = staged / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        atomic.write_new(place, file.data, file.mode)
        if file.mode != 0o600:
            manifest["files"][file.path] = hashlib.sha256(file.data).hexdigest()
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    atomic.write_new(staged / MANIFEST, text.encode(), 0o644)


def _keep(source: Path, place: Path) -> None:
    """Let a user's file be in the new folder too: the same file, not a copy, where possible."""
    if source.is_symlink():
        os.symlink(os.readlink(source), place)
        return
    try:
        os.link(source, place)
    except OSError:
        shutil.copy2(source, place)


def delete_package(root: Path, folder: object) -> Any:
    """Delete the files that Anneal wrote and nobody changed; everything else stays.

    Returns
    -------
    dict
        `removed` (paths) and `kept` (paths, at most 100).
    """
    target = inside_root(root, folder)
    with _locks[str(target)]:
        owned = owned_files(target)
        if not owned:
            message = f"{str(folder)[:120]!r} is no package that Anneal wrote."
            raise Refused(404, "unknown", message, "Delete it in the file browser.")
        removed = []
        for path, digest in sorted(owned.items()):
            place = target.joinpath(*split(path))
            real = Path(os.path.realpath(place.parent))
            if target in (real, *real.parents) and is_ours(place, digest):
                place.unlink()
                removed.append(path)
        (target / MANIFEST).unlink()
        _remove_empty(target)
        kept = sorted(existing_files(target))
        return {"removed": removed, "kept": kept[:MAX_LISTED]}


def _remove_empty(target: Path) -> None:
    for folder, _, _ in os.walk(target, topdown=False):
        if not os.listdir(folder):
            os.rmdir(folder)
