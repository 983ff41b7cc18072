"""The kernel companion in a real kernel, and its parts in this process."""

from __future__ import annotations

import ast
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

numpy = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("onnxscript")
onnxruntime = pytest.importorskip("onnxruntime")

from jupyter_client.manager import start_new_kernel  # noqa: E402

from jupyterlab_anneal.kernel import companion, export_models  # noqa: E402

KERNEL = Path(export_models.__file__).parent
PAGE = KERNEL.parents[1] / "src/lab/parity/companionSource.ts"
# the text that the page sends
SOURCE = json.loads(
    PAGE.read_text(encoding="utf-8").rpartition("companionSource = ")[2].rstrip().rstrip(";")
)

NOTEBOOK = """
import warnings
import numpy as np, torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
torch.manual_seed(0)

class Rnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(6, 8, batch_first=True)
        self.norm = nn.BatchNorm1d(8)
        self.out = nn.Linear(8, 3)
    def forward(self, seq):
        h, _ = self.lstm(seq)
        return {"logits": self.out(self.norm(h[:, -1])), "last": h[:, -1]}

class Rude:
    def __repr__(self): raise RuntimeError("repr was called")
    def __len__(self): raise RuntimeError("len was called")
    @property
    def __class__(self): raise RuntimeError("class was asked")

net = Rnn()
net.out.eval()
alias = net
rude = Rude()
series = torch.randn(12, 9, 6)
labels = torch.arange(12)
secret = "sk-very-secret-value"
"""


class Kernel:
    """A running kernel with the companion in it, reached as the page reaches it."""

    def __init__(self) -> None:
        self.manager, self.client = start_new_kernel(kernel_name="python3")

    def run(self, code: str) -> None:
        reply = self.client.execute_interactive(code, timeout=120, output_hook=lambda _m: None)
        assert reply["content"]["status"] == "ok", reply["content"]

    def evaluate(self, expression: str) -> str:
        reply = self.client.execute_interactive(
            "",
            silent=True,
            store_history=False,
            user_expressions={"r": expression},
            timeout=120,
            output_hook=lambda _m: None,
        )
        result = reply["content"]["user_expressions"]["r"]
        assert result["status"] == "ok", result
        return str(ast.literal_eval(result["data"]["text/plain"]))

    def ask(self, op: str, **params: Any) -> dict[str, Any]:
        request = json.dumps({"op": op, "params": params})
        expression = (
            "(lambda b, s, m: (b.exec(b.compile("
            f"{SOURCE!r}, '<anneal companion>', 'exec'), m.__dict__), "
            "s.modules.setdefault('_anneal_companion', m).call("
            f"{request!r}))[-1])(__import__('builtins'), __import__('sys'), "
            "__import__('types').ModuleType('_anneal_companion'))"
        )
        return dict(json.loads(self.evaluate(expression)))

    def result(self, op: str, **params: Any) -> dict[str, Any]:
        reply = self.ask(op, **params)
        assert reply["status"] == "ok", reply
        return dict(reply["result"])


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    kernel = Kernel()
    kernel.run(NOTEBOOK)
    yield kernel
    kernel.client.stop_channels()
    kernel.manager.shutdown_kernel(now=True)


STATE = (
    "__import__('json').dumps([sorted((n, id(v)) for n, v in __import__('IPython').get_ipython()"
    ".user_ns.items()), __import__('IPython').get_ipython().execution_count, "
    "[m.training for m in net.modules()], torch.get_rng_state().sum().item(), "
    "str(np.random.get_state()[1].sum()), hash(__import__('random').getstate()), "
    "[float(b.double().sum()) for b in net.buffers()], len(net._forward_pre_hooks), "
    "len(warnings.filters), __import__('logging').root.manager.disable])"
)


def test_export_leaves_the_kernel_as_it_was(kernel: Kernel) -> None:
    kernel.run("np.random.rand(); __import__('random').random(); 42")
    # the last result, its history and the counter are part of the namespace that is compared
    before = kernel.evaluate(STATE)
    kernel.result("hello")
    kernel.result("models.list")
    kernel.result("vars")
    exported = kernel.result("export", variable="net", notebook="a.ipynb")
    again = kernel.ask("export", variable="net", inputs=["labels"])
    assert again["status"] == "error"
    assert kernel.evaluate(STATE) == before
    assert [case["rows"] for case in exported["cases"]] == [6, 6, 7, 6, 6]
    assert kernel.evaluate("str(_)") == "42"


def test_models_are_listed_without_touching_values(kernel: Kernel) -> None:
    listed = kernel.result("models.list")
    assert [(m["name"], m["aliases"], m["type"]) for m in listed["models"]] == [
        ("net", ["alias"], "Rnn")
    ]
    variables = kernel.result("vars", names=["rude", "series", "nothing"])["variables"]
    assert variables == {"rude": "__main__.Rude", "series": "torch.Tensor"}


