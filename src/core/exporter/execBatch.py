"""Runs notebooks in IPython and their exported packages, each in a process of its own.

Reads a JSON list of `{cells, expected, root, package}` from stdin and writes a list of
`{notebook, imported, package, error, notebookError}`: what was printed and shown by the cells, by
importing the package, and by running it.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import inspect
import io
import json
import os
import sys
import tempfile
import traceback
import types
import warnings
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell


class Hook(DisplayHook):
    """Prints the value of a cell in one plain form."""

    def __call__(self, result: Any = None) -> None:
        if result is not None and not self.quiet():
            print("<shown>", repr(result))
            self.update_user_ns(result)


class Publisher(DisplayPublisher):
    """Prints what `display()` is given in the same form."""

    def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
        print("<shown>", data.get("text/plain"))


def run_notebook(cells: list[str], expected: list[str]) -> tuple[str, str | None]:
    sys.modules["__main__"] = types.ModuleType("__main__")
    InteractiveShell.displayhook_class = Hook
    InteractiveShell.display_pub_class = Publisher
    shell = InteractiveShell.instance(user_module=sys.modules["__main__"])
    shell.system = shell.system_piped
    shell.showtraceback = lambda *_, **__: None  # a kernel sends it apart from what is printed
    shell.enable_gui = lambda gui=None: None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for cell in cells:
            result = shell.run_cell(cell, store_history=True)
            error = result.error_before_exec or result.error_in_exec
            if error is not None and cell not in expected:
                return printed.getvalue(), repr(error)
    return printed.getvalue(), None


def run_package(root: str, name: str) -> tuple[str, str, str | None]:
    sys.path[:0] = [os.path.join(root, "src"), ""]
    with open(os.path.join(root, "migration-report.json"), encoding="utf-8") as file:
        entry = json.load(file)["entry"]["function"]
    quiet, printed = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(quiet):
            pipeline = importlib.import_module(f"{name}.pipeline")
            display = importlib.import_module(f"{name}.display")
            importlib.import_module(f"{name}.__main__")
        display.set_display_hook(lambda value, cell=None: print("<shown>", repr(value)))
        with contextlib.redirect_stdout(printed):
            returned = getattr(pipeline, entry)()
            if inspect.iscoroutine(returned):
                asyncio.run(returned)
    except BaseException:
        return quiet.getvalue(), printed.getvalue(), traceback.format_exc()
    return quiet.getvalue(), printed.getvalue(), None


def in_child(function: Any, *arguments: Any) -> Any:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with tempfile.TemporaryDirectory() as folder, open(writer, "w", encoding="utf-8") as pipe:
            os.chdir(folder)
            json.dump(function(*arguments), pipe)
            pipe.flush()
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text)


def main() -> None:
    warnings.simplefilter("ignore")
    results = []
    for case in json.load(sys.stdin):
        notebook, notebook_error = in_child(run_notebook, case["cells"], case["expected"])
        imported, package, error = in_child(run_package, case["root"], case["package"])
        results.append(
            {
                "notebook": notebook,
                "notebookError": notebook_error,
                "imported": imported,
                "package": package,
                "error": error,
            }
        )
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
