"""Finds arguments for which a PyTorch module runs."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from .base import Refusal, one_line, quiet, refuse_out_of_memory
from .cases import Case
from .namespace import MAX_TRIED, likely, run_recall
from .unchanged import uninterrupted
from .variants import MAX_ROWS


def module_facts(value: Any) -> dict[str, Any] | None:
    """Facts of a PyTorch module; None for anything else."""
    torch = sys.modules.get("torch")
    # the type is asked, not the object: isinstance would run a user's __class__ property
    if torch is None or not issubclass(type(value), torch.nn.Module):
        return None
    parameters = list(torch.nn.Module.parameters(value))
    return {
        "parameters": sum(p.numel() for p in parameters),
        "training": bool(value.__dict__.get("training", False)),
        "device": str(parameters[0].device) if parameters else "cpu",
        "dtype": str(parameters[0].dtype).replace("torch.", "") if parameters else "",
    }


def find_example(
    torch: Any, numpy: Any, ns: Mapping[str, Any], model: Any, params: Mapping[str, Any]
) -> Case:
    """Take arguments for which the model runs, from the surest source to the least sure."""
    if params.get("recall"):
        return _recorded_call(model, ns, str(params["recall"]))
    named = params.get("inputs")
    if named:
        return _named_example(torch, numpy, ns, model, [str(name) for name in named])
    tried: list[str] = []
    no_memory: Refusal | None = None
    for origin, args, kwargs in _candidates(torch, numpy, ns, model):
        if len(tried) >= MAX_TRIED:
            break
        try:
            if failure(model, args, kwargs) is None:
                return Case(args, kwargs, origin)
        except Refusal as refusal:  # another variable may be small enough
            no_memory = refusal
        tried.append(origin)
    if no_memory is not None:
        raise no_memory
    seen = f" Tried: {', '.join(tried[:5])}." if tried else ""
    raise Refusal(
        f"No variable of the notebook fits the input of this model.{seen}",
        "Put an example batch in a variable and choose it as the input.",
    )


def _named_example(
    torch: Any, numpy: Any, ns: Mapping[str, Any], model: Any, named: list[str]
) -> Case:
    """The variables that a person chose: their first rows, or all of them where those do not do."""
    absent = [name for name in named if name not in ns]
    if absent:
        raise Refusal(
            f"{absent[0]!r} is not defined in the kernel.",
            "Run the cell that defines it, or name another.",
        )
    values = [_as_tensor(torch, numpy, model, ns[name]) for name in named]
    if any(value is None for value in values):
        raise Refusal(
            "An input is neither a tensor nor a numpy array.",
            "Name variables that hold tensors.",
        )
    pairs = zip(named, values, strict=True)
    origin = f"variable {', '.join(_said(numpy, name, ns[name], v) for name, v in pairs)}"
    rows = {value.shape[0] for value in values if value.dim()}
    if len(rows) == 1 and max(rows) > MAX_ROWS:
        # a whole data set may be named
        first = tuple(value[:MAX_ROWS] if value.dim() else value for value in values)
        if failure(model, first, {}) is None:
            return Case(first, {}, origin)
    reason = failure(model, tuple(values), {})
    if reason:
        raise Refusal(
            f"The model does not run on {', '.join(named)}: {reason}",
            "Name the inputs that it takes.",
        )
    return Case(tuple(values), {}, origin)


def _recorded_call(model: Any, ns: Mapping[str, Any], expression: str) -> Case:
    """Evaluate an expression and keep the arguments of the first call of the model."""
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def keep(_module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if not seen:
            seen.append((args, dict(kwargs)))

    handle = model.register_forward_pre_hook(keep, with_kwargs=True)
    try:
        run_recall(ns, expression)
    finally:
        with uninterrupted():
            handle.remove()
    if not seen:
        raise Refusal(
            "The expression did not call the model.",
            "Give an expression that calls it, such as predict(x).",
        )
    return Case(seen[0][0], seen[0][1], "recorded call")


def _candidates(
    torch: Any, numpy: Any, ns: Mapping[str, Any], model: Any
) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    loaders = sys.modules.get("torch.utils.data")
    names = sorted((n for n in ns if not n.startswith("_")), key=likely)
    for name in names:
        if loaders is not None and issubclass(type(ns[name]), loaders.DataLoader):
            # what an iterable data set gives it may never give again
            if issubclass(type(ns[name].dataset), loaders.IterableDataset):
                continue
            batch = _first_batch(torch, ns[name])
            for args, kwargs in _shapes_of_batch(torch, model, batch):
                yield f"first batch of {name}", _on_device(model, args), _on_device(model, kwargs)
    for name in names:
        value = _as_tensor(torch, numpy, model, ns[name])
        if value is not None and value.dim() >= 1 and value.shape[0] > 0:
            yield f"variable {_said(numpy, name, ns[name], value)}", (value[:MAX_ROWS],), {}


def _said(numpy: Any, name: str, given: Any, used: Any) -> str:
    """A variable's name, and the type to which its numbers were narrowed for the model."""
    narrowed = type(given) is numpy.ndarray and given.dtype.itemsize > used.element_size()
    return f"{name} as {str(used.dtype).replace('torch.', '')}" if narrowed else name


