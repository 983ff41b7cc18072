"""What writing a package would change in its folder, file by file. Looks only; writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .packages import PackageFile, existing_files, is_ours, owned_files
from .problems import Refused
from .safe_paths import inside_root

MAX_TEXT = 400_000


def package_changes(root: Path, folder: object, files: list[PackageFile]) -> Any:
    """Compare a package with what is in its folder.

    Returns
    -------
    dict
        `isPackage`: Anneal wrote into the folder before. `files`: `path`, `state` and `before` (the
        text on disk, null where there is none or it is no text) of each file that would change:
        `added`, `changed`, `removed` (all three Anneal's own); `edited` (by the user since the last
        export), `foreign` (not written by Anneal); `kept` (edited by the user and no longer part of
        the package).
    """
    target = inside_root(root, folder)
    if target.exists() and not target.is_dir():
        raise Refused(409, "file", f"{str(folder)[:120]!r} is a file.", "Choose another name.")
    existing = existing_files(target)
    owned = owned_files(target)
    wanted = {file.path: file.data for file in files}
    changes = []
    for path in sorted(wanted.keys() | owned.keys()):
        state = _state(target / path, path in existing, owned.get(path), wanted.get(path))
        if state is not None:
            before = _text(target / path) if path in existing else None
            changes.append({"path": path, "state": state, "before": before})
    return {"isPackage": bool(owned), "files": changes}


def _state(place: Path, exists: bool, digest: str | None, after: bytes | None) -> str | None:
    if not exists:
        return None if after is None else "added"
    ours = is_ours(place, digest)
    if after is None:
        return "removed" if ours else "kept"
    if place.is_file() and not place.is_symlink() and place.read_bytes() == after:
        return None
    if ours:
        return "changed"
    return "foreign" if digest is None else "edited"


def _text(place: Path) -> str | None:
    if place.is_symlink() or not place.is_file() or place.stat().st_size > MAX_TEXT:
        return None
    try:
        return place.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
