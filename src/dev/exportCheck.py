"""Compile exported packages, and lay each notebook out so that ruff can tell which names it lacks.

Reads a JSON list of ``{"folder": path, "minor": 10, "cells": [source, ...]}`` from stdin: the
folder holds the package, which runs on Python 3.minor and newer. Writes ``reference.ipynb``
beside it, with the cells as IPython compiles them and without those that CPython refuses.
Prints a JSON list of faults, ``{"file": path, "kind": name, "text": message}``: what does not
compile, and what a module imports from another module of the package that does not have it.
"""

import ast
import json
import re
import sys
import warnings
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

# Cell magics whose body is Python of the notebook itself.
TRANSPARENT = {
    "capture",
    "time",
    "timeit",
    "prun",
    "memit",
    "debug",
    "snakeviz",
    "pyinstrument",
    "scalene",
    "mprun",
    "lprun",
}


def visible(source):
    """Return a cell with the body of a transparent cell magic in the open, or as it is."""
    match = re.match(r"\s*%%(\w+)[ \t]*([^\n]*)\n", source)
    if match is None or match[1] not in TRANSPARENT:
        return source
    target = [word for word in match[2].split() if not word.startswith("-")]
    bound = f"{target[0]} = None\n" if match[1] == "capture" and target else ""
    return bound + source[match.end() :]


def opened(source):
    """Return a cell with the statement behind a measuring line magic in the open."""
    return re.sub(
        r"^([ \t]*)%(?:time|timeit|prun|memit|lprun|mprun)[ \t]+(?:-\w[ \t]*\d*[ \t]+)*(?=[^-\s])",
        r"\1",
        source,
        flags=re.MULTILINE,
    )


def compiled(source):
    """Return a cell as IPython compiles it, or None when CPython refuses it."""
    try:
        code = TransformerManager().transform_cell(opened(visible(source)))
        compile(code, "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, RecursionError):
        return None
    return code


def write_reference(folder, cells):
    """Write the notebook's readable code as a notebook without magics."""
    document = {
        "cells": [
            {
                "cell_type": "code",
                "execution_count": None,
                "id": f"c{i}",
                "metadata": {},
                "outputs": [],
                "source": code,
            }
            for i, code in enumerate(compiled(source) for source in cells)
            if code is not None
        ],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder.parent / "reference.ipynb").write_text(json.dumps(document), encoding="utf-8")


def defined(tree):
    """Return the names that a module has, and whether ``import *`` brings more."""
    names, open_ended = set(), False
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name.partition(".")[0])
            open_ended = open_ended or node.name == "*"
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names, open_ended


def unmet(trees):
    """Yield the file and a sentence for each name that a module lacks and another one imports."""
    known = {file.stem: defined(tree) for file, tree in trees.items()}
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if (
                not isinstance(node, ast.ImportFrom)
                or node.level != 1
                or "." in (node.module or ".")
            ):
                continue
            if file.with_name(f"{node.module}.py").exists() and node.module not in known:
                continue  # it does not compile, which is said already
            names, open_ended = known.get(node.module, (set(), False))
            for alias in node.names:
                if not open_ended and alias.name not in names:
                    yield file, f"`.{node.module}` has no `{alias.name}`"


def main():
    """Answer the request on stdin."""
    warnings.simplefilter("ignore")
    errors = []
    for job in json.load(sys.stdin):
        folder = Path(job["folder"])
        write_reference(folder, job["cells"])
        if job["minor"] > sys.version_info.minor:
            continue  # ruff reads newer syntax
        trees = {}
        for file in sorted(folder.rglob("*.py")):
            try:
                compile(file.read_bytes(), str(file), "exec")
                trees[file] = ast.parse(file.read_bytes())
            except (SyntaxError, ValueError) as error:
                errors.append({"file": str(file), "kind": "does not compile", "text": f"{error}"})
        own = {file: tree for file, tree in trees.items() if "src" in file.parts}
        errors += [
            {"file": str(file), "kind": "import of nothing", "text": text}
            for file, text in unmet(own)
        ]
    json.dump(errors, sys.stdout)


if __name__ == "__main__":
    main()
