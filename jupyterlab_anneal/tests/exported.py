"""Hand-made notebooks and packages in the form that the exporter writes, for the verify tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

ENGINE = Path(__file__).resolve().parents[1] / "verify" / "__main__.py"

DISPLAY = """
_hook = None

def set_display_hook(hook):
    global _hook
    _hook = hook

def show(value, cell=None):
    if _hook is not None:
        _hook(value, cell)
    else:
        print(value)
"""


def write_notebook(path: Path, cells: list[str], tags: dict[int, list[str]] | None = None) -> Path:
    """Write a notebook whose cells are all code; the index of a cell is its place in the list."""
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
        "cells": [
            {
                "id": f"c{index}",
                "cell_type": "code",
                "metadata": {"tags": (tags or {}).get(index, [])},
                "execution_count": None,
                "outputs": [],
                "source": dedent(source).strip("\n"),
            }
            for index, source in enumerate(cells)
        ],
    }
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@dataclass
class Step:
    """One step function: its cells, its parameters and body, and what it returns."""

    name: str
    cells: list[int]
    body: str
    takes: str = ""
    gives: str = ""
    is_async: bool = False


def write_package(
    folder: Path,
    steps: list[Step],
    *,
    head: str = "",
    config: str = "",
    more: dict[str, Any] | None = None,
    name: str = "demo_pkg",
) -> Path:
    """Write a package whose `run()` calls the steps in turn and returns all that they give."""
    source = folder / "src" / name
    source.mkdir(parents=True)
    (source / "__init__.py").write_text("")
    (source / "display.py").write_text(DISPLAY)
    (source / "config.py").write_text(dedent(config))
    lines = ["import dataclasses", "from .display import show", "from .config import *"]
    lines.append(dedent(head))
    names: list[str] = []
    for step in steps:
        word = "async def" if step.is_async else "def"
        lines.append(f"{word} {step.name}({step.takes}):")
        lines.append(indent(dedent(step.body).strip("\n") or "pass", "    "))
        if step.gives:
            lines.append(f"    return ({step.gives},)")
            names += [g.strip() for g in step.gives.split(",") if g.strip()]
    fields = "\n".join(f"    {n}: object" for n in dict.fromkeys(names)) or "    pass"
    lines.append(f"@dataclasses.dataclass\nclass Results:\n{fields}")
    is_async = any(step.is_async for step in steps)
    lines.append("async def run():" if is_async else "def run():")
    for step in steps:
        target = f"({step.gives},) = " if step.gives else ""
        wait = "await " if step.is_async else ""
        lines.append(f"    {target}{wait}{step.name}({step.takes})")
    lines.append(f"    return Results({', '.join(f'{n}={n}' for n in dict.fromkeys(names))})")
    (source / "pipeline.py").write_text("\n".join(lines) + "\n")
    report = {
        "schemaVersion": 1,
        "package": name,
        "entry": {"module": f"{name}.pipeline", "function": "run"},
        "steps": [
            {"function": s.name, "module": f"{name}.pipeline", "cells": s.cells} for s in steps
        ],
        "variables": {},
        "constants": {},
        "display": f"{name}.display",
        "unplaced": [],
        **(more or {}),
    }
    (folder / "migration-report.json").write_text(json.dumps(report))
    return folder


@dataclass
class Verified:
    """What the engine answered."""

    status: int
    events: list[dict[str, Any]]
    report: dict[str, Any]
    stderr: str

    def variable(self, name: str) -> dict[str, Any]:
        """Return the entry of a variable."""
        return next(v for v in self.report["variables"] if v["name"] == name)

    def output(self, cell: int) -> dict[str, Any]:
        """Return the entry of a cell's output."""
        return next(o for o in self.report["outputs"] if o["cell"] == cell)


def command(notebook: Path, package: Path, *options: str) -> list[str]:
    """Return the command that runs the engine by path, as the `anneal` command does."""
    return [sys.executable, str(ENGINE), str(notebook), str(package), "--events", *options]


def verify(
    notebook: Path, package: Path, *options: str, env: dict[str, str] | None = None
) -> Verified:
    """Run the engine and return its answer."""
    done = subprocess.run(
        command(notebook, package, *options),
        capture_output=True,
        text=True,
        timeout=300,
        cwd=notebook.parent,
        env={**os.environ, **(env or {})},
        check=False,
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    reports = [event["report"] for event in events if event["event"] == "report"]
    return Verified(done.returncode, events, reports[0] if reports else {}, done.stderr)
