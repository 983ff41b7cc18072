"""Review files over HTTP: nothing is lost between writers, nothing is ever half written."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ..server import merge_rule, reviews
from ..server.problems import Refused
from .conftest import Server

EMPTY = '{\n  "schemaVersion": 2\n}\n'


def _text(entries: dict[str, Any]) -> str:
    return json.dumps({**entries, "schemaVersion": 2}, indent=2) + "\n"


def _entries(text: str | None) -> dict[str, Any]:
    return {k: v for k, v in json.loads(text or EMPTY).items() if k != "schemaVersion"}


def _add(server: Server, path: str, entries: dict[str, Any]) -> None:
    """Add as the extension does: join what the server holds, and send until it is taken."""
    now = server.fetch("GET", f"review?path={path}")[1]
    while True:
        joined = {**_entries(now["text"]), **entries}
        body = {"path": path, "text": _text(joined), "base": now["version"]}
        status, answer = server.fetch("PUT", "review", body)
        if status == 200:
            return
        assert (status, answer["reason"]) == (409, "changed"), answer
        now = answer


@pytest.mark.parametrize(
    ("method", "route"),
    [("GET", "review?path=a.anneal.json"), ("PUT", "review"), ("POST", "review/changes"),
     ("GET", "identity?folder=")],
)  # fmt: skip
def test_every_route_needs_the_token(server: Server, method: str, route: str) -> None:
    body = None if method == "GET" else {}
    assert server.fetch(method, route, body, token=None)[0] == 403
    assert server.fetch(method, route, body, token="wrong")[0] == 403


def test_a_file_is_replaced_only_by_who_knows_it(server: Server) -> None:
    path = "one.anneal.json"
    (server.root / "one.ipynb").write_text("{}")
    (server.root / "one.ipynb").chmod(0o660)
    missing = server.fetch("GET", f"review?path={path}")
    assert missing == (200, {"text": None, "version": "", "problem": None})
    body = {"path": path, "text": _text({"hidden a": True}), "base": ""}
    status, first = server.fetch("PUT", "review", body)
    assert status == 200
    assert (server.root / path).stat().st_mode & 0o777 == 0o660, "as readable as the notebook"
    read = {"text": body["text"], "version": first["version"], "problem": None}
    assert server.fetch("GET", f"review?path={path}") == (200, read)

    status, answer = server.fetch("PUT", "review", {**body, "text": EMPTY})
    assert (status, answer["reason"]) == (409, "changed")
    assert (answer["text"], answer["version"]) == (body["text"], first["version"])
    assert (server.root / path).read_text() == body["text"]
    status, _ = server.fetch("PUT", "review", {**body, "text": EMPTY, "base": first["version"]})
    assert status == 200
    assert (server.root / path).read_text() == EMPTY


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [("../out.anneal.json", 400, "outside"), ("/etc/out.anneal.json", 400, "outside"),
     ("link/out.anneal.json", 403, "link"), ("one.ipynb", 400, "name"),
     ("nowhere/one.anneal.json", 404, "folder"), ("dir.anneal.json", 409, "unwritable"),
     (7, 400, "path")],
)  # fmt: skip
def test_other_places_are_refused(
    server: Server, tmp_path: Path, path: object, status: int, reason: str
) -> None:
    if not (server.root / "link").exists():
        (server.root / "link").symlink_to(tmp_path)
        (server.root / "dir.anneal.json").mkdir()
    for method, route, body in (
        ("PUT", "review", {"path": path, "text": EMPTY, "base": ""}),
        ("POST", "review/changes", {"known": {path: ""}}),
    ):
        if isinstance(path, str) or method == "PUT":
            got, answer = server.fetch(method, route, body)
            assert (got, answer["reason"]) == (status, reason)
            assert answer["cure"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"schemaVersion": true}', '"\ud800"'])
def test_what_is_no_review_is_not_written(server: Server, text: object) -> None:
    body = {"path": "bad.anneal.json", "text": text, "base": ""}
    status, answer = server.fetch("PUT", "review", body)
    assert (status, answer["reason"]) == (400, "text")
    assert not (server.root / "bad.anneal.json").exists()


def test_who_waits_hears_of_a_change_and_only_of_that(server: Server) -> None:
    _add(server, "heard.anneal.json", {"hidden a": True})
    now = server.fetch("GET", "review?path=heard.anneal.json")[1]
    known = {"heard.anneal.json": now["version"], "quiet.anneal.json": ""}
    ask = {"known": known, "wait": True}
    assert server.fetch("POST", "review/changes", {"known": known}) == (200, {"changed": {}})
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(server.fetch, "POST", "review/changes", ask)
        # Another tool writes the file without asking the server.
        (server.root / "other").write_text(EMPTY)
        os.replace(server.root / "other", server.root / "heard.anneal.json")
        status, answer = waiting.result(30)
    version = server.fetch("GET", "review?path=heard.anneal.json")[1]["version"]
    assert (status, answer) == (200, {"changed": {"heard.anneal.json": version}})
    # What happened before somebody waits is answered at once.
    assert server.fetch("POST", "review/changes", ask)[1] == answer
    assert server.fetch("POST", "review/changes", {"known": []})[0] == 400


def test_a_file_that_is_no_text_is_named_and_left_alone(server: Server) -> None:
    file = server.root / "latin.anneal.json"
    file.write_bytes(b"\xe9")
    status, answer = server.fetch("GET", f"review?path={file.name}")
    assert (status, answer["text"], answer["problem"]) == (200, None, "it is not UTF-8 text")
    body = {"path": file.name, "text": EMPTY, "base": ""}
    assert server.fetch("PUT", "review", body)[0] == 409
    assert file.read_bytes() == b"\xe9"


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files")
def test_what_cannot_be_written_is_named_and_the_old_file_stays(tmp_path: Path) -> None:
    import resource

    file = tmp_path / "full.anneal.json"
    version = reviews.write(file, EMPTY, "")["version"]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        with pytest.raises(Refused) as refusal:
            reviews.write(file, _text({"hidden a": "x" * 200}), version)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refusal.value.body["reason"] == "unwritable"
    assert [path.read_text() for path in tmp_path.iterdir()] == [EMPTY]


def test_fifty_writers_at_once_lose_nothing(server: Server) -> None:
    path, writers = "fifty.anneal.json", 50
    seen: list[int] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            file = server.root / path
            seen.append(len(_entries(file.read_text() if file.exists() else None)))

    reader = threading.Thread(target=look)
    reader.start()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(lambda n: _add(server, path, {f"comment {n}": {"by": n}}), range(writers)))
    done.set()
    reader.join()
    entries = _entries((server.root / path).read_text())
    assert entries == {f"comment {n}": {"by": n} for n in range(writers)}
    assert seen == sorted(seen), "a reader sees the file grow, and always whole"


# Counts as often as it can, saying each number after it is written.
COUNTER = """
import json, sys
from pathlib import Path
from jupyterlab_anneal.server import reviews
from jupyterlab_anneal.server.problems import Refused
target, name, load, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
now = reviews.read(target)
for n in range(1, times + 1):
    while True:
        entries = json.loads(now["text"] or '{"schemaVersion": 2}')
        entries.update({f"{name} {i}": "x" * 4000 for i in range(load)}, **{name: n})
        try:
            now = reviews.write(target, json.dumps(entries), now["version"])
            now["text"] = json.dumps(entries)
            break
        except Refused as refusal:
            now = refusal.body
    print(n, flush=True)
