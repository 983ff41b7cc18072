"""Writes ONNX's own backend node tests as files that the browser can read.

Usage: ``python dump_cases.py FOLDER [MODULE/NAME ...]``. Writes one archive of cases and an index;
with names, only these cases of these modules. They are made by the installed ``onnx`` package;
nothing of them is kept in the project.
"""

import importlib
import io
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from onnx.backend.test.case import node
from onnx.backend.test.loader import load_node_model_tests

import onnx
from onnx import TensorProto, numpy_helper

NAMES = {
    TensorProto.FLOAT,
    TensorProto.FLOAT16,
    TensorProto.DOUBLE,
    TensorProto.BOOL,
    TensorProto.STRING,
    *(getattr(TensorProto, f"{sign}INT{bits}") for sign in ("", "U") for bits in (8, 16, 32, 64)),
}
KINDS = {"f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"}


class Unusable(Exception):
    """A case that the browser's runtime has no type for."""


def array_of(value):
    """Return the value as an array of a type that JavaScript has an array for."""
    if value is None:
        raise Unusable("optional value")
    if isinstance(value, (list, tuple, dict)):
        raise Unusable("sequence")
    if isinstance(value, TensorProto):
        if value.data_type not in NAMES:
            raise Unusable(TensorProto.DataType.Name(value.data_type).lower())
        value = numpy_helper.to_array(value)
    value = np.asarray(value)
    if value.dtype.kind in "OUS":
        flat = [item.decode() if isinstance(item, bytes) else str(item) for item in value.ravel()]
        return np.array(flat, dtype=np.str_).reshape(value.shape)
    if value.dtype.str.lstrip("<>|=") not in KINDS:
        raise Unusable(value.dtype.name)
    # not np.ascontiguousarray, which makes an array of one dimension from a scalar
    return np.array(value, dtype=value.dtype.newbyteorder("<"), order="C")


def archive(case):
    """Return a case as an ``.npz``: the model, and inputs and outputs by number and name."""
    graph = case.model.graph
    fixed = {one.name for one in graph.initializer}
    inputs = [one.name for one in graph.input if one.name not in fixed]
    outputs = [one.name for one in graph.output]
    arrays = {"model": np.frombuffer(case.model.SerializeToString(), dtype=np.uint8)}
    for number, (given, wanted) in enumerate(case.data_sets):
        for part, names, values in (("input", inputs, given), ("output", outputs, wanted)):
            for name, value in zip(names, values, strict=True):
                arrays[f"case{number}.{part}.{name}"] = array_of(value)
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def cases_of(modules):
    """Return the cases of some modules, or of all: importing a module makes its cases."""
    if not modules:
        return load_node_model_tests()
    for module in sorted(modules):
        importlib.import_module(f"{node.__name__}.{module}")
    return node._NodeTestCases


def main(folder, only):
    """Write ``cases.bin`` and ``index.json`` into the folder."""
    names = {one.split("/")[1] for one in only}
    folder.mkdir(parents=True, exist_ok=True)
    index = []
    offset = 0
    with open(folder / "cases.bin", "wb") as file:
        for case in cases_of({one.split("/")[0] for one in only}):
            if only and case.name not in names:
                continue
            entry = {
                "name": case.name,
                "ops": sorted({one.op_type for one in case.model.graph.node}),
                "opset": max(
                    (one.version for one in case.model.opset_import if not one.domain), default=0
                ),
                "rtol": case.rtol,
                "atol": case.atol,
                "unusable": None,
                "offset": offset,
                "length": 0,
            }
            try:
                data = archive(case)
                entry["length"] = len(data)
                offset += file.write(data)
            except Unusable as reason:
                entry["unusable"] = str(reason)
            index.append(entry)
    (folder / "index.json").write_text(json.dumps({"onnx": onnx.__version__, "cases": index}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(Path(sys.argv[1]), set(sys.argv[2:]))
