"""Pipelines that begin with a text vectorizer: their inputs, and how their words are cut."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from .base import Refusal, flag, one_line, quiet, try_import
from .namespace import MAX_TRIED, likely
from .sklearn_models import fields, first_step, is_estimator
from .sklearn_table import RECALLED, TABLE_ROWS, Table, recorded_rows
from .variants import EDGE

# what scikit-learn means by a word, in the syntax of ONNX Runtime
WORD_PATTERNS = {
    r"(?u)\b\w\w+\b": r"[\p{L}\p{N}_]{2,}",
    r"(?u)\b\w+\b": r"[\p{L}\p{N}_]+",
}
LOCALES = ("C.UTF-8", "C")


class Texts(Table):
    """Texts for an estimator, one in each row."""

    def __init__(self, rows: Any, origin: str, index: Any) -> None:
        self.rows = rows
        self.origin = origin
        self.index = index
        self.is_frame = False
        self.kinds = [rows.dtype]
        self.text = [True]
        self.by_column = False
        self.only_float = False

    def inputs(self, numpy: Any, rows: Any) -> dict[str, Any]:
        """A column of text for the exported model."""
        return {"X": rows.astype(str).reshape(-1, 1)}

    def widened(self, numpy: Any, inputs: dict[str, Any]) -> Any:
        """The texts again, from that column."""
        return inputs["X"][:, 0].astype(object)

    def numbers(self, numpy: Any, rows: Any) -> Any:
        """Nothing of a text is a number that could be narrowed."""
        return numpy.zeros(0)

    def edges(self, numpy: Any, rows: Any) -> dict[str, Any]:
        """Texts that were made up: none at all, and each one twice in capitals."""
        loud = [f"{text} {text}".upper() for text in rows]
        return {
            EDGE + "empty texts": numpy.array([""] * len(rows), dtype=object),
            EDGE + "each text twice, in capitals": numpy.array(loud, dtype=object),
        }


def takes_texts(model: Any) -> bool:
    """Whether a model begins with a vectorizer, so that it takes texts instead of a table."""
    return _is_vectorizer(first_step(fields(model).get("best_estimator_", model)))


def _is_vectorizer(value: Any) -> bool:
    module = sys.modules.get("sklearn.feature_extraction.text")
    return module is not None and issubclass(
        type(value), (module.CountVectorizer, module.HashingVectorizer)
    )


def find_texts(numpy: Any, ns: Mapping[str, Any], model: Any, params: Mapping[str, Any]) -> Texts:
    """Take texts of a variable on which the model predicts."""
    named = params.get("inputs")
    if params.get("recall"):
        ns = {RECALLED: recorded_rows(numpy, model, ns, str(params["recall"]))}
        named = [RECALLED]
    if named and (len(named) != 1 or named[0] not in ns):
        raise Refusal(
            f"{', '.join(named)} is not one variable of the kernel.",
            "Name the one list or column of texts that the model predicts on.",
        )
    tried: list[str] = []
    for name in named or sorted((n for n in ns if not n.startswith("_")), key=likely):
        origin = name if name == RECALLED else f"variable {name}"
        texts = _texts_of(numpy, ns[name], origin)
        if texts is None or len(tried) >= MAX_TRIED:
            continue
        try:
            with quiet():
                model.predict(texts.rows)
        except Exception as error:
            tried.append(f"{name} ({one_line(error)})")
            continue
        return texts
    seen = f" Tried: {'; '.join(tried[:3])}." if tried else ""
    who = f"{', '.join(named)} holds" if named else "No variable of the notebook holds"
    raise Refusal(
        f"{who} no texts for this model, which begins with a text vectorizer.{seen}",
        "Put the texts in a list or a column without gaps and choose it as the input.",
    )


def _texts_of(numpy: Any, value: Any, origin: str) -> Texts | None:
    """Texts spread over a list, an array or a column; None for anything else."""
    pandas = sys.modules.get("pandas")
    if pandas is not None and issubclass(type(value), pandas.Series):
        value = value.to_numpy(dtype=object)
    if type(value) not in (list, tuple, numpy.ndarray) or not len(value):
        return None
    if type(value) is numpy.ndarray and value.ndim != 1:
        return None
    count = min(len(value), 2 * TABLE_ROWS + 1)
    index = numpy.linspace(0, len(value) - 1, count).astype(int)
    picked = [value[i] for i in index]
    # numpy has a type of its own for text, which is a str as well
    if not all(issubclass(type(text), str) for text in picked):
        return None
    return Texts(numpy.array([str(text) for text in picked], dtype=object), origin, index)


def word_options(model: Any) -> dict[int, dict[str, str]]:
    """Options of the converter for each vectorizer: words as scikit-learn cuts them.

    Without them skl2onnx takes letters outside of ASCII for the end of a word.
    """
    return {
        id(one): {"tokenexp": WORD_PATTERNS[one.token_pattern]}
        for one in vectorizers(model)
        if one.analyzer == "word" and one.tokenizer is None and one.token_pattern in WORD_PATTERNS
    }


def vectorizers(value: Any, depth: int = 0) -> Iterator[Any]:
    """Vectorizers with a vocabulary in an estimator and in those inside it, each once or more."""
    if _is_vectorizer(value):
        if hasattr(value, "vocabulary_"):
            yield value
        return
    inner = value if type(value) in (list, tuple) else []
    if is_estimator(value):
        inner = fields(value).values()
    for one in inner if depth < 8 else []:
        yield from vectorizers(one, depth + 1)


def with_known_locale(proto: Any, flags: list[dict[str, str]]) -> Any:
    """The graph with rules for capital letters that this machine has.

    ONNX Runtime asks the system for those of American English, which containers often lack.
    """
    runtime = try_import("onnxruntime")
    nodes = [node for node in proto.graph.node if node.op_type == "StringNormalizer"]
    if runtime is None or not nodes or _loads(runtime, proto):
        return proto
    for locale in LOCALES:
        _set_locale(nodes, locale)
        if _loads(runtime, proto):
            why = f"The kernel's system has no en_US locale; the file asks for {locale} instead."
            flags.append(flag("locale", why))
            return proto
    # it was not the locale: the cases are run next, and show what it was
    _set_locale(nodes, None)
    return proto


def _set_locale(nodes: list[Any], locale: str | None) -> None:
    make = importlib.import_module("onnx").helper.make_attribute
    for node in nodes:
        others = [one for one in node.attribute if one.name != "locale"]
        del node.attribute[:]
        node.attribute.extend(others + ([make("locale", locale)] if locale is not None else []))


def _loads(runtime: Any, proto: Any) -> bool:
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    try:
        with quiet():
            runtime.InferenceSession(
                proto.SerializeToString(), options, providers=["CPUExecutionProvider"]
            )
    except Exception:  # whatever it is, the question is only whether it loads
        return False
    return True
