"""Finds the rows that a scikit-learn model predicts on."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from .base import Refusal, one_line, quiet
from .namespace import MAX_TRIED, likely

TABLE_ROWS = 64


class Table:
    """Rows for an estimator, and how they enter the exported model: as a matrix or by column."""

    def __init__(self, rows: Any, origin: str, index: Any) -> None:
        self.rows = rows
        self.origin = origin
        self.index = index
        self.is_frame = hasattr(rows, "columns")
        kinds = list(rows.dtypes) if self.is_frame else [rows.dtype] * rows.shape[1]
        self.kinds = kinds
        self.by_column = False
        self.only_float = True

    def pick(self, positions: Any) -> Any:
        """Some rows, in the form that the estimator takes."""
        return self.rows.iloc[positions] if self.is_frame else self.rows[positions]

    def inputs(self, numpy: Any, rows: Any) -> dict[str, Any]:
        """Arrays for the exported model, narrowed to the types that it takes."""
        if not self.by_column:
            matrix = rows.to_numpy() if self.is_frame else rows
            return {"X": numpy.ascontiguousarray(matrix, dtype=numpy.float32)}
        return {
            str(name): rows[name].to_numpy().astype(self._narrow(numpy, kind)).reshape(-1, 1)
            for name, kind in zip(rows.columns, self.kinds, strict=True)
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
        frame = {
            name: column.astype(kind)
            for name, column, kind in zip(names, columns, self.kinds, strict=True)
        }
        return type(self.rows)(frame)

    def _narrow(self, numpy: Any, kind: Any) -> Any:
        return numpy.float32 if self.only_float or kind.kind == "f" else numpy.int64


def find_table(numpy: Any, ns: Mapping[str, Any], model: Any, params: Mapping[str, Any]) -> Table:
    """Take rows of a variable that has the columns of the fit and on which the model predicts."""
    if params.get("recall"):
        raise Refusal(
            "Calls of scikit-learn models are not recorded.",
            "Name the variable that holds the input instead.",
        )
    named = params.get("inputs")
    if named and (len(named) != 1 or named[0] not in ns):
        raise Refusal(
            f"{', '.join(named)} is not one variable of the kernel.",
            "Name the one array or DataFrame that the model predicts on.",
        )
    columns = getattr(model, "n_features_in_", None)
    if columns is None:
        raise Refusal(
            "The model does not take a table of numbers (a text vectorizer, for example).",
            "Split the pipeline: compare the part behind the vectorizer.",
        )
    fitted = getattr(model, "feature_names_in_", None)
    names = None if fitted is None else [str(name) for name in fitted]
    tried: list[str] = []
    order = sorted((n for n in ns if not n.startswith("_")), key=likely)
    for name in named or order:
        table = _table_of(numpy, ns[name], int(columns), names, f"variable {name}")
        if table is None or len(tried) >= MAX_TRIED:
            continue
        try:
            with quiet():
                model.predict(table.rows)
        except Exception as error:
            tried.append(f"{name} ({one_line(error)})")
            continue
        _require_numbers(numpy, table)
        return table
    seen = f" Tried: {'; '.join(tried[:3])}." if tried else ""
    wanted = f"{columns} columns" + (f" ({', '.join(names[:8])})" if names else "")
    who = f"Variable {named[0]} does not fit" if named else "No variable of the notebook fits"
    raise Refusal(
        f"{who} the input of this model, a table of {wanted}.{seen}",
        "Put the rows in an array or a DataFrame and choose it as the input.",
    )


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


def _require_numbers(numpy: Any, table: Table) -> None:
    for name, kind in zip(getattr(table.rows, "columns", ()), table.kinds, strict=False):
        if not isinstance(kind, numpy.dtype) or kind.kind not in "fiub":
            raise Refusal(
                f"Column {name!r} is of type {kind}; only columns of plain numbers are compared.",
                "Turn its values into numbers before the fit, for example into category codes.",
            )
