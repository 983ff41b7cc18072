"""Names and paths that may be written: inside the server's root, and usable on every system."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from .problems import Refused

MAX_NAME = 200
MAX_PATH = 400

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')


def check_name(name: str, path: str) -> None:
    """Refuse one part of a path that some system cannot hold."""
    problem = ""
    if name in ("", ".", ".."):
        problem = "empty parts, `.` and `..` are not allowed"
    elif _FORBIDDEN.search(name):
        problem = 'it has a control character or one of < > : " | ? * \\'
    elif name[-1] in ". ":
        problem = "it ends with a dot or a space"
    elif name[0] == " ":
        problem = "it begins with a space"
    elif _RESERVED.fullmatch(name):
        problem = "Windows reserves this name"
    elif len(name) > MAX_NAME or len(name.encode("utf-8", "replace")) > 255:
        problem = "it is too long"
    elif any(0xD800 <= ord(character) <= 0xDFFF for character in name):
        problem = "it is not valid text"
    if problem:
        shown = path if len(path) <= 120 else path[:120] + "…"
        cure = "Use letters, digits, - and _ in names."
        raise Refused(400, "name", f"{shown!r} cannot be used: {problem}.", cure)


def split(path: object) -> list[str]:
    """Return the checked parts of a relative path with `/` between them."""
    if not isinstance(path, str):
        raise Refused(400, "path", "A path is not a text.", "Send paths as text.")
    if path.startswith("/") or re.match(r"[A-Za-z]:", path):
        message = f"{path[:120]!r} is an absolute path."
        raise Refused(400, "outside", message, "Send a path relative to the folder of the server.")
    if ".." in re.split(r"[/\\]", path):
        message = f"{path[:120]!r} lies outside the folder that JupyterLab serves."
        raise Refused(400, "outside", message, "Choose a folder inside it.")
    if len(path) > MAX_PATH:
        raise Refused(400, "name", "The path is too long.", f"Stay below {MAX_PATH} characters.")
    parts = path.split("/")
    for part in parts:
        check_name(part, path)
    return parts


def check_no_twins(paths: Iterable[str]) -> None:
    """Refuse paths that are one file on systems that ignore case or accents' encoding."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        key = _folded(path)
        if key in seen:
            message = f"{path!r} and {seen[key]!r} are the same file on some systems."
            raise Refused(400, "twins", message, "Give them different names.")
        seen[key] = path
        parts = path.split("/")
        for end in range(1, len(parts)):
            folder = "/".join(parts[:end])
            other = folders.setdefault(_folded(folder), folder)
            if other != folder:
                message = f"{folder!r} and {other!r} are the same folder on some systems."
                raise Refused(400, "twins", message, "Give them different names.")
    for key, folder in folders.items():
        if key in seen:
            message = f"{folder!r} is both a file and a folder."
            raise Refused(400, "twins", message, "Give them different names.")


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def inside_root(root: Path, path: object, *, empty: bool = False) -> Path:
    """Return the absolute path of something below the root, refusing every way out of it.

    Parameters
    ----------
    root
        The folder that the server serves.
    path
        Relative path with `/`; `""` means the root when `empty` is true.
    """
    real_root = Path(os.path.realpath(root))
    if path == "" and empty:
        return real_root
    target = real_root.joinpath(*split(path))
    real = Path(os.path.realpath(target))
    if real != real_root and real_root not in real.parents:
        message = f"{str(path)[:120]!r} leads, through a link, outside the folder of the server."
        raise Refused(403, "link", message, "Choose a folder that is no link.")
    if os.path.islink(target):
        message = f"{str(path)[:120]!r} is a link."
        raise Refused(403, "link", message, "Choose a folder that is no link.")
    return real
