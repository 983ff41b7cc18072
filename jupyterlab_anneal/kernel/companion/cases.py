"""Cases with every value of the chain known in the kernel, and the files that they go into."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import Any

from .base import Refusal, flag, loaded_versions, one_line, refuse_out_of_memory, try_import
from .timing import latency_of
from .variants import Variant, is_real

MAX_CASES_BYTES = 512_000_000
MAX_COMPRESSED = 16_000_000


class Case:
    """One set of arguments with every value of the chain that is known in the kernel."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any], origin: str) -> None:
        self.args = args
        self.kwargs = kwargs
        self.origin = origin
        self.outputs: dict[str, Any] = {}
        self.again: dict[str, Any] = {}
        self.ort: dict[str, Any] = {}
        # of one run, as recording it showed
        self.seconds = 0.0


class Plan:
    """One way to export: which exporter, which opset, which names, which free axes."""

    def __init__(
        self,
        exporter: str,
        opset: int,
        dynamic: dict[str, list[int]],
        names: tuple[list[str], list[str]],
    ) -> None:
        self.exporter = exporter
        self.opset = opset
        self.dynamic = dynamic
        self.inputs, self.outputs = names


class Exported:
    """The model file with how it was made."""

    def __init__(self, data: bytes, plan: Plan) -> None:
        self.data = data
        self.exporter = plan.exporter
        self.opset = plan.opset
        self.dynamic = plan.dynamic
        self.names = plan.inputs
        # how long a run takes in the kernel: the notebook's own model, and ONNX Runtime
        self.latency: dict[str, dict[str, Any] | None] = {}


def collect(
    wanted: list[Variant], compute: Callable[[Variant], Case], flags: list[dict[str, str]]
) -> list[Case]:
    """Compute the cases that the model takes, as long as there is room for them."""
    cases: list[Case] = []
    room = MAX_CASES_BYTES
    for variant in wanted:
        start = time.perf_counter()
        try:
            case = compute(variant)
            # the outputs are computed twice
            case.seconds = (time.perf_counter() - start) / 2
        except Refusal:
            raise
        except Exception as error:
            refuse_out_of_memory(error)
            if not cases:
                raise Refusal(
                    f"The model does not run: {one_line(error)}", "Choose another input."
                ) from error
            why = f"the model itself fails on it: {one_line(error)}"
            flags.append(flag("case", f"Case left out ({variant.origin}): {why}"))
            continue
        if variant.is_edge and not all(map(_is_finite, case.outputs.values())):
            why = "the model gives NaN or infinity for it"
            flags.append(flag("case", f"Case left out ({variant.origin}): {why}."))
            continue
        size = _bytes_of(case)
        room -= size
        if room < 0 and not cases:
            raise Refusal(
                f"One case takes {size / 1e6:.0f} MB, more than a browser can be given "
                f"({MAX_CASES_BYTES / 1e6:.0f} MB).",
                "Choose an input with smaller rows.",
            )
        if room < 0:
            why = f"with it the cases would take more than {MAX_CASES_BYTES / 1e6:.0f} MB"
            flags.append(flag("case", f"Case left out ({variant.origin}): {why}."))
            break
        cases.append(case)
    return cases


def _is_finite(value: Any) -> bool:
    """Whether an array or a tensor holds no NaN and no infinity."""
    # infinity minus itself is no number
    return bool((value - value == 0).all()) if is_real(value) else True


def _bytes_of(case: Case) -> int:
    """Bytes of a case in the file, where each output stands three times."""
    outputs = list(case.outputs.values())
    return sum(
        int(v.nbytes) for v in [*case.args, *case.kwargs.values(), *outputs, *outputs, *outputs]
    )


def _rows(case: Case) -> int:
    first = [*case.args, *case.kwargs.values()][0]
    return int(first.shape[0]) if len(first.shape) else 1


def _to_numpy(value: Any) -> Any:
    if hasattr(value, "detach"):
        return value.detach().cpu().contiguous().numpy()
    # text comes from ONNX Runtime as objects, which no file may hold
    return value.astype(str) if value.dtype.kind == "O" else value


