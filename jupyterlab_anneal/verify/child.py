"""Start of a run's own process: `python child.py SPEC.json`. It is never imported.

The specification (written by `orchestrate.py`) names what to run and where the result goes. The
process is prepared so that the user's code finds what it would find in a kernel: an empty
`__main__`, the working directory first on the path, and none of this engine's module names.
"""

import importlib.util
import json
import os
import sys
import traceback
import types


def _load(folder: str) -> str:
    name = "_anneal_verify"
    spec = importlib.util.spec_from_file_location(
        name, os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    assert spec is not None and spec.loader is not None  # noqa: S101, PT018 - the file is there
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)
    return name


def _die_with_parent() -> None:
    """On Linux, end when the process that started this one ends, however it ends."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes
    import signal

    try:
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
    except (OSError, AttributeError):
        return
    if os.getppid() == 1:
        os._exit(1)


def _main() -> None:
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[0] = ""
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    _die_with_parent()
    name = _load(folder)
    sys.argv[:] = [""]
    sys.modules["__main__"] = types.ModuleType("__main__")
    module = importlib.import_module(f"{name}.{spec['run']}")
    sys.stdout.flush()
    try:
        status = module.main(spec)
    except BaseException as error:  # a fault of the engine: the parent process reports it
        with open(os.path.join(spec["folder"], "fault.txt"), "w", encoding="utf-8") as file:
            traceback.print_exc(file=file)
            file.write(f"{type(error).__name__}: {error}")
        status = 70
    # Threads and exit handlers of the user's code must not change or delay the result.
    os._exit(status)


if __name__ == "__main__":
    _main()
