"""The name that git knows for whoever works in a folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

MAX_NAME = 200
_SECONDS = 5.0


def git_name(folder: Path) -> str | None:
    """Return `git config user.name` in a folder; null without git, name or answer."""
    git = shutil.which("git")
    if git is None:
        return None
    try:
        done = subprocess.run(
            [git, "config", "user.name"], cwd=folder, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    name = done.stdout.decode("utf-8", "replace").strip()
    return name[:MAX_NAME] if done.returncode == 0 and name else None
