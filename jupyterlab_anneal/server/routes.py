"""The routes below `/anneal/`. Each one checks its request and leaves the work to a module."""

from __future__ import annotations

import asyncio
import json
import math
import time
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from .. import __version__
from . import (
    environment,
    identity,
    interpreters,
    merge_rule,
    package_changes,
    packages,
    reviews,
)
from .jobs import Jobs
from .problems import Refused
from .safe_paths import inside_root

MAX_SMALL_BODY = 2**20
MAX_PACKAGE_BODY = 400 * 2**20
MAX_TRIAL_BODY = 50 * 2**20
MAX_RECORD_BODY = 50 * 2**20
LONG_POLL_SECONDS = 20.0
POLL_SECONDS = 0.1
MAX_TIMEOUT = 24 * 3600
FEATURES = ["package", "environment", "verify", "trial", "record", "review"]


class AnnealHandler(APIHandler):
    """What all routes share: bounded JSON bodies, refusals as JSON, no stack traces."""

    def initialize(self, jobs: Jobs, root: Path) -> None:
        """Take what `register` gives to every route."""
        self.jobs = jobs
        self.root = root

    def read_body(self, limit: int = MAX_SMALL_BODY) -> dict[str, Any]:
        """Return the request's JSON object."""
        if len(self.request.body) > limit:
            cure = f"Stay below {limit // 2**20} MB."
            raise Refused(413, "size", "The request is too large.", cure)
        try:
            body = json.loads(self.request.body)
        except (ValueError, RecursionError) as error:
            raise Refused(400, "json", "The request is not JSON.", "Send a JSON object.") from error
        if not isinstance(body, dict):
            raise Refused(400, "json", "The request is no JSON object.", "Send a JSON object.")
        return body

    def timeout_of(self, body: dict[str, Any]) -> float:
        """Return the time limit that a request names, in seconds."""
        timeout = body.get("timeout", 600)
        if isinstance(timeout, bool) or not isinstance(timeout, (int, float)):
            timeout = math.nan
        if not 0 < timeout <= MAX_TIMEOUT:
            raise Refused(400, "timeout", "The time limit is not valid.", "Send seconds.")
        return float(timeout)

    async def python_of(self, body: dict[str, Any]) -> str:
        """Return the interpreter that a request names, by a kernel or by itself."""
        specs = self.settings["kernel_spec_manager"]
        return await asyncio.to_thread(
            interpreters.resolve, specs, body.get("kernelName"), body.get("python")
        )

    def answer(self, data: Any, status: int = 200) -> None:
        """Send JSON."""
        self.set_status(status)
        self.finish(json.dumps(data))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Send an error as JSON, without any trace or content of the request."""
        error = (kwargs.get("exc_info") or (None, None, None))[1]
        self.set_header("Content-Type", "application/json")
        if isinstance(error, Refused):
            self.set_status(error.status)
            self.finish(json.dumps(error.body))
            return
        known = isinstance(error, web.HTTPError)
        message = "The request was not carried out."
        if known and status_code == 403:
            message = "The request is not authorised."
        elif status_code == 405:
            message = "This route does not answer to this method."
        elif status_code >= 500:
            message = "The server could not carry out the request."
        body = {"message": message, "reason": "http", "cure": "See the server's log."}
        self.finish(json.dumps(body))

    def log_exception(self, typ: Any, value: Any, tb: Any) -> None:
        """Log no refusals: they are answers. Everything else is logged as usual."""
        if not isinstance(value, Refused):
            super().log_exception(typ, value, tb)


class StatusHandler(AnnealHandler):
    """`GET status`."""

    @web.authenticated
    async def get(self) -> None:
        """Answer which version is installed and what it can do."""
        node = await asyncio.to_thread(interpreters.node_available)
        self.answer({"version": __version__, "node": node, "features": FEATURES})


class PackageHandler(AnnealHandler):
    """`POST package` and `DELETE package`."""

    @web.authenticated
    async def post(self) -> None:
        """Write a package in one step."""
        body = self.read_body(MAX_PACKAGE_BODY)
        files = packages.read_files(body.get("files"))
        replace = body.get("replace") is True
        done = await asyncio.to_thread(
            packages.write_package, self.root, body.get("folder"), files, replace,
            body.get("keep") is True,
        )  # fmt: skip
        self.answer(done, 201)

    @web.authenticated
    async def delete(self) -> None:
        """Delete what Anneal wrote into a package's folder."""
        folder = self.get_query_argument("folder", None)
        if folder is None:
            folder = self.read_body().get("folder")
        self.answer(await asyncio.to_thread(packages.delete_package, self.root, folder))


