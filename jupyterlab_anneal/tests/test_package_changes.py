"""What a second export would change is told before it is written, and edited files can stay."""

from __future__ import annotations

import json

from .conftest import Server

FIRST = [
    {"path": "pyproject.toml", "text": "[project]\n"},
    {"path": "README.md", "text": "# Demo\n"},
    {"path": "src/demo/old.py", "text": "OLD = 1\n"},
    {"path": "src/demo/older.py", "text": "OLDER = 1\n"},
    {"path": "models/m.onnx", "base64": "AAEC"},
]
SECOND = [
    {"path": "pyproject.toml", "text": "[project] # 2\n"},
    {"path": "README.md", "text": "# Demo 2\n"},
    {"path": "src/demo/new.py", "text": "NEW = 1\n"},
    {"path": "models/m.onnx", "base64": "/wEC"},
    {"path": "notes.txt", "text": "Anneal's\n"},
]


def test_changes_are_told_file_by_file(server: Server) -> None:
    status, answer = server.fetch("POST", "package/changes", {"folder": "told", "files": FIRST})
    assert (status, answer["isPackage"]) == (200, False)
    assert {file["state"] for file in answer["files"]} == {"added"}
    assert not (server.root / "told").exists()

    server.fetch("POST", "package", {"folder": "told", "files": FIRST})
    folder = server.root / "told"
    status, answer = server.fetch("POST", "package/changes", {"folder": "told", "files": FIRST})
    assert answer == {"isPackage": True, "files": []}

    (folder / "README.md").write_text("# Mine\n")
    (folder / "src/demo/older.py").write_text("MINE = 1\n")
    (folder / "notes.txt").write_text("mine\n")
    before = sorted(folder.rglob("*"))
    status, answer = server.fetch("POST", "package/changes", {"folder": "told", "files": SECOND})
    assert answer["files"] == [
        {"path": "README.md", "state": "edited", "before": "# Mine\n"},
        {"path": "models/m.onnx", "state": "changed", "before": "\0\1\2"},
        {"path": "notes.txt", "state": "foreign", "before": "mine\n"},
        {"path": "pyproject.toml", "state": "changed", "before": "[project]\n"},
        {"path": "src/demo/new.py", "state": "added", "before": None},
        {"path": "src/demo/old.py", "state": "removed", "before": "OLD = 1\n"},
        {"path": "src/demo/older.py", "state": "kept", "before": "MINE = 1\n"},
    ]
    assert sorted(folder.rglob("*")) == before

    body = {"folder": "told", "files": SECOND, "keep": True}
    assert server.fetch("POST", "package", body)[0] == 201
    assert (folder / "README.md").read_text() == "# Mine\n"
    assert (folder / "notes.txt").read_text() == "mine\n"
    assert (folder / "pyproject.toml").read_text() == "[project] # 2\n"
    assert not (folder / "src/demo/old.py").exists()
    # What was kept is still known as edited, and what Anneal never wrote as somebody's.
    status, answer = server.fetch("POST", "package/changes", {"folder": "told", "files": SECOND})
    assert [(file["path"], file["state"]) for file in answer["files"]] == [
        ("README.md", "edited"),
        ("notes.txt", "foreign"),
    ]


def test_links_and_paths_of_a_forged_manifest_are_not_read(server: Server) -> None:
    (server.root / "secret.txt").write_text("secret")
    folder = server.root / "forged"
    folder.mkdir()
    (folder / "link.txt").symlink_to(server.root / "secret.txt")
    listed = {"../secret.txt": "0", "link.txt": "0"}
    (folder / ".anneal-manifest.json").write_text(json.dumps({"files": listed}))
    body = {"folder": "forged", "files": [{"path": "link.txt", "text": "x"}]}
    status, answer = server.fetch("POST", "package/changes", body)
    assert status == 200
    assert answer["files"] == [{"path": "link.txt", "state": "edited", "before": None}]


def test_a_folder_of_the_user_is_refused_with_keep_too(server: Server) -> None:
    folder = server.root / "theirs"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    status, answer = server.fetch(
        "POST", "package", {"folder": "theirs", "files": FIRST, "keep": True}
    )
    assert (status, answer["reason"]) == (409, "foreign")
    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]
