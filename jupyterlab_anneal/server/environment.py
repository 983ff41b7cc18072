"""Moves credentials into `.env` beside a notebook; names go to `.env.example`, never values."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from typing import Any

from ..verify.redact import parse_env
from . import atomic
from .problems import Refused
from .safe_paths import inside_root

MAX_VALUES = 200
MAX_VALUE = 32_768
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_lock = threading.Lock()


def read_values(values: object) -> dict[str, str]:
    """Return the checked names and values of a request."""
    cure = "Send names of letters, digits and _, each with a text."
    if not isinstance(values, dict) or not 0 < len(values) <= MAX_VALUES:
        raise Refused(400, "values", "The request has no values.", cure)
    for name, value in values.items():
        if not _NAME.fullmatch(name):
            raise Refused(400, "values", "A name cannot be used in an environment.", cure)
        if not isinstance(value, str) or "\0" in value or len(value) > MAX_VALUE:
            raise Refused(400, "values", f"The value of {name} cannot be stored.", cure)
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Refused(400, "values", f"The value of {name} is not text.", cure) from error
    return dict(values)


def write_environment(
    root: Path, folder: object, values: dict[str, str], replace: bool
) -> dict[str, Any]:
    """Add values to `.env` (readable by its owner only) and names to `.env.example`.

    Returns
    -------
    dict
        `added`, `unchanged` and `replaced`: names; `files`: what was written. Never a value.

    Raises
    ------
    Refused
        409 when a name is there with another value and `replace` is false.
    """
    target = inside_root(root, folder, empty=True)
    if not target.is_dir():
        message = f"{str(folder)[:120]!r} is no folder."
        raise Refused(404, "folder", message, "Save the notebook first.")
    paths = {name: target / name for name in (".env", ".env.example", ".gitignore")}
    for name, path in paths.items():
        if path.is_symlink() or (path.exists() and not path.is_file()):
            raise Refused(409, "link", f"{name} is a link or a folder.", "Make it a plain file.")
    with _lock:
        return _update(paths, values, replace)


def _update(paths: dict[str, Path], values: dict[str, str], replace: bool) -> dict[str, Any]:
    text = _read(paths[".env"])
    known = dict(parse_env(text))
    conflicts = sorted(n for n, v in values.items() if known.get(n, v) != v)
    if conflicts and not replace:
        names = ", ".join(conflicts)
        raise Refused(
            409, "exists", f".env already has another value for {names}.",
            "Use another name, or replace the value.", names=conflicts,
        )  # fmt: skip
    added = [name for name in values if name not in known]
    for name in conflicts:
        text = _without(text, name)
    for name in [*added, *conflicts]:
        text = _line_end(text) + f"{name}={quote(values[name])}\n"
    files = []
    example = _read(paths[".env.example"])
    listed = {name for name, _ in parse_env(example)}
    ignore = _read(paths[".gitignore"])
    # .gitignore first: at no moment may a tracked folder hold an .env that git would add
    if not any(line.strip() in (".env", "/.env", "*.env", ".env*") for line in ignore.splitlines()):
        atomic.write_file(paths[".gitignore"], (_line_end(ignore) + ".env\n").encode(), 0o644)
        files.append(".gitignore")
    if added or conflicts or paths[".env"].exists():
        if added or conflicts:
            atomic.write_file(paths[".env"], text.encode(), 0o600)
            files.append(".env")
        else:
            os.chmod(paths[".env"], 0o600)
    if set(values) - listed:
        for name in values:
            example = example if name in listed else _line_end(example) + f"{name}=\n"
        atomic.write_file(paths[".env.example"], example.encode(), 0o644)
        files.append(".env.example")
    unchanged = [name for name in values if name not in added and name not in conflicts]
    return {"added": added, "replaced": conflicts, "unchanged": unchanged, "files": files}


def quote(value: str) -> str:
    """Return a value as python-dotenv reads it back unchanged."""
    if re.fullmatch(r"[A-Za-z0-9_./:@%+,=-]+", value):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        message = f"{path.name} is not UTF-8 text."
        raise Refused(409, "encoding", message, "Save it as UTF-8.") from error


def _line_end(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _without(text: str, name: str) -> str:
    value = r"(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^\n]*)"
    pattern = rf"^[ \t]*(?:export[ \t]+)?{re.escape(name)}[ \t]*=[ \t]*{value}[^\n]*\n?"
    return re.sub(pattern, "", text, flags=re.MULTILINE | re.DOTALL)
