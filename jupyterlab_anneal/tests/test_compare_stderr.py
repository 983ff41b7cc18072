"""What is compared of the standard error, and what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyterlab_anneal.verify.compare_stderr import StderrResult, compare_stderr
from jupyterlab_anneal.verify.module_names import ModuleNames

from .exported import Step, verify, write_notebook, write_package


def _compared(notebook: list[str], package: str, again: list[str] | None = None) -> StderrResult:
    def shown(texts: list[str]) -> dict[str, dict[str, Any]]:
        return {str(cell): {"stderr": text} for cell, text in enumerate(texts)}

    return compare_stderr(
        shown(notebook), [shown(again or notebook)], {"pkg.pipeline:step": {"stderr": package}},
        range(len(notebook)), ModuleNames("pkg", ["step"]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("notebook", "package"),
    [
        pytest.param(
            "one/<cell 3>:2: UserWarning: old\n  f( 1 )\n",
            "two/pipeline.py:90: UserWarning: old\n  f(1)\n",
            id="file, line and code",
        ),
        pytest.param("x.py:1: UserWarning: old\n", "y.py:2: UserWarning: old\n" * 3, id="repeated"),
        pytest.param("x:1: DeprecationWarning: old\n", "", id="shown by the module it is in"),
        pytest.param("x:1: SomeDeprecationWarning: old\n", "", id="a library's own"),
        pytest.param("WARNING:__main__:late\n", "WARNING:pkg.pipeline:late\n", id="logger"),
        pytest.param("a\nb\n", "b\na\n", id="order"),
        pytest.param(
            "  0%|   | 0/2 [00:00<?]\r100%|##| 2/2 [00:03<00:00]\nend\n",
            "100%|##| 2/2 [00:01<00:00]\nend\n",
            id="progress bar",
        ),
        pytest.param("<a.Net at 0x7f00aa10>\n", "<a.Net at 0x7f00bb20>\n", id="address"),
        pytest.param("", "wordy\n", id="more in the package"),
    ],
)
def test_agrees(notebook: str, package: str) -> None:
    assert _compared([notebook], package) == StderrResult({}, [])


def test_names_the_cell_whose_warning_or_line_is_missing() -> None:
    given = ["a.py:1: UserWarning: one\n", "b.py:1: UserWarning: two\n", "lost\n", "kept\n"]
    package = "pipeline.py:9: UserWarning: one\nnew.py:3: RuntimeWarning: three\nkept\n"
    result = _compared(given, package)
    assert sorted(result.missing) == [1, 2]
    assert "UserWarning" in result.missing[1]
    assert result.additional == ["RuntimeWarning"]


def test_asks_for_a_deprecation_that_every_module_shows() -> None:
    assert _compared(["x:1: VisibleDeprecationWarning: old\n"], "").missing.keys() == {0}


def test_asks_only_for_what_repeats() -> None:
    assert _compared(["took 3 steps\n"], "took 5 steps\n", ["took 4 steps\n"]).missing == {}


def test_a_lost_warning_makes_a_package_different(tmp_path: Path) -> None:
    source = "import logging, warnings\nlogging.warning('late')\nclass Net: pass\nprint(Net)\nx = 1"
    notebook = write_notebook(tmp_path / "n.ipynb", [source, "warnings.warn('old')\ny = x"])
    imports = "import logging, warnings\nclass Net: pass"
    log = Step("log", [0], "logging.warning('late')\nprint(Net)\nx = 1", gives="x")
    kept = [log, Step("warn", [1], "warnings.warn('old')\ny = x", "x", "y")]
    answer = verify(notebook, write_package(tmp_path / "kept", kept, head=imports))
    assert answer.report["verdict"] == "equal", answer.report
    assert answer.report["sanitized"] == {"name of a module": 2}
    lost = [log, Step("warn", [1], "y = x", "x", "y")]
    answer = verify(notebook, write_package(tmp_path / "lost", lost, head=imports))
    assert answer.report["verdict"] == "different"
    assert [(o["cell"], o["status"]) for o in answer.report["outputs"]] == [
        (0, "equal"),
        (1, "different"),
    ]
