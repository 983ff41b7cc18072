"""Exports one model of a namespace, whatever library it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .base import flag
from .converters import refusal_of_booster
from .keras_models import NotWritten, export_keras, is_keras
from .sklearn_export import export_estimator
from .sklearn_models import is_estimator
from .torch_export import export_module
from .torch_inputs import module_facts


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
    if is_keras(ns.get(variable)):
        try:
            return export_keras(ns, params, say)
        except NotWritten as refusal:
            # with torch behind it, a Keras model is a module too
            if module_facts(ns[variable]) is None or len(ns[variable].inputs) != 1:
                raise
            why = f"Exported by torch: {refusal.reason.removeprefix('Not exported. ')}"
            return export_module(ns, params, say, [flag("exporter", why)])
    booster = refusal_of_booster(variable, ns.get(variable))
    if booster is not None:
        raise booster
    if is_estimator(ns.get(variable)) and module_facts(ns[variable]) is None:
        return export_estimator(ns, params, say)
    return export_module(ns, params, say, [])
