"""What modules show, figures that several cells show, and archives that are written."""

from __future__ import annotations

from pathlib import Path

from .exported import Step, Verified, verify, write_notebook, write_package

HELPER = "from IPython.display import display\n\ndef present(value):\n    display(value)\n"
FIRST = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])"
BOOK = """
import time, zipfile
with zipfile.ZipFile("{name}", "w") as book:
    book.writestr("docProps/core.xml", str(time.time_ns()))
    book.writestr("sheet.xml", "{sheet}")
"""


def _verified(folder: Path, cells: list[str], steps: list[Step]) -> Verified:
    folder.mkdir()
    (folder / "helper.py").write_text(HELPER)
    notebook = write_notebook(folder / "n.ipynb", cells)
    return verify(notebook, write_package(folder / "p", steps))


def test_what_a_module_shows_is_shown_by_the_package_too(tmp_path: Path) -> None:
    cells = ["import helper\nhelper.present([1, 2])", "helper.present(3)", "(n for n in [1])"]
    steps = [
        Step("one", [0], cells[0]),
        Step("two", [1], "import helper\nhelper.present(4)"),
        Step("three", [2], "show((n for n in [1]), cell=2)"),  # its name holds that of the step
    ]
    answer = _verified(tmp_path / "n", cells, steps)
    statuses = [o["status"] for o in answer.report["outputs"]]
    assert statuses == ["equal", "different", "equal"], answer.report


def test_a_figure_that_cells_change_and_show_again_counts_each_time(tmp_path: Path) -> None:
    cells = [FIRST, "ax.set_title('a')\nfig", "ax.set_title('b')\nfig"]
    body = (
        f"{FIRST}\nplt.show()\nax.set_title('a')\nshow(fig, cell=1)\n"
        "ax.set_title('c')\nshow(fig, cell=2)"
    )
    answer = _verified(tmp_path / "n", cells, [Step("one", [0, 1, 2], body)])
    statuses = [o["status"] for o in answer.report["outputs"]]
    assert statuses == ["equal", "equal", "different"], answer.report


def test_tables_in_archives_are_compared_without_their_times(tmp_path: Path) -> None:
    same = BOOK.format(name="same.xlsx", sheet="1")
    cells = ["a = 1" + same + BOOK.format(name="other.xlsx", sheet="1")]
    body = same + BOOK.format(name="other.xlsx", sheet="2")
    answer = _verified(tmp_path / "n", cells, [Step("one", [0], body)])
    assert {item["path"]: item["status"] for item in answer.report["files"]} == {
        "same.xlsx": "equal", "other.xlsx": "different",
    }  # fmt: skip
    assert answer.report["verdict"] == "different"


def test_annotations_are_values_in_the_package_too(tmp_path: Path) -> None:
    cells = ["def f(x: 1 + 1):\n    return x", "f.__annotations__"]
    steps = [Step("one", [1], "show(f.__annotations__, cell=1)")]
    folder = tmp_path / "n"
    folder.mkdir()
    notebook = write_notebook(folder / "n.ipynb", cells)
    answer = verify(notebook, write_package(folder / "p", steps, head=cells[0]))
    assert answer.report["verdict"] == "equal", answer.report
