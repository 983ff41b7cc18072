"""Exports a PyTorch module to ONNX."""

from __future__ import annotations

import importlib
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .base import Refusal, flag, one_line, quiet, refuse_out_of_memory, try_import
from .cases import Case, Exported, Plan, assemble, run_ort
from .keras_models import is_keras
from .timing import latency_of
from .torch_cases import input_names, override_output, record_cases
from .torch_inputs import find_example, flatten, positional
from .unchanged import unchanged

OPSETS = (20, 18)
LEGACY_OPSET = 17
# more does not go into one file, nor twice into the memory of a page
MAX_MODEL_BYTES = 2_000_000_000
RANDOM_OPS = {
    "Bernoulli",
    "Multinomial",
    "RandomNormal",
    "RandomNormalLike",
    "RandomUniform",
    "RandomUniformLike",
}


def to_onnx(torch: Any, model: Any, case: Case, flags: list[dict[str, str]]) -> Exported:
    """Try the exporters from the best to the last resort; state which one it was."""
    names = input_names(model, case)
    tensors = [*case.args, *case.kwargs.values()]
    rows = tensors[0].shape[0] if tensors and tensors[0].dim() else 0
    dynamic = {
        n: [0] for n, v in zip(names, tensors, strict=True) if v.dim() and v.shape[0] == rows
    }
    both = (names, list(case.outputs))
    plans = [Plan("dynamo", opset, dynamic, both) for opset in OPSETS] if dynamic else []
    plans += [Plan("dynamo", OPSETS[0], {}, both), Plan("legacy", LEGACY_OPSET, dynamic, both)]
    reasons: list[str] = []
    for plan in plans:
        try:
            with quiet():
                run = _export_dynamo if plan.exporter == "dynamo" else _export_legacy
                data = run(torch, model, case, plan)
        except Exception as error:
            refuse_out_of_memory(error)
            reasons.append(f"{plan.exporter}, opset {plan.opset}: {one_line(error)}")
            continue
        if plan.exporter == "legacy":
            why = f"The current exporter failed ({reasons[0]}); the old one was used."
            flags.append(flag("legacy-exporter", why))
            flags.append(
                flag("traced", "The old exporter follows one run: a branch on values is frozen.")
            )
        if dynamic and not plan.dynamic:
            flags.append(
                flag("frozen-batch", f"The batch size is frozen at {rows} ({reasons[0]}).")
            )
        return Exported(data, plan)
    raise Refusal(
        f"Not exported. {reasons[0] if reasons else 'No exporter applies.'}",
        "Move Python control flow and .item() out of forward, or convert with model.float().",
    )


def _export_dynamo(torch: Any, model: Any, case: Case, plan: Plan) -> bytes:
    free = torch.export.Dim.DYNAMIC
    shapes = [{0: free} if name in plan.dynamic else None for name in plan.inputs]
    spec: Any = None
    if plan.dynamic:
        named = dict(zip(plan.inputs, shapes, strict=True))
        # what forward takes as *args is one argument to the exporter
        own = positional(model)
        rest = (tuple(shapes[own:]),) if len(shapes) > own else ()
        spec = named if case.kwargs else (*shapes[:own], *rest)
    program = torch.onnx.export(
        model,
        case.args,
        kwargs=case.kwargs or None,
        dynamo=True,
        external_data=False,
        opset_version=plan.opset,
        dynamic_shapes=spec,
        input_names=plan.inputs,
        output_names=plan.outputs,
        verbose=False,
    )
    return program.model_proto.SerializeToString()


def _export_legacy(torch: Any, model: Any, case: Case, plan: Plan) -> bytes:
    free = [*plan.dynamic, *plan.outputs] if plan.dynamic else []
    buffer = io.BytesIO()
    torch.onnx.export(
        model,
        (*case.args, case.kwargs) if case.kwargs else case.args,
        buffer,
        dynamo=False,
        opset_version=plan.opset,
        input_names=plan.inputs,
        output_names=plan.outputs,
        dynamic_axes={name: {0: "batch"} for name in free} or None,
    )
    return buffer.getvalue()


def _set_evaluation(model: Any, flags: list[dict[str, str]]) -> None:
    """Put the model into evaluation mode, and say what that changed and what it could not."""
    # Keras tells its layers with each call, whatever the flag says
    if not is_keras(model) and any(module.training for module in model.modules()):
        flags.append(
            flag("mode", "The model was in training mode; it is compared in evaluation mode.")
        )
    model.eval()
    stuck = [name or "the model" for name, module in model.named_modules() if module.training]
    if stuck:
        why = f"{', '.join(stuck[:5])} stays in training mode after eval(), with dropout on."
        flags.append(flag("mode", why))


