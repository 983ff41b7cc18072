"""Answers the page's requests."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .base import VERSION, Refusal, loaded_versions, one_line
from .converters import BOOSTERS, refusal_of_booster
from .export import export_model
from .keras_models import is_keras, keras_facts
from .namespace import user_namespace
from .sklearn_models import estimator_facts
from .torch_inputs import module_facts
from .transfer import COMM_TARGET, exports_kept, register_comm

MAX_REPLY_CHARS = 256_000


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
            {"status": "ok", "result": handler(user_namespace(), message.get("params") or {})}
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
    except MemoryError:
        return json.dumps(
            {
                "status": "error",
                "reason": "The kernel ran out of memory; the model is unchanged.",
                "cure": "Delete large variables, or restart the kernel, and try again.",
            }
        )
    except Exception as error:  # a reply is owed in every case; the page shows it
        return json.dumps(
            {
                "status": "error",
                "reason": f"The kernel companion stopped: {one_line(error)}",
                "cure": "Restart the kernel, run the notebook, and try again.",
            }
        )


def _hello(_ns: Mapping[str, Any], _params: Mapping[str, Any]) -> dict[str, Any]:
    names = ("torch", "numpy", "onnxruntime", "onnx", "sklearn", "IPython")
    return {
        "version": VERSION,
        "pid": os.getpid(),
        "python": sys.version.split()[0],
        "loaded": loaded_versions(names),
    }


def list_models(ns: Mapping[str, Any], _params: Mapping[str, Any]) -> dict[str, Any]:
    """List PyTorch and Keras models and fitted estimators; one object with two names is one."""
    if not {"torch", "sklearn", "keras", *BOOSTERS} & set(sys.modules):
        return {
            "models": [],
            "reason": "The kernel has imported none of torch, scikit-learn and Keras.",
        }
    found: dict[int, dict[str, Any]] = {}
    for name, value in ns.items():
        if name.startswith("_"):
            continue
        if id(value) in found:
            found[id(value)]["aliases"].append(name)
            continue
        facts = _facts(value)
        if facts is not None:
            found[id(value)] = {
                "name": name,
                "type": type(value).__qualname__,
                **facts,
                "aliases": [],
            }
    return {"models": list(found.values()), "reason": None if found else _nothing_found(ns)}


def _nothing_found(ns: Mapping[str, Any]) -> str:
    """Why the list is empty, with the cure where a model is nearly one."""
    for name, value in ns.items():
        refusal = None if name.startswith("_") else refusal_of_booster(name, value)
        if refusal is not None:
            return f"{refusal.reason} {refusal.cure}"
    return "The kernel holds no PyTorch, Keras or fitted scikit-learn model."


def _facts(value: Any) -> dict[str, Any] | None:
    """Facts of a model that can be exported; None for anything else."""
    if is_keras(value):
        return keras_facts(value)
    return module_facts(value) or estimator_facts(value)


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
    return {"freed": exports_kept.pop(str(params.get("id")), None) is not None}


def _export(ns: Mapping[str, Any], params: Mapping[str, Any]) -> dict[str, Any]:
    result = export_model(ns, params)
    identity = result["model"]["sha256"][:16]
    exports_kept.clear()  # one export at a time is kept, so that memory stays bounded
    exports_kept[identity] = {"model": result.pop("modelBytes"), "cases": result.pop("casesBytes")}
    register_comm()
    return {"id": identity, "target": COMM_TARGET, **result}


_OPERATIONS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]] = {
    "hello": _hello,
    "models.list": list_models,
    "vars": _variables,
    "versions": _versions,
    "export": _export,
    "forget": _forget,
}
