"""Records what is shown through `IPython.display.display()`, which libraries call too."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from .import_hook import after_import


def install(record: Callable[[Any], None]) -> None:
    """Call `record` with every value; outside of IPython the function would print them."""

    def display(*values: Any, **_: Any) -> None:
        for value in values:
            record(value)

    def replace(module: ModuleType) -> None:
        module.display = display  # type: ignore[attr-defined]

    for name in ("IPython.core.display_functions", "IPython.display"):
        after_import(name, replace)
