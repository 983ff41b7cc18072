"""The server part over HTTP, on a real Jupyter server."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from .conftest import Server
from .exported import Step, write_notebook, write_package

FILES = [
    {"path": "pyproject.toml", "text": "[project]\n"},
    {"path": "src/demo/__init__.py", "text": ""},
    {"path": "models/m.onnx", "base64": "AAEC"},
    {"path": ".gitignore", "text": ".env\n"},
    {"path": "run.sh", "text": "#!/bin/sh\n", "executable": True},
]


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def _hidden(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".anneal-")]


@pytest.mark.parametrize(
    ("method", "route"),
    [("GET", "status"), ("POST", "package"), ("DELETE", "package?folder=x"),
     ("POST", "environment"), ("POST", "verify"), ("POST", "trial"),
     ("POST", "record"),
     ("GET", "verify/0123456789abcdef"), ("DELETE", "verify/0123456789abcdef")],
)  # fmt: skip
def test_every_route_needs_the_token(server: Server, method: str, route: str) -> None:
    body = {} if method == "POST" else None
    assert server.fetch(method, route, body, token=None)[0] == 403
    assert server.fetch(method, route, body, token="wrong")[0] == 403


def test_status(server: Server) -> None:
    status, answer = server.fetch("GET", "status")
    assert status == 200
    assert answer["version"] == "0.1.0"
    assert isinstance(answer["node"], bool)
    wanted = {"package", "environment", "verify", "trial", "record", "review"}
    assert set(answer["features"]) == wanted


def test_a_package_is_written_and_deleted(server: Server) -> None:
    status, answer = server.fetch("POST", "package", {"folder": "one/demo", "files": FILES})
    assert status == 201, answer
    folder = server.root / "one" / "demo"
    assert (folder / "models" / "m.onnx").read_bytes() == b"\0\1\2"
    assert (folder / "run.sh").stat().st_mode & 0o111
    manifest = json.loads((folder / ".anneal-manifest.json").read_text())
    assert manifest["files"]["run.sh"] == hashlib.sha256(b"#!/bin/sh\n").hexdigest()
    (folder / "pyproject.toml").write_text("edited")
    (folder / "notes.txt").write_text("mine")
    status, answer = server.fetch("DELETE", "package?folder=one/demo")
    assert status == 200
    assert "run.sh" in answer["removed"]
    assert _tree(folder) == {"pyproject.toml": b"edited", "notes.txt": b"mine"}
    assert answer["kept"] == ["notes.txt", "pyproject.toml"]
    assert server.fetch("DELETE", "package?folder=one/demo")[0] == 404


def test_second_export_replaces_its_own_files_only(server: Server) -> None:
    server.fetch("POST", "package", {"folder": "again", "files": FILES})
    folder = server.root / "again"
    (folder / "data").mkdir()
    (folder / "data" / "big.csv").write_text("mine")
    inode = (folder / "data" / "big.csv").stat().st_ino
    files = [{"path": "pyproject.toml", "text": "[project] # 2\n"}, *FILES[2:]]
    status, answer = server.fetch("POST", "package", {"folder": "again", "files": files})
    assert (status, answer["kept"]) == (201, 1)
    tree = _tree(folder)
    assert tree["pyproject.toml"] == b"[project] # 2\n"
    assert "src/demo/__init__.py" not in tree, "a file that is no longer exported goes away"
    assert (folder / "data" / "big.csv").stat().st_ino == inode, "kept files are not copied"
    (folder / "pyproject.toml").write_text("edited by hand")
    before = _tree(folder)
    status, answer = server.fetch("POST", "package", {"folder": "again", "files": files})
    assert (status, answer["reason"], answer["foreign"]) == (409, "foreign", ["pyproject.toml"])
    assert answer["cure"]
    assert _tree(folder) == before
    body = {"folder": "again", "files": files, "replace": True}
    assert server.fetch("POST", "package", body)[0] == 201
    assert (folder / "pyproject.toml").read_bytes() == b"[project] # 2\n"


def test_a_folder_of_the_user_is_not_touched(server: Server) -> None:
    folder = server.root / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    status, answer = server.fetch("POST", "package", {"folder": "mine", "files": FILES})
    assert (status, answer["reason"], answer["count"]) == (409, "foreign", 1)
    assert answer["foreign"] == ["thesis.txt"]
    assert _tree(folder) == {"thesis.txt": b"years of work"}
    body = {"folder": "mine", "files": FILES, "replace": True}
    assert server.fetch("POST", "package", body)[0] == 201
    assert (folder / "thesis.txt").read_text() == "years of work"


BAD_PATHS = [
    "../out", "a/../../out", "/etc/x", "C:/x", "a//b", "", ".", "a/.", "con", "Con.txt", "LPT1.py",
    "a.", "a ", " a", "a:b", "a|b", "a?b", "a*b", 'a"b', "a<b", "a\\b", "..\\out", "a\x00b",
    "a\nb", "x" * 300, "/".join(["abc"] * 200), "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD_PATHS)
def test_paths_that_are_refused(server: Server, path: str) -> None:
    before = sorted(server.root.parent.rglob("*"))
    for body in (
        {"folder": path, "files": FILES},
        {"folder": "fine", "files": [{"path": path, "text": "x"}]},
    ):
        status, answer = server.fetch("POST", "package", body)
        assert 400 <= status < 500, answer
        assert set(answer) >= {"message", "reason", "cure"}
        assert "Traceback" not in json.dumps(answer)
    assert sorted(server.root.parent.rglob("*")) == before


def test_twins_are_refused(server: Server) -> None:
    for one, two in (("A.py", "a.py"), ("x/a", "X/b"), ("p", "p/q"), ("e\u0301", "\u00e9")):
        files = [{"path": one, "text": ""}, {"path": two, "text": ""}]
        status, answer = server.fetch("POST", "package", {"folder": "twins", "files": files})
        assert (status, answer["reason"]) == (400, "twins")


def test_links_do_not_lead_out(server: Server, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (server.root / "door").symlink_to(outside)
    for folder in ("door", "door/demo"):
        status, answer = server.fetch("POST", "package", {"folder": folder, "files": FILES})
        assert (status, answer["reason"]) == (403, "link")
        body = {"folder": folder, "values": {"A": "b"}}
        assert server.fetch("POST", "environment", body)[0] in (403, 404)
    server.fetch("POST", "package", {"folder": "linked", "files": FILES[:1]})
    (server.root / "linked" / "src").symlink_to(outside)
    body = {"folder": "linked", "files": FILES, "replace": True}
    status, answer = server.fetch("POST", "package", body)
    assert (status, answer["reason"]) == (409, "blocked")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'{"folder": 3}', b'{"folder": "a", "files": {}}',
            b'{"folder": "a", "files": [1]}', b'{"folder": "a", "files": [{"path": "b"}]}',
            b'{"folder": "a", "files": [{"path": "b", "base64": "%"}]}', b"[" * 100000],
)  # fmt: skip
def test_requests_of_another_form(server: Server, raw: bytes) -> None:
    for route in ("package", "environment", "verify", "trial", "record"):
        status, answer = server.fetch("POST", route, raw=raw)
        assert 400 <= status < 500, answer
        assert set(answer) >= {"message", "reason", "cure"}
        assert "traceback" not in json.dumps(answer).lower()


def test_fifty_writers_leave_one_whole_package(server: Server) -> None:
    def files(number: int) -> list[dict[str, Any]]:
        return [{"path": f"f{i}.txt", "text": f"{number}\n" * 2000} for i in range(10)]

    statuses: list[int] = []

    def write(number: int) -> None:
        body = {"folder": "busy", "files": files(number)}
        statuses.append(server.fetch("POST", "package", body)[0])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    seen: set[bytes] = set()
    while any(thread.is_alive() for thread in threads):
        # a reader that opens the folder once always sees one whole package
        try:
            descriptor = os.open(server.root / "busy", os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            contents = set()
            for i in range(10):
                with open(os.open(f"f{i}.txt", os.O_RDONLY, dir_fd=descriptor), "rb") as file:
                    contents.add(file.read())
            assert len(contents) == 1
            seen |= contents
        except FileNotFoundError:
            continue  # the folder was replaced and is being removed while it is read
        finally:
            os.close(descriptor)
    for thread in threads:
        thread.join()
    assert statuses == [201] * 50
    assert len({c for n, c in _tree(server.root / "busy").items() if n.startswith("f")}) == 1
    assert _hidden(server.root) == []


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_kill_in_the_middle_leaves_old_or_new(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()

    def body(number: int) -> dict[str, Any]:
        files = [{"path": f"d{i % 7}/f{i}.txt", "text": f"{number} " * 500} for i in range(200)]
        return {"folder": "pkg", "files": files}

    for attempt in range(4):
        (runtime := tmp_path / f"runtime{attempt}").mkdir()
        running = Server(root, runtime)
        first = attempt * 100
        assert running.fetch("POST", "package", body(first))[0] == 201

        def keep_writing(running: Server = running, first: int = first) -> None:
            try:
                for number in range(first + 1, first + 100):
                    running.fetch("POST", "package", body(number))
            except OSError:
                return

        thread = threading.Thread(target=keep_writing)
        thread.start()
        time.sleep(0.05 + 0.07 * attempt)
        running.process.send_signal(signal.SIGKILL)
        running.process.wait(10)
        thread.join(70)
        texts = {
            content
            for name, content in _tree(root / "pkg").items()
            if name != ".anneal-manifest.json"
        }
        assert len(texts) == 1, "old and new files are mixed"
        assert len(_tree(root / "pkg")) == 201
    (runtime := tmp_path / "runtime-last").mkdir()
    running = Server(root, runtime)
    assert running.fetch("POST", "package", body(1))[0] == 201
    running.stop()
    assert _hidden(root) == [], "left-overs of killed writers are removed by the next one"


def test_environment(server: Server) -> None:
    secret = "s3cret 'quoted' \\ value # with $HOME"
    folder = server.root / "env"
    folder.mkdir()
    (folder / ".gitignore").write_text("build/")
    (folder / ".env").write_text("OTHER=1")
    status, answer = server.fetch(
        "POST", "environment", {"folder": "env", "values": {"API_KEY": secret, "PLAIN": "a.b-c"}}
    )
    assert status == 200, answer
    assert answer["added"] == ["API_KEY", "PLAIN"]
    assert (folder / ".env").stat().st_mode & 0o777 == 0o600
    dotenv = pytest.importorskip("dotenv")
    stored = dotenv.dotenv_values(folder / ".env", interpolate=False)
    assert stored == {"OTHER": "1", "API_KEY": secret, "PLAIN": "a.b-c"}
    assert (folder / ".env.example").read_text() == "API_KEY=\nPLAIN=\n"
    assert (folder / ".gitignore").read_text() == "build/\n.env\n"
    before = _tree(folder)
    again = {"folder": "env", "values": {"API_KEY": secret}}
    assert server.fetch("POST", "environment", again)[1]["unchanged"] == ["API_KEY"]
    assert _tree(folder) == before
    other = {"folder": "env", "values": {"API_KEY": "another-value"}}
    status, conflict = server.fetch("POST", "environment", other)
    assert (status, conflict["reason"], conflict["names"]) == (409, "exists", ["API_KEY"])
    assert _tree(folder) == before
    assert server.fetch("POST", "environment", {**other, "replace": True})[0] == 200
    stored = dotenv.dotenv_values(folder / ".env", interpolate=False)
    assert stored == {"OTHER": "1", "API_KEY": "another-value", "PLAIN": "a.b-c"}
    log = server.log.read_text()
    for text in (json.dumps([answer, conflict]), log):
        assert secret not in text
        assert "another-value" not in text


@pytest.mark.parametrize("values", [{}, {"A B": "x"}, {"A": 3}, {"A": "\0"}, {"1A": "x"}])
def test_environment_refuses(server: Server, values: dict[str, Any]) -> None:
    status, answer = server.fetch("POST", "environment", {"folder": "", "values": values})
    assert (status, answer["reason"]) == (400, "values")


def _run_to_end(server: Server, route: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    status, answer = server.fetch("POST", route, body)
    assert status == 201, answer
    events: list[dict[str, Any]] = []
    since = 0
    while True:
        status, part = server.fetch("GET", f"verify/{answer['id']}?since={since}")
        assert status == 200
        events += part["events"]
        since = part["next"]
        if part["done"] and since == len(events):
            return events


def test_verify_on_the_server(server: Server) -> None:
    folder = server.root / "job"
    folder.mkdir()
    write_notebook(folder / "n.ipynb", ["a = 1", "print(a)"])
    write_package(folder / "pkg", [Step("one", [0, 1], "a = 1\nprint(a)", gives="a")])
    body = {"notebook": "job/n.ipynb", "package": "job/pkg", "timeout": 60, "kernelName": "python3"}
    events = _run_to_end(server, "verify", body)
    assert events[-1]["event"] == "report"
    assert events[-1]["report"]["verdict"] == "equal"


def test_a_fix_is_tried_on_the_server(server: Server) -> None:
    folder = server.root / "trial"
    folder.mkdir()
    (folder / "n.txt").write_text("3")
    cells = [{"index": 0, "source": source, "tags": []} for source in (
        "n = int(open('n.txt').read())\nopen('n.txt', 'w').write('4')", "n = 3")]  # fmt: skip
    body = {"notebook": "trial/not saved.ipynb", "before": cells[:1], "after": cells[1:]}
    events = _run_to_end(server, "trial", body)
    assert events[-1]["event"] == "report"
    assert {v["name"]: v["status"] for v in events[-1]["report"]["variables"]} == {"n": "equal"}
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"n.txt": "3"}
    events = _run_to_end(server, "trial", {**body, "after": [{"source": 1}]})
    assert events[-1]["event"] == "error"
    for path in ("../n.ipynb", "no-folder/n.ipynb"):
        assert server.fetch("POST", "trial", {**body, "notebook": path})[0] in (400, 404)


def test_calls_are_recorded_on_the_server(server: Server) -> None:
    folder = server.root / "record"
    folder.mkdir()
    source = "def double(n):\n    return n * 2"
    write_notebook(folder / "n.ipynb", [source, "double(3)"])
    function = {"name": "double", "module": "demo.m", "parameters": ["n"]}
    body = {"notebook": "record/n.ipynb", "functions": [function],
            "sources": {"demo/__init__.py": "", "demo/m.py": source}}  # fmt: skip
    events = _run_to_end(server, "record", body)
    assert events[-1]["event"] == "report"
    (found,) = events[-1]["report"]["functions"]
    assert [case["expected"] for case in found["cases"]] == [{"k": "int", "v": "6"}]
    assert [path.name for path in folder.iterdir()] == ["n.ipynb"]
    assert server.fetch("POST", "record", {**body, "notebook": "../n.ipynb"})[0] in (400, 404)


def test_verify_is_cancelled(server: Server) -> None:
    folder = server.root / "long"
    folder.mkdir()
    write_notebook(folder / "n.ipynb", ["a = 1", "import time; time.sleep(500)"])
    write_package(folder / "pkg", [Step("one", [0], "a = 1", gives="a")])
    body = {"notebook": "long/n.ipynb", "package": "long/pkg"}
    names = []
    for _ in range(2):
        status, answer = server.fetch("POST", "verify", body)
        assert status == 201
        names.append(answer["id"])
    status, answer = server.fetch("POST", "verify", body)
    assert (status, answer["reason"]) == (429, "busy")
    for name in names:
        assert server.fetch("DELETE", f"verify/{name}")[0] == 200
        part = server.fetch("GET", f"verify/{name}?since=0")[1]
        while not part["done"]:
            part = server.fetch("GET", f"verify/{name}?since={part['next']}")[1]
        assert server.fetch("GET", f"verify/{name}")[1]["events"][-1] == {"event": "cancelled"}


@pytest.mark.parametrize(
    ("change", "status"),
    [({"notebook": "no.ipynb"}, 404), ({"package": "../x"}, 400), ({"timeout": -1}, 400),
     ({"timeout": "5"}, 400), ({"kernelName": "no-such"}, 404), ({"kernelName": "../x"}, 400),
     ({"python": "relative"}, 400), ({"python": "/no/such/python"}, 400)],
)  # fmt: skip
def test_verify_refuses(server: Server, change: dict[str, Any], status: int) -> None:
    write_notebook(server.root / "r.ipynb", ["a = 1"])
    (server.root / "rpkg").mkdir(exist_ok=True)
    body = {"notebook": "r.ipynb", "package": "rpkg", **change}
    found, answer = server.fetch("POST", "verify", body)
    assert found == status, answer
    assert set(answer) >= {"message", "reason", "cure"}


def test_verifications_end_with_the_server(tmp_path: Path) -> None:
    (root := tmp_path / "root").mkdir()
    (runtime := tmp_path / "runtime").mkdir()
    running = Server(root, runtime)
    mark = root / "alive.txt"
    # the process of the cell notes its id outside of its temporary copy
    cell = f"import os, time\nopen({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(500)"
    write_notebook(root / "n.ipynb", [cell])
    write_package(root / "pkg", [Step("one", [0], "a = 1", gives="a")])
    body = {"notebook": "n.ipynb", "package": "pkg"}
    assert running.fetch("POST", "verify", body)[0] == 201
    deadline = time.monotonic() + 60
    while not (mark.exists() and mark.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    pid = int(mark.read_text())
    running.stop()
    deadline = time.monotonic() + 15
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
