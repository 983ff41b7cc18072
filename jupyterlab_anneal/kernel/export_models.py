"""Run a notebook in this process and export its PyTorch and scikit-learn models with their cases.

Usage: ``python export_models.py NOTEBOOK --out DIR [--model NAME] [--inputs NAME,…]``

For the command line and the demo; in JupyterLab the companion does the same in the live kernel. The
notebook's own output goes to standard error, the result to standard output as JSON. Exit status:
0 every model was exported, 1 a cell or a model failed, 2 wrong use.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any


def _companion() -> ModuleType:
    """Load the companion from beside this file; the package need not be installed."""
    folder = Path(__file__).resolve().parent / "companion"
    spec = importlib.util.spec_from_file_location(
        "_anneal_companion", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise SystemExit(f"The folder companion is not beside {Path(__file__).name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules["_anneal_companion"] = module
    spec.loader.exec_module(module)
    return module


def run_notebook(path: Path) -> tuple[dict[str, Any], str | None]:
    """Run all code cells in order in an IPython shell.

    Returns
    -------
    tuple
        The namespace, and why the run stopped early (None when it did not).
    """
    from IPython.core.interactiveshell import InteractiveShell

    class Shell(InteractiveShell):
        """A shell without an event loop: `%matplotlib` finds nothing to hook into."""

        def enable_gui(self, gui: str | None = None) -> None:
            """Accept any toolkit; nothing is shown."""

    notebook = json.loads(path.read_text(encoding="utf-8-sig"))
    os.environ.setdefault("MPLBACKEND", "agg")
    os.chdir(path.parent)
    sys.path.insert(0, str(path.parent))
    shell = Shell.instance()
    for index, cell in enumerate(notebook.get("cells", [])):
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source", "")
        text = "".join(source) if isinstance(source, list) else source
        allowed = "raises-exception" in cell.get("metadata", {}).get("tags", [])
        result = shell.run_cell(text, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error is not None and not allowed:
            return (
                shell.user_ns,
                f"The notebook stops at Cell {index + 1}: {type(error).__name__}: {error}",
            )
    return shell.user_ns, None


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; see the module's text."""
    parser = argparse.ArgumentParser(
        prog="export_models.py",
        description="Export a notebook's PyTorch and scikit-learn models to ONNX.",
    )
    parser.add_argument("notebook", type=Path)
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for NAME.onnx and NAME.cases.npz"
    )
    parser.add_argument("--model", help="export this variable only")
    parser.add_argument(
        "--inputs", help="variables that are the model's arguments, separated by commas"
    )
    options = parser.parse_args(arguments)
    if not options.notebook.is_file():
        print(f"There is no notebook {options.notebook}.", file=sys.stderr)
        return 2
    companion = _companion()
    out = options.out.resolve()
    notebook = options.notebook.resolve()
    try:
        with contextlib.redirect_stdout(sys.stderr):
            namespace, stopped = run_notebook(notebook)
    except (ValueError, UnicodeDecodeError) as error:
        print(f"{options.notebook} is not a notebook: {error}", file=sys.stderr)
        return 2
    except ImportError:
        print("Running a notebook needs IPython: pip install ipykernel", file=sys.stderr)
        return 2
    listed = companion.list_models(dict(namespace), {})
    names = [options.model] if options.model else [model["name"] for model in listed["models"]]
    exported: list[dict[str, Any]] = []
    failed: list[dict[str, Any]] = []
    for name in names:
        params: dict[str, Any] = {"variable": name, "write": str(out), "notebook": notebook.name}
        if options.inputs:
            params["inputs"] = [part.strip() for part in options.inputs.split(",")]
        try:
            result = companion.export_model(
                dict(namespace),
                params,
                lambda step, name=name: print(f"{name}: {step}", file=sys.stderr),
            )
        except companion.Refusal as error:
            failed.append({"variable": name, "reason": error.reason, "cure": error.cure})
            continue
        files = [os.path.basename(path) for path in result["files"]]
        kept = {key: result[key] for key in ("model", "cases", "flags")}
        exported.append({"variable": name, **kept, "files": files})
    if not names and stopped is None:
        failed.append(
            {
                "variable": None,
                "reason": listed["reason"],
                "cure": "Keep a torch.nn.Module or a fitted estimator in a variable.",
            }
        )
    print(json.dumps({"exported": exported, "failed": failed, "stopped": stopped}, indent=2))
    return 0 if exported and not failed and stopped is None else 1


if __name__ == "__main__":
    raise SystemExit(main())
