"""Compile exported packages, and lay each notebook out so that ruff can tell which names it lacks.

Reads a JSON list of ``{"folder": path, "minor": 10, "cells": [source, ...]}`` from stdin: the
folder holds the package, which runs on Python 3.minor and newer. Writes ``reference.ipynb``
beside it, with the cells as IPython compiles them and without those that CPython refuses.
Prints a JSON list of syntax errors, ``{"file": path, "text": message}``.
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


def main():
    """Answer the request on stdin."""
    warnings.simplefilter("ignore")
    errors = []
    for job in json.load(sys.stdin):
        folder = Path(job["folder"])
        write_reference(folder, job["cells"])
        if job["minor"] > sys.version_info.minor:
            continue  # ruff reads newer syntax
        for file in sorted(folder.rglob("*.py")):
            try:
                compile(file.read_bytes(), str(file), "exec")
            except (SyntaxError, ValueError) as error:
                errors.append({"file": str(file), "text": f"{error}"})
    json.dump(errors, sys.stdout)


if __name__ == "__main__":
    main()