class PackageChangesHandler(AnnealHandler):
    """`POST package/changes`."""

    @web.authenticated
    async def post(self) -> None:
        """Answer what writing a package would change on disk; writes nothing."""
        body = self.read_body(MAX_PACKAGE_BODY)
        files = packages.read_files(body.get("files"))
        self.answer(
            await asyncio.to_thread(
                package_changes.package_changes, self.root, body.get("folder"), files
            )
        )


class EnvironmentHandler(AnnealHandler):
    """`POST environment`."""

    @web.authenticated
    async def post(self) -> None:
        """Store values in `.env`; the answer holds names only."""
        body = self.read_body()
        values = environment.read_values(body.get("values"))
        done = await asyncio.to_thread(
            environment.write_environment, self.root, body.get("folder", ""), values,
            body.get("replace") is True,
        )  # fmt: skip
        self.answer(done)


class IdentityHandler(AnnealHandler):
    """`GET identity?folder=PATH`."""

    @web.authenticated
    async def get(self) -> None:
        """Answer the name that git knows in a folder, or null."""
        folder = inside_root(self.root, self.get_query_argument("folder", ""), empty=True)
        if not folder.is_dir():
            raise Refused(404, "folder", "The folder is not there.", "Save the notebook first.")
        self.answer({"name": await asyncio.to_thread(identity.git_name, folder)})


class ReviewHandler(AnnealHandler):
    """`GET review?path=PATH` and `PUT review`."""

    @web.authenticated
    async def get(self) -> None:
        """Answer a review file's text and version."""
        target = reviews.locate(self.root, self.get_query_argument("path", ""))
        self.answer(await asyncio.to_thread(reviews.read, target))

    @web.authenticated
    async def put(self) -> None:
        """Replace a review file, if it is still the one that the client knows."""
        body = self.read_body(2 * reviews.MAX_FILE)
        target = reviews.locate(self.root, body.get("path"))
        base = body.get("base")
        done = await asyncio.to_thread(reviews.write, target, body.get("text"), base)
        # With the first decision, as the command does: later ones need no look at git.
        rule = await asyncio.to_thread(merge_rule.ensure, self.root, target) if not base else None
        self.answer({**done, "rule": rule})


class ReviewChangesHandler(AnnealHandler):
    """`POST review/changes`."""

    # A page that only waits must not keep an idle server alive.
    _track_activity = False
    _gone = False

    def on_connection_close(self) -> None:
        """Stop waiting when nobody listens any more."""
        self._gone = True
        super().on_connection_close()

    @web.authenticated
    async def post(self) -> None:
        """Answer which files are no longer as the client knows them; `wait` up to 20 s for one."""
        body = self.read_body()
        watch = reviews.Watch(reviews.watched(self.root, body.get("known")))
        deadline = time.monotonic() + (LONG_POLL_SECONDS if body.get("wait") is True else 0)
        changed = await asyncio.to_thread(watch.changed)
        while not changed and time.monotonic() < deadline:
            if self._gone:
                return
            await asyncio.sleep(POLL_SECONDS)
            changed = await asyncio.to_thread(watch.changed)
        self.answer({"changed": changed})


