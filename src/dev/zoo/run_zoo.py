"""Run the zoo's notebooks in live kernels and export their models, one line of JSON each.

Usage: ``python run_zoo.py --out DIR --companion FILE NOTEBOOK.py…``

A ``NOTEBOOK.py`` is cut into cells at ``# %%``. FILE is the companion's text as the page sends it.
A notebook that misses a library is skipped with the reason. The variables ``<model>_in``,
``<model>_in0`` … are the inputs of a model, where they exist.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

from jupyter_client.manager import KernelManager


class Kernel:
    """A live kernel of this interpreter, asked as the page asks it."""

    def __init__(self, companion: str) -> None:
        self.companion = companion
        self.manager = KernelManager()
        self.manager.start_kernel(
            extra_arguments=["--IPKernelApp.log_level=40"], stderr=sys.stderr, stdout=sys.stderr
        )
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=120)

    def run(self, code: str) -> dict[str, Any]:
        """Run a cell; its output is dropped."""
        reply = self.client.execute_interactive(code, timeout=600, output_hook=lambda _m: None)
        return dict(reply["content"])

    def ask(self, op: str, **params: Any) -> dict[str, Any]:
        """One request to the companion, which is sent when it is not there."""
        request = json.dumps({"op": op, "params": params})
        expression = (
            "(lambda s, m: (s.modules.get('_anneal_companion') or (exec("
            f"{self.companion!r}, m.__dict__), s.modules.__setitem__('_anneal_companion', m), m)"
            f"[-1]).call({request!r}))(__import__('sys'), "
            "__import__('types').ModuleType('_anneal_companion'))"
        )
        reply = self.client.execute_interactive(
            "",
            silent=True,
            store_history=False,
            user_expressions={"r": expression},
            timeout=600,
            output_hook=lambda _m: None,
        )
        return dict(
            json.loads(
                ast.literal_eval(reply["content"]["user_expressions"]["r"]["data"]["text/plain"])
            )
        )

    def stop(self) -> None:
        """End the kernel."""
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def export_all(script: Path, out: Path, companion: str) -> list[dict[str, Any]]:
    """Run one notebook and export every model that it holds."""
    source = script.read_text(encoding="utf-8")
    cells = [cell.strip() for cell in re.split(r"^# %%.*$", source, flags=re.M) if cell.strip()]
    family = script.stem.removesuffix("_models")
    kernel = Kernel(companion)
    try:
        for cell in cells:
            done = kernel.run(cell)
            if done["status"] != "ok":
                kind = "skipped" if done.get("ename") == "ModuleNotFoundError" else "failed"
                return [{"family": family, "status": kind, "reason": done.get("evalue", "")}]
        names = set(kernel.ask("vars")["result"]["variables"])
        found = []
        for model in kernel.ask("models.list")["result"]["models"]:
            name = model["name"]
            inputs = sorted(n for n in names if re.fullmatch(re.escape(name) + r"_in\d*", n))
            params = {"variable": name, "write": str(out), "notebook": f"{family}.ipynb"}
            answer = kernel.ask("export", **params, **({"inputs": inputs} if inputs else {}))
            row = {"family": family, "variable": name, "type": model["type"]}
            if answer["status"] == "ok":
                found.append({**row, "status": "exported", **answer["result"]["model"]})
            else:
                found.append({**row, "status": "refused", "reason": answer["reason"]})
        return found
    finally:
        kernel.stop()


def main() -> None:
    """Run the command line; see the module's text."""
    parser = argparse.ArgumentParser(prog="run_zoo.py", description="Export the zoo's models.")
    parser.add_argument("notebooks", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--companion", type=Path, required=True)
    options = parser.parse_args()
    companion = options.companion.read_text(encoding="utf-8")
    for script in options.notebooks:
        for row in export_all(script, options.out.resolve(), companion):
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