def test_no_value_is_in_any_answer(kernel: Kernel) -> None:
    answers = [kernel.ask(op) for op in ("hello", "models.list", "vars", "versions")]
    answers.append(kernel.ask("export", variable="secret"))
    assert "sk-very-secret-value" not in json.dumps(answers)


def test_versions_name_the_distribution(kernel: Kernel) -> None:
    found = kernel.result("versions", names=["numpy", "os", "no_such_thing", "IPython.core"])
    versions = found["versions"]
    assert versions["numpy"]["distribution"] == "numpy"
    assert versions["numpy"]["version"] == numpy.__version__
    assert versions["os"]["standard"] is True
    assert versions["no_such_thing"]["version"] is None
    assert versions["IPython"]["distribution"] == "ipython"


def test_refusals_name_reason_and_cure(kernel: Kernel) -> None:
    for params, words in (
        ({"variable": "series"}, "no PyTorch, Keras or scikit-learn model"),
        ({"variable": "net", "inputs": ["labels"]}, "does not run on labels"),
        ({"variable": "net", "inputs": ["gone"]}, "'gone' is not defined"),
        ({"variable": "net", "recall": "1 + 1"}, "did not call the model"),
        ({"variable": "net", "recall": "1 / 0"}, "ZeroDivisionError"),
    ):
        reply = kernel.ask("export", **params)
        assert reply["status"] == "error"
        assert words in reply["reason"]
        assert reply["cure"]
    assert kernel.ask("no.such.op")["status"] == "error"


def test_chunks_arrive_over_the_comm(kernel: Kernel) -> None:
    exported = kernel.result("export", variable="net")
    client = kernel.client
    kernel.evaluate(
        "str(__import__('sys').modules['_anneal_companion'].__dict__.update(CHUNK_BYTES=1000))"
    )
    parts: list[bytes] = []
    comm = "c" * 32

    def send(kind: str, data: dict[str, Any]) -> None:
        content = {"comm_id": comm, "data": data}
        if kind == "comm_open":
            content["target_name"] = exported["target"]
        client.shell_channel.send(client.session.msg(kind, content))

    send("comm_open", {"id": exported["id"], "part": "model"})
    while True:
        message = client.get_iopub_msg(timeout=20)
        if message["header"]["msg_type"] != "comm_msg":
            continue
        data = message["content"]["data"]
        assert data["seq"] == len(parts)
        parts.append(bytes(message["buffers"][0]))
        if len(parts) == data["count"]:
            break
        send("comm_msg", {"want": len(parts)})
    assert len(parts) > 3
    assert hashlib.sha256(b"".join(parts)).hexdigest() == exported["model"]["sha256"]
    assert kernel.result("forget", id=exported["id"])["freed"] is True
    assert kernel.result("forget", id=exported["id"])["freed"] is False


def load(result: dict[str, Any]) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """The model in ONNX Runtime, the arrays and the meta of an export in this process."""
    session = onnxruntime.InferenceSession(result["modelBytes"], providers=["CPUExecutionProvider"])
    arrays = dict(numpy.load(io.BytesIO(result["casesBytes"])))
    meta = json.loads(arrays.pop("meta").tobytes())
    return session, arrays, meta


def test_cases_hold_what_the_model_computes() -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.Tanh(), torch.nn.Dropout(0.5))
    x = torch.randn(10, 5)
    session, arrays, meta = load(companion.export_model({"m": model, "x": x}, {"variable": "m"}))
    assert meta["dynamic"] == {"input": [0]}
    assert meta["exporter"] == "dynamo"
    assert [a.shape[0] for n, a in arrays.items() if ".input." in n] == [5, 5, 6, 5, 5]
    expected = model[:2](torch.from_numpy(arrays["case1.input.input"])).detach().numpy()
    numpy.testing.assert_allclose(arrays["case1.output.output"], expected, rtol=1e-6, atol=1e-6)
    got = session.run(None, {"input": arrays["case2.input.input"]})[0]
    numpy.testing.assert_allclose(arrays["case2.output.output"], got, rtol=1e-5, atol=1e-6)
    assert not numpy.array_equal(arrays["case0.input.input"], arrays["case1.input.input"])
    assert model.training
    assert [flag["kind"] for flag in meta["flags"]] == ["mode", "rounding"]


class Noise(torch.nn.Module):
    def forward(self, x: Any) -> Any:
        return x + torch.randn_like(x)


class Frozen(torch.nn.Module):
    def forward(self, x: Any) -> Any:
        return x.reshape(4, -1).sum(1)


class Pair(torch.nn.Module):
    def forward(self, left: Any, right: Any, scale: Any = None) -> tuple[Any, Any]:
        total = left @ right.T
        return total, total.argmax(1)


