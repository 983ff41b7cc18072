"""The part of Anneal that works inside the user's kernel.

It answers questions about the namespace (which models are there, which types, which versions) and,
when a person asks for it, exports one PyTorch or scikit-learn model to ONNX together with inputs
and outputs to compare against.

It needs the standard library only. The source is sent to the kernel and executed in a module object
of its own (``sys.modules["_anneal_companion"]``), so nothing has to be installed and the user's
namespace stays as it is. Queries import nothing: they look at modules that the notebook has already
imported. The export imports ``onnx``, ``onnxscript`` or ``skl2onnx`` and, when it is there,
``onnxruntime``. It leaves nothing behind: training flags, buffers, random states, hooks and warning
filters are restored in every case.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import inspect
import io
import json
import os
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

VERSION = "1"
COMM_TARGET = "anneal.parity.v1"
MAX_REPLY_CHARS = 256_000
CHUNK_BYTES = 4 * 1024 * 1024
MAX_ROWS = 32
MAX_ELEMENTS = 4_000_000
MAX_TRIED = 40
OPSETS = (20, 18)
LEGACY_OPSET = 17
TABLE_ROWS = 64
TABLE_OPSETS = {"": 18, "ai.onnx.ml": 3}

_results: dict[str, dict[str, bytes]] = {}


class Refusal(Exception):
    """Something that cannot be done, with its reason and what to do about it."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cure = cure


# -------------------------------------------------------------------------------------------------
# Requests


def call(request: str) -> str:
    """Answer one request.

    Parameters
    ----------
    request
        JSON ``{"op": name, "params": {...}}``. All operations but ``export`` only read.

    Returns
    -------
    str
        JSON ``{"status": "ok", "result": ...}`` or ``{"status": "error", "reason": ..., "cure":
        ...}``; at most 256 KB. It raises nothing.
    """
    try:
        message = json.loads(request)
        handler = _OPERATIONS.get(message.get("op"))
        if handler is None:
            raise Refusal(
                f"The kernel companion knows no operation {message.get('op')!r}.",
                "Reload the page.",
            )
        reply = json.dumps(
            {"status": "ok", "result": handler(_user_namespace(), message.get("params") or {})}
        )
        if len(reply) > MAX_REPLY_CHARS:
            raise Refusal(
                "The answer of the kernel is too large.", "Ask for fewer names at a time."
            )
        return reply
    except Refusal as error:
        return json.dumps({"status": "error", "reason": error.reason, "cure": error.cure})
    except KeyboardInterrupt:
        return json.dumps(
            {
                "status": "error",
                "reason": "Interrupted; the model is unchanged.",
                "cure": "Start it again when ready.",
            }
        )
    except Exception as error:  # a reply is owed in every case; the page shows it
        return json.dumps(
            {
                "status": "error",
                "reason": f"The kernel companion stopped: {_one_line(error)}",
                "cure": "Restart the kernel, run the notebook, and try again.",
            }
        )


def _hello(_ns: Mapping[str, Any], _params: Mapping[str, Any]) -> dict[str, Any]:
    names = ("torch", "numpy", "onnxruntime", "onnx", "sklearn", "IPython")
    return {
        "version": VERSION,
        "pid": os.getpid(),
        "python": sys.version.split()[0],
        "loaded": _loaded_versions(names),
    }


def _models(ns: Mapping[str, Any], _params: Mapping[str, Any]) -> dict[str, Any]:
    """List PyTorch modules and fitted scikit-learn models; one object with two names is one."""
    if "torch" not in sys.modules and "sklearn" not in sys.modules:
        return {
            "models": [],
            "reason": "The kernel has imported neither torch nor scikit-learn.",
        }
    found: dict[int, dict[str, Any]] = {}
    for name, value in ns.items():
        if name.startswith("_"):
            continue
        if id(value) in found:
            found[id(value)]["aliases"].append(name)
            continue
        facts = _module_facts(value) or _estimator_facts(value)
        if facts is not None:
            found[id(value)] = {
                "name": name,
                "type": type(value).__qualname__,
                **facts,
                "aliases": [],
            }
    return {
        "models": list(found.values()),
        "reason": (
            None if found else "The kernel holds no PyTorch model and no fitted scikit-learn model."
        ),
    }


def _module_facts(value: Any) -> dict[str, Any] | None:
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


def _estimator_facts(value: Any) -> dict[str, Any] | None:
    """Facts of a fitted scikit-learn model; None for anything else."""
    if not _is_estimator(value) or not _is_fitted(value):
        return None
    return {
        "parameters": _fitted_numbers(value),
        "training": False,
        "device": "cpu",
        "dtype": "float64",
    }


