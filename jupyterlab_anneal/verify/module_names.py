"""What must differ between the runs: in which module a class or function is defined."""

from __future__ import annotations

import re
from collections.abc import Iterable

# where a traceback passed, with the line of code and the marks below it
_FRAME = re.compile(
    r'^ *File "[^"\n]*", line \d+, in .*\n(?: {4,}\S.*\n)?(?: *[~^]+ *\n)?', re.MULTILINE
)


class ModuleNames:
    """Reads texts of the package as the notebook would have written them.

    Only names below a module of the package are touched (`name.module.Class`): a text such as
    `name.csv` stays what it is.

    Parameters
    ----------
    package
        Import name of the package.
    steps
        Its step functions; a class defined in one is called `step.<locals>.Class`.
    """

    def __init__(self, package: str, steps: Iterable[str]) -> None:
        locals_ = "|".join(re.escape(step) for step in sorted(steps)) or r"(?!)"
        self._module = re.compile(rf"\b{re.escape(package)}\.[^\W\d]\w*\.(?=\w)")
        self._logger = re.compile(rf"\b{re.escape(package)}\.[^\W\d]\w*\b")
        self._locals = re.compile(rf"\b(?:{locals_})\.<locals>\.(?=[\w<])")

    def as_main(self, text: str) -> str:
        """Return a text of the package with `__main__.` for the package's own modules."""
        return self._locals.sub("", self._module.sub("__main__.", without_frames(text)))

    def left_out(self, text: str) -> str:
        """Return a text of either run without the modules: a notebook shows classes either way."""
        return self.as_main(text).replace("__main__.", "")

    def in_logs(self, text: str) -> str:
        """Return a log of the package with `__main__` where it names a module of the package."""
        return self._logger.sub("__main__", text)


def without_frames(text: str) -> str:
    """Return a text without the files and lines of tracebacks: only what was raised can agree."""
    return _FRAME.sub("", text) if "Traceback (most recent call last)" in text else text