def _note_randomness(data: bytes, flags: list[dict[str, str]]) -> None:
    """Say when the exported graph draws numbers: its results prove nothing.

    The kernel may not show it: a model that sets a seed in forward gives the same twice.
    """
    onnx = importlib.import_module("onnx")
    proto = onnx.load_from_string(data)
    names = sorted({node.op_type for node in _nodes(onnx, proto) if _draws(onnx, proto, node)})
    if names:
        why = f"The exported graph draws random numbers ({', '.join(names)})."
        flags.append(flag("stochastic", why))


def _nodes(onnx: Any, proto: Any) -> Iterator[Any]:
    """Nodes of a model with those of its functions and of the branches and loops in it."""
    todo = [proto.graph, *proto.functions]
    while todo:
        for node in todo.pop().node:
            yield node
            for attribute in node.attribute:
                if attribute.type == onnx.AttributeProto.GRAPH:
                    todo.append(attribute.g)


def _draws(onnx: Any, proto: Any, node: Any) -> bool:
    """Whether a node gives another result each time."""
    if node.op_type != "Dropout":
        return node.op_type in RANDOM_OPS
    switch = node.input[2] if len(node.input) > 2 else ""
    values = {one.name: one for one in proto.graph.initializer}
    values |= {
        one.output[0]: one.attribute[0].t
        for one in _nodes(onnx, proto)
        if one.op_type == "Constant" and one.attribute
    }
    # a switch that is computed may be on
    known = values.get(switch)
    return bool(switch) and (known is None or bool(onnx.numpy_helper.to_array(known)))


def _latency(
    torch: Any, model: Any, case: Case, flags: list[dict[str, str]]
) -> dict[str, Any] | None:
    """How long the module takes; not measured where its own hooks would run each time."""
    if any(module._forward_hooks or module._forward_pre_hooks for module in model.modules()):
        flags.append(flag("timing", "Not timed in the kernel: the model has hooks of its own."))
        return None
    device = next((str(p.device) for p in model.parameters()), "cpu")

    def run() -> None:
        # a GPU has finished when the values are here
        for _name, value in flatten(model(*case.args, **case.kwargs)):
            value.cpu()

    threads = torch.get_num_threads() if device == "cpu" else None
    return latency_of(run, case.seconds, flags, device, threads)


def export_module(
    ns: Mapping[str, Any],
    params: Mapping[str, Any],
    say: Callable[[str], None],
    known: list[dict[str, str]],
) -> dict[str, Any]:
    """Export a PyTorch module with its cases and what is known already; see ``export_model``."""
    variable = str(params.get("variable", ""))
    torch = sys.modules.get("torch")
    if torch is None:
        raise Refusal(
            f"{variable!r} is no model, and the kernel has not imported torch.",
            "Run the cells that import torch and define the model, then try again.",
        )
    numpy = try_import("numpy")
    if numpy is None:
        raise Refusal("The kernel has no numpy.", "Run %pip install numpy, then try again.")
    missing = [name for name in ("onnx", "onnxscript") if try_import(name) is None]
    if missing:
        names = " ".join(missing)
        raise Refusal(
            f"Not exported. The kernel has no {' and no '.join(missing)}.",
            f"Run %pip install {names}.",
        )
    model = ns.get(variable)
    if model is None or not issubclass(type(model), torch.nn.Module):
        raise Refusal(
            f"{variable!r} is no PyTorch, Keras or scikit-learn model in the kernel.",
            "Run the cell that defines it, then try again.",
        )
    size = sum(one.numel() * one.element_size() for one in (*model.parameters(), *model.buffers()))
    if size > MAX_MODEL_BYTES:
        raise Refusal(
            f"Not exported. The model takes {size / 1e9:.1f} GB; a browser runs models of up to "
            f"{MAX_MODEL_BYTES / 1e9:.0f} GB.",
            "Use a smaller model, or model.half().",
        )
    flags = list(known)
    with unchanged(torch, numpy, model):
        _set_evaluation(model, flags)
        say("Finding an example input")
        example = find_example(torch, numpy, ns, model, params)
        say("Recording cases")
        cases = record_cases(torch, model, example, flags)
        override_output(torch, ns, params, cases)
        say("Exporting to ONNX")
        exported = to_onnx(torch, model, cases[0], flags)
        _note_randomness(exported.data, flags)
        say("Timing the model in the kernel")
        exported.latency["notebook"] = _latency(torch, model, cases[0], flags)
        say("Running ONNX Runtime in the kernel")
        cases = run_ort(exported, cases, flags)
    kind = f"torch.nn.Module {type(model).__qualname__}"
    return assemble(numpy, params, kind, exported, cases, flags)
