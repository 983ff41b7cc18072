"""The notebook runner against nbclient: the same notebook shows the same in a real kernel."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from .exported import ENGINE, write_notebook

# No output of subprocesses: a kernel reads it in a thread and may file it under a later cell.
CELLS = [
    "import asyncio, sys, math\nfrom IPython.display import display, Markdown\nx = 3",
    "x",
    "x;",
    "x  # a comment\n",
    "print('out')\nprint('err', file=sys.stderr)\nx + 1",
    "_ + 1",
    "await asyncio.sleep(0)\n'text'",
    "display(x, [1, 2])\nMarkdown('*hi*')",
    "%time y = sum(range(10))\ny",
    "!echo from the shell\nfiles = !ls\nlen(files) >= 0",
    "%%time\nz = 1\nz",
    "for i in range(3):\n    i",
    "None",
    "def f():\n    return 1\nf()",
    "%%capture captured\nprint('hidden')\n5",
    "captured.stdout",
    "loop = asyncio.get_running_loop()\nloop.is_running()",
    "{'b': 1, 'a': [1.5, None, math.nan]}",
    "class A:\n    def __repr__(self): return 'an A'\nA()",
    "if x:\n    %env ANNEAL_ORACLE=1\nimport os\nos.environ['ANNEAL_ORACLE']",
    "sys.stdout.write('no newline')\nsys.stdout.flush()",
    "__name__",
]


def _kernel(path: Path) -> dict[int, dict[str, Any]]:
    notebook = nbformat.read(path, 4)
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute(cwd=str(path.parent))
    shown: dict[int, dict[str, Any]] = {}
    for index, cell in enumerate(notebook.cells):
        text = "".join(
            o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stdout"
        )
        values = [
            o.data["text/plain"]
            for o in cell.outputs
            if o.output_type in ("display_data", "execute_result")
        ]
        shown[index] = {"stdout": text, "values": values}
    return shown


def _runner(path: Path, folder: Path) -> dict[int, dict[str, Any]]:
    spec = {"run": "run_notebook", "notebook": str(path), "mayFail": [], "seed": 1,
            "folder": str(folder), "cwd": str(path.parent)}  # fmt: skip
    (folder / "spec.json").write_text(json.dumps(spec))
    child = ENGINE.with_name("child.py")
    command = [sys.executable, str(child), str(folder / "spec.json")]
    subprocess.run(command, cwd=path.parent, check=True, timeout=60, stdin=subprocess.DEVNULL)
    result = json.loads((folder / "result.json").read_text())
    assert result["error"] is None, result["error"]
    shown = result["shown"]
    return {
        index: {
            "stdout": shown.get(str(index), {}).get("stdout", ""),
            "values": [d["text"] for d in shown.get(str(index), {}).get("displays", [])],
        }
        for index in range(len(CELLS))
    }


def test_runner_shows_what_a_kernel_shows(tmp_path: Path) -> None:
    from jupyterlab_anneal.verify.sanitize import sanitize

    (folder := tmp_path / "run").mkdir()
    (place := tmp_path / "place").mkdir()
    path = write_notebook(place / "n.ipynb", CELLS)
    ours, theirs = _runner(path, folder), _kernel(path)
    for index, source in enumerate(CELLS):
        for shown in (ours, theirs):
            shown[index]["stdout"] = sanitize(shown[index]["stdout"])
        assert ours[index] == theirs[index], source
