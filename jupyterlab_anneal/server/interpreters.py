"""Which Python runs a verification: the one of the notebook's own kernel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import Any

from .problems import Refused

_PYTHON = re.compile(r"python(?:w)?(?:\d+(?:\.\d+)*)?t?(?:\.exe)?", re.IGNORECASE)


def resolve(specs: Any, kernel_name: object, python: object) -> str:
    """Return the path of the interpreter.

    Parameters
    ----------
    specs
        The server's kernel spec manager.
    kernel_name
        Name of the notebook's kernel; the default one when empty.
    python
        An absolute path, which wins over the kernel.
    """
    if python is not None:
        absolute = isinstance(python, str) and os.path.isabs(python)
        if not isinstance(python, str) or not absolute or not os.access(python, os.X_OK):
            message = "The named Python cannot be run."
            raise Refused(400, "python", message, "Send the absolute path of an interpreter.")
        return python
    name = kernel_name or "python3"
    if not isinstance(name, str) or not re.fullmatch(r"[\w.-]{1,200}", name):
        raise Refused(400, "kernel", "The kernel's name is not valid.", "Choose another kernel.")
    try:
        spec = specs.get_kernel_spec(name)
    except Exception as error:  # NoSuchKernel, or a kernel.json that cannot be read
        message = f"There is no kernel {name!r} on this server."
        raise Refused(404, "kernel", message, "Choose a kernel in the notebook.") from error
    command = spec.argv[0] if spec.argv else ""
    base = os.path.basename(command)
    if not _PYTHON.fullmatch(base):
        message = f"The kernel {name!r} is not started by a Python interpreter."
        raise Refused(400, "kernel", message, "Choose a Python kernel.")
    if os.path.isabs(command):
        found = command if os.access(command, os.X_OK) else None
    elif base in ("python", "python3", f"python{sys.version_info[0]}.{sys.version_info[1]}"):
        found = sys.executable  # as jupyter_client starts such a kernel
    else:
        found = shutil.which(command)
    if not found:
        message = f"The interpreter of the kernel {name!r} does not exist any more."
        raise Refused(404, "kernel", message, "Install the kernel again, or choose another one.")
    return found


def node_available() -> bool:
    """Tell whether Node is there for the `anneal` command."""
    from ..command_line import find_node

    try:
        return find_node()[0] is not None
    except (OSError, subprocess.SubprocessError):
        return False
