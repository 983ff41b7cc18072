"""What a class is called in reports and comparisons."""

from __future__ import annotations


def class_name(kind: type) -> str:
    """The name of a class as the notebook knows it: a package may define it inside a step."""
    return kind.__qualname__.rpartition("<locals>.")[2]
