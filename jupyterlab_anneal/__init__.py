"""Anneal for Jupyter: labextension, server part, verify engine and kernel companion.

This file only tells Jupyter where the parts are. Nothing heavy is imported here, because the
`anneal` command imports this package in environments that have no Jupyter server.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "jupyterlab-anneal"}]


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "jupyterlab_anneal"}]


def _load_jupyter_server_extension(server_app: Any) -> None:
    from .server.routes import register

    register(server_app)
    server_app.log.info("Anneal: server extension registered")
