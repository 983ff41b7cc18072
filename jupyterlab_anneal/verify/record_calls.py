"""Watches calls of the notebook's own functions and keeps a few that a test can repeat.

The functions stay as they are: the interpreter's profile hook sees them being called. A library
that compiles, pickles or inspects a function finds what it would find in a kernel.
"""

from __future__ import annotations

import inspect
import json
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .record_build import Node, build
from .record_values import Describer, NotRecordable

MAX_CASES = 5
ENOUGH_CASES = 3
MAX_CONSIDERED = 20
MAX_SEEN = 2000


@dataclass
class Case:
    """One call: arguments by parameter, what it gave, and the lines of the function that ran."""

    arguments: dict[str, Node]
    result: Node
    lines: frozenset[int] = frozenset()


@dataclass
class Watched:
    """A function of which calls are wanted."""

    name: str
    module: str
    parameters: list[str]
    function: Any = None  # a function: typed as one, a field is taken for a method
    seen: int = 0
    known: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    results: set[str] = field(default_factory=set)
    waiting: list[Case] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    is_impure: bool = False

    @property
    def is_settled(self) -> bool:
        """Nothing more is wanted."""
        enough = len(self.cases) + len(self.waiting) >= MAX_CONSIDERED
        return self.is_impure or enough or self.seen >= MAX_SEEN

    def takes(self, case: Case) -> bool:
        """Tell whether a call adds something: another result, other kinds of values, or a third."""
        self.known.add(_key(case.arguments))
        kind, result = _kind(case), json.dumps(case.result)
        few = len(self.cases) + len(self.waiting) < ENOUGH_CASES
        adds = few or kind not in self.kinds or result not in self.results
        self.kinds.add(kind)
        self.results.add(result)
        return adds

    def refuse(self, reason: str, *, impure: bool = False) -> None:
        """Remember why a call was not kept; a function that is not pure is watched no longer."""
        self.reasons[reason] = self.reasons.get(reason, 0) + 1
        if impure:
            self.is_impure = True
            self.cases.clear()
            self.waiting.clear()


@dataclass
class _Running:
    frame: types.FrameType
    watched: Watched
    values: dict[str, Any]
    arguments: dict[str, Node]


class CallRecorder:
    """Records calls of functions in a namespace.

    Parameters
    ----------
    namespace
        The notebook's variables.
    wanted
        Functions with `name`, `module` and `parameters`.
    describer
        Turns values into data.
    """

    def __init__(
        self, namespace: dict[str, Any], wanted: list[dict[str, Any]], describer: Describer
    ) -> None:
        self._namespace = namespace
        self._describer = describer
        self.functions = [
            Watched(item["name"], item["module"], list(item["parameters"])) for item in wanted
        ]
        self._open = {watched.name: watched for watched in self.functions}
        self._running: list[_Running] = []

    def start(self) -> None:
        """Watch from here on."""
        if self._open:
            sys.setprofile(self._profile)

    def stop(self) -> None:
        """Watch no longer, and repeat what was seen: what comes out otherwise is not kept."""
        sys.setprofile(None)
        self._running.clear()
        for watched in self.functions:
            waiting, watched.waiting = watched.waiting, []
            for case in waiting:
                if not watched.is_impure:
                    self._repeat(watched, case)
            if watched.is_settled:
                self._open.pop(watched.name, None)

    def _profile(self, frame: types.FrameType, event: str, result: Any) -> None:
        if event == "call":
            if frame.f_code.co_name in self._open:
                self._called(frame)
        elif event == "return" and self._running and self._running[-1].frame is frame:
            self._returned(self._running.pop(), result)

    def _called(self, frame: types.FrameType) -> None:
        watched = self._open[frame.f_code.co_name]
        found = self._namespace.get(watched.name)
        function = inspect.unwrap(found) if callable(found) else None
        if not isinstance(function, types.FunctionType) or function.__code__ is not frame.f_code:
            return
        if any(running.watched is watched for running in self._running):
            return  # a recursive call is part of the first one
        code = frame.f_code
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(code.co_flags & inspect.CO_VARARGS)
        count += bool(code.co_flags & inspect.CO_VARKEYWORDS)
        names = code.co_varnames[:count]
        if watched.is_settled:
            self._close(watched)
            return
        watched.seen += 1
        if set(names) != set(watched.parameters):
            watched.refuse("a fix that went into the package changed its parameters", impure=True)
            return
        values = {name: frame.f_locals[name] for name in watched.parameters}
        try:
            arguments = self._describe(values)
        except NotRecordable as error:
            watched.refuse(str(error))
            return
        if _key(arguments) in watched.known:
            return
        watched.function = function
        self._running.append(_Running(frame, watched, values, arguments))

    def _returned(self, running: _Running, result: Any) -> None:
        watched = running.watched
        try:
            if self._describe(running.values) != running.arguments:
                watched.refuse("it changes what it is given", impure=True)
                return
            case = Case(running.arguments, self._describer.describe(result))
        except NotRecordable as error:
            watched.refuse(str(error))
            return
        if watched.takes(case):
            watched.waiting.append(case)
        if watched.is_settled:
            self._close(watched)

    def _close(self, watched: Watched) -> None:
        self._open.pop(watched.name, None)
        if not self._open:
            sys.setprofile(None)

    def _describe(self, values: dict[str, Any]) -> dict[str, Node]:
        return {name: self._describer.describe(value) for name, value in values.items()}

    def _repeat(self, watched: Watched, case: Case) -> None:
        function = watched.function
        assert function is not None  # noqa: S101 - a case was recorded from it
        lines: set[int] = set()

        def local(frame: types.FrameType, event: str, _: Any) -> Any:
            if event == "line":
                lines.add(frame.f_lineno)
            return local

        def trace(frame: types.FrameType, _event: str, _arg: Any) -> Any:
            return local if frame.f_code is function.__code__ else None

        values = {name: build(node) for name, node in case.arguments.items()}
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            result = call(function, values)
        except Exception as error:  # the call may have failed in the notebook too
            sys.settrace(before)
            watched.refuse(f"a call ends with {type(error).__name__}")
            return
        finally:
            sys.settrace(before)
        try:
            same = self._describer.describe(result) == case.result
            kept = self._describe(values) == case.arguments
        except NotRecordable:
            same = kept = False
        if not kept:
            watched.refuse("it changes what it is given", impure=True)
        elif not same:
            watched.refuse("the same call gives another value when it is repeated", impure=True)
        else:
            first = function.__code__.co_firstlineno
            case.lines = frozenset(line - first for line in lines)
            watched.cases.append(case)


