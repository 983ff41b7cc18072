"""Temporary copies of the notebook's folder and of the package, so that a run never writes to them.

Every run gets a fresh copy at the same path: values that hold the working directory then agree.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

SKIPPED = frozenset(
    (".venv", "venv", "node_modules", ".git", "__pycache__", ".ipynb_checkpoints", ".mypy_cache",
     ".ruff_cache", ".pytest_cache", ".tox", ".hg", ".svn")
)  # fmt: skip
FILE_LIMIT = 200 * 2**20
TOTAL_LIMIT = 2**30
COUNT_LIMIT = 20_000


class Workspace:
    """A private temporary folder with the current run's copy of the notebook's folder.

    Parameters
    ----------
    notebook
        The notebook; its folder becomes the working directory of the runs.
    package
        The exported package, if there is one.
    above
        How many folders above the notebook's own are copied too, because the notebook reads them.
    """

    def __init__(self, notebook: Path, package: Path | None, above: int = 0) -> None:
        self._notebook = notebook.resolve()
        self._package = None if package is None else package.resolve()
        self.root = Path(tempfile.mkdtemp(prefix="anneal-verify-")).resolve()
        home = self._notebook.parent
        self._base = home
        for _ in range(above):
            parent = self._base.parent
            if parent == self._base or parent in (Path.home(), Path(parent.anchor)):
                break
            self._base = parent
        self._copy = self.root / "run" / (self._base.name or "root")
        self.cwd = self._copy / home.relative_to(self._base)
        self.package_copy = (
            self.root / "exported" / (package.name if package and package.name else "package")
        )
        self.notes: list[str] = []

    def fresh(self) -> None:
        """Replace the copy of the notebook's folder by a new one."""
        shutil.rmtree(self._copy, ignore_errors=True)
        budget = _Budget(self.root)
        # the notebook's own folder first: it must not lose its share to the folders above
        budget.copy_tree(self._notebook.parent, self.cwd, self._package)
        if self._base != self._notebook.parent:
            budget.copy_tree(self._base, self._copy, self._package, self._notebook.parent)
        for note in budget.notes():
            if note not in self.notes:
                self.notes.append(note)

    def copy_package(self, package: Path) -> Path:
        """Copy a package in place of the one before; return the folder of its import root."""
        shutil.rmtree(self.package_copy, ignore_errors=True)
        budget = _Budget(self.root)
        budget.copy_tree(package.resolve(), self.package_copy, None)
        self.notes.extend(note for note in budget.notes() if note not in self.notes)
        source = self.package_copy / "src"
        return source if source.is_dir() else self.package_copy

    def folder(self, name: str) -> Path:
        """Return an empty folder for one run's own files."""
        folder = self.root / "runs" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def remove(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.root, onerror=_make_writable)


class _Budget:
    """Copies files until a limit is reached, and remembers what was left out."""

    def __init__(self, own: Path) -> None:
        self._own = own  # the temporary folder may itself lie below the notebook's folder
        self._bytes = 0
        self._count = 0
        self._large: list[str] = []
        self._rest = 0

    def copy_tree(
        self, source: Path, target: Path, package: Path | None, skip: Path | None = None
    ) -> None:
        target.mkdir(parents=True, exist_ok=True)
        for folder, names, files in os.walk(source):
            here = Path(folder)
            names[:] = [
                name
                for name in names
                if name not in SKIPPED and here / name not in (package, skip, self._own)
            ]
            there = target / here.relative_to(source)
            there.mkdir(parents=True, exist_ok=True)
            for name in list(names):
                if (here / name).is_symlink():
                    names.remove(name)
                    self._link(here / name, there / name, source)
            for name in files:
                self._file(here / name, there / name, source)

    def _link(self, path: Path, copy: Path, source: Path) -> None:
        # a linked folder is copied as its content, never linked: a run could write through it
        if path.resolve().is_dir() and not _inside(source, path.resolve()):
            self.copy_tree(path.resolve(), copy, None)

    def _file(self, path: Path, copy: Path, source: Path) -> None:
        try:
            if not path.is_file():
                return
            size = path.stat().st_size
            if size > FILE_LIMIT:
                self._large.append(path.relative_to(source).as_posix())
                return
            if self._count >= COUNT_LIMIT or self._bytes + size > TOTAL_LIMIT:
                self._rest += 1
                return
            shutil.copy2(path, copy)
        except OSError:
            self._rest += 1
            return
        self._bytes += size
        self._count += 1

    def notes(self) -> list[str]:
        """Return what the runs did not get, as sentences."""
        notes = []
        if self._large:
            names = ", ".join(sorted(self._large)[:5])
            limit = FILE_LIMIT // 2**20
            notes.append(f"Files over {limit} MB were not copied for the runs: {names}.")
        if self._rest:
            total = TOTAL_LIMIT // 2**20
            notes.append(
                f"{self._rest} files were not copied for the runs: "
                f"the limit is {COUNT_LIMIT} files and {total} MB."
            )
        return notes


def _inside(path: Path, parent: Path) -> bool:
    return parent == path or parent in path.parents


def _make_writable(function: object, path: str, _: object) -> None:
    try:
        os.chmod(path, 0o700)
        os.remove(path)
    except OSError:
        return
