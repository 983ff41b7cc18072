"""Bytes of an export over a comm."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from .base import Refusal

COMM_TARGET = "anneal.parity.v1"
CHUNK_BYTES = 4 * 1024 * 1024
exports_kept: dict[str, dict[str, bytes]] = {}


def register_comm() -> None:
    """Let the page fetch the last export in binary chunks, each asked for after the one before.

    Other output of the kernel can push messages out of the queue; a chunk that did not arrive can
    be asked for again with ``{"want": seq}``.
    """
    comm = sys.modules.get("comm")
    if comm is None:
        raise Refusal(
            "This kernel has no comms.", "Use the Python kernel (ipykernel 6.18 or newer)."
        )
    comm.get_comm_manager().register_target(COMM_TARGET, _serve)


def _serve(comm: Any, message: Mapping[str, Any]) -> None:
    request = message["content"]["data"]
    data = exports_kept.get(str(request.get("id")), {}).get(str(request.get("part")))
    if data is None:
        comm.send(
            {
                "status": "error",
                "reason": "The export is no longer in the kernel.",
                "cure": "Export it again.",
            }
        )
        return
    count = max(1, -(-len(data) // CHUNK_BYTES))

    def send(seq: int) -> None:
        chunk = memoryview(data)[seq * CHUNK_BYTES : (seq + 1) * CHUNK_BYTES]
        comm.send({"status": "ok", "seq": seq, "count": count, "bytes": len(data)}, buffers=[chunk])

    def answer(reply: Mapping[str, Any]) -> None:
        wanted = reply["content"]["data"].get("want")
        if isinstance(wanted, int) and 0 <= wanted < count:
            send(wanted)

    comm.on_msg(answer)
    send(0)
