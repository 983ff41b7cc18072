"""Short texts that are equal when two values are: numbers, containers, arrays, tables, tensors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

_LARGE = 20_000


def digest(value: Any, depth: int = 0) -> str | None:
    """Return a digest, or None for values that cannot be compared."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return (
            f"{type(value).__name__}:{value!r}"
            if depth
            else _short(f"{type(value).__name__}:{value!r}")
        )
    if depth > 6:
        return None
    module = type(value).__module__.split(".")[0]
    if isinstance(value, Mapping):
        items = [(digest(k, depth + 1), digest(v, depth + 1)) for k, v in value.items()]
        return _joined(type(value).__name__, [f"{k}={v}" for k, v in items])
    if isinstance(value, (set, frozenset)):
        return _joined(type(value).__name__, sorted(str(digest(v, depth + 1)) for v in value))
    if isinstance(value, (list, tuple)):
        return _joined(type(value).__name__, [str(digest(v, depth + 1)) for v in value[:_LARGE]])
    if module == "numpy":
        return _array(value, depth)
    if module == "pandas":
        return _table(value, depth)
    if module == "torch" and hasattr(value, "detach"):
        return _joined("tensor", [str(digest(value.detach().cpu().numpy(), depth + 1))])
    return None


def _array(value: Any, depth: int) -> str | None:
    if not hasattr(value, "dtype"):
        return None
    if value.dtype == object:
        return _joined(
            f"{value.shape}", [str(digest(v, depth + 1)) for v in value.ravel()[:_LARGE]]
        )
    return _short(f"{value.dtype}{value.shape}", value.tobytes())


def _table(value: Any, depth: int) -> str | None:
    if hasattr(value, "columns"):
        columns = [value.iloc[:, i] for i in range(value.shape[1])]
        parts = [digest(list(value.columns), depth + 1), *(digest(c, depth + 1) for c in columns)]
        return _joined("frame", [str(p) for p in parts])
    if hasattr(value, "to_numpy"):
        index = (
            digest(list(value.index), depth + 1)
            if hasattr(value, "index") and not callable(value.index)
            else ""
        )
        return _joined(type(value).__name__, [str(index), str(digest(value.to_numpy(), depth + 1))])
    return None


def _joined(kind: str, parts: list[str]) -> str:
    return _short(f"{kind}[{','.join(parts)}]")


def _short(text: str, data: bytes = b"") -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass") + data).hexdigest()[:16]


def by_name(namespaces: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the digests that each public name had in any of the namespaces."""
    found: dict[str, set[str]] = {}
    for namespace in namespaces:
        for name, value in namespace.items():
            if name.startswith("_") or name in {"In", "Out", "exit", "quit", "get_ipython", "open"}:
                continue
            try:
                text = digest(value)
            except Exception:  # a value that refuses to be looked at is not compared
                text = None
            if text is not None:
                found.setdefault(name, set()).add(text)
    return {name: sorted(texts) for name, texts in found.items()}
