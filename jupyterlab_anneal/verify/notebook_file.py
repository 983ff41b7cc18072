"""Reads a notebook for a run: its code cells, and what the cells' text says about the run."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class UnreadableInput(Exception):
    """The notebook or the package cannot be read; the message names the cure."""


@dataclass(frozen=True)
class CodeCell:
    """A code cell: `index` counts all cells from 0."""

    index: int
    source: str
    tags: tuple[str, ...]


def read_notebook(path: Path) -> list[CodeCell]:
    """Return the code cells of a notebook in document order.

    Raises
    ------
    UnreadableInput
        When the file is missing, is no notebook, is of format 3 or older, or is not Python.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig", "surrogatepass")
    except OSError as error:
        raise UnreadableInput(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        cure = "save it again in JupyterLab"
        raise UnreadableInput(f"{path.name} is not UTF-8 text: {cure}") from error
    try:
        notebook = json.loads(text)
    except ValueError as error:
        raise UnreadableInput(f"{path.name} is not valid JSON: {error}") from error
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        if isinstance(notebook, dict) and "worksheets" in notebook:
            cure = "convert it with `jupyter nbconvert --to notebook --nbformat 4`"
            raise UnreadableInput(f"{path.name} has notebook format 3: {cure}")
        raise UnreadableInput(f"{path.name} is not a notebook: it has no list of cells")
    metadata = _dict(notebook.get("metadata"))
    language = _dict(metadata.get("language_info")).get("name") or _dict(
        metadata.get("kernelspec")
    ).get("language")
    if language and str(language).lower() not in ("python", "ipython", "ipython3"):
        raise UnreadableInput(f"{path.name} is a {language} notebook: only Python is verified")
    cells = []
    for index, cell in enumerate(notebook["cells"]):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        source = "".join(map(str, source)) if isinstance(source, list) else str(source)
        tags = _dict(cell.get("metadata")).get("tags")
        tags = tuple(map(str, tags)) if isinstance(tags, list) else ()
        cells.append(CodeCell(index, source, tags))
    return cells


def cells_of(data: Any) -> list[CodeCell]:
    """Return code cells that were sent as data: `index`, `source` and `tags` of each.

    Raises
    ------
    UnreadableInput
        When the data have another form.
    """
    cells = []
    for item in data if isinstance(data, list) else [None]:
        cell = _dict(item)
        index, source, tags = cell.get("index"), cell.get("source"), cell.get("tags", [])
        if not isinstance(index, int) or not isinstance(source, str) or not isinstance(tags, list):
            raise UnreadableInput("the cells to run are not given as index, source and tags")
        cells.append(CodeCell(index, source, tuple(map(str, tags))))
    return cells


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True)
class Bindings:
    """Names a cell binds at its top level: by import statements, and in any other way.

    `stars` are the modules of which it imports every name.
    """

    imported: frozenset[str]
    other: frozenset[str]
    stars: frozenset[str] = frozenset()


_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bindings_of(code: str) -> Bindings:
    """Return the names that plain Python code (magics already translated) binds."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError):
        return Bindings(frozenset(), frozenset())
    imported: set[str] = set()
    other: set[str] = set()
    stars: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            stars.add(node.module or "")
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            imported.update(a.asname or a.name.partition(".")[0] for a in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            other.add(node.name)
            continue
        elif isinstance(node, _OWN_SCOPE):
            continue
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            other.add(node.id)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            other.add(node.name)
        waiting.extend(ast.iter_child_nodes(node))
    return Bindings(frozenset(imported), frozenset(other), frozenset(stars))


_PARENTS = re.compile(r"""["'](?:\.\./)+|["'](?:\.\.\\\\?)+""")


def levels_above(cells: list[CodeCell], most: int = 2) -> int:
    """Return how many folders above its own the notebook reads from (`"../data/x.csv"` gives 1)."""
    found = 0
    for cell in cells:
        for match in _PARENTS.finditer(cell.source):
            found = max(found, match.group().count(".."))
    return min(found, most)
