"""Records what a PyTorch module computes."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from .base import Refusal, flag, one_line, quiet, refuse_out_of_memory
from .cases import Case, collect
from .torch_inputs import failure, flatten, forward_names
from .variants import Variant, has_batch, refuse_if_empty, variants

MAX_WIDENED = 20_000_000


def input_names(model: Any, case: Case) -> list[str]:
    """Names of the arguments as ``forward`` calls them."""
    declared = forward_names(model)
    names = [declared[i] if i < len(declared) else f"input_{i}" for i in range(len(case.args))]
    return names + list(case.kwargs)


def _named_outputs(value: Any) -> dict[str, Any]:
    flat = flatten(value)
    if not flat:
        raise TypeError("the model returns no tensor")
    # the exporter needs different names; keys that meet are numbered
    names = [name for name, _ in flat]
    unique = [name if names.count(name) == 1 else f"{name}_{i}" for i, name in enumerate(names)]
    return {name: value.clone() for name, (_, value) in zip(unique, flat, strict=True)}


def _largest_difference(a: Any, b: Any) -> float:
    if a.shape != b.shape:
        return float("inf")
    difference = (a.double() - b.double()).abs()
    difference = difference[~difference.isnan()]
    return float(difference.max()) if difference.numel() else 0.0


def record_cases(torch: Any, model: Any, example: Case, flags: list[dict[str, str]]) -> list[Case]:
    """What the model computes, twice each, for the example and its variants."""
    tensors = _checked(torch, model, example, flags)
    if not any(has_batch(tensors)):
        flags.append(
            flag("frozen-batch", "The input has no batch axis; its shape is part of the model.")
        )
    split = len(example.args)

    def compute(variant: Variant) -> Case:
        args = tuple(variant.values[:split])
        kwargs = dict(zip(example.kwargs, variant.values[split:], strict=True))
        case = Case(args, kwargs, variant.origin)
        with quiet():
            case.outputs = _named_outputs(model(*args, **kwargs))
            case.again = _named_outputs(model(*args, **kwargs))
        return case

    highest = _highest(torch, model, example, tensors)
    cases = collect(variants(tensors, example.origin, highest), compute, flags)
    worst = max(_largest_difference(c.outputs[n], c.again[n]) for c in cases for n in c.outputs)
    if worst > 1e-5:
        flags.append(
            flag(
                "stochastic",
                f"Two calls with the same input differ by {worst:.3g} in evaluation mode.",
            )
        )
    _note_rounding(torch, model, cases[0], flags)
    return cases


def _checked(torch: Any, model: Any, example: Case, flags: list[dict[str, str]]) -> list[Any]:
    """The arguments, when all are tensors of types that a browser has."""
    tensors = [*example.args, *example.kwargs.values()]
    if not all(isinstance(value, torch.Tensor) for value in tensors):
        raise Refusal(
            "The model takes an argument that is no tensor.",
            "Wrap it in a module that takes tensors only.",
        )
    for name, value in zip(input_names(model, example), tensors, strict=True):
        if value.dtype is torch.bfloat16 or value.is_complex():
            kind = str(value.dtype).replace("torch.", "")
            raise Refusal(
                f"Input {name} is {kind}, which browsers cannot run.",
                "Convert the model with model.float().",
            )
        if value.dtype is torch.float64:
            flags.append(
                flag("float64", f"Input {name} is float64: WebGPU cannot run it, WASM can.")
            )
    refuse_if_empty(tensors)
    return tensors


def _highest(torch: Any, model: Any, example: Case, tensors: list[Any]) -> list[int]:
    """The largest whole number for each input: the end of a table of embeddings, else what is seen.

    Only where the model runs on the CPU: elsewhere a number outside of the table ends the kernel.
    """
    seen = [0 if value.is_floating_point() else int(value.max()) for value in tensors]
    whole = [i for i, value in enumerate(tensors) if value.dtype in (torch.int64, torch.int32)]
    if len(whole) != 1 or any(value.device.type != "cpu" for value in tensors):
        return seen
    at = whole[0]
    tables = [m for m in model.modules() if isinstance(m, torch.nn.Embedding)]
    for last in sorted({table.num_embeddings - 1 for table in tables}, reverse=True):
        tried = [torch.full_like(v, last) if i == at else v for i, v in enumerate(tensors)]
        split = len(example.args)
        kwargs = dict(zip(example.kwargs, tried[split:], strict=True))
        if last > seen[at] and failure(model, tuple(tried[:split]), kwargs) is None:
            return [last if i == at else most for i, most in enumerate(seen)]
    return seen


def _note_rounding(torch: Any, model: Any, case: Case, flags: list[dict[str, str]]) -> None:
    """Say how far float32 itself is from float64, where the model can be copied and widened."""
    parameters = list(model.parameters())
    if not parameters or sum(p.numel() for p in parameters) > MAX_WIDENED:
        return
    if any(p.dtype is not torch.float32 for p in parameters):
        return

    def wide(value: Any) -> Any:
        return value.double() if value.is_floating_point() else value

    try:
        with quiet():
            copied = copy.deepcopy(model).double()
            kwargs = {name: wide(value) for name, value in case.kwargs.items()}
            outputs = _named_outputs(copied(*map(wide, case.args), **kwargs))
    except Exception as error:
        refuse_out_of_memory(error)
        flags.append(flag("rounding", f"Not computed in float64 as well: {one_line(error)}"))
        return
    worst = max(_largest_difference(case.outputs[n], outputs[n]) for n in case.outputs)
    flags.append(
        flag(
            "rounding",
            f"Computed in float64, the outputs differ by up to {worst:.2g}: so much is rounding "
            "of float32 itself.",
        )
    )


def override_output(
    torch: Any, ns: Mapping[str, Any], params: Mapping[str, Any], cases: list[Case]
) -> None:
    """Put what the notebook computed in place of the first output, when a person named it."""
    name = params.get("output")
    if not name:
        return
    value = ns.get(str(name))
    only = list(cases[0].outputs)
    if not issubclass(type(value), torch.Tensor) or len(only) != 1:
        raise Refusal(
            f"{name!r} is no tensor that could be this model's output.",
            "Name the tensor that the model gave.",
        )
    rows = cases[0].outputs[only[0]].shape[0]
    if value.shape[1:] != cases[0].outputs[only[0]].shape[1:] or value.shape[0] < rows:
        raise Refusal(
            f"{name!r} has another shape than the output.", "Name the output for the chosen input."
        )
    cases[0].outputs[only[0]] = value.detach()[:rows]
