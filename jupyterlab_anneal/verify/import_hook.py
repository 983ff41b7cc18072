"""Calls a function as soon as a module is imported, without importing it."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any


class _Loader(importlib.abc.Loader):
    def __init__(self, inner: Any, after: Callable[[ModuleType], None]) -> None:
        self._inner = inner
        self._after = after

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return self._inner.create_module(spec)  # type: ignore[no-any-return]

    def exec_module(self, module: ModuleType) -> None:
        self._inner.exec_module(module)
        self._after(module)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, target: str, after: Callable[[ModuleType], None]) -> None:
        self._target = target
        self._after = after
        self._busy = False

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._target or self._busy:
            return None
        self._busy = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._busy = False
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._after)
        return spec


def after_import(name: str, after: Callable[[ModuleType], None]) -> None:
    """Call `after(module)` when the module `name` has been imported; at once when it is already.

    An interpreter may load modules before any code of a run: `sitecustomize`, a `.pth` file.
    """
    loaded = sys.modules.get(name)
    if loaded is not None:
        after(loaded)
        return
    sys.meta_path.insert(0, _Finder(name, after))
