"""Plants faults in exported packages and asks the verify engine whether it sees them.

``python -m jupyterlab_anneal.tests.planted_faults NOTEBOOK PACKAGE`` prints one JSON object a line:
the report for the package as it is, then one line a fault. A fault is a changed constant, a dropped
statement, or two operands or arguments that changed places.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..verify.orchestrate import Options, Verification

KINDS = ("constant", "dropped", "swapped")
# These show values, run shell lines or read the command line: nothing in them is the notebook's.
_OWN = frozenset(("__main__.py", "display.py", "shell.py"))
_ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult, ast.LShift, ast.RShift)


@dataclass(frozen=True)
class Fault:
    """One change of one file, as bytes that are replaced.

    Attributes
    ----------
    kind
        One of `KINDS`.
    file
        Path below the package's folder.
    line
        Where the changed statement begins.
    start, end
        What is replaced, in bytes.
    text
        What stands there instead.
    column
        How far the changed statement is indented.
    """

    kind: str
    file: str
    line: int
    start: int
    end: int
    text: str
    column: int

    def planted(self, source: bytes) -> bytes:
        """Return the file with the fault in it."""
        return source[: self.start] + self.text.encode() + source[self.end :]

    def tripped(self, source: bytes) -> bytes:
        """Return the file with an error where the fault would be: does the line run at all?"""
        lines = source.splitlines(keepends=True)
        lines.insert(self.line - 1, b" " * self.column + b"raise RuntimeError('reached')\n")
        return b"".join(lines)


def find_faults(package: Path) -> list[Fault]:
    """Return every fault that could be planted in the modules of an exported package."""
    found: list[Fault] = []
    for path in sorted((package / "src").rglob("*.py")):
        if path.name not in _OWN:
            found += _Finder(path.relative_to(package).as_posix(), path.read_bytes()).faults()
    return found


def choose(faults: list[Fault], seed: int, each: int) -> list[Fault]:
    """Return up to `each` faults of every kind, always the same for the same seed."""
    chooser = random.Random(seed)
    chosen: list[Fault] = []
    for kind in KINDS:
        those = [fault for fault in faults if fault.kind == kind]
        chosen += chooser.sample(those, min(each, len(those)))
    return chosen


def judge(
    options: Options, faults: Callable[[], list[Fault]], folder: Path
) -> Iterator[dict[str, Any]]:
    """Yield the verdict for the package as it is, and when that is `equal`, for each fault.

    A fault is `seen`, `unseen`, or `not reached` when its line never runs.
    """
    waiting: list[tuple[Fault, bool]] = []

    def packages() -> Iterator[Path]:
        yield options.package
        while waiting:
            fault, trips = waiting[0]
            yield _copy(options.package, folder, fault, fault.tripped if trips else fault.planted)

    reports = Verification(options, lambda _: None, lambda: False).each(packages())
    report = next(reports)
    yield {"package": options.package.name, "verdict": report["verdict"], "report": report}
    if report["verdict"] != "equal":
        return
    waiting.extend((fault, False) for fault in faults())
    if not waiting:
        return
    for report in reports:
        fault, trips = waiting.pop(0)
        if trips:
            outcome = "not reached" if report["verdict"] == "equal" else "unseen"
        elif report["verdict"] == "equal":
            waiting.insert(0, (fault, True))
            continue
        else:
            outcome = "seen"
        source = (options.package / fault.file).read_bytes()
        yield {
            "kind": fault.kind,
            "file": fault.file,
            "line": fault.line,
            "before": source[fault.start : fault.end].decode(),
            "after": fault.text,
            "outcome": outcome,
            "because": report["because"],
        }


def _copy(package: Path, folder: Path, fault: Fault, change: Callable[[bytes], bytes]) -> Path:
    copy = folder / package.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(package, copy)
    target = copy / fault.file
    target.write_bytes(change(target.read_bytes()))
    return copy


class _Finder(ast.NodeVisitor):
    """Collects the faults of one file."""

    def __init__(self, file: str, source: bytes) -> None:
        self._file = file
        self._source = source
        self._starts = [0]
        for line in source.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._found: list[Fault] = []
        self._statement: ast.stmt | None = None
        self._bound: list[set[str]] = []

    def faults(self) -> list[Fault]:
        """Return what was found, in the order of the file."""
        self.visit(ast.parse(self._source))
        return [fault for fault in self._found if _compiles(fault.planted(self._source))]

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)) or _is_docstring(node):
            return
        if not isinstance(node, ast.stmt):
            super().visit(node)
            return
        before, self._statement = self._statement, node
        self._drop(node)
        super().visit(node)
        self._statement = before

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = node.args
        names = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        self._bound.append({name.arg for name in names})
        for part in (*arguments.defaults, *arguments.kw_defaults, *node.body):
            if part is not None:
                self.visit(part)
        self._bound.pop()

    visit_FunctionDef = visit_AsyncFunctionDef = _function

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self._add("constant", node, str(not value))
        elif isinstance(value, (int, float)):
            changed = value + 1 if isinstance(value, int) else value * 1.5 + 0.25
            self._add("constant", node, repr(changed))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Leave formatted texts alone: before Python 3.12 their parts have no places."""

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, _ORDERED):
            self._swap(node.left, node.right)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.Lt, ast.LtE, ast.Gt, ast.GtE)):
            self._swap(node.left, node.comparators[0])
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        # the order of these arguments does not matter
        symmetric = isinstance(node.func, ast.Name) and node.func.id in ("max", "min")
        starred = any(isinstance(argument, ast.Starred) for argument in node.args[:2])
        if len(node.args) > 1 and not starred and not symmetric:
            self._swap(node.args[0], node.args[1])
        self.visit(node.func)
        shows = isinstance(node.func, ast.Name) and node.func.id == "show"
        for part in (*node.args, *(k.value for k in node.keywords if not shows)):
            self.visit(part)

    def _drop(self, node: ast.stmt) -> None:
        """Drop a statement whose loss leaves every name bound: the others fail by themselves."""
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)
                 and isinstance(n.ctx, ast.Store)}  # fmt: skip
        if self._bound:
            rebinds = isinstance(node, ast.Assign) and names <= self._bound[-1]
            calls = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
            if rebinds or calls or isinstance(node, (ast.AugAssign, ast.For, ast.If)):
                self._add("dropped", node, "pass")
            self._bound[-1].update(names)

    def _swap(self, left: ast.expr, right: ast.expr) -> None:
        one, two = self._text(left), self._text(right)
        if one != two:
            start, end = self._place(left)[0], self._place(right)[1]
            between = self._source[self._place(left)[1] : self._place(right)[0]].decode()
            self._add_at("swapped", start, end, f"{two}{between}{one}")

    def _text(self, node: ast.AST) -> str:
        start, end = self._place(node)
        return self._source[start:end].decode()

    def _place(self, node: Any) -> tuple[int, int]:
        return (
            self._starts[node.lineno - 1] + node.col_offset,
            self._starts[node.end_lineno - 1] + node.end_col_offset,
        )

    def _add(self, kind: str, node: ast.AST, text: str) -> None:
        self._add_at(kind, *self._place(node), text)

    def _add_at(self, kind: str, start: int, end: int, text: str) -> None:
        statement = self._statement
        if statement is not None and self._bound:
            line, column = statement.lineno, statement.col_offset
            self._found.append(Fault(kind, self._file, line, start, end, text, column))


def _is_docstring(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _compiles(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def main() -> int:
    """Judge the faults that the command line asks for; 1 when one of them stays unseen."""
    parser = argparse.ArgumentParser(prog="planted_faults")
    parser.add_argument("notebook", type=Path)
    parser.add_argument("package", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=1, help="faults of each kind")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--timeout", type=float, default=120.0)
    wanted = parser.parse_args()
    options = Options(wanted.notebook, wanted.package, wanted.python, wanted.timeout)
    unseen = False
    with tempfile.TemporaryDirectory(prefix="anneal-faults-") as folder:
        for line in judge(
            options,
            lambda: choose(find_faults(wanted.package), wanted.seed, wanted.each),
            Path(folder),
        ):
            unseen = unseen or line.get("outcome") == "unseen"
            print(json.dumps(line), flush=True)
    return int(unseen)


if __name__ == "__main__":
    raise SystemExit(main())
