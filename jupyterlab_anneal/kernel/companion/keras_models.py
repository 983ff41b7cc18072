"""Keras models: exported by Keras itself, whatever library it computes with."""

from __future__ import annotations

import contextlib
import importlib
import math
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from typing import Any

from .base import Refusal, flag, one_line, quiet, refuse_out_of_memory, try_import
from .cases import Case, Exported, Plan, assemble, collect, run_ort
from .namespace import MAX_TRIED, likely
from .timing import latency_of
from .unchanged import same_random_state, unchanged
from .variants import MAX_ROWS, Variant, has_batch, is_real, refuse_if_empty, variants


class NotWritten(Refusal):
    """Keras has no way to export a layer of the model."""


def is_keras(value: Any) -> bool:
    """Whether a value is a Keras model; only its type is asked."""
    kind = getattr(sys.modules.get("keras"), "Model", None)
    return isinstance(kind, type) and issubclass(type(value), kind)


def keras_facts(value: Any) -> dict[str, Any] | None:
    """Facts of a Keras model that has weights; None for anything else."""
    if not is_keras(value) or not value.built:
        return None
    weights = list(value.weights)
    return {
        "parameters": sum(math.prod(weight.shape) for weight in weights),
        "training": False,
        "device": "cpu",
        "dtype": str(weights[0].dtype) if weights else "",
    }


