"""Convert notebooks with each tool, many in one process where the tool allows it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]

# Each is run by the Python of the tool's own environment, with the notebooks as arguments.
_MARIMO = """
import sys
from marimo._cli.cli import main
for path in sys.argv[2:]:
    target = sys.argv[1] + "/" + path.rsplit("/", 1)[1].replace(".ipynb", ".py")
    try:
        main(["convert", path, "-o", target], standalone_mode=False)
    except BaseException as error:
        print(path, error, file=sys.stderr)
"""

_SOORGEON = """
import os, shutil, sys
from soorgeon.cli import cli
for path in sys.argv[2:]:
    folder = sys.argv[1] + "/" + path.rsplit("/", 1)[1].replace(".ipynb", "")
    os.makedirs(folder)
    shutil.copy(path, folder + "/nb.ipynb")
    os.chdir(folder)
    try:
        cli(["refactor", "nb.ipynb", "--file-format", "py"], standalone_mode=False)
    except BaseException as error:
        print(path, error, file=sys.stderr)
"""

_NBREFACTOR = """
import os, sys
from nbrefactor.processor import process_notebook
for path in sys.argv[2:]:
    folder = sys.argv[1] + "/" + path.rsplit("/", 1)[1].replace(".ipynb", "")
    os.makedirs(folder)
    try:
        process_notebook(path, folder, root_package="code_of", generate_init=True)
    except BaseException as error:
        print(path, error, file=sys.stderr)
"""


@dataclass(frozen=True)
class Study:
    """A notebook, and the copy with a plain name that the other tools convert."""

    source: Path
    copy: Path

    @property
    def name(self) -> str:
        """What the results of this notebook are called."""
        return self.copy.stem


def _run(command: list[str], cwd: Path) -> None:
    # A notebook that is refused makes some tools fail as a whole: what they wrote is looked at.
    subprocess.run(command, cwd=cwd, check=False, stdout=subprocess.DEVNULL, stderr=sys.stderr)


def _copies(studies: list[Study]) -> list[str]:
    return [str(study.copy) for study in studies]


def nbconvert(bin_: Path, studies: list[Study], out: Path) -> None:
    """Write a script each with nbconvert."""
    command = [f"{bin_}/jupyter-nbconvert", "--to", "script", "--output-dir", str(out)]
    _run([*command, *_copies(studies)], out)


def jupytext(bin_: Path, studies: list[Study], out: Path) -> None:
    """Write a percent script each with jupytext, which puts it beside the notebook."""
    _run([f"{bin_}/jupytext", "--to", "py:percent", *_copies(studies)], out)
    for study in studies:
        script = study.copy.with_suffix(".py")
        if script.exists():
            script.rename(out / script.name)


def marimo(bin_: Path, studies: list[Study], out: Path) -> None:
    """Write a marimo program each."""
    _run([f"{bin_}/python", "-c", _MARIMO, str(out), *_copies(studies)], out)


def soorgeon(bin_: Path, studies: list[Study], out: Path) -> None:
    """Write a pipeline of tasks each."""
    _run([f"{bin_}/python", "-c", _SOORGEON, str(out), *_copies(studies)], out)


def nbrefactor(bin_: Path, studies: list[Study], out: Path) -> None:
    """Write a tree of modules each, and note their order in the notebook."""
    _run([f"{bin_}/python", "-c", _NBREFACTOR, str(out), *_copies(studies)], out)
    for study in studies:
        folder = out / study.name
        cells = json.loads(study.copy.read_text(encoding="utf-8"))["cells"]
        lines = [
            line.strip()
            for cell in cells
            if cell["cell_type"] == "code"
            for line in "".join(cell["source"]).split("\n")
        ]
        order = []
        for file in folder.rglob("*.py"):
            own = [t.strip() for t in file.read_text(encoding="utf-8").split("\n")]
            known = [lines.index(t) for t in own if len(t) > 5 and t in lines]
            if known:
                # Imports are moved to the top, so most lines decide.
                name = ".".join(file.relative_to(folder).with_suffix("").parts)
                order.append((sorted(known)[len(known) // 2], name))
        (folder / "order.json").write_text(json.dumps([name for _, name in sorted(order)]))


def anneal(_: Path, studies: list[Study], out: Path) -> None:
    """Export a package each with the built command, from where the notebook lies."""
    for study in studies:
        command = ["node", str(ROOT / "dist" / "cli.cjs"), "export", str(study.source)]
        _run([*command, "-o", str(out / study.name)], ROOT)


def script_of(out: Path, name: str) -> Path | None:
    """Return the script of a notebook, or None when there is none."""
    found = [out / f"{name}{suffix}" for suffix in (".py", ".txt")]
    return next((f for f in found if f.exists()), None)


def pipeline_of(out: Path, name: str) -> Path | None:
    """Return the folder of a pipeline, or None."""
    return out / name if (out / name / "pipeline.yaml").exists() else None


def tree_of(out: Path, name: str) -> Path | None:
    """Return the folder of a tree of modules, or None when it holds none."""
    order = out / name / "order.json"
    return order.parent if order.exists() and json.loads(order.read_text()) else None


def package_of(out: Path, name: str) -> Path | None:
    """Return the folder of an exported package, or None."""
    return out / name if (out / name / "migration-report.json").exists() else None


Convert = Callable[[Path, list[Study], Path], None]
Find = Callable[[Path, str], "Path | None"]

#: Row of the table → tool, how it converts, where a result is, how it is run.
ROWS: dict[str, tuple[str, Convert, Find, str]] = {
    "Anneal": ("anneal", anneal, package_of, "anneal"),
    "nbconvert script, in IPython": ("nbconvert", nbconvert, script_of, "ipython"),
    "nbconvert script, in Python": ("nbconvert", nbconvert, script_of, "python"),
    "jupytext percent": ("jupytext", jupytext, script_of, "python"),
    "marimo convert": ("marimo", marimo, script_of, "marimo"),
    "soorgeon refactor": ("soorgeon", soorgeon, pipeline_of, "soorgeon"),
    "nbrefactor": ("nbrefactor", nbrefactor, tree_of, "nbrefactor"),
}
