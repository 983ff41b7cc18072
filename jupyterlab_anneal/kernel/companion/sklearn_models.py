"""Recognises scikit-learn models by their type and by what they hold."""

from __future__ import annotations

import sys
from typing import Any


def is_estimator(value: Any) -> bool:
    """Whether a value is a scikit-learn estimator; only its type is asked."""
    base = sys.modules.get("sklearn.base")
    return base is not None and issubclass(type(value), base.BaseEstimator)


def fields(value: Any) -> dict[str, Any]:
    """Attributes that an object holds itself; no property runs."""
    return dict(object.__getattribute__(value, "__dict__"))


def last_step(value: Any) -> Any:
    """The estimator at the end of a pipeline, or the estimator itself."""
    pipelines = sys.modules.get("sklearn.pipeline")
    while pipelines is not None and issubclass(type(value), pipelines.Pipeline):
        value = fields(value)["steps"][-1][1]
    return value


def first_step(value: Any) -> Any:
    """The estimator at the start of a pipeline, or the estimator itself."""
    pipelines = sys.modules.get("sklearn.pipeline")
    while pipelines is not None and issubclass(type(value), pipelines.Pipeline):
        value = fields(value)["steps"][0][1]
    return value


def is_fitted(value: Any) -> bool:
    """Whether an estimator predicts and has been fitted; a pipeline is what its last step is."""
    last = last_step(value)
    return (
        is_estimator(last)
        and any("predict" in vars(kind) for kind in type(last).__mro__)
        and any(
            (name.endswith("_") and not name.startswith("__"))
            or (name == "_Booster" and held is not None)
            for name, held in fields(last).items()
        )
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
    if is_estimator(value):
        return sum(
            _fitted_numbers(item, depth + 1)
            for name, item in fields(value).items()
            if (name.endswith("_") and name != "classes_") or name == "steps"
        )
    if type(value).__module__ == "sklearn.tree._tree" and type(value).__name__ == "Tree":
        return int(value.node_count)
    return 0


def estimator_facts(value: Any) -> dict[str, Any] | None:
    """Facts of a fitted scikit-learn model; None for anything else."""
    if not is_estimator(value) or not is_fitted(value):
        return None
    return {
        "parameters": _fitted_numbers(value),
        "training": False,
        "device": "cpu",
        "dtype": "float64",
    }