def test_a_model_that_draws_numbers_is_flagged() -> None:
    state = torch.get_rng_state()
    x = torch.randn(8, 3)
    torch.set_rng_state(state)
    result = companion.export_model({"m": Noise().eval(), "x": x}, {"variable": "m"})
    assert "stochastic" in [flag["kind"] for flag in result["flags"]]
    assert torch.equal(torch.get_rng_state(), state)


def test_a_frozen_batch_is_flagged_and_its_case_left_out() -> None:
    result = companion.export_model(
        {"m": Frozen().eval(), "x": torch.randn(8, 3)}, {"variable": "m"}
    )
    kinds = {flag["kind"] for flag in result["flags"]}
    assert kinds & {"frozen-batch", "case"}
    assert {case["rows"] for case in result["cases"]} == {4}


def test_several_inputs_by_name_and_several_outputs() -> None:
    ns = {"m": Pair().eval(), "a": torch.randn(6, 4), "b": torch.randn(6, 4)}
    session, arrays, _meta = load(
        companion.export_model(ns, {"variable": "m", "inputs": ["a", "b"]})
    )
    assert [v.name for v in session.get_inputs()] == ["left", "right"]
    assert arrays["case0.output.output_1"].dtype == numpy.int64
    assert {n.split(".", 2)[2] for n in arrays if ".output." in n} == {"output_0", "output_1"}


def test_a_recorded_call_is_the_input_and_its_hook_is_gone() -> None:
    model = torch.nn.Linear(3, 2).eval()
    ns = {"model": model, "predict": lambda rows: model(torch.tensor(rows))}
    params = {"variable": "model", "recall": "predict([[1., 2., 3.], [4., 5., 6.]])"}
    _session, arrays, meta = load(companion.export_model(ns, params))
    assert arrays["case0.input.input"].tolist() == [[1, 2, 3], [4, 5, 6]]
    assert meta["origins"][0] == "recorded call"
    assert not model._forward_pre_hooks
    assert sorted(ns) == ["model", "predict"]


def test_a_loader_gives_a_real_batch_and_labels_are_no_input() -> None:
    data = torch.utils.data.TensorDataset(torch.randn(20, 3), torch.arange(20))
    loader = torch.utils.data.DataLoader(data, batch_size=8, shuffle=True)
    ns = {"m": torch.nn.Linear(3, 2).eval(), "labels": torch.randn(4, 3), "train_loader": loader}
    state = torch.get_rng_state()
    result = companion.export_model(ns, {"variable": "m"})
    assert result["cases"][0]["origin"] == "first batch of train_loader"
    assert torch.equal(torch.get_rng_state(), state)


def test_bfloat16_is_refused_with_the_cure() -> None:
    model = torch.nn.Linear(3, 2).bfloat16().eval()
    x = torch.randn(4, 3).bfloat16()
    with pytest.raises(companion.Refusal, match="bfloat16") as caught:
        companion.export_model({"m": model, "x": x}, {"variable": "m"})
    assert "float()" in caught.value.cure


def test_a_foreign_model_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(b"mine")
    with pytest.raises(companion.Refusal, match="did not write it"):
        companion.write_export(str(tmp_path), "m", b"new", b"cases")
    assert (tmp_path / "m.onnx").read_bytes() == b"mine"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.onnx"]
    companion.write_export(str(tmp_path / "own"), "m", b"1", b"2")
    companion.write_export(str(tmp_path / "own"), "m", b"3", b"4")
    assert (tmp_path / "own" / "m.onnx").read_bytes() == b"3"


def run_export(tmp_path: Path, source: str, *more: str) -> subprocess.CompletedProcess[str]:
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": source}
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}))
    script = str(KERNEL / "export_models.py")
    command = [sys.executable, script, str(path), "--out", str(tmp_path / "models"), *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_the_command_exports_every_model_of_a_notebook(tmp_path: Path) -> None:
    source = (
        "import torch\nprint('hello')\nawait __import__('asyncio').sleep(0)\n"
        "a = torch.nn.Linear(3, 2)\nb = torch.nn.ReLU()\nX_test = torch.randn(6, 3)\n"
    )
    done = run_export(tmp_path, source)
    assert done.returncode == 0, done.stderr
    assert [e["variable"] for e in json.loads(done.stdout)["exported"]] == ["a", "b"]
    assert "hello" in done.stderr
    assert sorted(p.name for p in (tmp_path / "models").iterdir()) == [
        "a.cases.npz",
        "a.onnx",
        "b.cases.npz",
        "b.onnx",
    ]


def test_the_command_says_where_a_notebook_stops(tmp_path: Path) -> None:
    done = run_export(tmp_path, "raise ValueError('no data')")
    assert done.returncode == 1
    assert "stops at Cell 1: ValueError" in json.loads(done.stdout)["stopped"]
    assert export_models.main([str(tmp_path / "none.ipynb"), "--out", str(tmp_path)]) == 2
