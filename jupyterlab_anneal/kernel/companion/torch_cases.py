"""Records what a PyTorch module computes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .base import Refusal, flag, one_line, quiet
from .cases import Case
from .torch_inputs import MAX_ROWS, flatten, forward_names

MAX_ELEMENTS = 4_000_000


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


def _varied(value: Any) -> Any:
    """Other plausible values of the same shape, without randomness: turned over and scaled."""
    turned = value.flip(0) if value.dim() else value
    return turned * 0.9 + 0.01 if value.is_floating_point() else turned


def record_cases(torch: Any, model: Any, example: Case, flags: list[dict[str, str]]) -> list[Case]:
    """Three cases: the real rows, other values, another number of rows."""
    names = input_names(model, example)
    tensors = [*example.args, *example.kwargs.values()]
    if not all(isinstance(value, torch.Tensor) for value in tensors):
        raise Refusal(
            "The model takes an argument that is no tensor.",
            "Wrap it in a module that takes tensors only.",
        )
    for name, value in zip(names, tensors, strict=True):
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
    shared = [v for v in tensors if v.dim() >= 1]
    rows = shared[0].shape[0] if shared else 0
    batched = [v.dim() >= 1 and v.shape[0] == rows and rows > 0 for v in tensors]
    if not any(batched):
        flags.append(
            flag("frozen-batch", "The input has no batch axis; its shape is part of the model.")
        )
        variants: list[tuple[list[Any], str]] = [
            (tensors, example.origin),
            ([_varied(v) for v in tensors], "varied values"),
        ]
    else:
        per_row = max(1, *(v[:1].numel() for v in tensors))
        half = rows // 2 if rows >= 4 else rows
        size = max(2, min(half, MAX_ROWS // 2, MAX_ELEMENTS // per_row))

        def pick(first: int, count: int) -> list[Any]:
            index = [(first + i) % rows for i in range(count)]
            return [v[index] if b else v for v, b in zip(tensors, batched, strict=True)]

        second = pick(size, size) if rows >= 2 * size else [_varied(v) for v in pick(0, size)]
        variants = [
            (pick(0, size), example.origin),
            (second, f"other rows of {example.origin}" if rows >= 2 * size else "varied values"),
            (pick(1, size + 1), "another batch size"),
        ]
    cases: list[Case] = []
    split = len(example.args)
    for values, origin in variants:
        case = Case(
            tuple(values[:split]), dict(zip(example.kwargs, values[split:], strict=True)), origin
        )
        try:
            with quiet():
                case.outputs = _named_outputs(model(*case.args, **case.kwargs))
                case.again = _named_outputs(model(*case.args, **case.kwargs))
        except Exception as error:
            if not cases:
                raise Refusal(
                    f"The model does not run: {one_line(error)}", "Choose another input."
                ) from error
            flags.append(
                flag(
                    "case",
                    f"Case left out ({origin}): the model itself fails on it: {one_line(error)}",
                )
            )
            continue
        cases.append(case)
    for case in cases:
        worst = max(
            (_largest_difference(case.outputs[n], case.again[n]) for n in case.outputs), default=0.0
        )
        if worst > 1e-5:
            flags.append(
                flag(
                    "stochastic",
                    f"Two calls with the same input differ by {worst:.3g} in evaluation mode.",
                )
            )
            break
    return cases


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
