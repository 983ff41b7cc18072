"""Describes values of scientific libraries: arrays, tables, tensors, models, figures.

A library is consulted only when the run has loaded it. A library that refuses (an error while
reading a value) makes that value opaque, never the run fail.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .class_name import class_name
from .figures import describe_animation, describe_figure

if TYPE_CHECKING:
    from .snapshot import Encoder, Node

_LAZY = ("dask", "pyspark", "ibis", "vaex")


def encode(encoder: Encoder, value: Any) -> Node | None:
    """Return the node of a library's value, or None when no library here knows it."""
    from .snapshot import TooLarge, opaque

    kind = type(value)
    root = str(getattr(kind, "__module__", "") or "").partition(".")[0]
    if root in _LAZY:
        return opaque("a lazy value: reading it would run its computation", value)
    for loaded, describe in _DESCRIBERS:
        if loaded not in sys.modules:
            continue
        try:
            node = describe(encoder, value, sys.modules[loaded])
        except (TooLarge, RecursionError, MemoryError):
            raise
        except Exception as error:  # a library's own refusal must not end the snapshot
            return opaque(f"{root or loaded} could not describe it ({type(error).__name__})", value)
        if node is not None:
            return node
    return None


# -- numpy ---------------------------------------------------------------------------------------


def _numpy(encoder: Encoder, value: Any, np: Any) -> Node | None:
    if isinstance(value, np.ndarray):
        if isinstance(value, np.ma.MaskedArray):
            parts = {"data": np.ma.getdata(value), "mask": np.ma.getmaskarray(value)}
            return encoder.record(value, "object", parts)
        return ndarray(encoder, value, np)
    if isinstance(value, np.generic):
        node = ndarray(encoder, np.asarray(value), np)
        node["scalar"] = True
        return node
    if isinstance(value, np.dtype):
        return {"k": "text", "t": "dtype", "v": str(value)}
    if isinstance(value, np.ufunc):
        return {"k": "callable", "t": "function", "v": value.__name__}
    if isinstance(value, np.random.Generator):
        return encoder.record(value, "object", {"state": value.bit_generator.state})
    if isinstance(value, np.random.RandomState):
        return encoder.record(value, "object", {"state": value.get_state(legacy=False)})
    return None


def ndarray(encoder: Encoder, value: Any, np: Any, dtype: str | None = None) -> Node:
    """Describe a numpy array; `dtype` is the name to report when the data were converted."""
    name = dtype or str(value.dtype)
    shape = [int(size) for size in value.shape]
    node: Node = {"k": "array", "t": "ndarray", "dtype": name, "shape": shape}
    encoder.numbered(value, node)
    if value.dtype.names:
        node["fields"] = [
            [field, ndarray(encoder, np.ascontiguousarray(value[field]), np)]
            for field in value.dtype.names
        ]
        return node
    kind = value.dtype.kind
    if kind == "O":
        node["items"] = [encoder.encode(item) for item in value.ravel().tolist()]
        return node
    if kind in "USVT":
        return {**node, "k": "array", "items": [encoder.encode(i) for i in value.ravel().tolist()]}
    data = np.ascontiguousarray(value)
    if kind in "Mm":
        data = data.view("i8")
    elif kind == "f" and value.dtype.itemsize > 8:
        data = data.astype("f8")
    elif kind == "c" and value.dtype.itemsize > 16:
        data = data.astype("c16")
    data = data.astype(data.dtype.newbyteorder("<"), copy=False)
    node["raw"] = data.dtype.str
    node["b"] = encoder.blobs.add(data.reshape(-1).view("u1").data if data.size else b"")
    return node


# -- pandas and polars ---------------------------------------------------------------------------


def _pandas(encoder: Encoder, value: Any, pd: Any) -> Node | None:
    if not hasattr(pd, "DataFrame"):
        return None
    if isinstance(value, pd.DataFrame):
        node = encoder.numbered(value, {"k": "frame", "t": type(value).__name__})
        node["rows"] = len(value)
        node["index"] = _index(encoder, value.index, pd)
        node["columns"] = _index(encoder, value.columns, pd)
        node["data"] = [_column(encoder, value.iloc[:, i], pd) for i in range(value.shape[1])]
        return node
    if isinstance(value, pd.Series):
        node = encoder.numbered(value, {"k": "series", "t": type(value).__name__})
        node["name"] = encoder.encode(value.name)
        node["index"] = _index(encoder, value.index, pd)
        node["data"] = _column(encoder, value, pd)
        return node
    if isinstance(value, pd.Index):
        return encoder.numbered(value, {**_index(encoder, value, pd)})
    if isinstance(value, (pd.Timestamp, pd.Timedelta, pd.Period, pd.Interval)):
        return {"k": "text", "t": type(value).__name__, "v": str(value)}
    if value is pd.NaT or value is pd.NA:
        return {"k": "text", "t": "missing", "v": str(value)}
    if isinstance(value, pd.api.extensions.ExtensionDtype):
        return {"k": "text", "t": "dtype", "v": str(value)}
    if isinstance(value, pd.api.extensions.ExtensionArray):
        node = _column(encoder, pd.Series(value), pd)
        return encoder.numbered(value, node)
    return None


def _index(encoder: Encoder, value: Any, pd: Any) -> Node:
    node: Node = {"k": "index", "names": [encoder.encode(name) for name in value.names]}
    if isinstance(value, pd.MultiIndex):
        levels = [value.get_level_values(i) for i in range(value.nlevels)]
        node["data"] = [_column(encoder, level.to_series(), pd) for level in levels]
    else:
        node["data"] = [_column(encoder, value.to_series(), pd)]
    return node


