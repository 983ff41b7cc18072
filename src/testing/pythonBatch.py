"""Compile and run small notebooks for the tests: a JSON list of programs in, a JSON list of results out.

Each program is ``{"cells": [source, ...], "run": bool}``. Every program that runs does so in a forked process of its own, after the
heavy libraries that any program names were imported once.
"""

import ast
import asyncio
import contextlib
import inspect
import io
import json
import os
import re
import signal
import sys
import tempfile
import traceback

from IPython.core.inputtransformer2 import TransformerManager

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
HEAVY = ("torch", "pandas", "sklearn", "numpy")
TIMEOUT = 60


def compile_cells(cells):
    """Return the transformed cells, or the first syntax error as text."""
    transformed = []
    for number, source in enumerate(cells):
        try:
            code = TransformerManager().transform_cell(source)
            compile(code, f"<cell {number}>", "exec", flags=FLAGS)
        except SyntaxError as error:
            return None, f"cell {number}: {error.msg} in line {error.lineno}"
        transformed.append(code)
    return transformed, None


def run_cells(codes):
    """Run cells in one namespace; the value of a last expression is printed as a kernel would show it."""
    namespace = {"__name__": "__main__"}
    for code in codes:
        tree = ast.parse(code)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not code.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)
        for part, mode in ((tree, "exec"), (last, "eval")):
            if part is None:
                continue
            value = eval(compile(part, "<cell>", mode, flags=FLAGS), namespace)
            if inspect.iscoroutine(value):
                value = asyncio.run(value)
            if mode == "eval" and value is not None:
                print(repr(value))


def in_child(codes):
    """Run in a fork with an empty working directory; return what it printed and how it ended."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        out = io.StringIO()
        signal.alarm(TIMEOUT)
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
                try:
                    run_cells(codes)
                    error = None
                except BaseException as reason:  # noqa: BLE001 - reported to the test
                    error = f"{type(reason).__name__}: {reason}"
                    if os.environ.get("ANNEAL_DEBUG"):
                        error += "\n" + traceback.format_exc()
        with os.fdopen(writer, "w") as pipe:
            json.dump({"stdout": out.getvalue(), "error": error}, pipe)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {"stdout": "", "error": f"stopped after {TIMEOUT} s"}


def main():
    programs = json.load(sys.stdin)
    everything = "\n".join(cell for p in programs if p["run"] for cell in p["cells"])
    for name in HEAVY:
        if re.search(rf"\b{name}\b", everything):
            __import__(name)
    if "torch" in sys.modules:
        # Forked children must not wait for threads that only the parent has.
        sys.modules["torch"].set_num_threads(1)
    results = []
    for program in programs:
        codes, error = compile_cells(program["cells"])
        result = {"syntaxError": error, "stdout": "", "error": None}
        if codes is not None and program["run"]:
            result |= in_child(codes)
        results.append(result)
    json.dump(results, sys.stdout)


main()
