"""Which files a run wrote into its working directory, by their SHA-256."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

MAX_FILES = 200
MAX_BYTES = 100 * 2**20
_SKIPPED = ("__pycache__", ".ipynb_checkpoints")

# Formats in which equal data are equal bytes. Others hold times, versions or names of modules.
_PLAIN_DATA = frozenset((".csv", ".tsv", ".npy", ".png", ".jpg", ".jpeg"))
# Archives of plain files, beside which only properties of the document hold times.
_ARCHIVES = frozenset((".xlsx", ".npz"))
_PLAIN_TEXT = frozenset((".txt", ".json", ".jsonl", ".md", ".html", ".xml", ".yaml", ".yml"))

Stamp = tuple[int, int]


def stamps(folder: Path) -> dict[str, Stamp]:
    """Return size and time of every file below a folder, by its path with `/`."""
    found: dict[str, Stamp] = {}
    for here, names, files in os.walk(folder):
        names[:] = [name for name in names if name not in _SKIPPED]
        for name in files:
            path = Path(here) / name
            try:
                status = path.stat()
            except OSError:
                continue
            relative = path.relative_to(folder).as_posix()
            found[relative] = (status.st_size, status.st_mtime_ns)
    return found


def written_since(folder: Path, before: dict[str, Stamp]) -> dict[str, str]:
    """Return the hashes of the files that are new or changed; at most 200, none over 100 MB."""
    found: dict[str, str] = {}
    for path, stamp in sorted(stamps(folder).items()):
        if before.get(path) == stamp or stamp[0] > MAX_BYTES or len(found) >= MAX_FILES:
            continue
        try:
            found[path] = _digest(folder / path)
        except OSError:
            continue
    return found


def _digest(path: Path) -> str:
    if path.suffix.lower() in _ARCHIVES:
        try:
            with zipfile.ZipFile(path) as archive:
                parts = sorted((part.filename, part.CRC) for part in archive.infolist())
        except zipfile.BadZipFile:
            return _digest_of_bytes(path)
        content = [part for part in parts if not part[0].startswith("docProps/")]
        return hashlib.sha256(repr(content).encode()).hexdigest()
    return _digest_of_bytes(path)


def _digest_of_bytes(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def compare_files(
    first: dict[str, str], second: dict[str, str], package: dict[str, str]
) -> list[dict[str, str]]:
    """Return `path` and `status` of every file that the notebook or the package wrote."""
    entries = []
    for path, digest in first.items():
        if second.get(path) != digest:
            status = "nondeterministic"
        elif path not in package:
            status = "missing"
        else:
            status = "equal" if package[path] == digest else "different"
        entries.append({"path": path, "status": status})
    entries += [{"path": p, "status": "additional"} for p in package if p not in first]
    return entries


def decides(path: str, *, measured: bool) -> bool:
    """Tell whether a file that differs makes a package different.

    Parameters
    ----------
    path
        The file.
    measured
        True when the notebook reads a clock or the like, which texts then may hold.
    """
    suffix = Path(path).suffix.lower()
    return suffix in _PLAIN_DATA | _ARCHIVES or (suffix in _PLAIN_TEXT and not measured)
