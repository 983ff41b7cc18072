"""Hatchling hook: makes the built parts of the wheel when they are missing, and places them.

It runs `jlpm` only when the labextension or the command-line bundle is not there, so that a build
from an sdist (which carries both) needs no Node. It does not decide what the parts contain.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# `dist/` brings these along for npm; the wheel has them as its own packages.
PYTHON_PARTS = ("kernel", "verify")


class AnnealBuildHook(BuildHookInterface):
    """Builds the labextension and `dist/cli.cjs` on demand."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing, then ship `dist/` inside the Python package.

        Parameters
        ----------
        version
            `editable` for a development install, `standard` otherwise.
        build_data
            Hatchling's description of the build; `force_include` is extended.

        Raises
        ------
        RuntimeError
            When a built part is missing and cannot be made; the message names the command to run.
        """
        root = Path(self.root)
        labextension = root / "jupyterlab_anneal" / "labextension" / "package.json"
        bundle = root / "dist" / "cli.cjs"
        skip = bool(os.environ.get("SKIP_JUPYTER_BUILDER")) or self.target_name == "sdist"
        if not (labextension.exists() and bundle.exists()) and not skip:
            self._build(root, version, need_bundle=not bundle.exists())
        if labextension.exists():
            # Not mapped there by pyproject.toml: a development install leaves a copy here too.
            shutil.copyfile(root / "install.json", labextension.with_name("install.json"))
        if version == "editable":
            return
        if not skip:
            for part in (labextension, bundle):
                if not part.exists():
                    message = f"{part.relative_to(root)} is missing: run `npm run build` first"
                    raise RuntimeError(message)
        if self.target_name == "wheel" and bundle.exists():
            include = build_data.setdefault("force_include", {})
            for part in bundle.parent.iterdir():
                if part.name not in PYTHON_PARTS:
                    include[str(part)] = f"jupyterlab_anneal/cli/{part.name}"

    def _build(self, root: Path, version: str, *, need_bundle: bool) -> None:
        jlpm = shutil.which("jlpm")
        if jlpm is None:
            raise RuntimeError(
                "The labextension is not built and `jlpm` is not on PATH: "
                "run `pip install jupyter-builder` or `npm run build` first"
            )
        if not (root / "node_modules").exists():
            subprocess.check_call([jlpm, "install", "--immutable"], cwd=root)
        if version == "editable":
            scripts = ["build:lib", "build:labextension:dev"]
            scripts += ["build:cli"] if need_bundle else []
        else:
            scripts = ["build:prod"]
        for script in scripts:
            subprocess.check_call([jlpm, script], cwd=root)
