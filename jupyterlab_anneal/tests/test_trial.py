"""A fix is tried: cells run without and with it in real processes, compared and measured."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from .exported import ENGINE

PAYLOADS = (
    "def payloads(n):\n    out = []\n    for i in range(n):\n"
    "        out.append(str(i) * 100)\n    return out"
)
STREAM = "def payloads(n):\n    for i in range(n):\n        yield str(i) * 100"
TOTAL = "total = 0\nfor text in payloads(50_000):\n    total += len(text)\nprint(total)"


def _cells(sources: list[str], indexes: list[int] | None = None) -> list[dict[str, Any]]:
    places = indexes or list(range(len(sources)))
    return [{"index": i, "source": s, "tags": []} for i, s in zip(places, sources, strict=True)]


def _request(folder: Path, before: list[str], after: list[Any], **more: Any) -> dict[str, Any]:
    given = after if isinstance(after[0], dict) else _cells(after)
    notebook = str(folder / "n.ipynb")
    return {"notebook": notebook, "before": _cells(before), "after": given, **more}


def _try(request: Any) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, str(ENGINE), "--trial"],
        input=json.dumps(request), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout) if done.stdout else {"error": done.stderr}


def test_a_stream_needs_less_memory_and_the_values_agree(tmp_path: Path) -> None:
    """50,000 texts: over 25 MB as a list, far below 14 MB as a stream."""
    status, report = _try(_request(tmp_path, [PAYLOADS, TOTAL], [STREAM, TOTAL]))
    assert (status, report["verdict"]) == (0, "equal"), report
    cell = report["cells"][1]
    assert cell["before"]["peakBytes"] > 25e6 > 14e6 > cell["after"]["peakBytes"] > 0
    assert cell["before"]["seconds"] > 0
    assert [entry["status"] for entry in report["outputs"]] == ["equal"]
    assert list(tmp_path.iterdir()) == []


def test_a_fix_that_changes_a_value_is_seen_where_it_is_used(tmp_path: Path) -> None:
    before = ["rate = 0.5", "rows = [1, 2]", "scaled = [r * rate for r in rows]\nprint(scaled)"]
    after = ["rate = 0.25", *before[1:]]
    status, report = _try(_request(tmp_path, before, after))
    assert (status, report["verdict"]) == (1, "different")
    wrong = {v["name"]: v["status"] for v in report["variables"] if v["status"] == "different"}
    assert wrong == {"rate": "different", "scaled": "different"}
    detail = "line 1 of its text reads otherwise with the fix"
    assert report["outputs"] == [{"cell": 2, "status": "different", "detail": detail}]
    assert report["because"] == "With the fix, `rate`, `scaled`, the output of Cell 3 changed."


def test_another_kind_of_value_is_named_and_an_added_cell_keeps_the_order(tmp_path: Path) -> None:
    before = ["seen = [1, 2, 2]", "found = 2 in seen\nprint(found)"]
    after = [("import math\nprint('ready')", 0), ("seen = {1, 2}", 0), (before[1], 1)]
    cells = _cells([source for source, _ in after], [index for _, index in after])
    _, report = _try(_request(tmp_path, before, cells, removed={}))
    statuses = {v["name"]: (v["status"], v["detail"]) for v in report["variables"]}
    assert statuses["seen"] == ("converted", "list of 3 became set of 2")
    assert statuses["found"][0] == "equal"
    # The added cell prints: what it shows belongs to the cell that follows it.
    assert [(o["cell"], o["status"]) for o in report["outputs"]] == [(0, "different"), (1, "equal")]
    assert report["verdict"] == "different"


def test_values_that_vary_are_compared_with_the_same_seed(tmp_path: Path) -> None:
    draw = "import random\nx = random.random()"
    _, same = _try(_request(tmp_path, [draw, "y = x + 1"], [draw, "y = 1 + x"]))
    assert same["verdict"] == "equal"
    _, other = _try(_request(tmp_path, [draw, "y = x + 1"], [draw, "y = x + 2"]))
    assert other["verdict"] == "different"


def test_what_a_seed_settles_is_no_difference(tmp_path: Path) -> None:
    draw = "import random\nx = random.random()\nprint(x)"
    seeded = draw.replace("\n", "\nrandom.seed(3)\n", 1)
    _, report = _try(_request(tmp_path, [draw, "y = 1"], [seeded, "y = 1"]))
    assert report["verdict"] == "equal"
    assert report["because"] == "1 variable and 0 outputs agree; 2 no longer vary from run to run."
    assert {v["name"]: v["status"] for v in report["variables"]} == {"x": "settled", "y": "equal"}
    # A value that is always the same must stay what it is, whatever is seeded beside it.
    _, wrong = _try(_request(tmp_path, [draw, "y = 1"], [seeded, "y = 2"]))
    assert wrong["verdict"] == "different"


def test_what_stops_a_run_is_said(tmp_path: Path) -> None:
    _, broken = _try(_request(tmp_path, ["x = 1", "print(y)"], ["x = 2", "print(y)"]))
    assert broken["verdict"] == "inconclusive"
    assert broken["because"].startswith("Not measured: the notebook stops at Cell 2")
    status, missing = _try(_request(tmp_path, ["x = 1"], ["import no_such_library\nx = 1"]))
    assert (status, missing["verdict"]) == (1, "inconclusive")
    assert missing["missingModule"] == "no_such_library"
    _, wrong = _try(_request(tmp_path, ["x = 1"], ["x = 1 / 0"]))
    assert wrong["verdict"] == "different"
    assert wrong["stoppedAt"] == {"side": "after", "cell": 0}


def test_no_secret_and_no_trace(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TOKEN=abcdef-123456\n")
    before = ["api_key = 'zzz-secret-zzz'", "x = 1"]
    after = [before[0], "raise ValueError('zzz-secret-zzz abcdef-123456')"]
    status, report = _try(_request(tmp_path, before, after))
    assert status == 1
    assert report["because"].endswith("ValueError: [hidden] [hidden]")
    for request in (None, {}, {"notebook": str(tmp_path / "gone" / "n.ipynb")}, [1]):
        status, answer = _try(request)
        assert status == 2
        assert "Traceback" not in answer["error"]


def test_a_cancelled_trial_leaves_nothing(tmp_path: Path) -> None:
    request = _request(tmp_path, ["import time\nwhile True:\n    time.sleep(1)"], ["x = 1"])
    own = tmp_path / "own"
    own.mkdir()
    engine = subprocess.Popen(
        [sys.executable, str(ENGINE), "--trial", "--events"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(own)},
    )  # fmt: skip
    assert engine.stdin is not None
    assert engine.stdout is not None
    engine.stdin.write(json.dumps(request))
    engine.stdin.close()
    for line in engine.stdout:
        if json.loads(line).get("state") == "progress":
            engine.send_signal(signal.SIGTERM)
            break
    rest = [json.loads(line) for line in engine.stdout]
    assert engine.wait(60) == 128 + signal.SIGTERM
    assert rest[-1] == {"event": "cancelled"}
    assert list(own.iterdir()) == []