"""


def _counter(file: Path, name: str, load: int, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COUNTER, str(file), name, str(load), str(times)],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip


def test_a_killed_writer_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    file = tmp_path / "killed.anneal.json"
    # Two megabytes, so that most of the time goes into the file itself.
    writer = _counter(file, "count", 500, 10**6)
    assert writer.stdout
    said = [int(next(writer.stdout)) for _ in range(3)][-1]
    writer.kill()
    said = max([said, *map(int, writer.stdout)])
    writer.wait()
    entries = _entries(file.read_text())
    assert entries.pop("count") in (said, said + 1), "nothing that was said is lost"
    assert entries == {f"count {i}": "x" * 4000 for i in range(500)}


def test_two_servers_on_one_folder_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "both.anneal.json"
    writers = [_counter(file, name, 0, 60) for name in ("ana", "ben")]
    assert [writer.communicate(timeout=60)[0].count("\n") for writer in writers] == [60, 60]
    assert _entries(file.read_text()) == {"ana": 60, "ben": 60}


def test_a_server_waits_for_the_command_and_not_for_one_that_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "shared.anneal.json"
    lock = tmp_path / f".{file.name}.lock"
    lock.write_text(f"{os.getpid()} {socket.gethostname()}\n")
    writer = _counter(file, "server", 0, 1)
    with pytest.raises(subprocess.TimeoutExpired):
        writer.wait(1)
    assert not file.exists()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    lock.write_text(f"{gone.pid} {socket.gethostname()}\n")
    assert writer.communicate(timeout=60)[0] == "1\n"
    assert _entries(file.read_text()) == {"server": 1}
    assert list(tmp_path.iterdir()) == [file]


def test_the_name_is_the_one_that_git_knows(server: Server) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = server.root / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    subprocess.run(["git", "config", "user.name", "Ana Ünal"], cwd=folder, check=True)
    assert server.fetch("GET", "identity?folder=repository") == (200, {"name": "Ana Ünal"})
    assert server.fetch("GET", "identity?folder=../x")[0] == 400
    assert server.fetch("GET", "identity?folder=nowhere")[0] == 404


def test_the_first_decision_adds_the_rule_for_merges(server: Server) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = server.root / "team"
    (folder / "sub").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True)
    (folder / ".gitattributes").write_text("*.png binary")
    body = {"path": "team/sub/a.anneal.json", "text": EMPTY, "base": ""}
    status, answer = server.fetch("PUT", "review", body)
    assert (status, answer["rule"]) == (200, "team/.gitattributes")
    rules = "*.png binary\n*.anneal.json merge=union\n"
    assert (folder / ".gitattributes").read_text() == rules
    for change in (
        {"text": _text({"hidden a": True}), "base": answer["version"]},
        {"path": "team/b.anneal.json"},
    ):
        assert server.fetch("PUT", "review", {**body, **change})[1]["rule"] is None
    assert (folder / ".gitattributes").read_text() == rules


def test_a_repository_around_the_root_is_left_alone(tmp_path: Path) -> None:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path, check=True)
    (tmp_path / "served").mkdir()
    assert merge_rule.ensure(tmp_path / "served", tmp_path / "served" / "a.anneal.json") is None
    assert not (tmp_path / ".gitattributes").exists()
