"""Records what a scikit-learn model computes, and exports it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

from .base import Refusal, flag, quiet, try_import
from .cases import Case, Exported, Plan, assemble, collect, run_ort
from .converter_gaps import note_converter_gap
from .sklearn_convert import Output, compared_outputs, convert_estimator
from .sklearn_models import is_fitted
from .sklearn_table import Table, find_table
from .sklearn_text import find_texts, takes_texts, with_known_locale, word_options
from .timing import latency_of
from .unchanged import same_random_state
from .variants import Variant


def export_estimator(
    ns: Mapping[str, Any], params: Mapping[str, Any], say: Callable[[str], None]
) -> dict[str, Any]:
    """Export a fitted scikit-learn model with its cases; see ``export_model``."""
    numpy = importlib.import_module("numpy")
    variable = str(params["variable"])
    model = ns[variable]
    if not is_fitted(model):
        raise Refusal(
            f"{variable!r} is not fitted, or it predicts nothing.",
            "Run the cell that fits it, then try again.",
        )
    if try_import("skl2onnx") is None:
        raise Refusal("Not exported. The kernel has no skl2onnx.", "Run %pip install skl2onnx.")
    flags: list[dict[str, str]] = []
    with same_random_state(sys.modules.get("torch"), numpy):
        say("Finding an example input")
        find = find_texts if takes_texts(model) else find_table
        table = find(numpy, ns, model, params)
        say("Exporting to ONNX")
        proto = with_known_locale(convert_estimator(model, table, word_options(model)), flags)
        specs = compared_outputs(model, proto, flags)
        say("Recording cases")
        cases = _record_tables(numpy, model, table, specs, flags)
        _override_label(numpy, ns, params, table, cases)
        names = [value.name for value in proto.graph.input]
        opset = max(one.version for one in proto.opset_import if one.domain in ("", "ai.onnx"))
        plan = Plan("skl2onnx", opset, {name: [0] for name in names}, (names, list(specs)))
        exported = Exported(proto.SerializeToString(), plan)
        say("Timing the model in the kernel")
        inputs = table.inputs(numpy, table.pick(range(0, len(table.rows), 2)))
        rows = table.widened(numpy, inputs)

        def run() -> None:
            for spec in specs.values():
                getattr(model, spec.method)(rows)

        exported.latency["notebook"] = latency_of(run, cases[0].seconds, flags, "cpu")
        say("Running ONNX Runtime in the kernel")
        cure = "Update skl2onnx and onnxruntime, or use an estimator that they support."
        cases = run_ort(exported, cases, flags, cure)
        note_converter_gap(numpy, model, cases, flags)
    kind = f"sklearn {type(model).__qualname__}"
    return assemble(numpy, params, kind, exported, cases, flags)


def _record_tables(
    numpy: Any, model: Any, table: Table, specs: dict[str, Output], flags: list[dict[str, str]]
) -> list[Case]:
    """Every other row, the rows between them, another number of rows, and the edges."""
    count = len(table.rows)
    size = max(1, count // 2)
    picked = {table.origin: range(0, count, 2)}
    if count > 1:
        picked[f"other rows of {table.origin}"] = range(1, count, 2)
    picked["another batch size"] = [i % count for i in range(size + 2)]
    rows = {origin: table.pick(list(positions)) for origin, positions in picked.items()}
    rows |= table.edges(numpy, rows[table.origin])

    def compute(variant: Variant) -> Case:
        inputs = table.inputs(numpy, rows[variant.origin])
        case = Case(tuple(inputs.values()), {}, variant.origin)
        widened = table.widened(numpy, inputs)
        case.outputs = _reference(numpy, model, widened, specs)
        case.again = _reference(numpy, model, widened, specs)
        return case

    cases = collect([Variant([], origin) for origin in rows], compute, flags)
    worst = max(_gap(numpy, c.outputs[name], c.again[name]) for c in cases for name in specs)
    if worst > 1e-5:
        flags.append(flag("stochastic", f"Two calls with the same input differ by {worst:.3g}."))
    _note_narrowing(numpy, model, table, specs, flags)
    return cases


def _note_narrowing(
    numpy: Any, model: Any, table: Table, specs: dict[str, Output], flags: list[dict[str, str]]
) -> None:
    """Say what float32 inputs change by themselves: the cases are computed on the narrowed rows."""
    rows = table.widened(numpy, table.inputs(numpy, table.rows))
    if numpy.array_equal(
        table.numbers(numpy, rows), table.numbers(numpy, table.rows), equal_nan=True
    ):
        return
    wide = _reference(numpy, model, table.rows, specs)
    narrow = _reference(numpy, model, rows, specs)
    effects = []
    for name, spec in specs.items():
        if spec.dtype.kind in "ibU":
            changed = int((wide[name] != narrow[name]).sum())
            effects.append(f"{name} in {changed} of {len(rows)} rows")
        else:
            effects.append(f"{name} by at most {_gap(numpy, wide[name], narrow[name]):.2g}")
    flags.append(
        flag(
            "float64",
            "The values are wider than float32, which the exported model takes; the cases hold "
            f"them narrowed. That alone changes {' and '.join(effects)}.",
        )
    )


def _reference(numpy: Any, model: Any, rows: Any, specs: dict[str, Output]) -> dict[str, Any]:
    """What the estimator computes, laid out and typed as the exported model gives it."""
    result: dict[str, Any] = {}
    for name, spec in specs.items():
        with quiet():
            value = numpy.asarray(getattr(model, spec.method)(rows))
        if value.ndim == 1 and spec.both_sides:
            value = numpy.stack([-value, value], axis=1)
        elif value.ndim == 1 and spec.rank == 2:
            value = value.reshape(-1, 1)
        elif value.ndim != spec.rank or value.dtype.kind not in "fiubOU":
            raise Refusal(
                f"The model gives {name} in another form than its export (several targets).",
                "Compare a model with one target.",
            )
        typed = value.astype(spec.dtype)
        if spec.dtype.kind != "f" and not numpy.array_equal(typed, value):
            raise Refusal(
                "The labels are fractions, which the export makes whole.",
                "Use whole numbers as labels.",
            )
        result[name] = typed
    return result


def _override_label(
    numpy: Any,
    ns: Mapping[str, Any],
    params: Mapping[str, Any],
    table: Table,
    cases: list[Case],
) -> None:
    """Put predictions of the notebook in place of the first output, when a person named them."""
    name = params.get("output")
    if not name:
        return
    value = ns.get(str(name))
    target = next(iter(cases[0].outputs))
    rows = table.index[::2]
    fits = type(value) is numpy.ndarray and value.ndim >= 1 and len(value) > table.index[-1]
    if not fits or value[rows].size != cases[0].outputs[target].size:
        raise Refusal(
            f"{name!r} is no array that could be this model's {target}.",
            "Name the array that the model gave for the chosen input.",
        )
    expected = cases[0].outputs[target]
    kind = str if expected.dtype.kind == "U" else expected.dtype
    cases[0].outputs[target] = value[rows].reshape(expected.shape).astype(kind)


def _gap(numpy: Any, a: Any, b: Any) -> float:
    if a.dtype.kind == "U":
        return float((a != b).any())
    difference = numpy.abs(a.astype(float) - b.astype(float))
    difference = difference[~numpy.isnan(difference)]
    return float(difference.max()) if difference.size else 0.0