def _column(encoder: Encoder, value: Any, pd: Any) -> Node:
    import numpy as np

    dtype = value.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return {
            "k": "categorical",
            "ordered": bool(dtype.ordered),
            "categories": _column(encoder, dtype.categories.to_series(), pd),
            "codes": ndarray(encoder, np.asarray(value.cat.codes), np),
        }
    if isinstance(dtype, np.dtype) and dtype.kind in "biufcMm":
        return ndarray(encoder, value.to_numpy(), np)
    if isinstance(dtype, pd.DatetimeTZDtype):
        data = value.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return ndarray(encoder, data, np, str(dtype))
    items = value.astype(object).tolist()
    node = encoder.sequence(value, items, "column")
    node["dtype"] = str(dtype)
    return node


def _polars(encoder: Encoder, value: Any, pl: Any) -> Node | None:
    from .snapshot import opaque

    if isinstance(value, pl.LazyFrame):
        return opaque("a lazy value: reading it would run its computation", value)
    if isinstance(value, pl.DataFrame):
        columns = {name: value.get_column(name) for name in value.columns}
        return encoder.record(value, "object", columns)
    if isinstance(value, pl.Series):
        node = encoder.sequence(value, value.to_list(), "column")
        node["dtype"] = str(value.dtype)
        return node
    return None


# -- torch ---------------------------------------------------------------------------------------


def _torch(encoder: Encoder, value: Any, torch: Any) -> Node | None:
    if not hasattr(torch, "Tensor"):
        return None
    if isinstance(value, torch.Tensor):
        return _tensor(encoder, value, torch)
    if isinstance(value, torch.nn.Module):
        return _torch_module(encoder, value)
    if isinstance(value, (torch.device, torch.dtype)):
        return {"k": "text", "t": type(value).__name__, "v": str(value)}
    if isinstance(value, torch.Generator):
        return encoder.record(value, "object", {"state": value.get_state()})
    module = str(type(value).__module__)
    if module.startswith("torch.optim") and callable(getattr(type(value), "state_dict", None)):
        return encoder.record(value, "object", dict(value.state_dict()))
    return None


def _tensor(encoder: Encoder, value: Any, torch: Any) -> Node:
    import numpy as np

    from .snapshot import opaque

    if value.is_meta:
        return opaque("a tensor without data (meta device)", value)
    data = value.detach()
    if data.layout != torch.strided:
        data = data.to_dense()
    if data.is_quantized:
        data = data.dequantize()
    data = data.cpu().resolve_conj().resolve_neg()
    name = str(value.dtype).removeprefix("torch.")
    if data.dtype in (torch.bfloat16,) or name.startswith("float8"):
        data = data.to(torch.float32)
    node = ndarray(encoder, data.numpy(), np, name)
    node["t"] = "Tensor"
    return encoder.numbered(value, node)


def _torch_module(encoder: Encoder, value: Any) -> Node:
    node = encoder.numbered(value, {"k": "object", "form": "model", "t": class_name(type(value))})
    layers = []
    for name, layer in value.named_modules():
        plain = {
            key: part
            for key, part in vars(layer).items()
            if not key.startswith("_") and type(part) in (bool, int, float, str, tuple)
        }
        layers.append((name, class_name(type(layer)), plain))
    node["items"] = [
        [{"k": "str", "v": "layers"}, encoder.encode(layers)],
        [{"k": "str", "v": "state_dict"}, encoder.encode(dict(value.state_dict()))],
    ]
    return node


# -- scipy and scikit-learn ----------------------------------------------------------------------


def _sparse(encoder: Encoder, value: Any, sparse: Any) -> Node | None:
    if not sparse.issparse(value):
        return None
    rows = value.tocsr(copy=True)
    rows.sum_duplicates()
    parts = {"shape": rows.shape, "data": rows.data}
    parts["indices"] = rows.indices.astype("i8")
    parts["indptr"] = rows.indptr.astype("i8")
    return encoder.record(value, "object", parts)


def _sklearn(encoder: Encoder, value: Any, base: Any) -> Node | None:
    if isinstance(value, base.BaseEstimator):
        fitted = {
            name: part
            for name, part in vars(value).items()
            if name.endswith("_") and not name.startswith("_")
        }
        return encoder.record(
            value, "object", {"params": value.get_params(deep=False), "fitted": fitted}
        )
    kind = type(value)
    if str(kind.__module__).startswith("sklearn.") and not hasattr(value, "__dict__"):
        state = value.__getstate__() if "__getstate__" in kind.__dict__ else None
        if isinstance(state, dict):
            return encoder.record(value, "object", state)
    return None


# -- sympy ---------------------------------------------------------------------------------------


def _sympy(_: Encoder, value: Any, sympy: Any) -> Node | None:
    if not isinstance(value, (sympy.Basic, sympy.MatrixBase)):
        return None
    return {"k": "text", "t": class_name(type(value)), "v": str(sympy.srepr(value))}


# Tables come before arrays, so that a table's own description wins.
_DESCRIBERS = (
    ("pandas", _pandas),
    ("polars", _polars),
    ("torch", _torch),
    ("scipy.sparse", _sparse),
    ("sklearn.base", _sklearn),
    ("matplotlib.animation", describe_animation),
    ("matplotlib.artist", describe_figure),
    ("sympy", _sympy),
    ("numpy", _numpy),
)
