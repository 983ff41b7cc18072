"""Keeps the user's objects as they were: attributes, training flags, buffers and random states."""

from __future__ import annotations

import contextlib
import random
import signal
import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold an interrupt back until the block is done, so that nothing is restored by half."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if main else None
    if before is None:
        yield
        return
    held: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: held.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if held:
            raise KeyboardInterrupt


@contextlib.contextmanager
def unchanged(torch: Any, numpy: Any, model: Any) -> Iterator[None]:
    """Restore attributes, training flags, buffers and random states, whatever happens inside."""
    modules = list(model.modules())
    flags = [(module, module.training) for module in modules]
    buffers = [(buffer, buffer.detach().clone()) for buffer in model.buffers()]
    # tracing runs forward with tensors that hold nothing; what forward keeps would stay behind
    plain = [module for module in modules if not isinstance(module, torch.jit.ScriptModule)]
    attributes = [pair for module in plain for pair in _attributes(module)]
    with same_random_state(torch, numpy):
        try:
            with torch.no_grad():
                yield
        finally:
            with uninterrupted():
                for held, before in attributes:
                    _put_back(held, before)
                for module, training in flags:
                    module.training = training
                with torch.no_grad():
                    for buffer, value in buffers:
                        if not torch.equal(buffer, value):
                            buffer.copy_(value)


def _attributes(module: Any) -> list[tuple[Any, Any]]:
    """What a module holds, and the dicts and lists in it, each with a copy."""
    held = [value for value in vars(module).values() if type(value) in (dict, OrderedDict, list)]
    return [(one, one.copy()) for one in (vars(module), *held)]


def _put_back(held: Any, before: Any) -> None:
    """Give a dict or a list its content of before; what is the same is not touched."""
    # by identity: comparing tensors gives tensors
    if isinstance(held, dict):
        if [(k, id(v)) for k, v in held.items()] != [(k, id(v)) for k, v in before.items()]:
            held.clear()
            held.update(before)
    elif [*map(id, held)] != [*map(id, before)]:
        held[:] = before


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
        with uninterrupted():
            random.setstate(python_state)
            numpy.random.set_state(numpy_state)
            if torch_state is not None:
                torch.set_rng_state(torch_state)
            if cuda_states is not None:
                torch.cuda.set_rng_state_all(cuda_states)
