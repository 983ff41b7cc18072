"""Run notebooks and what converters made of them, each in a fork with the same generator state.

Reads a JSON list of ``{"kind", "path", "notebook", "limit"}`` from stdin (the limit in seconds) and
writes one result a line: ``{"error", "printed", "shown", "values", "imported"}``. ``values`` maps a
name to digests of what it held at the end of the program or of one of its steps; what cannot be
compared is left out.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import signal
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

import digests
import runners

HERE = Path(__file__).resolve().parent
# the notebooks' own Python runs this file, and need not have Anneal installed
sys.path.insert(0, str(HERE.parents[2]))
from jupyterlab_anneal.verify.notebook_file import levels_above, read_notebook  # noqa: E402
from jupyterlab_anneal.verify.workspace import Workspace  # noqa: E402

# what runs must not find the modules of this tool
sys.path[:] = [p for p in sys.path if Path(p).resolve() not in (HERE, HERE.parents[2])]


def seed() -> None:
    """Give every run the same generator state."""
    import random

    random.seed(0)
    for module, name in (("numpy", "random.seed"), ("torch", "manual_seed")):
        if module in sys.modules:
            target: Any = sys.modules[module]
            for part in name.split("."):
                target = getattr(target, part)
            target(0)


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Run one result in this process."""
    outcome = runners.Outcome()
    printed = io.StringIO()
    error = None
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("it ran too long"))
    signal.alarm(job["limit"])
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            seed()
            getattr(runners, f"run_{job['kind']}")(job["path"], outcome)
    except BaseException as problem:  # whatever a program ends with is its result
        error = f"{type(problem).__name__}: {problem}"[:300]
        if os.environ.get("PEERS_TRACE"):
            traceback.print_exc()
    signal.alarm(0)
    return {
        "error": error,
        "printed": printed.getvalue(),
        "shown": outcome.shown,
        "imported": outcome.imported,
        "values": digests.by_name(outcome.namespaces),
    }


def in_child(job: dict[str, Any]) -> dict[str, Any]:
    """Run one job in a fork, in a copy of the folder that its notebook lies in."""
    notebook = Path(job["notebook"])
    workspace = Workspace(notebook, Path(job["path"]), levels_above(read_notebook(notebook)))
    try:
        workspace.fresh()
        return _forked(job, workspace.cwd)
    finally:
        workspace.remove()


def _forked(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os.chdir(folder)
        sys.path.insert(0, str(folder))
        with open(writer, "w", encoding="utf-8") as pipe:
            json.dump(run(job), pipe)
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    if not text:
        return {
            "error": "the process died",
            "printed": "",
            "shown": [],
            "imported": "",
            "values": {},
        }
    return json.loads(text)


def sources(path: Path) -> list[Path]:
    """Return the files of a result: what they import is imported once, before the forks."""
    return [path] if path.is_file() else list(path.rglob("*.py"))


def main() -> None:
    """Answer the request on stdin."""
    warnings.simplefilter("ignore")
    os.environ["MPLBACKEND"] = "Agg"
    sys.path[len(sys.path) :] = filter(None, os.environ.get("PEERS_PATH", "").split(os.pathsep))
    jobs = json.load(sys.stdin)
    texts = [p.read_text(encoding="utf-8") for job in jobs for p in sources(Path(job["path"]))]
    for heavy in (
        "numpy", "pandas", "matplotlib.pyplot", "seaborn", "sklearn", "scipy.stats",
        "statsmodels.api", "torch",
    ):  # fmt: skip
        if any(f"import {heavy.split('.')[0]}" in text for text in texts):
            with contextlib.suppress(ImportError):
                importlib.import_module(heavy)
    for number, job in enumerate(jobs):
        result = in_child(job)
        print(json.dumps(result), flush=True)
        state = result["error"] or "ran"
        print(
            f"{number + 1} of {len(jobs)}: {job['kind']} {os.path.basename(job['path'])}: {state}",
            file=sys.stderr,
        )


if __name__ == "__main__":
    main()
