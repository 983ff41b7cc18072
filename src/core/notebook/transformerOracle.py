"""Says what IPython makes of cells: the reference that the magics masker is tested against.

Reads a JSON list of ``{"source": str, "mask": str}`` on standard input and writes one JSON object
a cell: ``magics`` (line from 1 and kind of everything IPython replaced, bodies of Python cell
magics included), ``compiles`` (IPython's own result) and ``mask_compiles`` (the masked text, as it
is). Not part of the package.
"""

from __future__ import annotations

import ast
import json
import sys
import warnings
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager, make_tokens_by_line

KINDS = {
    "MagicAssign": "assignment",
    "SystemAssign": "assignment",
    "EscapedCommand": "escape",
    "HelpEnd": "help",
}
PYTHON_BODIES = {"time", "timeit", "capture", "prun", "debug"}


def compiles(source: str) -> bool:
    """Tell whether CPython can compile a cell; top-level ``await`` is fine, as in a notebook."""
    flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    try:
        compile(source, "cell", "exec", flags=flags)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def find_magics(source: str) -> tuple[list[tuple[int, str]], str, str]:
    """Run IPython's transformations one at a time and follow each line back to its origin.

    Parameters
    ----------
    source : str
        A whole cell.

    Returns
    -------
    magics : list of (int, str)
        Line (from 1) and kind, in the order of the lines.
    transformed : str
        What IPython would compile.
    python : str
        The same, or the transformed body of a cell magic whose body is a cell again.
    """
    manager = TransformerManager()
    if not source.endswith("\n"):
        source += "\n"
    lines = source.splitlines(keepends=True)
    numbers: list[int] = []
    number = 1
    for line in lines:
        numbers.append(number)
        number += line.endswith("\n")
    for transform in manager.cleanup_transforms:
        before = len(lines)
        lines = transform(lines)
        numbers = numbers[before - len(lines) :]
    body = lines[1:]
    head = lines[0] if lines else ""
    lines = manager.line_transforms[0](lines)
    if lines and lines[0] != head:
        name = head[2:].rstrip().partition(" ")[0]
        found = [(numbers[0], "cell")]
        if name in PYTHON_BODIES and body:
            inner, _, python = find_magics("".join(body))
            found += [(line + numbers[1] - 1, kind) for line, kind in inner]
            return found, "".join(lines), python
        return found, "".join(lines), "".join(lines)
    found = []
    for _ in range(500):
        tokens = make_tokens_by_line(lines)
        candidates = [c for c in (t.find(tokens) for t in manager.token_transformers) if c]
        for candidate in sorted(candidates, key=lambda c: c.sortby()):
            try:
                new = candidate.transform(lines)
            except SyntaxError:
                continue
            at = candidate.start_line
            found.append((numbers[at], KINDS[type(candidate).__name__]))
            gone = len(lines) - len(new)
            numbers = numbers[: at + 1] + numbers[at + 1 + gone :]
            lines = new
            break
        else:
            break
    return sorted(found), "".join(lines), "".join(lines)


def answer(cell: dict[str, str]) -> dict[str, Any]:
    """Answer for one cell; ``error`` when IPython itself raises."""
    try:
        magics, transformed, python = find_magics(cell["source"])
        real = TransformerManager().transform_cell(cell["source"])
    except (SyntaxError, AssertionError, IndexError) as error:
        return {"error": f"{type(error).__name__}: {error}"}
    if transformed != real:
        raise RuntimeError(f"the oracle does not follow IPython for {cell['source']!r}")
    return {
        "magics": magics,
        "compiles": compiles(python),
        "mask_compiles": compiles(cell["mask"]),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps([answer(cell) for cell in json.load(sys.stdin)]))