class VerifyHandler(AnnealHandler):
    """`POST verify`."""

    @web.authenticated
    async def post(self) -> None:
        """Start a verification."""
        body = self.read_body()
        notebook = inside_root(self.root, body.get("notebook"))
        package = inside_root(self.root, body.get("package"))
        if not notebook.is_file():
            raise Refused(404, "notebook", "The notebook is not there.", "Save it first.")
        if not package.is_dir():
            raise Refused(404, "package", "The package is not there.", "Export it first.")
        timeout = self.timeout_of(body)
        python = await self.python_of(body)
        # in this thread: on Linux the engine ends together with the thread that started it
        job = self.jobs.verify(notebook, package, python, timeout)
        self.answer({"id": job.id}, 201)


class TrialHandler(AnnealHandler):
    """`POST trial`."""

    @web.authenticated
    async def post(self) -> None:
        """Start the trial of a fix; it is followed and cancelled as a verification is."""
        body = self.read_body(MAX_TRIAL_BODY)
        notebook = inside_root(self.root, body.get("notebook"))
        if not notebook.parent.is_dir():
            raise Refused(404, "folder", "The folder is not there.", "Save the notebook first.")
        parts = ("before", "after", "removed")
        request = {"notebook": str(notebook), **{part: body.get(part) for part in parts}}
        timeout = self.timeout_of(body)
        python = await self.python_of(body)
        # in this thread, for the same reason as a verification
        job = self.jobs.try_fix(request, notebook.parent, python, timeout)
        self.answer({"id": job.id}, 201)


class RecordHandler(AnnealHandler):
    """`POST record`."""

    @web.authenticated
    async def post(self) -> None:
        """Start to record calls of a notebook's functions; it is followed as a verification is."""
        body = self.read_body(MAX_RECORD_BODY)
        notebook = inside_root(self.root, body.get("notebook"))
        if not notebook.is_file():
            raise Refused(404, "notebook", "The notebook is not there.", "Save it first.")
        request = {part: body.get(part) for part in ("functions", "sources")}
        timeout = self.timeout_of(body)
        python = await self.python_of(body)
        # in this thread, for the same reason as a verification
        job = self.jobs.record(request, notebook, python, timeout)
        self.answer({"id": job.id}, 201)


class VerifyJobHandler(AnnealHandler):
    """`GET verify/ID?since=N` and `DELETE verify/ID`."""

    _gone = False

    def on_connection_close(self) -> None:
        """Stop waiting when nobody listens any more."""
        self._gone = True
        super().on_connection_close()

    @web.authenticated
    async def get(self, name: str) -> None:
        """Answer the events from number N on; wait up to 20 s while there are none."""
        text = self.get_query_argument("since", "0")
        if not text.isdecimal() or len(text) > 9:
            raise Refused(400, "since", "`since` is no number.", "Send the last `next`.")
        job = self.jobs.get(name)
        deadline = time.monotonic() + LONG_POLL_SECONDS
        found = job.since(int(text))
        while not found["events"] and not found["done"] and time.monotonic() < deadline:
            if self._gone:
                return
            await asyncio.sleep(POLL_SECONDS)
            found = job.since(int(text))
        self.answer(found)

    @web.authenticated
    async def delete(self, name: str) -> None:
        """Cancel; ended verifications stay as they are."""
        job = self.jobs.get(name)
        await asyncio.to_thread(job.cancel)
        self.answer({"id": job.id, "cancelled": True})


def register(server_app: Any) -> None:
    """Add the routes to a running Jupyter server."""
    shared = {"jobs": Jobs(), "root": Path(server_app.root_dir).expanduser()}
    base = server_app.web_app.settings["base_url"]
    routes = [
        ("status", StatusHandler),
        ("package", PackageHandler),
        ("package/changes", PackageChangesHandler),
        ("environment", EnvironmentHandler),
        ("identity", IdentityHandler),
        ("review", ReviewHandler),
        (r"review/changes", ReviewChangesHandler),
        ("record", RecordHandler),
        ("trial", TrialHandler),
        ("verify", VerifyHandler),
        (r"verify/([0-9a-f]{16})", VerifyJobHandler),
    ]
    server_app.web_app.add_handlers(
        ".*$", [(url_path_join(base, "anneal", path), handler, shared) for path, handler in routes]
    )
