"""A real Jupyter server on a free port, with a token, for the tests of the server part."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TOKEN = "a-token-for-tests"


class Server:
    """A running server and its root folder."""

    def __init__(self, root: Path, runtime: Path) -> None:
        self.root = root
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        self.log = runtime / "server.log"
        checkout = str(Path(__file__).resolve().parents[2])
        environment = {**os.environ, "JUPYTER_RUNTIME_DIR": str(runtime), "PYTHONPATH": checkout}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jupyter_server", "--allow-root", "--no-browser",
                 f"--port={port}", "--ServerApp.port_retries=0", "--debug",
                 f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={root}",
                 "--ServerApp.jpserver_extensions={'jupyterlab_anneal': True}"],
                env=environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        for _ in range(400):
            try:
                urllib.request.urlopen(self.url + "api", timeout=1)
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(self.log.read_text()[-2000:])

    def fetch(
        self, method: str, route: str, body: Any = None, token: str | None = TOKEN,
        raw: bytes | None = None,
    ) -> tuple[int, dict[str, Any]]:  # fmt: skip
        """Return status and JSON of an answer."""
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + "anneal/" + route, data=data, method=method)
        if token:
            request.add_header("Authorization", f"token {token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def stop(self) -> None:
        """End the server as a service manager would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("runtime"))
    yield running
    running.stop()