def _variables(ns: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Types of variables by name; no value is looked at."""
    wanted = params.get("names")
    names = (
        [n for n in ns if not n.startswith("_")]
        if wanted is None
        else [n for n in wanted if n in ns]
    )
    listed = sorted(names)[:2000]
    return {
        "variables": {n: f"{type(ns[n]).__module__}.{type(ns[n]).__qualname__}" for n in listed},
        "cut": len(names) > len(listed),
    }


def _versions(_ns: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Distribution and version for each import name; nothing is imported."""
    metadata = importlib.import_module("importlib.metadata")
    wanted = {str(name).split(".")[0] for name in params.get("names", [])}
    owners = metadata.packages_distributions()
    result: dict[str, Any] = {}
    for name in sorted(wanted):
        if name in sys.stdlib_module_names:
            result[name] = {"standard": True, "distribution": None, "version": None}
            continue
        owner = next(iter(sorted(set(owners.get(name, [])))), None)
        result[name] = {
            "standard": False,
            "distribution": owner,
            "version": metadata.version(owner) if owner else None,
        }
    return {"versions": result}


def _forget(_ns: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    """Free the bytes of an export that has been fetched."""
    return {"freed": _results.pop(str(params.get("id")), None) is not None}


def _export(ns: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    result = export_model(ns, params)
    identity = result["model"]["sha256"][:16]
    _results.clear()  # one export at a time is kept, so that memory stays bounded
    _results[identity] = {"model": result.pop("modelBytes"), "cases": result.pop("casesBytes")}
    register_comm()
    return {"id": identity, "target": COMM_TARGET, **result}


_OPERATIONS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]] = {
    "hello": _hello,
    "models.list": _models,
    "vars": _variables,
    "versions": _versions,
    "export": _export,
    "forget": _forget,
}


# -------------------------------------------------------------------------------------------------
# Export


def export_model(
    ns: Mapping[str, Any], params: Mapping[str, Any], progress: Callable[[str], None] | None = None
) -> dict[str, Any]:
    """Export one model of a namespace with its cases.

    Parameters
    ----------
    ns
        Names and values, usually the user's namespace; only read.
    params
        ``variable``: name of the model. Optional: ``inputs`` (names of variables that are its
        arguments), ``recall`` (an expression that calls the model; its call is recorded),
        ``output`` (name of a variable that holds what the notebook computed for ``inputs``),
        ``notebook`` (name for the report), ``write`` (folder to write into).
    progress
        Called with one sentence at each step.

    Returns
    -------
    dict
        ``model`` and ``cases`` facts, ``flags``, ``modelBytes``, ``casesBytes``, ``files`` written.

    Raises
    ------
    Refusal
        With the reason and the cure; the model is unchanged then too.
    """
    say = progress or (lambda _sentence: None)
    variable = str(params.get("variable", ""))
    if _is_estimator(ns.get(variable)) and _module_facts(ns[variable]) is None:
        return _export_estimator(ns, params, say)
    torch = sys.modules.get("torch")
    numpy = sys.modules.get("numpy") or _try_import("numpy")
    if torch is None:
        raise Refusal(
            f"{variable!r} is no model, and the kernel has not imported torch.",
            "Run the cells that import torch and define the model, then try again.",
        )
    if numpy is None:
        raise Refusal("The kernel has no numpy.", "Run %pip install numpy, then try again.")
    missing = [name for name in ("onnx", "onnxscript") if _try_import(name) is None]
    if missing:
        names = " ".join(missing)
        raise Refusal(
            f"Not exported. The kernel has no {' and no '.join(missing)}.",
            f"Run %pip install {names}.",
        )
    model = ns.get(variable)
    if model is None or not issubclass(type(model), torch.nn.Module):
        raise Refusal(
            f"{variable!r} is no PyTorch model and no scikit-learn model in the kernel.",
            "Run the cell that defines it, then try again.",
        )
    flags: list[dict[str, str]] = []
    with _unchanged(torch, numpy, model):
        if any(module.training for module in model.modules()):
            flags.append(
                _flag(
                    "mode",
                    "The model was in training mode; it is compared in evaluation mode.",
                )
            )
        model.eval()
        say("Finding an example input")
        example = _find_example(torch, numpy, ns, model, params)
        say("Recording cases")
        cases = _record_cases(torch, model, example, flags)
        _override_output(torch, ns, params, cases)
        say("Exporting to ONNX")
        exported = _to_onnx(torch, model, cases[0], flags)
        say("Running ONNX Runtime in the kernel")
        cases = _run_ort(exported, cases, flags)
    kind = f"torch.nn.Module {type(model).__qualname__}"
    return _assemble(numpy, params, kind, exported, cases, flags)


class _Case:
    """One set of arguments with every value of the chain that is known in the kernel."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any], origin: str) -> None:
        self.args = args
        self.kwargs = kwargs
        self.origin = origin
        self.outputs: dict[str, Any] = {}
        self.again: dict[str, Any] = {}
        self.ort: dict[str, Any] = {}


@contextlib.contextmanager
def _unchanged(torch: Any, numpy: Any, model: Any) -> Iterator[None]:
    """Restore training flags, buffers and random states, whatever happens inside."""
    flags = [(module, module.training) for module in model.modules()]
    buffers = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    with _same_random_state(torch, numpy):
        try:
            with torch.no_grad():
                yield
        finally:
            for module, training in flags:
                module.training = training
            with torch.no_grad():
                for buffer, before in buffers:
                    if not torch.equal(buffer, before):
                        buffer.copy_(before)


@contextlib.contextmanager
def _same_random_state(torch: Any, numpy: Any) -> Iterator[None]:
    """Restore the random states of Python, numpy and, when it is loaded, torch."""
    python_state = random.getstate()
    numpy_state = numpy.random.get_state()
    torch_state = torch.get_rng_state() if torch is not None else None
    cuda = torch is not None and torch.cuda.is_initialized()
    cuda_states = torch.cuda.get_rng_state_all() if cuda else None
    try:
        yield
    finally:
        random.setstate(python_state)
        numpy.random.set_state(numpy_state)
        if torch_state is not None:
            torch.set_rng_state(torch_state)
        if cuda_states is not None:
            torch.cuda.set_rng_state_all(cuda_states)


def _find_example(
    torch: Any, numpy: Any, ns: Mapping[str, Any], model: Any, params: Mapping[str, Any]
) -> _Case:
    """Take arguments for which the model runs, from the surest source to the least sure."""
    if params.get("recall"):
        return _recorded_call(model, ns, str(params["recall"]))
    named = params.get("inputs")
    if named:
        absent = [name for name in named if name not in ns]
        if absent:
            raise Refusal(
                f"{absent[0]!r} is not defined in the kernel.",
                "Run the cell that defines it, or name another.",
            )
        args = tuple(_as_tensor(torch, numpy, model, ns[name]) for name in named)
        if any(arg is None for arg in args):
            raise Refusal(
                "An input is neither a tensor nor a numpy array.",
                "Name variables that hold tensors.",
            )
        failure = _failure(model, args, {})
        if failure:
            raise Refusal(
                f"The model does not run on {', '.join(named)}: {failure}",
                "Name the inputs that it takes.",
            )
        return _Case(args, {}, f"variable {', '.join(named)}")
    tried: list[str] = []
    for origin, args, kwargs in _candidates(torch, numpy, ns, model):
        if len(tried) >= MAX_TRIED:
            break
        failure = _failure(model, args, kwargs)
        if failure is None:
            return _Case(args, kwargs, origin)
        tried.append(origin)
    seen = f" Tried: {', '.join(tried[:5])}." if tried else ""
    raise Refusal(
        f"No variable of the notebook fits the input of this model.{seen}",
        "Put an example batch in a variable and choose it as the input.",
    )


def _recorded_call(model: Any, ns: Mapping[str, Any], expression: str) -> _Case:
    """Evaluate an expression in a copy of the namespace and keep the first call of the model."""
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def keep(_module: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if not seen:
            seen.append((args, dict(kwargs)))

    handle = model.register_forward_pre_hook(keep, with_kwargs=True)
    try:
        # the user's own code, on request
        eval(compile(expression, "<anneal recall>", "eval"), dict(ns))  # noqa: S307
    except Exception as error:
        raise Refusal(
            f"The recorded call failed: {_one_line(error)}",
            "Give an expression that calls the model.",
        ) from error
    finally:
        handle.remove()
    if not seen:
        raise Refusal(
            "The expression did not call the model.",
            "Give an expression that calls it, such as predict(x).",
        )
    return _Case(seen[0][0], seen[0][1], "recorded call")


def _candidates(
    torch: Any, numpy: Any, ns: Mapping[str, Any], model: Any
) -> Iterator[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    loaders = sys.modules.get("torch.utils.data")
    names = sorted((n for n in ns if not n.startswith("_")), key=_likely)
    for name in names:
        if loaders is not None and issubclass(type(ns[name]), loaders.DataLoader):
            batch = _first_batch(ns[name])
            for args, kwargs in _shapes_of_batch(torch, model, batch):
                yield f"first batch of {name}", _on_device(model, args), _on_device(model, kwargs)
    for name in names:
        value = _as_tensor(torch, numpy, model, ns[name])
        if value is not None and value.dim() >= 1 and value.shape[0] > 0:
            yield f"variable {name}", (value[:MAX_ROWS],), {}


def _likely(name: str) -> tuple[int, str]:
    """Order names by how likely they hold an example input: held-out data first, labels last."""
    low = name.lower()
    if low.startswith("y") or "label" in low or "target" in low:
        return 3, name
    if any(part in low for part in ("test", "val", "eval")):
        return 0, name
    return (
        1 if low in ("x", "xb", "batch", "inputs", "images", "example", "sample", "features") else 2
    ), name


def _first_batch(loader: Any) -> Any:
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
        accepted = set(_forward_names(model))
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


def _failure(model: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
    """None when the model gives tensors for these arguments, else why not."""
    try:
        with _quiet():
            flat = _flatten(model(*args, **kwargs))
    except Exception as error:
        return _one_line(error)
    return None if flat else "it returns no tensor"


def _record_cases(
    torch: Any, model: Any, example: _Case, flags: list[dict[str, str]]
) -> list[_Case]:
    """Three cases: the real rows, other values, another number of rows."""
    names = _input_names(model, example)
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
                _flag("float64", f"Input {name} is float64: WebGPU cannot run it, WASM can.")
            )
    shared = [v for v in tensors if v.dim() >= 1]
    rows = shared[0].shape[0] if shared else 0
    batched = [v.dim() >= 1 and v.shape[0] == rows and rows > 0 for v in tensors]
    if not any(batched):
        flags.append(
            _flag("frozen-batch", "The input has no batch axis; its shape is part of the model.")
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
    cases: list[_Case] = []
    split = len(example.args)
    for values, origin in variants:
        case = _Case(
            tuple(values[:split]), dict(zip(example.kwargs, values[split:], strict=True)), origin
        )
        try:
            with _quiet():
                case.outputs = _named_outputs(model(*case.args, **case.kwargs))
                case.again = _named_outputs(model(*case.args, **case.kwargs))
        except Exception as error:
            if not cases:
                raise Refusal(
                    f"The model does not run: {_one_line(error)}", "Choose another input."
                ) from error
            flags.append(
                _flag(
                    "case",
                    f"Case left out ({origin}): the model itself fails on it: {_one_line(error)}",
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
                _flag(
                    "stochastic",
                    f"Two calls with the same input differ by {worst:.3g} in evaluation mode.",
                )
            )
            break
    return cases


def _override_output(
    torch: Any, ns: Mapping[str, Any], params: Mapping[str, Any], cases: list[_Case]
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


def _varied(value: Any) -> Any:
    """Other plausible values of the same shape, without randomness: turned over and scaled."""
    turned = value.flip(0) if value.dim() else value
    return turned * 0.9 + 0.01 if value.is_floating_point() else turned


class _Plan:
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


class _Exported:
    """The model file with how it was made."""

    def __init__(self, data: bytes, plan: _Plan) -> None:
        self.data = data
        self.exporter = plan.exporter
        self.opset = plan.opset
        self.dynamic = plan.dynamic
        self.names = plan.inputs


def _to_onnx(torch: Any, model: Any, case: _Case, flags: list[dict[str, str]]) -> _Exported:
    """Try the exporters from the best to the last resort; state which one it was."""
    names = _input_names(model, case)
    tensors = [*case.args, *case.kwargs.values()]
    rows = tensors[0].shape[0] if tensors and tensors[0].dim() else 0
    dynamic = {
        n: [0] for n, v in zip(names, tensors, strict=True) if v.dim() and v.shape[0] == rows
    }
    both = (names, list(case.outputs))
    plans = [_Plan("dynamo", opset, dynamic, both) for opset in OPSETS] if dynamic else []
    plans += [_Plan("dynamo", OPSETS[0], {}, both), _Plan("legacy", LEGACY_OPSET, dynamic, both)]
    reasons: list[str] = []
    for plan in plans:
        try:
            with _quiet():
                run = _export_dynamo if plan.exporter == "dynamo" else _export_legacy
                data = run(torch, model, case, plan)
        except Exception as error:
            reasons.append(f"{plan.exporter}, opset {plan.opset}: {_one_line(error)}")
            continue
        if plan.exporter == "legacy":
            why = f"The current exporter failed ({reasons[0]}); the old one was used."
            flags.append(_flag("legacy-exporter", why))
            flags.append(
                _flag("traced", "The old exporter follows one run: a branch on values is frozen.")
            )
        if dynamic and not plan.dynamic:
            flags.append(
                _flag("frozen-batch", f"The batch size is frozen at {rows} ({reasons[0]}).")
            )
        return _Exported(data, plan)
    raise Refusal(
        f"Not exported. {reasons[0] if reasons else 'No exporter applies.'}",
        "Move Python control flow and .item() out of forward, or convert with model.float().",
    )


def _export_dynamo(torch: Any, model: Any, case: _Case, plan: _Plan) -> bytes:
    free = torch.export.Dim.DYNAMIC
    shapes = [{0: free} if name in plan.dynamic else None for name in plan.inputs]
    spec: Any = None
    if plan.dynamic:
        named = dict(zip(plan.inputs, shapes, strict=True))
        spec = named if case.kwargs else tuple(shapes)
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


def _export_legacy(torch: Any, model: Any, case: _Case, plan: _Plan) -> bytes:
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


def _run_ort(
    exported: _Exported,
    cases: list[_Case],
    flags: list[dict[str, str]],
    cure: str = "Convert the model with model.float(), or simplify forward.",
) -> list[_Case]:
    """Run the exported model on ONNX Runtime's CPU; keep the cases that fit the model."""
    runtime = _try_import("onnxruntime")
    if exported.dynamic == {}:
        first = [tuple(v.shape) for v in (*cases[0].args, *cases[0].kwargs.values())]
        cases = [
            c for c in cases if [tuple(v.shape) for v in (*c.args, *c.kwargs.values())] == first
        ]
    if runtime is None:
        flags.append(
            _flag(
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
    kept: list[_Case] = []
    for case in cases:
        feeds = dict(zip(exported.names, (*case.args, *case.kwargs.values()), strict=True))
        try:
            values = session.run(results, {name: _to_numpy(feeds[name]) for name in wanted})
        except Exception as error:
            if not kept:
                raise Refusal(
                    f"The exported model does not run on ONNX Runtime: {_one_line(error)}",
                    cure,
                ) from error
            flags.append(
                _flag(
                    "frozen-batch", f"The exported model refuses {case.origin}: {_one_line(error)}"
                )
            )
            continue
        case.ort = dict(zip(results, values, strict=True))
        kept.append(case)
    return kept


def _assemble(
    numpy: Any,
    params: Mapping[str, Any],
    kind: str,
    exported: _Exported,
    cases: list[_Case],
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
        "env": {
            "python": sys.version.split()[0],
            **_loaded_versions(("torch", "sklearn", "skl2onnx", "numpy", "onnxruntime", "onnx")),
        },
    }
    if params.get("notebook"):
        meta["notebook"] = os.path.basename(str(params["notebook"]))
    arrays["meta"] = numpy.frombuffer(json.dumps(meta).encode(), dtype=numpy.uint8)
    buffer = io.BytesIO()
    numpy.savez_compressed(buffer, **arrays)
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


# -------------------------------------------------------------------------------------------------
# scikit-learn


def _is_estimator(value: Any) -> bool:
    """Whether a value is a scikit-learn estimator; only its type is asked."""
    base = sys.modules.get("sklearn.base")
    return base is not None and issubclass(type(value), base.BaseEstimator)


def _fields(value: Any) -> dict[str, Any]:
    """Attributes that an object holds itself; no property runs."""
    return dict(object.__getattribute__(value, "__dict__"))


def _last_step(value: Any) -> Any:
    """The estimator at the end of a pipeline, or the estimator itself."""
    pipelines = sys.modules.get("sklearn.pipeline")
    while pipelines is not None and issubclass(type(value), pipelines.Pipeline):
        value = _fields(value)["steps"][-1][1]
    return value


def _first_step(value: Any) -> Any:
    """The estimator at the start of a pipeline, or the estimator itself."""
    pipelines = sys.modules.get("sklearn.pipeline")
    while pipelines is not None and issubclass(type(value), pipelines.Pipeline):
        value = _fields(value)["steps"][0][1]
    return value


def _is_fitted(value: Any) -> bool:
    """Whether an estimator predicts and has been fitted; a pipeline is what its last step is."""
    last = _last_step(value)
    return (
        _is_estimator(last)
        and any("predict" in vars(kind) for kind in type(last).__mro__)
        and any(name.endswith("_") and not name.startswith("__") for name in _fields(last))
    )


def _fitted_numbers(value: Any, depth: int = 0) -> int:
    """How many numbers fitting left in an estimator and in those inside it; nodes of trees too."""
    numpy = sys.modules["numpy"]
    if depth > 8:
        return 0
    if type(value) is numpy.ndarray:
        if value.dtype.kind != "O":
            return int(value.size) if value.dtype.kind == "f" else 0
        return sum(_fitted_numbers(item, depth + 1) for item in value.ravel())
    if type(value) in (list, tuple):
        return sum(_fitted_numbers(item, depth + 1) for item in value)
    if _is_estimator(value):
        return sum(
            _fitted_numbers(item, depth + 1)
            for name, item in _fields(value).items()
            if (name.endswith("_") and name != "classes_") or name == "steps"
        )
    if type(value).__module__ == "sklearn.tree._tree" and type(value).__name__ == "Tree":
        return int(value.node_count)
    return 0


class _Table:
    """Rows for an estimator, and how they enter the exported model: as a matrix or by column."""

    def __init__(self, rows: Any, origin: str, index: Any) -> None:
        self.rows = rows
        self.origin = origin
        self.index = index
        self.is_frame = hasattr(rows, "columns")
        kinds = list(rows.dtypes) if self.is_frame else [rows.dtype] * rows.shape[1]
        self.kinds = kinds
        self.by_column = False
        self.only_float = True

    def pick(self, positions: Any) -> Any:
        """Some rows, in the form that the estimator takes."""
        return self.rows.iloc[positions] if self.is_frame else self.rows[positions]

    def inputs(self, numpy: Any, rows: Any) -> dict[str, Any]:
        """Arrays for the exported model, narrowed to the types that it takes."""
        if not self.by_column:
            matrix = rows.to_numpy() if self.is_frame else rows
            return {"X": numpy.ascontiguousarray(matrix, dtype=numpy.float32)}
        return {
            str(name): rows[name].to_numpy().astype(self._narrow(numpy, kind)).reshape(-1, 1)
            for name, kind in zip(rows.columns, self.kinds, strict=True)
        }

    def widened(self, numpy: Any, inputs: dict[str, Any]) -> Any:
        """The estimator's rows again, from narrowed arrays."""
        columns = (
            [inputs[str(name)][:, 0] for name in self.rows.columns]
            if self.by_column
            else list(inputs["X"].T)
        )
        if not self.is_frame:
            return numpy.stack(columns, axis=1).astype(self.rows.dtype)
        names = self.rows.columns
        frame = {
            name: column.astype(kind)
            for name, column, kind in zip(names, columns, self.kinds, strict=True)
        }
        return type(self.rows)(frame)

    def _narrow(self, numpy: Any, kind: Any) -> Any:
        return numpy.float32 if self.only_float or kind.kind == "f" else numpy.int64


def _export_estimator(
    ns: Mapping[str, Any], params: Mapping[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Export a fitted scikit-learn model with its cases; see ``export_model``."""
    numpy = importlib.import_module("numpy")
    variable = str(params["variable"])
    model = ns[variable]
    if not _is_fitted(model):
        raise Refusal(
            f"{variable!r} is not fitted, or it predicts nothing.",
            "Run the cell that fits it, then try again.",
        )
    if _try_import("skl2onnx") is None:
        raise Refusal("Not exported. The kernel has no skl2onnx.", "Run %pip install skl2onnx.")
    flags: list[dict[str, str]] = []
    with _same_random_state(sys.modules.get("torch"), numpy):
        say("Finding an example input")
        table = _find_table(numpy, ns, model, params)
        say("Exporting to ONNX")
        proto = _convert_estimator(model, table)
        specs = _compared_outputs(model, proto, flags)
        say("Recording cases")
        cases = _record_tables(numpy, model, table, specs, flags)
        _override_label(numpy, ns, params, table, cases)
        names = [value.name for value in proto.graph.input]
        opset = max(one.version for one in proto.opset_import if one.domain in ("", "ai.onnx"))
        plan = _Plan("skl2onnx", opset, {name: [0] for name in names}, (names, list(specs)))
        exported = _Exported(proto.SerializeToString(), plan)
        say("Running ONNX Runtime in the kernel")
        cure = "Update skl2onnx and onnxruntime, or use an estimator that they support."
        cases = _run_ort(exported, cases, flags, cure)
    kind = f"sklearn {type(model).__qualname__}"
    return _assemble(numpy, params, kind, exported, cases, flags)


def _find_table(numpy: Any, ns: Mapping[str, Any], model: Any, params: Mapping[str, Any]) -> _Table:
    """Take rows of a variable that has the columns of the fit and on which the model predicts."""
    if params.get("recall"):
        raise Refusal(
            "Calls of scikit-learn models are not recorded.",
            "Name the variable that holds the input instead.",
        )
    named = params.get("inputs")
    if named and (len(named) != 1 or named[0] not in ns):
        raise Refusal(
            f"{', '.join(named)} is not one variable of the kernel.",
            "Name the one array or DataFrame that the model predicts on.",
        )
    columns = getattr(model, "n_features_in_", None)
    if columns is None:
        raise Refusal(
            "The model does not take a table of numbers (a text vectorizer, for example).",
            "Split the pipeline: compare the part behind the vectorizer.",
        )
    fitted = getattr(model, "feature_names_in_", None)
    names = None if fitted is None else [str(name) for name in fitted]
    tried: list[str] = []
    order = sorted((n for n in ns if not n.startswith("_")), key=_likely)
    for name in named or order:
        table = _table_of(numpy, ns[name], int(columns), names, f"variable {name}")
        if table is None or len(tried) >= MAX_TRIED:
            continue
        try:
            with _quiet():
                model.predict(table.rows)
        except Exception as error:
            tried.append(f"{name} ({_one_line(error)})")
            continue
        _require_numbers(numpy, table)
        return table
    seen = f" Tried: {'; '.join(tried[:3])}." if tried else ""
    wanted = f"{columns} columns" + (f" ({', '.join(names[:8])})" if names else "")
    who = f"Variable {named[0]} does not fit" if named else "No variable of the notebook fits"
    raise Refusal(
        f"{who} the input of this model, a table of {wanted}.{seen}",
        "Put the rows in an array or a DataFrame and choose it as the input.",
    )


def _table_of(
    numpy: Any, value: Any, columns: int, names: list[str] | None, origin: str
) -> _Table | None:
    """Rows spread over an array or a DataFrame with the right columns; None for anything else."""
    pandas = sys.modules.get("pandas")
    is_frame = pandas is not None and issubclass(type(value), pandas.DataFrame)
    if is_frame:
        if not value.columns.is_unique or (names is not None and not set(names) <= {*value}):
            return None
    elif type(value) is not numpy.ndarray or value.dtype.kind not in "fiub":
        return None
    by_name = is_frame and names is not None
    if value.ndim != 2 or value.shape[0] == 0 or not (by_name or value.shape[1] == columns):
        return None
    # spread, because rows are often sorted by class
    count = min(len(value), 2 * TABLE_ROWS + 1)
    index = numpy.linspace(0, len(value) - 1, count).astype(int)
    rows = value.iloc[index] if is_frame else value[index]
    # the columns after the rows: a selection of columns copies all rows of them
    return _Table(rows[names] if by_name else rows, origin, index)


def _require_numbers(numpy: Any, table: _Table) -> None:
    for name, kind in zip(getattr(table.rows, "columns", ()), table.kinds, strict=False):
        if not isinstance(kind, numpy.dtype) or kind.kind not in "fiub":
            raise Refusal(
                f"Column {name!r} is of type {kind}; only columns of plain numbers are compared.",
                "Turn its values into numbers before the fit, for example into category codes.",
            )


def _convert_estimator(model: Any, table: _Table) -> Any:
    """The ONNX graph. Columns stay apart for a ColumnTransformer, which selects them by name."""
    # a search over parameters predicts with the best estimator; that one has a converter always
    model = _fields(model).get("best_estimator_", model)
    composed = sys.modules.get("sklearn.compose")
    apart = composed is not None and issubclass(
        type(_first_step(model)), composed.ColumnTransformer
    )
    layouts = [(True, False), (True, True)] if apart and table.is_frame else []
    layouts.append((False, True))
    last = _last_step(model)
    options: list[dict[int, dict[str, bool]] | None] = [None]
    if sys.modules["sklearn.base"].is_classifier(last):
        raw = {} if hasattr(model, "predict_proba") else {"raw_scores": True}
        whole = {"zipmap": False}
        options = [{id(last): one} for one in ({**whole, **raw}, raw, whole)]
    reasons: list[str] = []
    for table.by_column, table.only_float in layouts:
        for option in options:
            try:
                with _quiet():
                    return _convert(model, table, option)
            except NameError as error:  # an option that this estimator does not have
                reasons.append(_one_line(error))
            except Exception as error:
                reasons.append(_one_line(error))
                break
    raise Refusal(
        f"Not exported. skl2onnx has no way to convert this model ({reasons[-1]}).",
        "Update skl2onnx, or use an estimator that it supports.",
    )


def _convert(model: Any, table: _Table, options: dict[int, dict[str, bool]] | None) -> Any:
    numpy = sys.modules["numpy"]
    skl2onnx = importlib.import_module("skl2onnx")
    types = importlib.import_module("skl2onnx.common.data_types")
    inputs = table.inputs(numpy, table.pick([0]))
    initial = [
        (
            name,
            (types.FloatTensorType if value.dtype == numpy.float32 else types.Int64TensorType)(
                [None, value.shape[1]]
            ),
        )
        for name, value in inputs.items()
    ]
    return skl2onnx.convert_sklearn(
        model, initial_types=initial, options=options, target_opset=TABLE_OPSETS
    )


class _Output:
    """One compared output: the method that gives its reference, and how the graph lays it out.

    ``both_sides``: the estimator gives one signed score for two classes, the graph one for each.
    """

    def __init__(self, method: str, dtype: Any, rank: int, both_sides: bool) -> None:
        self.method = method
        self.dtype = dtype
        self.rank = rank
        self.both_sides = both_sides


def _compared_outputs(model: Any, proto: Any, flags: list[dict[str, str]]) -> dict[str, _Output]:
    """Pair the outputs of the graph with methods; those without a partner leave the graph."""
    onnx = importlib.import_module("onnx")
    base = sys.modules["sklearn.base"]
    scored = base.is_classifier(model) or base.is_outlier_detector(model)
    probable = "predict_proba" if hasattr(model, "predict_proba") else "decision_function"
    methods = ["predict"] + ([probable] if scored and hasattr(model, probable) else [])
    found: dict[str, _Output] = {}
    for position, value in enumerate(list(proto.graph.output)):
        tensor = value.type.tensor_type
        text = tensor.elem_type == onnx.TensorProto.STRING
        if position < len(methods) and tensor.elem_type and not text:
            dtype = onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type)
            method = methods[position]
            dims = tensor.shape.dim
            both = method == "decision_function" and base.is_classifier(model) and len(dims) == 2
            if both and dims[1].dim_value == 1:
                dims[1].dim_value = 2  # some converters declare less than they give
            found[value.name] = _Output(method, dtype, len(dims), both)
            if both:
                why = (
                    f"Output {value.name} holds decision_function, with one column for each class."
                )
                flags.append(_flag("output", why))
            continue
        proto.graph.output.remove(value)
        why = (
            "it is text; the classes stand in the order of classes_"
            if text
            else "no method of the model gives the same"
        )
        flags.append(_flag("output", f"Output {value.name} is left out: {why}."))
    if not found:
        raise Refusal(
            "The model gives text only, which is not compared.",
            "Fit it on numbers as labels, or use a classifier with scores.",
        )
    return found


def _record_tables(
    numpy: Any, model: Any, table: _Table, specs: dict[str, _Output], flags: list[dict[str, str]]
) -> list[_Case]:
    """Every other row, the rows between them, and another number of rows."""
    count = len(table.rows)
    size = max(1, count // 2)
    variants = [(range(0, count, 2), table.origin)]
    if count > 1:
        variants.append((range(1, count, 2), f"other rows of {table.origin}"))
    variants.append(([i % count for i in range(size + 2)], "another batch size"))
    cases: list[_Case] = []
    for positions, origin in variants:
        inputs = table.inputs(numpy, table.pick(list(positions)))
        case = _Case(tuple(inputs.values()), {}, origin)
        rows = table.widened(numpy, inputs)
        case.outputs = _reference(numpy, model, rows, specs)
        case.again = _reference(numpy, model, rows, specs)
        cases.append(case)
    worst = max(_gap(numpy, c.outputs[name], c.again[name]) for c in cases for name in specs)
    if worst > 1e-5:
        flags.append(_flag("stochastic", f"Two calls with the same input differ by {worst:.3g}."))
    _note_narrowing(numpy, model, table, specs, flags)
    return cases


def _note_narrowing(
    numpy: Any, model: Any, table: _Table, specs: dict[str, _Output], flags: list[dict[str, str]]
) -> None:
    """Say what float32 inputs change by themselves: the cases are computed on the narrowed rows."""
    rows = table.widened(numpy, table.inputs(numpy, table.rows))
    # as arrays: a frame would also compare its index
    same = numpy.array_equal(
        numpy.asarray(rows, dtype=float), numpy.asarray(table.rows, dtype=float), equal_nan=True
    )
    if same:
        return
    wide = _reference(numpy, model, table.rows, specs)
    narrow = _reference(numpy, model, rows, specs)
    effects = []
    for name, spec in specs.items():
        if spec.dtype.kind in "ib":
            changed = int((wide[name] != narrow[name]).sum())
            effects.append(f"{name} in {changed} of {len(rows)} rows")
        else:
            effects.append(f"{name} by at most {_gap(numpy, wide[name], narrow[name]):.2g}")
    flags.append(
        _flag(
            "float64",
            "The values are wider than float32, which the exported model takes; the cases hold "
            f"them narrowed. That alone changes {' and '.join(effects)}.",
        )
    )


def _reference(numpy: Any, model: Any, rows: Any, specs: dict[str, _Output]) -> dict[str, Any]:
    """What the estimator computes, laid out and typed as the exported model gives it."""
    result: dict[str, Any] = {}
    for name, spec in specs.items():
        try:
            with _quiet():
                value = numpy.asarray(getattr(model, spec.method)(rows))
        except Exception as error:
            raise Refusal(
                f"The model does not run: {_one_line(error)}", "Choose another input."
            ) from error
        if value.ndim == 1 and spec.both_sides:
            value = numpy.stack([-value, value], axis=1)
        elif value.ndim == 1 and spec.rank == 2:
            value = value.reshape(-1, 1)
        elif value.ndim != spec.rank or value.dtype.kind not in "fiub":
            raise Refusal(
                f"The model gives {name} in another form than its export (several targets).",
                "Compare a model with one target.",
            )
        typed = value.astype(spec.dtype)
        if spec.dtype.kind != "f" and not numpy.array_equal(typed, value):
            raise Refusal(
                "The labels are fractions, which the export makes whole.",
                "Use whole numbers as labels.",
            )
        result[name] = typed
    return result


def _override_label(
    numpy: Any,
    ns: Mapping[str, Any],
    params: Mapping[str, Any],
    table: _Table,
    cases: list[_Case],
) -> None:
    """Put predictions of the notebook in place of the first output, when a person named them."""
    name = params.get("output")
    if not name:
        return
    value = ns.get(str(name))
    target = next(iter(cases[0].outputs))
    rows = table.index[::2]
    fits = type(value) is numpy.ndarray and value.ndim >= 1 and len(value) > table.index[-1]
    if not fits or value[rows].size != cases[0].outputs[target].size:
        raise Refusal(
            f"{name!r} is no array that could be this model's {target}.",
            "Name the array that the model gave for the chosen input.",
        )
    expected = cases[0].outputs[target]
    cases[0].outputs[target] = value[rows].reshape(expected.shape).astype(expected.dtype)


def _gap(numpy: Any, a: Any, b: Any) -> float:
    difference = numpy.abs(a.astype(float) - b.astype(float))
    difference = difference[~numpy.isnan(difference)]
    return float(difference.max()) if difference.size else 0.0


# -------------------------------------------------------------------------------------------------
# Bytes over a comm


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
    data = _results.get(str(request.get("id")), {}).get(str(request.get("part")))
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


# -------------------------------------------------------------------------------------------------
# Small helpers


def _user_namespace() -> dict[str, Any]:
    """A snapshot: iterating the live dict could meet a change from another thread."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return dict(shell.user_ns) if shell is not None else dict(vars(sys.modules["__main__"]))


def _flag(kind: str, detail: str) -> dict[str, str]:
    return {"kind": kind, "detail": detail}


def _rows(case: _Case) -> int:
    first = [*case.args, *case.kwargs.values()][0]
    return int(first.shape[0]) if len(first.shape) else 1


def _forward_names(model: Any) -> list[str]:
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


def _input_names(model: Any, case: _Case) -> list[str]:
    """Names of the arguments as ``forward`` calls them."""
    declared = _forward_names(model)
    names = [declared[i] if i < len(declared) else f"input_{i}" for i in range(len(case.args))]
    return names + list(case.kwargs)


def _flatten(value: Any, name: str = "output") -> list[tuple[str, Any]]:
    """Tensors of a result with their names, in the order in which the exporter lays them out."""
    torch = sys.modules["torch"]
    if isinstance(value, torch.Tensor):
        return [(name, value.detach())]
    prefix = "" if name == "output" else f"{name}."
    if isinstance(value, Mapping):
        return [pair for key, item in value.items() for pair in _flatten(item, f"{prefix}{key}")]
    if isinstance(value, (list, tuple)):
        return [
            pair
            for i, item in enumerate(value)
            for pair in _flatten(item, f"{prefix or 'output_'}{i}")
        ]
    return []


def _named_outputs(value: Any) -> dict[str, Any]:
    flat = _flatten(value)
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


def _to_numpy(value: Any) -> Any:
    return value.detach().cpu().contiguous().numpy() if hasattr(value, "detach") else value


def _try_import(name: str) -> Any:
    try:
        # some libraries set warning filters when they are imported
        with warnings.catch_warnings():
            return importlib.import_module(name)
    except ImportError:
        return None


def _loaded_versions(names: tuple[str, ...]) -> dict[str, str]:
    loaded = {name: sys.modules.get(name) for name in names}
    return {
        name: str(getattr(module, "__version__", ""))
        for name, module in loaded.items()
        if module is not None
    }


def _one_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    return text if len(text) <= 300 else text[:299] + "…"


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporter's talk out of the notebook: warnings, prints and log lines."""
    logging = sys.modules.get("logging")
    before = logging.root.manager.disable if logging is not None else 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                if logging is not None:
                    logging.disable(logging.CRITICAL)
                yield
            finally:
                if logging is not None:
                    logging.disable(before)
