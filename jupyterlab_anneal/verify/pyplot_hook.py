"""Makes `plt.show()` record figures. The drawing stays with matplotlib's Agg backend."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from .import_hook import after_import


def install(record: Callable[[], None]) -> None:
    """Call `record` whenever the run calls `plt.show()`."""

    def replace(module: ModuleType) -> None:
        def show(*_: Any, **__: Any) -> None:
            """Show all open figures."""
            record()

        module.show = show  # type: ignore[attr-defined]

    after_import("matplotlib.pyplot", replace)