def export_keras(
    ns: Mapping[str, Any], params: Mapping[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Export a Keras model with its cases; see ``export_model``."""
    numpy = importlib.import_module("numpy")
    variable = str(params["variable"])
    model = ns[variable]
    if try_import("onnx") is None:
        raise Refusal("Not exported. The kernel has no onnx.", "Run %pip install onnx onnxscript.")
    specs = list(getattr(model, "inputs", None) or [])
    if not model.built or not specs:
        raise Refusal(
            f"{variable!r} does not say which inputs it takes.",
            "Build it from keras.Input, so that Keras knows the shapes.",
        )
    torch = sys.modules.get("torch")
    as_module = torch is not None and issubclass(type(model), torch.nn.Module)
    keep = unchanged(torch, numpy, model) if as_module else same_random_state(torch, numpy)
    flags: list[dict[str, str]] = []
    with keep:
        say("Finding an example input")
        origin, example = _find_arrays(numpy, ns, model, specs, params)
        if not any(has_batch(example)):
            flags.append(
                flag("frozen-batch", "The input has no batch axis; its shape is part of the model.")
            )
        say("Exporting to ONNX")
        proto = _convert_keras(model)
        names = [value.name for value in proto.graph.input]
        outputs = _rename_outputs(proto, list(getattr(model, "output_names", [])))
        say("Recording cases")

        def compute(variant: Variant) -> Case:
            case = Case(tuple(variant.values), {}, variant.origin)
            case.outputs = dict(zip(outputs, _predict(model, variant.values), strict=True))
            case.again = dict(zip(outputs, _predict(model, variant.values), strict=True))
            return case

        highest = [0 if is_real(value) else int(value.max()) for value in example]
        cases = collect(variants(example, origin, highest), compute, flags)
        if any((c.outputs[n] != c.again[n]).any() for c in cases for n in outputs):
            flags.append(flag("stochastic", "Two calls with the same input differ."))
        opset = max(one.version for one in proto.opset_import if one.domain in ("", "ai.onnx"))
        exported = Exported(
            proto.SerializeToString(),
            Plan("keras", opset, {name: [0] for name in names}, (names, outputs)),
        )
        say("Timing the model in the kernel")
        first = list(cases[0].args)
        exported.latency["notebook"] = latency_of(
            lambda: _predict(model, first), cases[0].seconds, flags
        )
        say("Running ONNX Runtime in the kernel")
        cure = "Update keras and onnxruntime, or leave out the layer that is named."
        cases = run_ort(exported, cases, flags, cure)
    kind = f"keras {type(model).__qualname__}"
    return assemble(numpy, params, kind, exported, cases, flags)


def _find_arrays(
    numpy: Any, ns: Mapping[str, Any], model: Any, specs: list[Any], params: Mapping[str, Any]
) -> tuple[str, list[Any]]:
    """Where the example is from, and an array for each input."""
    if params.get("recall"):
        raise Refusal(
            "Calls of Keras models are not recorded.",
            "Name the variables that hold the input instead.",
        )
    named = [str(name) for name in params.get("inputs") or []]
    if named:
        choices = [named]
    elif len(specs) == 1:
        choices = [[n] for n in sorted((n for n in ns if not n.startswith("_")), key=likely)]
    else:
        # more than one input: variables that are called as the inputs are
        choices = [[str(spec.name) for spec in specs]]
    tried: list[str] = []
    for names in choices:
        values = [_fit(numpy, ns.get(name), spec) for name, spec in zip(names, specs, strict=False)]
        if len(values) != len(specs) or any(v is None for v in values) or len(tried) >= MAX_TRIED:
            continue
        refuse_if_empty(values)
        try:
            _predict(model, values)
        except Exception as error:
            refuse_out_of_memory(error)
            tried.append(f"{', '.join(names)} ({one_line(error)})")
            continue
        return f"variable {', '.join(names)}", values
    shapes = "; ".join(f"{spec.name} {tuple(spec.shape)}" for spec in specs)
    seen = f" Tried: {'; '.join(tried[:3])}." if tried else ""
    who = f"{', '.join(named)} does not fit" if named else "No variable of the notebook fits"
    raise Refusal(
        f"{who} the inputs of this model ({shapes}).{seen}",
        "Put an example batch in an array and choose it, one name for each input.",
    )


def _fit(numpy: Any, value: Any, spec: Any) -> Any:
    """The first rows of an array with the shape and the type of an input; None for any other."""
    if type(value) is not numpy.ndarray or value.dtype.kind not in "fiub":
        return None
    shape = tuple(spec.shape)
    if value.ndim != len(shape) or not value.shape[0]:
        return None
    if any(
        want is not None and want != size for want, size in zip(shape, value.shape, strict=True)
    ):
        return None
    return numpy.ascontiguousarray(value[:MAX_ROWS], dtype=str(spec.dtype))


def _predict(model: Any, values: list[Any]) -> list[Any]:
    """Outputs of the model as arrays, in the order in which Keras lays them out."""
    keras = sys.modules["keras"]
    torch = sys.modules.get("torch")
    without = torch.no_grad() if torch is not None else contextlib.nullcontext()
    with quiet(), without:
        result = model(values[0] if len(values) == 1 else values, training=False)
        return [keras.ops.convert_to_numpy(one) for one in keras.tree.flatten(result)]


def _convert_keras(model: Any) -> Any:
    """The ONNX graph that Keras writes."""
    onnx = importlib.import_module("onnx")
    backend = sys.modules["keras"].backend.backend()
    with tempfile.TemporaryDirectory(prefix="anneal-") as folder:
        path = os.path.join(folder, "model.onnx")
        try:
            with quiet():
                model.export(path, format="onnx", verbose=False)
        except Exception as error:
            refuse_out_of_memory(error)
            need = "onnxscript" if backend == "torch" else "tf2onnx"
            missing = f"Run %pip install {need}, or u" if try_import(need) is None else "U"
            raise NotWritten(
                f"Not exported. Keras could not write the model: {one_line(error)}",
                f"{missing}se layers that Keras can export; the error names the operation.",
            ) from error
        return onnx.load(path)


def _rename_outputs(proto: Any, wanted: list[str]) -> list[str]:
    """Call the outputs of the graph what the model calls them, where that is unambiguous."""
    current = [value.name for value in proto.graph.output]
    taken = {name for node in proto.graph.node for name in (*node.input, *node.output)}
    names = wanted if len(wanted) == len(current) else [f"output_{i}" for i in range(len(current))]
    if len(set(names)) < len(names) or taken & set(names) or len(set(current)) < len(current):
        return current
    new = dict(zip(current, names, strict=True))
    for node in proto.graph.node:
        for values in (node.input, node.output):
            for i, name in enumerate(values):
                values[i] = new.get(name, name)
    for value in proto.graph.output:
        value.name = new[value.name]
    return names