def run_ort(
    exported: Exported,
    cases: list[Case],
    flags: list[dict[str, str]],
    cure: str = "Convert the model with model.float(), or simplify forward.",
) -> list[Case]:
    """Run the exported model on ONNX Runtime's CPU; keep the cases that fit the model."""
    runtime = try_import("onnxruntime")
    if exported.dynamic == {}:
        first = [tuple(v.shape) for v in (*cases[0].args, *cases[0].kwargs.values())]
        cases = [
            c for c in cases if [tuple(v.shape) for v in (*c.args, *c.kwargs.values())] == first
        ]
    if runtime is None:
        flags.append(
            flag(
                "no-onnxruntime",
                "The kernel has no onnxruntime, so the export alone was not compared there.",
            )
        )
        return cases
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    session = runtime.InferenceSession(exported.data, options, providers=["CPUExecutionProvider"])
    wanted = [value.name for value in session.get_inputs()]
    results = [value.name for value in session.get_outputs()]
    kept: list[Case] = []
    for case in cases:
        given = dict(zip(exported.names, (*case.args, *case.kwargs.values()), strict=True))
        feeds = {name: _to_numpy(given[name]) for name in wanted}
        start = time.perf_counter()
        try:
            values = session.run(results, feeds)
        except Exception as error:
            refuse_out_of_memory(error)
            if not kept:
                raise Refusal(
                    f"The exported model does not run on ONNX Runtime: {one_line(error)}",
                    cure,
                ) from error
            flags.append(
                flag("frozen-batch", f"The exported model refuses {case.origin}: {one_line(error)}")
            )
            continue
        case.ort = dict(zip(results, values, strict=True))
        if not kept:
            known = time.perf_counter() - start
            exported.latency["ort"] = latency_of(
                lambda feeds=feeds: session.run(results, feeds), known, flags, "cpu", 1
            )
        kept.append(case)
    return kept


def assemble(
    numpy: Any,
    params: Mapping[str, Any],
    kind: str,
    exported: Exported,
    cases: list[Case],
    flags: list[dict[str, str]],
) -> dict[str, Any]:
    variable = str(params["variable"])
    digest = hashlib.sha256(exported.data).hexdigest()
    arrays: dict[str, Any] = {}
    for k, case in enumerate(cases):
        feeds = dict(zip(exported.names, (*case.args, *case.kwargs.values()), strict=True))
        for part, values in (
            ("input", feeds),
            ("output", case.outputs),
            ("kernel", case.again),
            ("ort", case.ort),
        ):
            for name, value in values.items():
                arrays[f"case{k}.{part}.{name}"] = _to_numpy(value)
    meta = {
        "schema": "anneal-cases/1",
        "variable": variable,
        "kind": kind,
        "exporter": exported.exporter,
        "opset": exported.opset,
        "dynamic": exported.dynamic,
        "modelSha256": digest,
        "origins": [case.origin for case in cases],
        "flags": flags,
        "latency": exported.latency,
        "env": {
            "python": sys.version.split()[0],
            **loaded_versions(("torch", "sklearn", "skl2onnx", "numpy", "onnxruntime", "onnx")),
        },
    }
    if params.get("notebook"):
        meta["notebook"] = os.path.basename(str(params["notebook"]))
    arrays["meta"] = numpy.frombuffer(json.dumps(meta).encode(), dtype=numpy.uint8)
    buffer = io.BytesIO()
    # numbers hardly shrink, and shrinking hundreds of megabytes takes longer than sending them
    small = sum(array.nbytes for array in arrays.values()) <= MAX_COMPRESSED
    (numpy.savez_compressed if small else numpy.savez)(buffer, **arrays)
    files: list[str] = []
    if params.get("write"):
        files = write_export(str(params["write"]), variable, exported.data, buffer.getvalue())
    return {
        "model": {
            "sha256": digest,
            "bytes": len(exported.data),
            "opset": exported.opset,
            "exporter": exported.exporter,
        },
        "cases": [{"origin": c.origin, "rows": _rows(c)} for c in cases],
        "flags": flags,
        "modelBytes": exported.data,
        "casesBytes": buffer.getvalue(),
        "files": files,
    }


def write_export(folder: str, name: str, model: bytes, cases: bytes) -> list[str]:
    """Write ``<name>.onnx`` and ``<name>.cases.npz`` into a folder, each as a whole or not at all.

    A model file that lies there without a cases file was made by somebody else and is not replaced.
    """
    os.makedirs(folder, exist_ok=True)
    target = os.path.join(folder, f"{name}.onnx")
    beside = os.path.join(folder, f"{name}.cases.npz")
    if os.path.exists(target) and not os.path.exists(beside):
        raise Refusal(
            f"Not written. {name}.onnx is there already and Anneal did not write it.",
            "Choose another folder.",
        )
    for path, data in ((target, model), (beside, cases)):
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            os.chmod(temporary, 0o644)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    return [target, beside]