def _first_batch(torch: Any, loader: Any) -> Any:
    """One batch; the generators of the loader go on where they were."""
    owners = (loader, loader.sampler, getattr(loader, "batch_sampler", None))
    found = [getattr(owner, "generator", None) for owner in owners]
    states = [(one, one.get_state()) for one in found if isinstance(one, torch.Generator)]
    try:
        return _next_of(loader)
    finally:
        with uninterrupted():
            for generator, state in states:
                generator.set_state(state)


def _next_of(loader: Any) -> Any:
    iterator = iter(loader)
    try:
        return next(iterator)
    except Exception:  # a loader that cannot give a batch is no source; the next candidate is tried
        return None
    finally:
        shutdown = getattr(iterator, "_shutdown_workers", None)
        if callable(shutdown):
            shutdown()


def _shapes_of_batch(
    torch: Any, model: Any, batch: Any
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    if isinstance(batch, torch.Tensor):
        yield (batch,), {}
    elif isinstance(batch, dict):
        accepted = set(forward_names(model))
        kwargs = {k: v for k, v in batch.items() if k in accepted and isinstance(v, torch.Tensor)}
        if kwargs:
            yield (), kwargs
    elif isinstance(batch, (list, tuple)):
        tensors = [item for item in batch if isinstance(item, torch.Tensor)]
        for count in range(1, len(tensors) + 1):
            yield tuple(tensors[:count]), {}


def _as_tensor(torch: Any, numpy: Any, model: Any, value: Any) -> Any:
    """A tensor on the model's device, or None; numpy numbers take the model's type."""
    parameter = next(model.parameters(), None)
    if (
        type(value) is numpy.ndarray
        and value.dtype.kind in "fiu"
        and value.ndim >= 1
        and value.size
    ):
        # the first rows only: a whole data set would be copied
        rows = numpy.ascontiguousarray(value[:MAX_ROWS])
        tensor = torch.from_numpy(rows.astype(rows.dtype.newbyteorder("=")))
        if rows.dtype.kind == "f" and parameter is not None and parameter.is_floating_point():
            tensor = tensor.to(parameter.dtype)
    elif issubclass(type(value), torch.Tensor):
        tensor = value.detach()
    else:
        return None
    return tensor if parameter is None else tensor.to(parameter.device)


def _on_device(model: Any, values: Any) -> Any:
    parameter = next(model.parameters(), None)
    if parameter is None:
        return values
    if isinstance(values, dict):
        return {name: value.to(parameter.device) for name, value in values.items()}
    return tuple(value.to(parameter.device) for value in values)


def failure(model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
    """None when the model gives tensors for these arguments, else why not."""
    try:
        with quiet():
            flat = flatten(model(*args, **kwargs))
    except Exception as error:
        refuse_out_of_memory(error)
        return one_line(error)
    return None if flat else "it returns no tensor"


def forward_names(model: Any) -> list[str]:
    kinds = (
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.KEYWORD_ONLY,
    )
    try:
        return [
            p.name
            for p in inspect.signature(type(model).forward).parameters.values()
            if p.kind in kinds
        ][1:]
    except (TypeError, ValueError):
        return []


def positional(model: Any) -> int:
    """How many arguments ``forward`` names that can be given by position."""
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY)
    parameters = inspect.signature(type(model).forward).parameters.values()
    return sum(p.kind in kinds for p in parameters) - 1


def flatten(value: Any, name: str = "output") -> list[tuple[str, Any]]:
    """Tensors of a result with their names, in the order in which the exporter lays them out."""
    torch = sys.modules["torch"]
    if isinstance(value, torch.Tensor):
        return [(name, value.detach())]
    prefix = "" if name == "output" else f"{name}."
    if isinstance(value, Mapping):
        return [pair for key, item in value.items() for pair in flatten(item, f"{prefix}{key}")]
    if isinstance(value, (list, tuple)):
        return [
            pair
            for i, item in enumerate(value)
            for pair in flatten(item, f"{prefix or 'output_'}{i}")
        ]
    return []
