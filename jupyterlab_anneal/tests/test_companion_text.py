"""Pipelines that begin with a text vectorizer: words are cut as the notebook cuts them."""

from __future__ import annotations

from typing import Any

import pytest

numpy = pytest.importorskip("numpy")
pandas = pytest.importorskip("pandas")
pytest.importorskip("onnx")
pytest.importorskip("skl2onnx")
pytest.importorskip("onnxruntime")

from sklearn.compose import ColumnTransformer  # noqa: E402
from sklearn.feature_extraction.text import (  # noqa: E402
    CountVectorizer,
    HashingVectorizer,
    TfidfVectorizer,
)
from sklearn.linear_model import LogisticRegression, Ridge  # noqa: E402
from sklearn.model_selection import GridSearchCV  # noqa: E402
from sklearn.naive_bayes import MultinomialNB  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402

from jupyterlab_anneal.kernel import companion  # noqa: E402
from jupyterlab_anneal.tests.test_companion_sklearn import (  # noqa: E402
    converter_notes,
    load,
    worst_tau,
)

DRAW = numpy.random.default_rng(0)
# letters outside of ASCII, words of one letter, marks between words, figures and capitals
WORDS = (
    "The", "a", "good", "bad", "Film", "naïve", "schön", "Été", "it's", "top-notch", "2020", "not",
    "we_all", "I", "плохо",
)  # fmt: skip
TEXTS = [" ".join(DRAW.choice(WORDS, 7)) for _ in range(120)]
GOOD = numpy.array([("good" in text) or ("schön" in text) for text in TEXTS])
KINDS = numpy.array(["no", "yes"])[GOOD.astype(int)]


def export(model: Any, texts: Any = TEXTS) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    return load(companion.export_model({"m": model, "texts": texts}, {"variable": "m"}))


@pytest.mark.parametrize(
    "model",
    [
        make_pipeline(TfidfVectorizer(), LogisticRegression()),
        make_pipeline(CountVectorizer(ngram_range=(1, 2), binary=True), MultinomialNB()),
        make_pipeline(CountVectorizer(token_pattern=r"(?u)\b\w+\b"), LogisticRegression()),
        make_pipeline(TfidfVectorizer(lowercase=False, stop_words=["bad"]), LogisticRegression()),
        GridSearchCV(make_pipeline(TfidfVectorizer(), LogisticRegression()), {}, cv=2),
    ],
    ids=["tfidf", "pairs", "single letters", "case and stop words", "search"],
)
def test_words_are_cut_as_in_the_notebook(model: Any) -> None:
    model.fit(TEXTS, KINDS)
    texts = pandas.Series(TEXTS) if type(model) is GridSearchCV else TEXTS
    session, arrays, meta = export(model, texts)
    assert worst_tau(session, arrays) <= 1
    assert arrays["case0.input.X"].dtype.kind == "U"
    assert meta["origins"] == [
        "variable texts",
        "other rows of variable texts",
        "another batch size",
        "edge: empty texts",
        "edge: each text twice, in capitals",
    ]
    assert set(arrays["case0.output.label"]) == {"no", "yes"}
    assert {flag["kind"] for flag in meta["flags"]} <= {"locale"}


def test_texts_may_give_numbers_and_stand_in_a_column_beside_them() -> None:
    model = make_pipeline(TfidfVectorizer(), Ridge()).fit(TEXTS, GOOD * 2.5)
    session, arrays, _meta = export(model)
    assert worst_tau(session, arrays) <= 1
    frame = pandas.DataFrame({"said": TEXTS, "size": DRAW.normal(size=len(TEXTS))})
    parts = [("a", TfidfVectorizer(), "said"), ("b", StandardScaler(), ["size"])]
    beside = make_pipeline(ColumnTransformer(parts), LogisticRegression()).fit(frame, KINDS)
    session, arrays, _meta = export(beside, frame)
    assert arrays["case0.input.said"].dtype.kind == "U"
    assert worst_tau(session, arrays) <= 1


def test_pairs_without_stop_words_are_seen_and_explained() -> None:
    pairs = CountVectorizer(ngram_range=(1, 2), stop_words=["bad", "not"])
    _session, arrays, meta = export(make_pipeline(pairs, MultinomialNB()).fit(TEXTS, KINDS))
    gap = abs(arrays["case0.kernel.probabilities"] - arrays["case0.ort.probabilities"]).max()
    assert gap > 1e-3
    (note,) = converter_notes(meta)
    assert "stop words" in note
    assert "Workaround" in note


def test_a_recorded_call_gives_the_texts() -> None:
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, KINDS)
    result = companion.export_model(
        {"m": model, "texts": TEXTS}, {"variable": "m", "recall": "m.predict(texts[:9])"}
    )
    assert result["cases"][0] == {"origin": "the recorded call", "rows": 5}


@pytest.mark.parametrize(
    "vectorizer",
    [HashingVectorizer(n_features=64), CountVectorizer(tokenizer=str.split, token_pattern=None)],
)
def test_a_vectorizer_without_a_converter_is_refused_with_the_cure(vectorizer: Any) -> None:
    model = make_pipeline(vectorizer, LogisticRegression()).fit(TEXTS, KINDS)
    with pytest.raises(companion.Refusal, match="no way to convert") as caught:
        export(model)
    assert "TfidfVectorizer" in caught.value.cure


def test_texts_with_gaps_are_no_texts() -> None:
    model = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, KINDS)
    with pytest.raises(companion.Refusal, match="holds no texts") as caught:
        export(model, [*TEXTS[:5], None])
    assert "without gaps" in caught.value.cure
