"""Converts a scikit-learn model and pairs the outputs of its graph with methods."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from .base import Refusal, flag, one_line, quiet, try_import
from .converters import (
    BOOSTERS,
    library_of,
    register_boosters,
    whole_numbers,
    with_narrow_thresholds,
)
from .sklearn_models import fields, first_step, last_step
from .sklearn_table import Table

_ANOTHER_ESTIMATOR = "Update skl2onnx, or use an estimator that it supports."
_SPLIT_TEXTS = (
    "Use a TfidfVectorizer or CountVectorizer that cuts words by itself (analyzer='word', no "
    "tokenizer of your own), or compare the part behind the vectorizer."
)
TABLE_OPSETS = {"": 18, "ai.onnx.ml": 3}


Options = dict[int, dict[str, Any]]


def convert_estimator(model: Any, table: Table, words: Options) -> Any:
    """The ONNX graph. Columns stay apart for a ColumnTransformer, which selects them by name.

    ``words`` are the options for vectorizers.
    """
    # a search over parameters predicts with the best estimator; that one has a converter always
    model = with_narrow_thresholds(fields(model).get("best_estimator_", model))
    composed = sys.modules.get("sklearn.compose")
    apart = composed is not None and issubclass(type(first_step(model)), composed.ColumnTransformer)
    layouts = [(True, False), (True, True)] if apart and table.is_frame else []
    if len(set(table.text)) == 1:
        layouts.append((False, True))
    last = last_step(model)
    options: list[Options] = [{}]
    if sys.modules["sklearn.base"].is_classifier(last):
        raw = {} if hasattr(model, "predict_proba") else {"raw_scores": True}
        whole = {"zipmap": False}
        options = [{id(last): one} for one in ({**whole, **raw}, raw, whole)]
    reasons: list[str] = []
    if not layouts:
        reasons.append("only a ColumnTransformer at its start takes text and numbers apart")
    with quiet():
        register_boosters()
    for table.by_column, table.only_float in layouts:
        for option in options:
            try:
                with quiet(), whole_numbers():
                    return _convert(model, table, {**option, **words})
            except NameError as error:  # an option that this estimator does not have
                reasons.append(one_line(error))
            except Exception as error:
                reasons.append(one_line(error))
                break
    library = library_of(last)
    if library in BOOSTERS and try_import("onnxmltools") is None:
        raise Refusal(
            f"Not exported. The kernel has no onnxmltools, which converts models of {library}.",
            "Run %pip install onnxmltools.",
        )
    raise Refusal(
        f"Not exported. skl2onnx has no way to convert this model ({reasons[-1]}).",
        _SPLIT_TEXTS if table.text == [True] else _ANOTHER_ESTIMATOR,
    )


def _convert(model: Any, table: Table, options: Options) -> Any:
    numpy = sys.modules["numpy"]
    skl2onnx = importlib.import_module("skl2onnx")
    types = importlib.import_module("skl2onnx.common.data_types")
    inputs = table.inputs(numpy, table.pick([0]))
    initial = [
        (
            name,
            {"f": types.FloatTensorType, "i": types.Int64TensorType, "U": types.StringTensorType}[
                value.dtype.kind
            ]([None, value.shape[1]]),
        )
        for name, value in inputs.items()
    ]
    return skl2onnx.convert_sklearn(
        model, initial_types=initial, options=options or None, target_opset=TABLE_OPSETS
    )


class Output:
    """One compared output: the method that gives its reference, and how the graph lays it out.

    ``both_sides``: the estimator gives one signed score for two classes, the graph one for each.
    """

    def __init__(self, method: str, dtype: Any, rank: int, both_sides: bool) -> None:
        self.method = method
        self.dtype = dtype
        self.rank = rank
        self.both_sides = both_sides


def compared_outputs(model: Any, proto: Any, flags: list[dict[str, str]]) -> dict[str, Output]:
    """Pair the outputs of the graph with methods; those without a partner leave the graph."""
    numpy = sys.modules["numpy"]
    onnx = importlib.import_module("onnx")
    base = sys.modules["sklearn.base"]
    scored = base.is_classifier(model) or base.is_outlier_detector(model)
    probable = "predict_proba" if hasattr(model, "predict_proba") else "decision_function"
    methods = ["predict"] + ([probable] if scored and hasattr(model, probable) else [])
    found: dict[str, Output] = {}
    for position, value in enumerate(list(proto.graph.output)):
        tensor = value.type.tensor_type
        text = tensor.elem_type == onnx.TensorProto.STRING
        if position < len(methods) and tensor.elem_type:
            known = onnx.helper.tensor_dtype_to_np_dtype
            dtype = numpy.dtype(str) if text else known(tensor.elem_type)
            method = methods[position]
            dims = tensor.shape.dim
            both = method == "decision_function" and base.is_classifier(model) and len(dims) == 2
            if both and dims[1].dim_value == 1:
                dims[1].dim_value = 2  # some converters declare less than they give
            found[value.name] = Output(method, dtype, len(dims), both)
            if both:
                why = (
                    f"Output {value.name} holds decision_function, with one column for each class."
                )
                flags.append(flag("output", why))
            continue
        proto.graph.output.remove(value)
        why = "no method of the model gives the same"
        flags.append(flag("output", f"Output {value.name} is left out: {why}."))
    return found