def call(function: Callable[..., Any], values: dict[str, Any]) -> Any:
    """Call a function with values for all of its parameters, in the way their kinds ask for."""
    positional: list[Any] = []
    keywords: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional.extend(values[name])
        elif parameter.kind is parameter.VAR_KEYWORD:
            keywords.update(values[name])
        elif parameter.kind is parameter.KEYWORD_ONLY:
            keywords[name] = values[name]
        else:
            positional.append(values[name])
    return function(*positional, **keywords)


def chosen(cases: list[Case]) -> list[Case]:
    """Return the first call, then calls that run other lines, meet other kinds, or give others."""
    picked: list[Case] = []
    for key, most in ((_lines, MAX_CASES), (_kind, MAX_CASES), (_result, ENOUGH_CASES),
                      (_identity, ENOUGH_CASES)):  # fmt: skip
        known = {key(case) for case in picked}
        for case in cases:
            if len(picked) < most and key(case) not in known:
                known.add(key(case))
                picked.append(case)
    kept = {id(case) for case in picked}
    return [case for case in cases if id(case) in kept]


def _lines(case: Case) -> str:
    return str(sorted(case.lines))


def _kind(case: Case) -> str:
    return json.dumps([_edge(node) for node in (*case.arguments.values(), case.result)])


def _result(case: Case) -> str:
    return json.dumps(case.result)


def _identity(case: Case) -> str:
    return _key(case.arguments)


def _edge(node: Node) -> Any:
    """Return what tells an edge case from an ordinary value: emptiness, sign, truth, type."""
    kind = node["k"]
    if kind in ("int", "float"):
        text = node["v"]
        return [kind, "special" if text.lstrip("-") in ("nan", "inf") else _sign(float(text))]
    if kind == "bool":
        return [kind, node["v"]]
    if kind == "str":
        return [kind, bool(node["v"])]
    if kind == "number":
        return [kind, _edge(node["v"])]
    if kind == "array":
        return [kind, node["dtype"], len(node["shape"]), 0 in node["shape"]]
    if "items" in node:
        return [kind, bool(node["items"])]
    return kind


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)


def _key(arguments: dict[str, Node]) -> str:
    return json.dumps(arguments, sort_keys=True)
