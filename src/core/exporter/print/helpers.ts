/** The helper modules that a package brings along, as text. `usedParts` cuts them to what a package uses. */

/** @param keeps the package asks for values that it has shown */
export function displayModule(keeps: boolean): string {
  return keeps
    ? showing
        .replace('\n\n\ndef set_display_hook', `\n${kept}\n\n\ndef set_display_hook`)
        .replace(
          '    if _hook is not None:\n        _hook(value, cell=cell)',
          match => `${keeping}${match}`
        )
        .replace('def display(', `${asking}def display(`)
    : showing;
}

const kept = `_shown: list[Any] = []
_by_cell: dict[int | None, Any] = {}`;

const keeping = `    _shown[:] = [value, *_shown[:2]]
    _by_cell[cell] = value
`;

const asking = `def last_shown(back: int = 1) -> Any:
    """Give back the value that was shown last, or one before it, like \`_\` and \`__\` in a notebook."""
    return _shown[back - 1] if len(_shown) >= back else ""


def shown_by(cell: int) -> Any:
    """Give back the value that a cell has shown, like \`Out[1]\` in a notebook."""
    return _by_cell[cell]


`;

const showing = `"""Shows values the way a notebook does; elsewhere it prints them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

_hook: Callable[..., None] | None = None


def set_display_hook(hook: Callable[..., None] | None) -> None:
    """Send every shown value to \`hook(value, cell=...)\`; None brings the default back."""
    global _hook
    _hook = hook


def show(value: Any, cell: int | None = None) -> None:
    """Show a value, like the last line of a notebook cell. None shows nothing."""
    if value is None:
        return
    if _hook is not None:
        _hook(value, cell=cell)
    elif "IPython" in sys.modules and sys.modules["IPython"].get_ipython() is not None:
        sys.modules["IPython"].display.display(value)
    else:
        print(repr(value))


def display(*values: Any, **options: Any) -> None:
    """Show values, like the function of the same name in a notebook."""
    for value in values:
        if _hook is not None:
            _hook(value, cell=None)
        elif "IPython" in sys.modules:
            sys.modules["IPython"].display.display(value, **options)
        else:
            print(repr(value))


def show_figures() -> None:
    """Show and close the open figures, like the end of a notebook cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None and pyplot.get_fignums():
        pyplot.show()
        pyplot.close("all")
`;

export const shellModule = `"""What lines of a notebook that start with \`!\` or \`%\` became."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import shutil
import subprocess
import sys
import traceback
import types
from collections.abc import Iterator
from typing import Any

# The shell of the user or else sh, found as a notebook finds it; None is that of the system.
_shell = shutil.which(os.environ.get("SHELL", "sh")) if os.name == "posix" else None


def run_command(command: str) -> int:
    """Run a command, show what it prints while it runs, and return its exit status."""
    sys.stdout.flush()
    reader, writer = _terminal()
    # a pager would wait for keys
    env = {**os.environ, "PAGER": "cat", "GIT_PAGER": "cat"}
    with subprocess.Popen(
        command, shell=True, executable=_shell, env=env, stdout=writer, stderr=writer
    ) as running:
        os.close(writer)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while printed := _read(reader):
            sys.stdout.write(decoder.decode(printed))
            sys.stdout.flush()
        sys.stdout.write(decoder.decode(b"", final=True))
        os.close(reader)
    return running.returncode


def _terminal() -> tuple[int, int]:
    """Open what a notebook gives its commands: many print otherwise where no terminal is, as \`ls\` does."""
    if sys.platform != "win32":
        import pty
        import tty

        with contextlib.suppress(OSError):
            reader, writer = pty.openpty()
            tty.setraw(writer)
            return reader, writer
    return os.pipe()


def _read(reader: int) -> bytes:
    """Return what comes next; nothing when the terminal was closed, which is an error to Linux."""
    try:
        return os.read(reader, 65536)
    except OSError:
        return b""


def capture_lines(command: str) -> list[str]:
    """Run a command and return the lines it printed."""
    done = subprocess.run(
        command, shell=True, executable=_shell, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.stdout.decode("utf-8", "replace").splitlines()


def run_script(shell: str, script: str) -> None:
    """Run a script and show what it prints; one that fails ends the run, one without its program is passed over."""
    sys.stdout.flush()
    try:
        done = subprocess.run([shell], input=script.encode(), check=False, capture_output=True)
    except FileNotFoundError:
        print(f"Couldn't find program: {shell!r}")
        return
    sys.stdout.write(done.stdout.decode("utf-8", "replace"))
    sys.stderr.write(done.stderr.decode("utf-8", "replace"))
    sys.stdout.flush()
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, script)


def run_file(path: str, *arguments: str) -> dict[str, Any]:
    """Run a file of Python as a program of its own and return the names that it made."""
    program = types.ModuleType("__main__")
    program.__file__ = path
    before = sys.modules["__main__"], sys.argv, sys.path
    folder = os.path.dirname(os.path.abspath(path))
    sys.modules["__main__"], sys.argv, sys.path = program, [path, *arguments], [folder, *sys.path]
    try:
        with open(path, "rb") as file:
            exec(compile(file.read(), path, "exec"), vars(program))
    except SystemExit as end:
        if end.code:
            raise
    finally:
        sys.modules["__main__"], sys.argv, sys.path = before
    return {name: value for name, value in vars(program).items() if not name.startswith("__")}


def write_file(path: str, text: str, append: bool = False) -> None:
    """Write a text file and say so."""
    target = os.path.expanduser(path)
    exists = os.path.exists(target)
    print(f"{'Appending to' if exists and append else 'Overwriting' if exists else 'Writing'} {path}")
    with open(target, "a" if append else "w", encoding="utf-8") as file:
        file.write(text)


def change_folder(path: str, quiet: bool = False) -> None:
    """Change the working directory and say so."""
    os.chdir(os.path.expanduser(path))
    if not quiet:
        print(os.getcwd())


def set_environment(name: str, value: str) -> None:
    """Set a variable of the environment and say so."""
    os.environ[name] = value
    print(f"env: {name}={value}")


class CapturedOutput:
    """What a block printed."""

    def __init__(self) -> None:
        self._stdout = io.StringIO()
        self._stderr = io.StringIO()

    @property
    def stdout(self) -> str:
        """Text of the standard output."""
        return self._stdout.getvalue()

    @property
    def stderr(self) -> str:
        """Text of the standard error."""
        return self._stderr.getvalue()

    def show(self) -> None:
        """Print what was captured."""
        sys.stdout.write(self.stdout)
        sys.stderr.write(self.stderr)

    def __call__(self) -> None:
        self.show()

    def __str__(self) -> str:
        return self.stdout


@contextlib.contextmanager
def expected_error() -> Iterator[None]:
    """Print the error that the block is meant to end with, and go on."""
    try:
        yield
    except Exception:
        traceback.print_exc()


@contextlib.contextmanager
def capture_output() -> Iterator[CapturedOutput]:
    """Keep what the block prints instead of printing it."""
    captured = CapturedOutput()
    with contextlib.redirect_stdout(captured._stdout), contextlib.redirect_stderr(captured._stderr):
        yield captured
`;

/** Functions and classes that modules take from the helpers: nothing else may be called so. */
export const helperNames: readonly string[] = [showing, shellModule].flatMap(text =>
  [...text.matchAll(/^(?:def|class) ([a-zA-Z]\w*)/gm)].map(m => m[1])
);
