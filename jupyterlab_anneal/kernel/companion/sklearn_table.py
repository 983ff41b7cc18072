"""Finds the rows that a scikit-learn model predicts on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from .base import Refusal, one_line, quiet
from .namespace import MAX_TRIED, likely, run_recall
from .unchanged import uninterrupted
from .variants import EDGE

TABLE_ROWS = 64
RECALLED = "the recorded call"
RECORDED = ("predict", "predict_proba", "predict_log_proba", "decision_function", "score_samples")


class Table:
    """Rows for an estimator, and how they enter the exported model: as a matrix or by column."""

    def __init__(self, rows: Any, origin: str, index: Any) -> None:
        self.rows = rows
        self.origin = origin
        self.index = index
        self.is_frame = hasattr(rows, "columns")
        kinds = list(rows.dtypes) if self.is_frame else [rows.dtype] * rows.shape[1]
        self.kinds = kinds
        self.text = [
            self.is_frame and all(type(value) is str for value in rows.iloc[:, i])
            for i in range(len(kinds))
        ]
        self.by_column = False
        self.only_float = True

    def pick(self, positions: Any) -> Any:
        """Some rows, in the form that the estimator takes."""
        return self.rows.iloc[positions] if self.is_frame else self.rows[positions]

    def inputs(self, numpy: Any, rows: Any) -> dict[str, Any]:
        """Arrays for the exported model, narrowed to the types that it takes."""
        if not self.by_column:
            matrix = rows.to_numpy() if self.is_frame else rows
            return {"X": numpy.ascontiguousarray(matrix, dtype=self._narrow(numpy, 0))}
        return {
            str(name): rows[name].to_numpy().astype(self._narrow(numpy, i)).reshape(-1, 1)
            for i, name in enumerate(rows.columns)
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
        plain = [
            c.astype(object) if text else c for c, text in zip(columns, self.text, strict=True)
        ]
        frame = type(self.rows)(dict(zip(names, plain, strict=True)))
        return frame.astype(dict(zip(names, self.kinds, strict=True)))

    def numbers(self, numpy: Any, rows: Any) -> Any:
        """The columns that hold no text, as one array."""
        if self.is_frame:
            rows = rows[[n for n, text in zip(rows.columns, self.text, strict=True) if not text]]
        return numpy.asarray(rows, dtype=float)

    def edges(self, numpy: Any, rows: Any) -> dict[str, Any]:
        """Rows that were made up: zeros and the smallest codes, large values and the largest."""
        made = {}
        for origin, factor in (("zeros", 0), ("large values, signs turned", -4)):
            if self.is_frame:
                columns = zip(rows.columns, self.text, strict=True)
                filled = {n: rows[n] if text else _edge(rows[n], factor) for n, text in columns}
                made[EDGE + origin] = type(rows)(filled)
            else:
                filled = [_edge(column, factor) for column in rows.T]
                made[EDGE + origin] = numpy.stack(filled, axis=1)
        return made

    def _narrow(self, numpy: Any, position: int) -> Any:
        """The type in which a column enters the graph; a matrix enters as its first column does."""
        if self.text[position]:
            return str
        real = self.only_float or self.kinds[position].kind == "f"
        return numpy.float32 if real else numpy.int64


def _edge(column: Any, factor: int) -> Any:
    """A column at its edge; whole numbers are often codes, so they stay among those seen."""
    if column.dtype.kind == "b":
        return column
    if column.dtype.kind == "f":
        return column * column.dtype.type(factor) + 0
    return column * 0 + (column.max() if factor else column.min())


def find_table(numpy: Any, ns: Mapping[str, Any], model: Any, params: Mapping[str, Any]) -> Table:
    """Take rows of a variable that has the columns of the fit and on which the model predicts."""
    if params.get("recall"):
        ns = {RECALLED: recorded_rows(numpy, model, ns, str(params["recall"]))}
        named: list[str] | None = [RECALLED]
    else:
        named = params.get("inputs")
    if named and (len(named) != 1 or named[0] not in ns):
        raise Refusal(
            f"{', '.join(named)} is not one variable of the kernel.",
            "Name the one array or DataFrame that the model predicts on.",
        )
    columns = getattr(model, "n_features_in_", None)
    if columns is None:
        raise Refusal(
            "The model does not say how many columns it takes, so it takes no table.",
            "Split the pipeline: compare the part that takes a table of numbers.",
        )
    fitted = getattr(model, "feature_names_in_", None)
    names = None if fitted is None else [str(name) for name in fitted]
    tried: list[str] = []
    order = sorted((n for n in ns if not n.startswith("_")), key=likely)
    for name in named or order:
        origin = name if name == RECALLED else f"variable {name}"
        table = _table_of(numpy, ns[name], int(columns), names, origin)
        if table is None or len(tried) >= MAX_TRIED:
            continue
        try:
            with quiet():
                model.predict(table.rows)
        except Exception as error:
            tried.append(f"{name} ({one_line(error)})")
            continue
        _require_plain(numpy, table)
        return table
    seen = f" Tried: {'; '.join(tried[:3])}." if tried else ""
    wanted = f"{columns} columns" + (f" ({', '.join(names[:8])})" if names else "")
    who = "No variable of the notebook fits"
    if named:
        subject = "The recorded call" if params.get("recall") else f"Variable {named[0]}"
        who = f"{subject} does not fit"
    raise Refusal(
        f"{who} the input of this model, a table of {wanted}.{seen}",
        "Put the rows in an array or a DataFrame and choose it as the input.",
    )


def recorded_rows(numpy: Any, model: Any, ns: Mapping[str, Any], expression: str) -> Any:
    """Evaluate an expression and keep the rows of the first call of the model."""
    held = vars(model)
    seen: list[Any] = []

    def keeping(inner: Callable[..., Any]) -> Callable[..., Any]:
        def call_and_keep(rows: Any, *args: Any, **kwargs: Any) -> Any:
            seen.append(rows)
            return inner(rows, *args, **kwargs)

        return call_and_keep

    inner = {name: getattr(model, name) for name in RECORDED if hasattr(model, name)}
    own = {name: held[name] for name in inner if name in held}
    try:
        held.update({name: keeping(method) for name, method in inner.items()})
        run_recall(ns, expression)
    finally:
        with uninterrupted():
            for name in inner:
                held.pop(name, None)
            held.update(own)
    if not seen:
        raise Refusal(
            "The expression did not call the model.",
            "Give an expression that calls it, such as predict(x).",
        )
    return numpy.asarray(seen[0]) if type(seen[0]) in (list, tuple) else seen[0]


def _table_of(
    numpy: Any, value: Any, columns: int, names: list[str] | None, origin: str
) -> Table | None:
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
    return Table(rows[names] if by_name else rows, origin, index)


def _require_plain(numpy: Any, table: Table) -> None:
    """Refuse columns of other things than numbers and text."""
    names = getattr(table.rows, "columns", ())
    for name, kind, text in zip(names, table.kinds, table.text, strict=False):
        if not text and (not isinstance(kind, numpy.dtype) or kind.kind not in "fiub"):
            raise Refusal(
                f"Column {name!r} is of type {kind}; only columns of plain numbers, and of text "
                "without gaps, are compared.",
                "Fill the gaps, or turn its values into numbers, before the fit.",
            )
