"""Starts the random generators of a run from a known state.

The first notebook run and the package start from the same seed, the second notebook run from
another one. So a value that depends on unseeded random numbers shows itself by differing between
the notebook runs, and is compared all the same: with equal seeds, notebook and package must draw
equal numbers. A notebook that seeds its generators overrides this.
"""

from __future__ import annotations

import random

from .import_hook import after_import


def seed_generators(seed: int) -> None:
    """Seed `random` now, numpy's and torch's global generators when they are imported."""
    random.seed(seed)
    after_import("numpy.random", lambda module: module.seed(seed))
    after_import("torch", lambda module: module.manual_seed(seed))
