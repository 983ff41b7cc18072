"""Lets skl2onnx convert what it cannot convert by itself."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator
from typing import Any

from .base import try_import
from .unchanged import uninterrupted

BOOSTERS = {"xgboost": ("XGB", "XGBoost"), "lightgbm": ("LGBM", "LightGbm")}


def library_of(value: Any) -> str:
    """The package that the type of a value comes from."""
    return type(value).__module__.partition(".")[0]


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
