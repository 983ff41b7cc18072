"""Keeps secrets out of reports: values in `.env` files and in the notebook, and known shapes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HIDDEN = "[hidden]"
SHORTEST = 6

_SECRET_NAME = re.compile(
    r"(?:key|token|secret|passw|pwd|credential|auth|bearer|dsn|conn(?:ection)?_?str)", re.IGNORECASE
)
_SHAPES = (
    re.compile(r"\b(?:sk|pk|rk)[-_](?:[A-Za-z0-9]+[-_])*[A-Za-z0-9]{12,}"),
    re.compile(r"\bgh[pousr]_[A-Za-z0-9]{20,}"),
    re.compile(r"\bgithub_pat_[A-Za-z0-9_]{20,}"),
    re.compile(r"\bhf_[A-Za-z0-9]{16,}"),
    re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"),
    re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"\bAIza[A-Za-z0-9_-]{30,}"),
    re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*)?"),
    re.compile(r"(?<=://)[^\s/:@]+:[^\s/@]+(?=@)"),
    re.compile(r"(?i)(?<=bearer )[A-Za-z0-9._~+/=-]{8,}"),
)


class Redactor:
    """Replaces secrets in texts by a fixed word.

    Parameters
    ----------
    values
        Secret values that are known; shorter ones than 6 characters are left alone, because they
        would blank out ordinary text.
    """

    def __init__(self, values: Iterable[str]) -> None:
        known = {value.strip() for value in values if len(value.strip()) >= SHORTEST}
        self._values = sorted(known, key=len, reverse=True)

    def text(self, text: str) -> str:
        """Return the text with every secret hidden."""
        for value in self._values:
            text = text.replace(value, HIDDEN)
        for shape in _SHAPES:
            text = shape.sub(HIDDEN, text)
        return text

    def everything(self, data: Any) -> Any:
        """Return JSON data with every secret hidden, in keys too."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, list):
            return [self.everything(item) for item in data]
        if isinstance(data, dict):
            return {self.text(str(key)): self.everything(value) for key, value in data.items()}
        return data


def values_of_env(folders: Iterable[Path]) -> dict[str, str]:
    """Return the names and values in the `.env` files of some folders; the first one wins."""
    found: dict[str, str] = {}
    for folder in folders:
        path = folder / ".env"
        try:
            text = path.read_text(encoding="utf-8-sig", errors="replace")
        except OSError:
            continue
        for name, value in parse_env(text):
            found.setdefault(name, value)
    return found


_ENV_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*
        (?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|([^\n#]*?))[ \t]*(?:\#[^\n]*)?$""",
    re.MULTILINE | re.VERBOSE,
)


def _unescape(match: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(match[1], match[1])


def parse_env(text: str) -> list[tuple[str, str]]:
    """Return the assignments of a `.env` file."""
    pairs = []
    for match in _ENV_LINE.finditer(text.replace("\r\n", "\n")):
        name, single, double, plain = match.groups()
        if single is not None:
            value = re.sub(r"\\([\\'])", r"\1", single)
        elif double is not None:
            value = re.sub(r"\\(.)", _unescape, double, flags=re.DOTALL)
        else:
            value = plain.strip()
        pairs.append((name, value))
    return pairs


def secret_literals(sources: Iterable[str]) -> list[str]:
    """Return texts that code gives to names, keys or parameters that sound like credentials."""
    found: list[str] = []
    for source in sources:
        lines = source.splitlines(keepends=True)
        plain = "".join("\n" if line.lstrip()[:1] in ("%", "!") else line for line in lines)
        try:
            tree = ast.parse(plain)
        except (SyntaxError, ValueError):
            found.extend(
                match[2]
                for match in re.finditer(r"""(\w+)["'\]]*\s*[=:]\s*["']([^"'\n]+)["']""", source)
                if _SECRET_NAME.search(match[1])
            )
            continue
        for node in ast.walk(tree):
            found.extend(_of_node(node))
    return found


def _of_node(node: ast.AST) -> list[str]:
    pairs: list[tuple[str, ast.AST | None]] = []
    if isinstance(node, ast.Assign):
        pairs = [(_name(target), node.value) for target in node.targets]
    elif isinstance(node, ast.AnnAssign):
        pairs = [(_name(node.target), node.value)]
    elif isinstance(node, ast.keyword) and node.arg:
        pairs = [(node.arg, node.value)]
    elif isinstance(node, ast.Dict):
        pairs = [
            (str(key.value), value)
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant)
        ]
    return [
        value.value
        for name, value in pairs
        if isinstance(value, ast.Constant)
        and isinstance(value.value, str)
        and _SECRET_NAME.search(name)
    ]


def _name(target: ast.AST) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return str(target.slice.value)
    return ""
