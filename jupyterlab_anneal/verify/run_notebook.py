"""Runs a notebook cell by cell in this process, as a kernel would, and describes the outcome.

With IPython the cells go through its shell (magics, top-level await, `!`, display). Without IPython
plain Python cells run, and a cell that needs IPython is an error that says so.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import io
import sys
import tokenize
import types
from pathlib import Path
from typing import Any

from .meter import Meter
from .notebook_file import Bindings, CodeCell, bindings_of, cells_of, read_notebook
from .run_session import Session, Spec, describe_error

_HOUSEKEEPING = ("%matplotlib", "%load_ext", "%autoreload", "%config")


def main(spec: Spec) -> int:
    """Run the notebook of the specification; the result lies in `folder/result.json`.

    Parameters
    ----------
    spec
        `notebook` or, in its place, `cells` with `index`, `source` and `tags`; `mayFail`; `memory`:
        true to measure the memory of each cell in place of its time.
    """
    session = Session(spec)
    given = spec.get("cells")
    cells = read_notebook(Path(spec["notebook"])) if given is None else cells_of(given)
    result = asyncio.run(_drive(session, runner_for(session), cells, spec))
    seconds = result.pop("took")
    result["variables"] = session.snapshot(result.pop("values"))
    session.finish(result, seconds)
    return 0


def runner_for(session: Session) -> CellRunner:
    """Return what runs the cells: IPython's shell where there is one."""
    try:
        import IPython  # noqa: F401

        return _ShellRunner(session)
    except ImportError:
        return _PlainRunner(session)


async def _drive(
    session: Session, runner: CellRunner, cells: list[CodeCell], spec: Spec
) -> dict[str, Any]:
    recorder = session.recorder
    may_fail: list[int] = spec["mayFail"]
    meter = Meter(memory=bool(spec.get("memory")))
    bindings: dict[int, Bindings] = {}
    skipped: list[dict[str, Any]] = []
    started: dict[str, Any] = {"error": None, "stoppedAt": None, "skipped": skipped}
    for position, cell in enumerate(cells):
        session.progress(cell=cell.index, done=position, cells=len(cells))
        place = str(cell.index)
        recorder.enter(place)
        before = set(runner.namespace)
        code = runner.python_of(cell.source)
        meter.enter()
        error = await runner.run(cell.source)
        meter.leave(cell.index)
        # background tasks of earlier cells go on between cells, as in a kernel
        await asyncio.sleep(0)
        recorder.flush_figures()
        session.capture.drain()
        recorder.leave(place)
        found = bindings_of(code)
        new = {n for n in set(runner.namespace) - before if isinstance(n, str)} - found.imported
        starred = {n for n in new if _comes_from(found.stars, n, runner.namespace[n])}
        own = found.other | (new - starred)
        known = bindings.get(cell.index, Bindings(frozenset(), frozenset()))
        bindings[cell.index] = Bindings(
            known.imported | found.imported | starred, known.other | own
        )
        if error is not None and cell.index in may_fail:
            skipped.append({"cell": cell.index, "error": describe_error(error)})
        elif error is not None and "raises-exception" not in cell.tags:
            started.update(stoppedAt=cell.index, error=describe_error(error))
            break
    values, definitions = _values(runner, bindings)
    return {
        **started,
        "took": session.seconds,
        "values": values,
        "definitions": definitions,
        "bindings": {str(index): sorted(found.other) for index, found in bindings.items()},
        "codeCells": list(dict.fromkeys(cell.index for cell in cells)),
        "measured": meter.plain(),
    }


def _comes_from(modules: frozenset[str], name: str, value: Any) -> bool:
    """Tell whether `from module import *` (or `%pylab`) brought a value."""
    loaded = (sys.modules.get(module) for module in (*modules, "pylab"))
    return any(getattr(module, name, loaded) is value for module in loaded if module is not None)


