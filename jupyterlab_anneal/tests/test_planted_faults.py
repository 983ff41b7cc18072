"""Faults planted in a package that equals its notebook: verify sees each that can matter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from ..verify.orchestrate import Options
from .exported import Step, write_notebook, write_package
from .planted_faults import KINDS, Fault, choose, find_faults, judge

CELLS = [
    "def grow(values, rate):\n    return [v * rate - 1 for v in values]\n"
    "def unused(a):\n    return a - 1",
    "data = [1.0, 2.0]\ndata.append(4.0)",
    "grown = grow(data, 3)\nshare = grown[-1] / len(data)",
    "print('it lasts 12 s and takes 3 kB from 2001-02-03 04:05:06')",
    "with open('out.csv', 'w') as file:\n    n = file.write('1,2')",
]
HEAD = CELLS[0]
BODY = """
data = [1.0, 2.0]
data.append(4.0)
grown = grow(data, 3)
share = grown[-1] / len(data)
print('it lasts 12 s and takes 3 kB from 2001-02-03 04:05:06')
with open('out.csv', 'w') as file:
    n = file.write('1,2')
"""


def _judged(
    folder: Path, notebook: Path, package: Path, faults: list[Fault]
) -> list[dict[str, Any]]:
    folder.mkdir()
    options = Options(notebook, package, sys.executable, 60.0)
    first, *rest = judge(options, lambda: faults, folder)
    assert first["verdict"] == "equal", first
    return rest


def _fault(package: Path, before: str, after: str) -> Fault:
    source = (package / "src/demo_pkg/pipeline.py").read_bytes()
    start = source.index(before.encode())
    line = source[:start].count(b"\n") + 1
    return Fault("constant", "src/demo_pkg/pipeline.py", line, start, start + len(before), after, 4)


def test_every_fault_that_reaches_a_result_is_seen(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", CELLS)
    steps = [Step("one", [1, 2, 3, 4], BODY, gives="data, grown, share")]
    package = write_package(tmp_path / "pkg", steps, head=HEAD)
    own = [f for f in find_faults(package) if f.file.endswith("pipeline.py")]
    assert {fault.kind for fault in own} == set(KINDS)
    texts = [_fault(package, *change) for change in (
        ("12 s", "13 s"), ("3 kB", "4 kB"), ("2001-02-03", "2001-02-04"), ("04:05:06", "04:05:07"),
        ("'1,2'", "'1,3'"), ("'out.csv'", "'other.csv'"),
    )]  # fmt: skip
    judged = _judged(tmp_path / "copies", notebook, package, [*own, *texts])
    outcomes = {(line["before"], line["after"]): line["outcome"] for line in judged}
    never_run = {key for key, outcome in outcomes.items() if outcome == "not reached"}
    assert never_run == {("a - 1", "1 - a")}, outcomes
    assert {o for key, o in outcomes.items() if key not in never_run} == {"seen"}, outcomes


def test_a_figure_drawn_otherwise_is_seen(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    moving = (
        "import matplotlib.animation\nplt.rc('animation', html='jshtml')\n"
        "fig, ax = plt.subplots()\nline = ax.plot([], [])[0]\n"
        "def draw(n): line.set_data([0, n], [0, n ** 3])\n"
        "film = matplotlib.animation.FuncAnimation(fig, draw, frames=4)\nplt.show()"
    )
    cell = (
        "import matplotlib.pyplot as plt\n"
        "plt.scatter([1, 2], [3, 5], s=[20, 30], color='red', marker='o', alpha=0.5)\n"
        "plt.xlim(0, 9)\nplt.grid(True)\nplt.show()\n"
    )
    notebook = write_notebook(tmp_path / "n.ipynb", [cell, moving, "film"])
    package = write_package(
        tmp_path / "pkg", [Step("draw", [0, 1, 2], f"{cell}{moving}\nshow(film, cell=2)")]
    )
    changes = (
        ("20, 30", "20, 40"),
        ("0, 9", "0, 8"),
        ("True", "False"),
        ("n ** 3", "n ** 4"),
    )
    judged = _judged(
        tmp_path / "copies", notebook, package, [_fault(package, *change) for change in changes]
    )
    assert [(line["before"], line["outcome"]) for line in judged] == [
        (before, "seen") for before, _ in changes
    ]  # fmt: skip


def test_the_same_seed_chooses_the_same_faults(tmp_path: Path) -> None:
    package = write_package(tmp_path / "pkg", [Step("one", [0], BODY, gives="n")], head=HEAD)
    faults = find_faults(package)
    assert choose(faults, 3, 1) == choose(faults, 3, 1)
    assert [fault.kind for fault in choose(faults, 3, 1)] == list(KINDS)
    assert any(choose(faults, seed, 1) != choose(faults, 3, 1) for seed in range(9))
