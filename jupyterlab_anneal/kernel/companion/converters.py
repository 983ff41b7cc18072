"""Lets skl2onnx convert what it cannot convert by itself."""

from __future__ import annotations

import contextlib
import copy
import importlib
import sys
from collections.abc import Iterator
from typing import Any

from .base import Refusal, try_import
from .sklearn_models import fields, is_estimator
from .unchanged import uninterrupted

BOOSTERS = {"xgboost": ("XGB", "XGBoost"), "lightgbm": ("LGBM", "LightGbm")}


def library_of(value: Any) -> str:
    """The package that the type of a value comes from."""
    return type(value).__module__.partition(".")[0]


def refusal_of_booster(name: str, value: Any) -> Refusal | None:
    """Why a bare ``Booster`` cannot be checked, and what to do; None for anything else."""
    library = library_of(value)
    if type(value).__name__ != "Booster" or library not in BOOSTERS:
        return None
    return Refusal(
        f"{name!r} is a bare Booster of {library}, which does not say what its numbers stand for.",
        f"Fit the estimator of {library} instead, such as {BOOSTERS[library][0]}Classifier.",
    )


def register_boosters() -> None:
    """Tell skl2onnx the converters for the boosting libraries that the notebook has loaded.

    A converter that the notebook registered itself stays.
    """
    known = importlib.import_module("skl2onnx._supported_operators").sklearn_operator_name_map
    shapes = importlib.import_module("skl2onnx.common.shape_calculator")
    switch = [True, False]
    options = {"nocl": switch, "zipmap": [*switch, "columns"], "raw_scores": switch}
    for library, (prefix, module) in BOOSTERS.items():
        loaded = sys.modules.get(library)
        if loaded is None or try_import("onnxmltools") is None:
            continue
        place = f"onnxmltools.convert.{library}.operator_converters.{module}"
        convert = getattr(importlib.import_module(place), f"convert_{library}")
        for suffix, shape, allowed in (
            ("Classifier", shapes.calculate_linear_classifier_output_shapes, options),
            ("Regressor", shapes.calculate_linear_regressor_output_shapes, {}),
        ):
            kind = getattr(loaded, prefix + suffix, None)
            if kind is not None and kind not in known:
                importlib.import_module("skl2onnx").update_registered_converter(
                    kind, f"Anneal{prefix}{suffix}", shape, convert, options=allowed
                )


@contextlib.contextmanager
def whole_numbers() -> Iterator[None]:
    """Write truth values of a tree as whole numbers, as ONNX has them.

    skl2onnx hands them over as they are, which newer versions of protobuf refuse.
    """
    container = importlib.import_module("skl2onnx.common._container")
    make_node = container.make_node

    def plain(value: Any) -> Any:
        return [int(v) if type(v) is bool else v for v in value] if type(value) is list else value

    def make(*args: Any, **attributes: Any) -> Any:
        return make_node(*args, **{name: plain(value) for name, value in attributes.items()})

    container.make_node = make
    try:
        yield
    finally:
        with uninterrupted():
            container.make_node = make_node


def with_narrow_thresholds(model: Any) -> Any:
    """A copy in which histogram trees hold thresholds as float32, or the model if it has none.

    A float32 value is at most a threshold when it is at most the next float32 below it. skl2onnx
    takes the nearest one, which may lie above: rows of the training data then change sides.
    """
    if not list(_histogram_trees(model)):
        return model
    numpy = sys.modules["numpy"]
    copied = copy.deepcopy(model)
    for tree in _histogram_trees(copied):
        exact = tree.nodes["num_threshold"]
        narrow = exact.astype(numpy.float32)
        below = numpy.nextafter(narrow, numpy.float32(-numpy.inf))
        tree.nodes["num_threshold"] = numpy.where(narrow > exact, below, narrow)
    return copied


def _histogram_trees(value: Any, depth: int = 0) -> Iterator[Any]:
    """Trees of histogram boosting in an estimator and in those inside it."""
    if type(value).__name__ == "TreePredictor" and library_of(value) == "sklearn":
        yield value
    inner = value if type(value) in (list, tuple) else []
    if is_estimator(value):
        inner = fields(value).values()
    for one in inner if depth < 8 else []:
        yield from _histogram_trees(one, depth + 1)
