"""Command line of the verify engine: `python verify/__main__.py NOTEBOOK PACKAGE_DIR [options]`.

With `--trial` a fix is tried instead of a package verified, see `trial.py`; with `--record` calls
of the notebook's functions are recorded, see `record.py`.

It writes JSON only; texts for people are made by the `anneal` command. Exit status: 0 equal,
1 different or inconclusive, 2 wrong use or unreadable input, 130/143 cancelled.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

_PACKAGE = "_anneal_verify"
WRONG_USE = 2


def _engine() -> Any:
    """Load this folder as a package, whatever it is called and wherever it lies."""
    folder = Path(__file__).resolve().parent
    if sys.path and Path(sys.path[0] or ".").resolve() == folder:
        del sys.path[0]  # its module names must not hide the standard library's or the user's
    spec = importlib.util.spec_from_file_location(
        _PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError("the verify engine is incomplete: install jupyterlab-anneal again")
    module = importlib.util.module_from_spec(spec)
    sys.modules[_PACKAGE] = module
    spec.loader.exec_module(module)
    return module


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="verify", description="Run a notebook and its exported package, and compare."
    )
    parser.add_argument("notebook", type=Path, nargs="?")
    parser.add_argument("package", type=Path, nargs="?", metavar="package_dir")
    parser.add_argument(
        "--trial", action="store_true",
        help="try a fix instead: the cells without and with it come as JSON on the standard input",
    )  # fmt: skip
    parser.add_argument(
        "--record", action="store_true",
        help="record calls of a notebook's functions, which come as JSON on the standard input",
    )  # fmt: skip
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds for each run")
    parser.add_argument("--python", default=sys.executable, help="interpreter that runs both")
    parser.add_argument("--events", action="store_true", help="one JSON object a line")
    parser.add_argument("--exit-with-parent", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    given = (options.notebook is not None, options.package is not None)
    if given != (not options.trial, not options.trial and not options.record):
        parser.error("name a notebook and a package, or a notebook and --record, or --trial")
    if not options.timeout > 0:
        parser.error("--timeout must be more than 0 seconds")
    return options


def _request() -> Any:
    """Return the JSON on the standard input; None when it is no JSON."""
    try:
        return json.loads(sys.stdin.buffer.read())
    except ValueError:
        return None


def _end_with_parent() -> None:
    """On Linux, be asked to end when the process that started this one ends."""
    if sys.platform.startswith("linux"):
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)


def main() -> int:
    """Run the verification that the command line asks for."""
    options = _arguments()
    if sys.version_info < (3, 10):  # noqa: UP036 - the engine runs in the user's interpreter
        print("Anneal needs Python 3.10 or newer in the notebook's environment.", file=sys.stderr)
        return WRONG_USE
    if options.exit_with_parent:
        _end_with_parent()
    _engine()
    orchestrate = importlib.import_module(f"{_PACKAGE}.orchestrate")
    process = importlib.import_module(f"{_PACKAGE}.process")
    notebook_file = importlib.import_module(f"{_PACKAGE}.notebook_file")
    received: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    def emit(event: dict[str, Any]) -> None:
        if options.events:
            print(json.dumps(event), flush=True)

    if os.path.dirname(options.python):
        # The runs have working directories of their own; a link may mark an environment.
        options.python = os.path.abspath(options.python)
    try:
        if options.trial:
            trial = importlib.import_module(f"{_PACKAGE}.trial")
            request = trial.TrialOptions.read(_request(), options.python, options.timeout)
            work = trial.Trial(request, emit, lambda: bool(received))
        elif options.record:
            record = importlib.import_module(f"{_PACKAGE}.record")
            work = record.Recording(
                options.notebook, options.python, options.timeout,
                record.Request.read(_request()), emit, lambda: bool(received),
            )  # fmt: skip
        else:
            wanted = orchestrate.Options(
                options.notebook, options.package, options.python, options.timeout
            )
            work = orchestrate.Verification(wanted, emit, lambda: bool(received))
        report = work.run()
    except notebook_file.UnreadableInput as error:
        emit({"event": "error", "message": str(error)})
        print(str(error), file=sys.stderr)
        return WRONG_USE
    except process.Cancelled:
        emit({"event": "cancelled"})
        return 128 + received[0]
    except Exception as error:  # an answer, never a stack trace; ANNEAL_DEBUG shows where
        if os.environ.get("ANNEAL_DEBUG"):
            raise
        message = f"The verification stopped: {type(error).__name__}: {error}"
        if isinstance(error, OSError) and error.filename == options.python:
            message = f"{options.python} cannot be started: name a Python interpreter with --python"
        emit({"event": "error", "message": message})
        print(message, file=sys.stderr)
        return WRONG_USE
    if options.events:
        emit({"event": "report", "report": report})
    else:
        print(json.dumps(report, indent=2))
    return 0 if report.get("verdict", "equal") == "equal" else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
