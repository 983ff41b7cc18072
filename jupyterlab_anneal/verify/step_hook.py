"""Watches the steps of an exported package while it runs, without wrapping its functions.

When a module of the package is imported, the body of each named function is put into a `try` whose
`finally` reports the end of the step and its local variables. The file on disk is not changed, line
numbers stay, and calls cost nothing more than two plain function calls.
"""

from __future__ import annotations

import ast
import builtins
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

ENTER = "__anneal_step_enters__"
LEAVE = "__anneal_step_leaves__"


def instrument(tree: ast.Module, module: str, functions: set[str]) -> ast.Module:
    """Report the begin and end of the named top-level functions of a module."""
    for node in tree.body:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if node.name not in functions:
            continue
        docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        rest = node.body[len(docstring) :] or [ast.Pass()]
        step = ast.Constant(f"{module}:{node.name}")
        names = ast.Call(ast.Name("locals", ast.Load()), [], [])
        enter = ast.Expr(ast.Call(ast.Name(ENTER, ast.Load()), [step], []))
        leave = ast.Expr(ast.Call(ast.Name(LEAVE, ast.Load()), [step, names], []))
        watched = ast.Try(body=rest, handlers=[], orelse=[], finalbody=[leave])
        for added in (enter, watched):
            ast.copy_location(added, node)
        node.body = [*docstring, enter, watched]
        ast.fix_missing_locations(node)
    return tree


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, functions: set[str]) -> None:
        super().__init__(name, path)
        self._functions = functions

    def get_code(self, fullname: str) -> Any:
        source = self.get_source(fullname)
        path = self.get_filename(fullname)
        tree = ast.parse(source or "", path)
        # the package's own `from __future__` lines decide, not those of this file
        instrumented = instrument(tree, fullname, self._functions)
        return compile(instrumented, path, "exec", dont_inherit=True)


class StepFinder(importlib.abc.MetaPathFinder):
    """Finds the modules that hold steps and loads them with the steps watched."""

    def __init__(self, functions: dict[str, set[str]]) -> None:
        self._functions = functions

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        functions = self._functions.get(name)
        if not functions:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or not str(spec.origin).endswith(".py"):
            return None
        spec.loader = _Loader(name, str(spec.origin), functions)
        return spec


def install(
    functions: dict[str, set[str]],
    enter: Callable[[str], None],
    leave: Callable[[str, dict[str, Any]], None],
) -> None:
    """Watch functions (by module); must be called before the package is imported.

    Parameters
    ----------
    functions
        Names of top-level functions by module name.
    enter, leave
        Called with `module:function`, and at the end with the local variables.
    """
    setattr(builtins, ENTER, enter)
    setattr(builtins, LEAVE, leave)
    sys.meta_path.insert(0, StepFinder(functions))
