"""Keeps the user's objects as they were: training flags, buffers and random states."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def unchanged(torch: Any, numpy: Any, model: Any) -> Iterator[None]:
    """Restore training flags, buffers and random states, whatever happens inside."""
    flags = [(module, module.training) for module in model.modules()]
    buffers = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    with same_random_state(torch, numpy):
        try:
            with torch.no_grad():
                yield
        finally:
            for module, training in flags:
                module.training = training
            with torch.no_grad():
                for buffer, before in buffers:
                    if not torch.equal(buffer, before):
                        buffer.copy_(before)


@contextlib.contextmanager
def same_random_state(torch: Any, numpy: Any) -> Iterator[None]:
    """Restore the random states of Python, numpy and, when it is loaded, torch."""
    python_state = random.getstate()
    numpy_state = numpy.random.get_state()
    torch_state = torch.get_rng_state() if torch is not None else None
    cuda = torch is not None and torch.cuda.is_initialized()
    cuda_states = torch.cuda.get_rng_state_all() if cuda else None
    try:
        yield
    finally:
        random.setstate(python_state)
        numpy.random.set_state(numpy_state)
        if torch_state is not None:
            torch.set_rng_state(torch_state)
        if cuda_states is not None:
            torch.cuda.set_rng_state_all(cuda_states)
