"""The rule by which git keeps the lines of both sides when it merges review files."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from . import atomic

RULE = "*.anneal.json merge=union"
_SECONDS = 5.0


def ensure(root: Path, target: Path) -> str | None:
    """Add the rule to the repository of a review file, unless one is there.

    Nothing is written where there is no git or no repository, or where its root lies outside the
    folder that the server serves.

    Parameters
    ----------
    root
        The server's root.
    target
        The review file.

    Returns
    -------
    str or None
        The file that was changed, relative to the server's root.
    """
    top = _git(target.parent, "rev-parse", "--show-toplevel")
    attribute = _git(target.parent, "check-attr", "merge", "--", target.name)
    if not top or not (attribute or "").endswith(": merge: unspecified"):
        return None
    real_root, folder = Path(os.path.realpath(root)), Path(os.path.realpath(top))
    file = folder / ".gitattributes"
    if (folder != real_root and real_root not in folder.parents) or file.is_symlink():
        return None
    text = file.read_bytes() if file.exists() else b""
    end = b"" if not text or text.endswith(b"\n") else b"\n"
    atomic.write_file(file, text + end + RULE.encode() + b"\n")
    return file.relative_to(real_root).as_posix()


def _git(folder: Path, *words: str) -> str | None:
    git = shutil.which("git")
    if git is None:
        return None
    try:
        done = subprocess.run(
            [git, *words], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL,
            timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None
