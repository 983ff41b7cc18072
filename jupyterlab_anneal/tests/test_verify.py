"""The verify engine end to end: real notebooks and packages in real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .exported import Step, Verified, command, verify, write_notebook, write_package

CELLS = [
    "RATE = 0.5\nrows = [1.0, 2.0, 4.0]",
    "def scale(values, rate):\n    return [v * rate for v in values]",
    "scaled = scale(rows, RATE)\nprint('scaled', sum(scaled))",
    "total = sum(scaled)\nratio = scaled[0] / total\ntotal",
]
HEAD = "def scale(values, rate):\n    return [v * rate for v in values]"
CONFIG = "RATE = 0.5"


def _steps(scaled: str = "scaled = scale(rows, RATE)", last: str = "total = sum(scaled)\n"
           "ratio = scaled[0] / total\nshow(total, cell=3)") -> list[Step]:  # fmt: skip
    return [
        Step("load", [0], "rows = [1.0, 2.0, 4.0]", gives="rows"),
        Step("compute", [2], f"{scaled}\nprint('scaled', sum(scaled))", "rows", "scaled"),
        Step("finish", [3], last, "scaled", "total, ratio"),
    ]


def test_equal(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", CELLS)
    package = write_package(tmp_path / "pkg", _steps(), head=HEAD, config=CONFIG)
    before = sorted(p.as_posix() for p in tmp_path.rglob("*"))
    answer = verify(notebook, package)
    assert answer.status == 0, answer.report
    assert answer.report["verdict"] == "equal"
    assert {v["name"]: v["status"] for v in answer.report["variables"]} == {
        "RATE": "equal", "rows": "equal", "scaled": "equal", "total": "equal", "ratio": "equal",
        "scale": "incomparable",
    }  # fmt: skip
    assert [(o["cell"], o["status"]) for o in answer.report["outputs"]] == [
        (2, "equal"),
        (3, "equal"),
    ]
    assert answer.variable("total")["madeIn"] == 3
    steps = {event["step"] for event in answer.events if event["event"] == "step"}
    assert steps == {"notebook-1", "notebook-2", "package", "compare"}
    assert answer.report["runs"]["notebookSeconds"] > 0
    assert sorted(p.as_posix() for p in tmp_path.rglob("*")) == before, "a run wrote to the folder"


@pytest.mark.parametrize(
    ("config", "steps", "name", "cell"),
    [
        pytest.param("RATE = 0.25", _steps(), "RATE", 0, id="changed constant"),
        pytest.param("RATE = 0.500001", _steps(), "RATE", 0, id="slightly changed constant"),
        pytest.param(
            CONFIG, _steps(last="total = sum(scaled)\nratio = total / scaled[0]\nshow(total, 3)"),
            "ratio", 3, id="swapped operands",
        ),
        pytest.param(
            CONFIG, _steps(scaled="scaled = scale(rows, RATE)\nscaled[1] *= -1"), "scaled", 2,
            id="one element",
        ),
    ],
)  # fmt: skip
def test_different(tmp_path: Path, config: str, steps: list[Step], name: str, cell: int) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", CELLS)
    answer = verify(notebook, write_package(tmp_path / "pkg", steps, head=HEAD, config=config))
    assert answer.status == 1
    assert answer.report["verdict"] == "different"
    assert answer.variable(name)["status"] == "different"
    assert answer.report["firstDifference"]["cell"] == cell


def test_dropped_statement_and_missing_variable(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = [1]", "a.append(2)", "b = 3", "print(b)"])
    steps = [Step("one", [0, 1, 2, 3], "a = [1]\nc = 3", gives="a")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.variable("a")["status"] == "different"
    assert answer.variable("b")["status"] == "missing"
    assert answer.output(3)["status"] == "different"
    assert answer.report["verdict"] == "different"


def test_locals_of_steps_and_renamed_variables_are_found(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1\nb = a + 1", "c = b * 2"])
    steps = [Step("one", [0], "a = 1\nb2 = a + 1", gives="b2")]
    steps += [Step("two", [1], "c = b2 * 2", "b2")]
    more = {"variables": {"b2": {"module": "demo_pkg.pipeline", "step": "one",
                                 "notebookName": "b"}}}  # fmt: skip
    answer = verify(notebook, write_package(tmp_path / "pkg", steps, more=more))
    assert answer.report["verdict"] == "equal", answer.report
    assert {v["name"] for v in answer.report["variables"]} == {"a", "b", "c"}


def test_module_of_a_class_is_no_difference_and_its_name_is(tmp_path: Path) -> None:
    cells = ["class Thing:\n    pass", "print(Thing, 'demo_pkg.csv')\nsaid = str(Thing)\nThing"]
    notebook = write_notebook(tmp_path / "n.ipynb", cells)

    def answer(folder: str, body: str) -> Verified:
        steps = [Step("make_thing", [0, 1], body, gives="Thing, said")]
        return verify(notebook, write_package(tmp_path / folder, steps))

    body = "\n".join([*cells[:1], *cells[1].splitlines()[:-1], "show(Thing, cell=1)"])
    assert answer("same", body).report["verdict"] == "equal"
    other = answer("other", body.replace("Thing", "Other") + "\nThing = Other")
    assert (other.output(1)["status"], other.variable("said")["status"]) == (
        "different",
        "different",
    )
    file = answer("file", body.replace("demo_pkg.csv", "csv"))
    assert file.output(1)["status"] == "different"


def test_nondeterministic_is_listed_and_not_counted(tmp_path: Path) -> None:
    draw = "noise = random.SystemRandom().random()\nseeded = random.random()\nfixed = 2"
    cells = ["import random, time", draw, "print(time.time())",
             "log = {'loss': [0.5], 'at': time.time()}"]  # fmt: skip
    body = f"import random, time\n{draw}\nprint(time.time())\n"
    body += "log = {'loss': [0.5], 'at': time.time()}"
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    steps = [Step("one", [1, 2, 3], body, gives="noise, seeded, fixed, log")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.report["verdict"] == "equal"
    assert answer.variable("noise")["status"] == "nondeterministic"
    # unseeded, but drawn by both from the same start
    assert answer.variable("seeded")["status"] == "equal"
    assert "same seed" in answer.variable("seeded")["detail"]
    assert answer.variable("log")["status"] == "nondeterministic"
    assert "the rest is equal" in answer.variable("log")["detail"]
    assert answer.output(2)["status"] == "nondeterministic"
    assert any("seed the generators" in note for note in answer.report["notes"])
    changed = [Step("one", [1, 2, 3], body.replace("[0.5]", "[0.6]"), gives="noise, fixed, log")]
    answer = verify(notebook, write_package(tmp_path / "pkg2", changed))
    assert answer.variable("log")["status"] == "different"


def test_nothing_to_compare_is_inconclusive(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["import math", "_ = math.pi"])
    answer = verify(notebook, write_package(tmp_path / "pkg", [Step("one", [1], "pass")]))
    assert (answer.status, answer.report["verdict"]) == (1, "inconclusive")
    assert "Nothing was compared" in answer.report["because"]


def test_failing_notebook_names_the_cell(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1", "print(later)", "later = 2"])
    answer = verify(notebook, write_package(tmp_path / "pkg", [Step("one", [0], "a = 1")]))
    assert answer.report["verdict"] == "inconclusive"
    assert answer.report["error"]["cell"] == 1
    assert "stops at Cell 2" in answer.report["because"]
    assert "NameError" in answer.report["because"]


def test_a_cell_that_may_raise_does_not_stop_the_run(tmp_path: Path) -> None:
    tags = {1: ["raises-exception"]}
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1", "1 / 0", "b = 2"], tags)
    steps = [Step("one", [0, 1, 2], "a = 1\nb = 2", gives="a, b")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.report["verdict"] == "equal"


def test_failing_package_names_the_step_and_hides_secrets(tmp_path: Path) -> None:
    secret = "tr0ub4dor-and-3-horses"
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1", f"api_key = {secret!r}\nb = a"])
    steps = [Step("one", [0], "a = 1", gives="a"),
             Step("two", [1], f"raise RuntimeError('refused: {secret}')", "a")]  # fmt: skip
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.report["verdict"] == "different"
    assert answer.report["error"]["type"] == "RuntimeError"
    assert answer.report["error"]["step"] == "demo_pkg.pipeline:two"
    assert answer.report["error"]["cells"] == [1]
    assert "refused" in answer.report["because"]
    assert secret not in json.dumps(answer.events)
    assert secret not in answer.stderr


def test_values_of_env_files_reach_the_package_and_no_report(tmp_path: Path) -> None:
    secret = "zz-value-of-a-token-zz"
    notebook = write_notebook(tmp_path / "n.ipynb", [f"token = {secret!r}\nn = len(token)"])
    body = "import os\ntoken = os.environ['SERVICE_TOKEN']\nn = len(token)"
    package = write_package(tmp_path / "pkg", [Step("one", [0], body, gives="token, n")])
    (package / ".env").write_text(f"SERVICE_TOKEN='{secret}'\n")
    answer = verify(notebook, package)
    assert answer.report["verdict"] == "equal", answer.report
    assert secret not in json.dumps(answer.events)
    (package / ".env").write_text("SERVICE_TOKEN='another-one'\n")
    answer = verify(notebook, package)
    assert answer.variable("token")["status"] == "different"
    assert secret not in json.dumps(answer.events)
    assert "another-one" not in json.dumps(answer.events)


def test_notebook_value_stands_in_for_the_environment(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["key = 'abc-123-def'\nn = len(key)"])
    body = "import os\nkey = os.environ['MY_KEY_OF_TEST']\nn = len(key)"
    more = {"environment": {"MY_KEY_OF_TEST": {"variable": "key"}}}
    package = write_package(tmp_path / "pkg", [Step("one", [0], body, gives="key, n")], more=more)
    assert verify(notebook, package).report["verdict"] == "equal"


def test_magics_shell_and_top_level_await(tmp_path: Path) -> None:
    cells = [
        "import asyncio\nasync def twice(x):\n    await asyncio.sleep(0)\n    return 2 * x",
        "a = await twice(4)",
        "%time b = a + 1\n!echo shell",
        "files = !ls data",
        "%%time\nc = sum(range(5))\nprint('c', c)",
        "a;",
        "task = asyncio.create_task(twice(1))\nd = await task",
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.txt").write_text("1")
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    body = """
    import os, subprocess
    a = await twice(4)
    b = a + 1
    subprocess.run(["echo", "shell"])
    files = sorted(os.listdir("data"))
    c = sum(range(5))
    print("c", c)
    d = await twice(1)
    """
    head = "import asyncio\nasync def twice(x):\n    await asyncio.sleep(0)\n    return 2 * x"
    steps = [Step("one", [1, 2, 3, 4, 5, 6], body, gives="a, b, files, c, d", is_async=True)]
    more = {"removed": {"task": "it is awaited where it is made"}}
    answer = verify(notebook, write_package(tmp_path / "pkg", steps, head=head, more=more))
    assert answer.report["verdict"] == "equal", answer.report
    assert answer.output(2)["status"] == "equal"
    assert [o["cell"] for o in answer.report["outputs"]] == [2, 4]


def test_figures_are_compared_as_data(tmp_path: Path) -> None:
    cells = [
        "%matplotlib inline\nimport matplotlib.pyplot as plt",
        "plt.plot([1, 2, 3], [2, 4, 8], label='growth')\nplt.legend()",
        "fig, ax = plt.subplots()\nax.scatter([1, 2], [3, 5])\nax.set_title('points')",
    ]
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    body = """
    import matplotlib.pyplot as plt
    plt.plot([1, 2, 3], [2, 4, %d], label='growth')
    plt.legend()
    plt.show()
    fig, ax = plt.subplots()
    ax.scatter([1, 2], [3, 5])
    ax.set_title('points')
    plt.show()
    """
    steps = [Step("draw", [1, 2], body % 8, gives="fig, ax")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.report["verdict"] == "equal", answer.report
    assert [o["cell"] for o in answer.report["outputs"]] == [1, 2]
    assert answer.variable("fig")["status"] == "equal"
    steps = [Step("draw", [1, 2], body % 9, gives="fig, ax")]
    answer = verify(notebook, write_package(tmp_path / "pkg2", steps))
    assert answer.output(1)["status"] == "different"
    assert answer.output(2)["status"] == "equal"


def test_a_figure_of_values_that_vary_is_no_difference(tmp_path: Path) -> None:
    cell = "import os, matplotlib.pyplot as plt\nplt.plot([1, 2], [3, os.getpid()])\na = 1"
    notebook = write_notebook(tmp_path / "n.ipynb", [cell])
    answer = verify(notebook, write_package(tmp_path / "p", [Step("one", [0], cell, gives="a")]))
    assert answer.output(0)["status"] == "nondeterministic", answer.report
    assert answer.report["verdict"] == "equal"


SCIENCE = """
import numpy as np, pandas as pd, torch
from sklearn.tree import DecisionTreeClassifier
torch.manual_seed(0)
arr = np.arange(6, dtype="f4").reshape(2, 3)
frame = pd.DataFrame({"a": [1, 2, None], "b": list("xyz"), "c": pd.Categorical(["u", "v", "u"]),
                      "d": pd.to_datetime(["2024-01-01", "2024-01-02", None])})
