"""Faults of a kernel: each ends in a clear answer, and the user's namespace is as before."""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("resource", reason="signals and limits are those of POSIX")
pytest.importorskip("torch")
pytest.importorskip("onnxscript")
pytest.importorskip("onnxruntime")

from jupyterlab_anneal.tests.test_companion import STATE, Kernel

NOTEBOOK = """
import os, resource, signal, time, warnings
import numpy as np, torch
torch.manual_seed(0)

class Slow(torch.nn.Linear):
    '''Interrupts the kernel when it is traced, as a person would who waits no longer.'''
    def forward(self, x):
        self.seen = x
        if type(x).__name__ == mode:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)
        return super().forward(x)

class Hungry(torch.nn.Module):
    def forward(self, x):
        return x + torch.zeros(200_000_000).sum()

net, hungry, big = Slow(3, 2), Hungry(), torch.nn.ReLU()
x = torch.randn(20, 3)
images = torch.ones(4, 1_300_000)
mode = 'nothing'
"""


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    kernel = Kernel()
    kernel.run(NOTEBOOK)
    yield kernel
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=True)


def state(kernel: Kernel) -> str:
    attributes = "+ str([sorted(m.__dict__) for m in net.modules()])"
    return kernel.evaluate(STATE + attributes)


def fetch(kernel: Kernel, answer: dict[str, Any], part: str) -> bytes:
    """Bytes of an export as the page asks for them; an error where the kernel refuses."""
    client = kernel.client
    comm = os.urandom(16).hex()

    def send(kind: str, data: dict[str, Any]) -> None:
        content = {"comm_id": comm, "data": data}
        if kind == "comm_open":
            content["target_name"] = answer["target"]
        client.shell_channel.send(client.session.msg(kind, content))

    send("comm_open", {"id": answer["id"], "part": part})
    parts: list[bytes] = []
    while True:
        message = client.get_iopub_msg(timeout=60)
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "comm_close":
            raise LookupError("the kernel does not know the comm")
        if kind != "comm_msg":
            continue
        data = content["data"]
        if data["status"] != "ok":
            raise LookupError(data["reason"])
        parts.append(bytes(message["buffers"][0]))
        if len(parts) == data["count"]:
            return b"".join(parts)
        send("comm_msg", {"want": len(parts)})


@pytest.mark.parametrize("moment", ["Tensor", "FakeTensor"])
def test_an_interrupted_export_leaves_all_as_it_was(kernel: Kernel, moment: str) -> None:
    # a plain tensor: while the cases are recorded; a fake one: while torch traces the model
    kernel.run(f"mode = {moment!r}")
    before = state(kernel)
    reply = kernel.ask("export", variable="net", inputs=["x"])
    assert reply["reason"] == "Interrupted; the model is unchanged."
    assert reply["cure"]
    assert state(kernel) == before
    kernel.run("mode = 'nothing'\nassert net(x).shape == (20, 2)\ndel net.seen")


def test_memory_that_runs_out_is_said_and_leaves_all_as_it_was(kernel: Kernel) -> None:
    limit = (
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "old = resource.getrlimit(resource.RLIMIT_AS)\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 400_000_000, old[1]))"
    )
    if not Path("/proc/self/statm").exists():
        pytest.skip("the limit is set by what Linux says that the process uses")
    kernel.run(limit)
    try:
        before = state(kernel)
        for named in ({"inputs": ["x"]}, {"recall": "hungry(x)"}, {}):
            reply = kernel.ask("export", variable="hungry", **named)
            assert reply["reason"].startswith("The kernel ran out of memory"), reply
            assert "fewer rows" in reply["cure"]
        assert state(kernel) == before
    finally:
        kernel.run("resource.setrlimit(resource.RLIMIT_AS, old)\ndel old, used")


def test_two_hundred_megabytes_of_cases_arrive_in_chunks(kernel: Kernel, tmp_path: Path) -> None:
    before = state(kernel)
    answer = kernel.result("export", variable="big", inputs=["images"], write=str(tmp_path))
    assert [case["rows"] for case in answer["cases"]] == [2, 2, 3, 2, 2]
    cases = fetch(kernel, answer, "cases")
    assert len(cases) > 200_000_000
    written = tmp_path / "big.cases.npz"
    assert hashlib.sha256(cases).digest() == hashlib.sha256(written.read_bytes()).digest()
    kernel.result("forget", id=answer["id"])
    assert state(kernel) == before


def test_a_busy_kernel_answers_when_it_is_free(kernel: Kernel, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    kernel.result("hello")
    cell = f"while not os.path.exists({str(gate)!r}): time.sleep(0.01)"
    client = kernel.client
    client.execute(cell)
    while client.get_iopub_msg(timeout=60)["header"]["msg_type"] != "execute_input":
        pass
    # the page asks while the cell runs
    request = json.dumps({"op": "models.list", "params": {}})
    expression = f"__import__('sys').modules['_anneal_companion'].call({request!r})"
    waiting = client.execute(
        "", silent=True, store_history=False, user_expressions={"r": expression}
    )
    assert not client.shell_channel.msg_ready()
    gate.touch()
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"]["msg_id"] == waiting:
            break
    answer = json.loads(
        ast.literal_eval(reply["content"]["user_expressions"]["r"]["data"]["text/plain"])
    )
    assert [model["name"] for model in answer["result"]["models"]] == ["net", "hungry", "big"]


def test_a_kernel_that_was_restarted_has_lost_the_export_and_says_so(kernel: Kernel) -> None:
    answer = kernel.result("export", variable="big", inputs=["x"])
    kernel.manager.restart_kernel(now=True)
    kernel.client.stop_channels()
    kernel.client = kernel.manager.blocking_client()
    kernel.client.start_channels()
    kernel.client.wait_for_ready(timeout=120)
    # without torch: nothing is imported for an answer
    assert kernel.result("models.list") == {
        "models": [],
        "reason": "The kernel has imported none of torch, scikit-learn and Keras.",
    }
    reply = kernel.ask("export", variable="net")
    assert "has not imported torch" in reply["reason"]
    assert "import torch" in reply["cure"]
    kernel.run("import sys; assert 'torch' not in sys.modules and 'numpy' not in sys.modules")
    with pytest.raises(LookupError, match="does not know the comm"):
        fetch(kernel, answer, "model")
