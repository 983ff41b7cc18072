"""How a notebook, and each kind of result of a converter, is run."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import importlib.util
import inspect
import io
import json
import re
import sys
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell


@dataclass
class Outcome:
    """What a run leaves behind."""

    #: Texts of the values that were shown, in order.
    shown: list[str] = field(default_factory=list)
    #: Variables at the end of the program, or of its steps.
    namespaces: list[dict[str, Any]] = field(default_factory=list)
    #: What merely importing a package prints.
    imported: str = ""


def _shell(outcome: Outcome) -> InteractiveShell:
    class Hook(DisplayHook):
        def __call__(self, result: Any = None) -> None:
            if result is not None and not self.quiet():
                outcome.shown.append(repr(result))
                self.update_user_ns(result)

    class Publisher(DisplayPublisher):
        def publish(self, data: dict[str, Any], metadata: Any = None, **_: Any) -> None:
            outcome.shown.append(str(data.get("text/plain")))

    sys.modules["__main__"] = types.ModuleType("__main__")
    InteractiveShell.displayhook_class = Hook
    InteractiveShell.display_pub_class = Publisher
    shell = InteractiveShell.instance(user_module=sys.modules["__main__"])
    shell.system = shell.system_piped
    shell.enable_gui = lambda gui=None: None
    shell.enable_matplotlib = lambda gui=None: (gui, "agg")  # figures are not compared here
    shell.showtraceback = lambda *_, **__: None
    outcome.namespaces.append(shell.user_ns)
    return shell


def run_notebook(path: str, outcome: Outcome) -> None:
    """Run the code cells of a notebook in IPython."""
    shell = _shell(outcome)
    for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            result = shell.run_cell("".join(cell["source"]), store_history=True)
            result.raise_error()


def _run_main(path: str, namespace: dict[str, Any]) -> None:
    exec(compile(Path(path).read_text(encoding="utf-8"), path, "exec"), namespace)  # noqa: S102


def run_python(path: str, outcome: Outcome) -> None:
    """Run a script in plain Python."""
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    outcome.namespaces.append(module.__dict__)
    _run_main(path, module.__dict__)


def run_ipython(path: str, outcome: Outcome) -> None:
    """Run a script in IPython, where `get_ipython()` answers."""
    shell = _shell(outcome)
    _run_main(path, shell.user_ns)


def run_marimo(path: str, outcome: Outcome) -> None:
    """Run the app of a marimo program and take what its cells define."""
    spec = importlib.util.spec_from_file_location("converted", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, definitions = module.app.run()
    # A name that several cells bind is `x`, `x_1`, `x_2` here; any of them may hold the value.
    outcome.namespaces += [{re.sub(r"_\d+$", "", n): v} for n, v in definitions.items()]
    outcome.namespaces.append(dict(definitions))


def run_soorgeon(path: str, outcome: Outcome) -> None:
    """Run the tasks of `pipeline.yaml`, each with its upstream and products, as ploomber does."""
    import yaml

    folder = Path(path)
    sys.path.insert(0, str(folder))
    products: dict[str, Any] = {}
    for task in yaml.safe_load((folder / "pipeline.yaml").read_text(encoding="utf-8"))["tasks"]:
        name = Path(task["source"]).stem
        product = task["product"] if isinstance(task["product"], dict) else {"nb": task["product"]}
        for target in product.values():
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        products[name] = product
        source = (folder / task["source"]).read_text(encoding="utf-8")
        for line, value in (("product = None", product), ("upstream = ", products)):
            source = "\n".join(
                f"{line.split(' =')[0]} = {value!r}" if text.startswith(line) else text
                for text in source.split("\n")
            )
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        outcome.namespaces.append(module.__dict__)
        exec(compile(source, task["source"], "exec"), module.__dict__)  # noqa: S102


def run_nbrefactor(path: str, outcome: Outcome) -> None:
    """Import the modules in the order of the notebook's cells, which stands in `order.json`."""
    folder = Path(path)
    sys.path.insert(0, str(folder))
    for name in json.loads((folder / "order.json").read_text(encoding="utf-8")):
        module = importlib.import_module(name)
        outcome.namespaces.append(module.__dict__)


def run_anneal(path: str, outcome: Outcome) -> None:
    """Run the entry point of an exported package; its values are the variables of its steps."""
    folder = Path(path)
    report = json.loads((folder / "migration-report.json").read_text(encoding="utf-8"))
    sys.path.insert(0, str(folder / "src"))
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet):
        entry = importlib.import_module(report["entry"]["module"])
        display = importlib.import_module(report["display"])
    outcome.imported = quiet.getvalue()
    display.set_display_hook(lambda value, cell=None: outcome.shown.append(repr(value)))
    steps = {(step["module"], step["function"]) for step in report["steps"]}

    def note(frame: types.FrameType, event: str, _: Any) -> None:
        if event == "return" and (frame.f_globals.get("__name__"), frame.f_code.co_name) in steps:
            outcome.namespaces.append(dict(frame.f_locals))

    sys.setprofile(note)
    try:
        returned = getattr(entry, report["entry"]["function"])()
        if inspect.iscoroutine(returned):
            asyncio.run(returned)
    finally:
        sys.setprofile(None)
    prefix = f"{report['package']}."
    outcome.namespaces += [vars(m) for n, m in list(sys.modules.items()) if n.startswith(prefix)]