by = frame.groupby("c", observed=True)["a"].sum()
model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU())
weight = model[0].weight
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
tree = DecisionTreeClassifier(random_state=0).fit([[0.0], [1.0], [2.0]], [0, 1, 1])
rng = np.random.default_rng(3)
draw = rng.normal(size=4)
"""
NAMES = "arr, frame, by, model, weight, optimizer, tree, rng, draw"


CHANGES = [
    ('dtype="f4"', 'dtype="f8"'),
    ("2, None]", "2, 3]"),
    ("lr=0.01", "lr=0.02"),
    ("torch.nn.ReLU()", "torch.nn.Tanh()"),
    ("[0, 1, 1])", "[0, 0, 1])"),
    ("size=4", "size=5"),
]


def test_values_of_scientific_libraries(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", [SCIENCE, "frame.head()"])
    body = SCIENCE + "\nshow(frame.head(), cell=1)"
    answer = verify(notebook, write_package(tmp_path / "p", [Step("one", [0], body, gives=NAMES)]))
    assert {v["status"] for v in answer.report["variables"]} == {"equal"}, answer.report
    assert answer.output(1)["status"] == "equal"
    for old, new in CHANGES:
        assert old in body
        body = body.replace(old, new)
    answer = verify(notebook, write_package(tmp_path / "q", [Step("one", [0], body, gives=NAMES)]))
    differing = {v["name"] for v in answer.report["variables"] if v["status"] == "different"}
    assert differing == {"arr", "frame", "by", "model", "optimizer", "tree", "rng", "draw"}
    assert answer.variable("weight")["status"] == "equal"
    assert answer.output(1)["status"] == "different"


def test_dict_turned_into_a_dataclass_is_equal(tmp_path: Path) -> None:
    cells = ["cfg = {'lr': 0.1, 'layers': [8, 4], 'name': 'net'}", "lr = cfg['lr']"]
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    head = """
    from dataclasses import dataclass
    @dataclass(frozen=True)
    class Config:
        lr: float = 0.1
        layers: tuple = (8, %d)
        name: str = 'net'
    """
    steps = [Step("one", [0, 1], "cfg = Config()\nlr = cfg.lr", gives="cfg, lr")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps, head=head % 4))
    assert answer.report["verdict"] == "equal", answer.report
    assert "Config" in answer.variable("cfg")["detail"]
    answer = verify(notebook, write_package(tmp_path / "pkg2", steps, head=head % 5))
    assert answer.variable("cfg")["status"] == "different"


def test_written_files_are_compared(tmp_path: Path) -> None:
    cells = ["a = 1\nfor n in 'xyz':\n    open(f'{n}.txt', 'w').write(n)"]
    body = "a = 1\nopen('x.txt', 'w').write('x')\nopen('y.txt', 'w').write('?')"
    body += "\nopen('w.txt', 'w').write('w')"
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    answer = verify(notebook, write_package(tmp_path / "p", [Step("one", [0], body, gives="a")]))
    assert {item["path"]: item["status"] for item in answer.report["files"]} == {
        "x.txt": "equal", "y.txt": "different", "z.txt": "missing", "w.txt": "additional",
    }  # fmt: skip
    assert any("z.txt" in note for note in answer.report["notes"])


def test_import_side_effects_are_noted(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1"])
    package = write_package(tmp_path / "pkg", [Step("one", [0], "a = 1", gives="a")],
                            head="open('made.txt', 'w').close()")  # fmt: skip
    answer = verify(notebook, package)
    assert answer.report["importSideEffects"]["files"] == ["made.txt"]
    assert any("made.txt" in note for note in answer.report["notes"])


def test_left_out_cell_is_named(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1", "print('gone')", "b = 2"])
    more = {"unplaced": [{"cell": 1, "reason": "only prints"}]}
    package = write_package(tmp_path / "pkg", [Step("one", [0, 2], "a = 1\nb = 2", gives="a, b")],
                            more=more)  # fmt: skip
    answer = verify(notebook, package)
    assert answer.report["verdict"] == "equal"
    assert answer.report["leftOut"] == [{"cell": 1, "reason": "only prints"}]
    assert answer.report["outputs"] == []


def test_broken_cell_that_was_left_out_is_skipped(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1", "def broken(:", "b = a + 1"])
    steps = [Step("one", [0, 2], "a = 1\nb = a + 1", gives="a, b")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.report["verdict"] == "inconclusive"
    more = {"unplaced": [{"cell": 1, "reason": "syntax error in line 1"}]}
    answer = verify(notebook, write_package(tmp_path / "pkg2", steps, more=more))
    assert answer.report["verdict"] == "equal"
    assert any("Cell 2 fails in a fresh process" in note for note in answer.report["notes"])


def test_reading_from_the_folder_above(tmp_path: Path) -> None:
    (tmp_path / "project" / "books").mkdir(parents=True)
    (tmp_path / "project" / "numbers.txt").write_text("7")
    notebook = write_notebook(
        tmp_path / "project" / "books" / "n.ipynb", ["n = int(open('../numbers.txt').read())"]
    )
    steps = [Step("one", [0], "n = int(open('../numbers.txt').read())", gives="n")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.report["verdict"] == "equal", answer.report


def test_timeout_says_which_cell(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1", "import time\ntime.sleep(60)"])
    package = write_package(tmp_path / "pkg", [Step("one", [0], "a = 1", gives="a")])
    answer = verify(notebook, package, "--timeout", "3")
    assert answer.report["verdict"] == "inconclusive"
    assert "Cell 2 was still running after 3 s" in answer.report["because"]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_cancel_ends_everything(tmp_path: Path) -> None:
    mark = "31415.9265"
    cells = ["a = 1", f"import subprocess\nsubprocess.run(['sleep', '{mark}'])"]
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    package = write_package(tmp_path / "pkg", [Step("one", [0], "a = 1", gives="a")])
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        command(notebook, package), stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("cell") == 1:
            break
    deadline = time.monotonic() + 20
    while not _running(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _running(mark)
    process.send_signal(signal.SIGTERM)
    rest = process.stdout.read()
    assert process.wait(20) == 128 + signal.SIGTERM
    assert json.loads(rest.splitlines()[-1]) == {"event": "cancelled"}
    assert not _running(mark)
    assert list(temporary.iterdir()) == []


def _running(mark: str) -> bool:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                arguments = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if arguments[:2] == [b"sleep", mark.encode()]:
                return True
    return False


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not valid JSON"),
        ('{"worksheets": []}', "format 3"),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "R notebook"),
    ],
)
def test_unreadable_notebook(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "n.ipynb").write_text(content)
    answer = verify(tmp_path / "n.ipynb", write_package(tmp_path / "pkg", []))
    assert answer.status == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_package_without_report(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1"])
    (tmp_path / "pkg").mkdir()
    answer = verify(notebook, tmp_path / "pkg")
    assert answer.status == 2
    assert "migration-report.json" in answer.stderr
    assert "export the notebook again" in answer.stderr


def test_interpreter_named_relatively(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["a = 1"])
    package = write_package(tmp_path / "pkg", [Step("one", [0], "a = 1", gives="a")])
    interpreter = os.path.relpath(sys.executable, tmp_path)
    answer = verify(notebook, package, "--python", interpreter)
    assert answer.report["verdict"] == "equal"


def test_interpreter_without_ipython(tmp_path: Path) -> None:
    blocked = tmp_path / "blocked" / "IPython"
    blocked.mkdir(parents=True)
    (blocked / "__init__.py").write_text("raise ImportError('not here')")
    cells = ["%matplotlib inline\nimport asyncio", "await asyncio.sleep(0)\na = 1\na", "a;"]
    notebook = write_notebook(tmp_path / "n.ipynb", cells)
    steps = [Step("one", [1, 2], "a = 1\nshow(a, cell=1)", gives="a")]
    package = write_package(tmp_path / "pkg", steps)
    env = {"PYTHONPATH": str(blocked.parent)}
    answer = verify(notebook, package, env=env)
    assert answer.report["verdict"] == "equal", answer.report
    assert answer.output(1)["status"] == "equal"
    magic = write_notebook(tmp_path / "m.ipynb", ["%time a = 1"])
    assert "needs IPython" in verify(magic, package, env=env).report["because"]


@pytest.mark.parametrize("varies", [True, False])
def test_a_third_run_tells_chance_from_difference(tmp_path: Path, varies: bool) -> None:
    # The value changes with the number of the run: both notebook runs agree, the package does not.
    count = tmp_path / "count"
    draw = "random.SystemRandom().random()" if varies else "0.5"
    body = (
        "import random\nfrom pathlib import Path\n"
        f"count = Path({str(count)!r})\n"
        "number = int(count.read_text()) + 1 if count.exists() else 1\n"
        "_ = count.write_text(str(number))\n"
        f"early = number <= 2\nnoise = {draw}\ndel number\nfixed = 2"
    )
    (tmp_path / "n").mkdir()
    notebook = write_notebook(tmp_path / "n" / "n.ipynb", [body])
    steps = [Step("one", [0], body, gives="early, noise, fixed")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    # Only where something varies is it worth a further run.
    assert count.read_text() == ("4" if varies else "3")
    expected = ("nondeterministic", "equal") if varies else ("different", "different")
    assert (answer.variable("early")["status"], answer.report["verdict"]) == expected


def test_what_depends_on_the_seed_alone_must_agree(tmp_path: Path) -> None:
    body = "import random\ndraws = [random.randint(%d, 60) for _ in range(9)]\nprint(draws)"
    notebook = write_notebook(tmp_path / "n.ipynb", [body % 1, "fixed = 2"])
    steps = [Step("one", [0, 1], body % 1 + "\nfixed = 2", gives="draws, fixed")]
    answer = verify(notebook, write_package(tmp_path / "pkg", steps))
    assert answer.report["verdict"] == "equal", answer.report
    steps = [Step("one", [0, 1], body % 2 + "\nfixed = 2", gives="draws, fixed")]
    answer = verify(notebook, write_package(tmp_path / "pkg2", steps))
    assert answer.report["verdict"] == "different", answer.report
    assert answer.variable("draws")["status"] == answer.output(0)["status"] == "different"


def test_blank_lines_and_spaces_of_a_text_count(tmp_path: Path) -> None:
    body = "print('a\\n')\nprint('  b')\nfixed = 1"
    notebook = write_notebook(tmp_path / "n.ipynb", [body])
    answer = verify(
        notebook, write_package(tmp_path / "p", [Step("one", [0], body, gives="fixed")])
    )
    assert answer.report["verdict"] == "equal", answer.report
    for number, text in enumerate((body.replace("\\n", ""), body.replace("  b", "b"))):
        steps = [Step("one", [0], text, gives="fixed")]
        answer = verify(notebook, write_package(tmp_path / f"p{number}", steps))
        assert answer.output(0)["status"] == "different", answer.report


def test_names_of_a_star_import_are_no_results(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "n.ipynb", ["from math import *", "def f(): return pi"])
    package = write_package(
        tmp_path / "p", [Step("one", [0, 1], "pass")], head="from math import *"
    )
    report = verify(notebook, package).report
    assert (report["verdict"], report["variables"][1:]) == ("inconclusive", []), report
    notebook = write_notebook(tmp_path / "m.ipynb", ["from math import *\ne = 2"])
    steps = [Step("one", [0], "e = 3", gives="e")]
    assert (
        verify(notebook, write_package(tmp_path / "q", steps)).variable("e")["status"]
        == "different"
    )


def test_a_traceback_kept_as_text_names_other_files(tmp_path: Path) -> None:
    body = (
        "import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n"
        "    kept = traceback.format_exc()\nprint(kept)\na = 1"
    )
    notebook = write_notebook(tmp_path / "n.ipynb", [body])
    answer = verify(
        notebook, write_package(tmp_path / "p", [Step("one", [0], body, gives="kept, a")])
    )
    assert answer.report["verdict"] == "equal", answer.report
    steps = [Step("one", [0], body.replace("1 / 0", "1 % 0"), gives="kept, a")]
    answer = verify(notebook, write_package(tmp_path / "q", steps))
    assert answer.variable("kept")["status"] == answer.output(0)["status"] == "different"
