"""Writes ``names.ts``: what ``from module import *`` binds in the libraries installed here.

Run from this folder: ``MPLBACKEND=Agg python names.py > names.ts``.
"""

import importlib
import re
import textwrap
import warnings
from types import ModuleType

MODULES = """
abc bisect cmath collections collections.abc contextlib copy dataclasses datetime decimal enum
fractions functools glob heapq itertools json math operator os os.path pathlib pickle random re
shutil socket statistics string struct subprocess sys threading time tkinter tkinter.ttk turtle
typing urllib.request IPython.display dateutil.parser dateutil.relativedelta matplotlib.pyplot
numpy numpy.linalg numpy.random pandas pylab scipy.constants scipy.integrate scipy.interpolate
scipy.linalg scipy.optimize scipy.signal scipy.special scipy.stats sklearn.cluster
sklearn.datasets sklearn.decomposition sklearn.ensemble sklearn.linear_model sklearn.metrics
sklearn.model_selection sklearn.naive_bayes sklearn.neighbors sklearn.preprocessing sklearn.svm
sklearn.tree sympy torch.nn torch.nn.functional
"""
HEAD = "/** What `from module import *` binds. Written by `names.py`; data only. */"


def star_names(module: ModuleType) -> list[str]:
    """Names that a star import of a module binds, sorted; those that fail to load are left out."""
    names = getattr(module, "__all__", None) or dir(module)
    return sorted(n for n in set(names) if re.fullmatch(r"[^\W_]\w*", n) and loads(module, n))


def loads(module: ModuleType, name: str) -> bool:
    """Whether a name can be read: experimental estimators refuse."""
    try:
        getattr(module, name)
    except (AttributeError, ImportError):
        return False
    return True


def main() -> None:
    """Print the table as TypeScript."""
    warnings.simplefilter("ignore")
    rows = []
    for name in MODULES.split():
        text = " ".join(star_names(importlib.import_module(name)))
        lines = textwrap.wrap(text, 140, break_long_words=False)
        parts = [f"'{line} '" for line in lines[:-1]] + [f"'{lines[-1]}'"]
        key = name if name.isidentifier() else f"'{name}'"
        rows.append(row(key, parts))
    print(HEAD)
    print("export const starNames: Readonly<Record<string, string>> = {")
    print(",\n".join(rows))
    print("};")


def row(key: str, parts: list[str]) -> str:
    """One entry of the table."""
    return f"  {key}:\n    " + " +\n    ".join(parts)


if __name__ == "__main__":
    main()
