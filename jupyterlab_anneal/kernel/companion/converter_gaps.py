"""Says why the export of an estimator differs, where the cause in skl2onnx is known."""

from __future__ import annotations

import sys
from typing import Any

from .base import flag
from .cases import Case
from .converters import library_of
from .sklearn_models import fields, last_step
from .sklearn_text import vectorizers

# far above rounding, far below what these converters get wrong
CLEAR_GAP = 1e-3


def note_converter_gap(
    numpy: Any, model: Any, cases: list[Case], flags: list[dict[str, str]]
) -> None:
    """Name cause and workaround when the exported model differs and its converter is known."""
    known = _cause(model)
    if known is not None and any(_differs(numpy, case) for case in cases):
        flags.append(flag("converter", known))


def _differs(numpy: Any, case: Case) -> bool:
    for name, given in case.ort.items():
        wanted = case.again[name]
        if wanted.dtype.kind != "f":
            if not numpy.array_equal(wanted.astype(given.dtype), given):
                return True
        elif wanted.shape == given.shape and float(numpy.abs(wanted - given).max()) > CLEAR_GAP:
            return True
    return False


def _cause(model: Any) -> str | None:
    """What skl2onnx gets wrong for the estimator at the end, and what to do about it."""
    last = last_step(fields(model).get("best_estimator_", model))
    version = getattr(sys.modules.get("skl2onnx"), "__version__", "")
    who = f"The converter of skl2onnx {version} is the cause: "
    if any(one.stop_words is not None and one.ngram_range[1] > 1 for one in vectorizers(model)):
        return (
            f"{who}it makes pairs of words from the whole text, scikit-learn from the text without "
            "stop words. Workaround: fit the vectorizer without stop_words; min_df and max_df "
            "leave out rare and frequent words, and are converted rightly."
        )
    if library_of(last) != "sklearn":
        return None
    classes = len(fields(last).get("classes_", ()))
    kind = type(last).__name__
    if kind == "LinearDiscriminantAnalysis" and classes == 2:
        return (
            f"{who}for two classes it makes the probabilities of LinearDiscriminantAnalysis from "
            "twice the score. The labels are right. Workaround: put coef_, intercept_, classes_ "
            "and n_features_in_ of this model into a LogisticRegression, which gives the same "
            "probabilities and is converted rightly."
        )
    if kind == "SGDClassifier" and classes > 2 and hasattr(last, "predict_proba"):
        return (
            f"{who}it takes the label of SGDClassifier from probabilities in float32, where "
            "large scores all become 1 or 0; scikit-learn takes it from the scores. Workaround: "
            "scale the columns before the fit (StandardScaler), so that scores stay small, or use "
            "LogisticRegression, which is converted rightly."
        )
    return None