def _values(
    runner: CellRunner, bindings: dict[int, Bindings]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the notebook's final variables, and its own functions and classes by kind."""
    made = set().union(*(found.other for found in bindings.values())) if bindings else set()
    imported = set().union(*(found.imported for found in bindings.values())) if bindings else set()
    values: dict[str, Any] = {}
    definitions: dict[str, str] = {}
    for name, value in runner.namespace.items():
        if not isinstance(name, str) or name.startswith("_") or name in ("In", "Out"):
            continue
        if runner.initial.get(name, runner) is value or isinstance(value, types.ModuleType):
            continue
        if name in imported and name not in made:
            continue
        if isinstance(value, (types.FunctionType, type)):
            if getattr(value, "__module__", "") == "__main__":
                definitions[name] = "class" if isinstance(value, type) else "function"
            continue
        values[name] = value
    return values, definitions


class CellRunner:
    """Runs one cell at a time in a namespace."""

    namespace: dict[str, Any]
    initial: dict[str, Any]

    def python_of(self, source: str) -> str:
        """Return the cell as plain Python, to find the names it binds."""
        raise NotImplementedError

    async def run(self, source: str) -> BaseException | None:
        """Run a cell and return the exception that stopped it, if any."""
        raise NotImplementedError


class _ShellRunner(CellRunner):
    """Cells through IPython's shell."""

    def __init__(self, session: Session) -> None:
        import builtins

        from IPython.core.displayhook import DisplayHook
        from IPython.core.displaypub import DisplayPublisher
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets import Type
        from traitlets.config import Config

        recorder = session.recorder

        class Hook(DisplayHook):
            def __call__(self, result: Any = None) -> None:
                self.check_for_underscore()
                if result is not None and not _ends_quietly(session_cell[0]):
                    recorder.display(result)
                    self.update_user_ns(result)
                    self.fill_exec_result(result)

        class Publisher(DisplayPublisher):
            def publish(self, data: Any, *_: Any, **__: Any) -> None:
                # rich output that did not come through display(): keep its plain text
                if isinstance(data, dict) and "text/plain" in data:
                    recorder.display(data["text/plain"])

        class Shell(InteractiveShell):
            displayhook_class = Type(Hook)
            display_pub_class = Type(Publisher)

            def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
                """Show nothing: the error is in the cell's result."""

            def ask_exit(self) -> None:
                """Stop the run: `exit()` ends a kernel."""
                raise SystemExit("the cell ends the session")

            def enable_gui(self, gui: Any = None) -> None:
                """Do nothing: there is no window."""

            def enable_matplotlib(self, gui: Any = None) -> tuple[Any, Any]:
                """Keep the Agg backend; figures are recorded from their data."""
                return gui, "agg"

        def display(*values: Any, display_id: Any = None, **_: Any) -> None:
            for value in values:
                recorder.display(value)

        session_cell = [""]
        self._cell = session_cell
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "NoColor"
        stdout, stderr = sys.stdout, sys.stderr
        self._shell = Shell.instance(config=config)
        sys.stdout, sys.stderr = stdout, stderr
        import IPython.core.display_functions
        import IPython.display

        IPython.core.display_functions.display = display
        IPython.display.display = display
        builtins.display = display  # type: ignore[attr-defined]
        self._shell.builtin_trap.auto_builtins["display"] = display
        self._shell.register_magic_function(_matplotlib, "line", "matplotlib")
        self.namespace = self._shell.user_ns
        self.initial = dict(self.namespace)

    def python_of(self, source: str) -> str:
        try:
            return str(self._shell.transform_cell(source))
        except Exception:  # a cell that IPython cannot read binds nothing we know of
            return ""

    async def run(self, source: str) -> BaseException | None:
        self._cell[0] = source
        shell = self._shell
        shell.events.trigger("pre_execute")
        with shell.builtin_trap:
            code, fault = source, None
            try:
                code = shell.transform_cell(source)
            except Exception:  # the shell reports it as the cell's own error
                fault = sys.exc_info()
            result = await shell.run_cell_async(
                source, store_history=True, transformed_cell=code, preprocessing_exc_tuple=fault
            )
        shell.events.trigger("post_execute")
        return result.error_before_exec or result.error_in_exec


def _matplotlib(line: str) -> None:
    """Keep matplotlib's backend; only the import that the magic promises is of interest."""


class _PlainRunner(CellRunner):
    """Cells of plain Python, without IPython."""

    def __init__(self, session: Session) -> None:
        self._recorder = session.recorder
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        self.namespace = module.__dict__
        self.namespace["display"] = self._display
        self.initial = dict(self.namespace)

    def _display(self, *values: Any, **_: Any) -> None:
        for value in values:
            self._recorder.display(value)

    def python_of(self, source: str) -> str:
        lines = source.splitlines(keepends=True)
        return "".join("\n" if line.lstrip().startswith(_HOUSEKEEPING) else line for line in lines)

    async def run(self, source: str) -> BaseException | None:
        code = self.python_of(source)
        try:
            tree = ast.parse(code, "<cell>")
        except SyntaxError as error:
            if any(line.lstrip()[:1] in ("%", "!") for line in code.splitlines()):
                return RuntimeError(
                    "this cell needs IPython: install it in the notebook's environment "
                    "(pip install ipykernel)"
                )
            return error
        shown: ast.Expression | None = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not _ends_quietly(source):
            shown = ast.Expression(tree.body.pop().value)  # type: ignore[attr-defined]
        try:
            await self._execute(compile(tree, "<cell>", "exec", _AWAIT, dont_inherit=True))
            if shown is not None:
                code_object = compile(shown, "<cell>", "eval", _AWAIT, dont_inherit=True)
                self._recorder.display(await self._execute(code_object))
        except BaseException as error:  # whatever stops the cell is its result
            return error
        return None

    async def _execute(self, code: types.CodeType) -> Any:
        value = eval(code, self.namespace)  # noqa: S307 - running the notebook is the purpose
        if code.co_flags & inspect.CO_COROUTINE:
            return await value
        return value


_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT


_SIGNIFICANT = frozenset(
    (tokenize.OP, tokenize.NAME, tokenize.NUMBER, tokenize.STRING, tokenize.ERRORTOKEN)
)


def _ends_quietly(source: str) -> bool:
    """Tell whether the cell's last token is a semicolon, which hides its value."""
    last = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _SIGNIFICANT:
                last = token.string
    except (tokenize.TokenError, SyntaxError):
        return source.rstrip().endswith(";")
    return last == ";"
