"""^C and the signal that asks a process to end, handed to the run while it drives."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupts(interrupt: Callable[[], None]) -> Iterator[None]:
    """Calls `interrupt` at each of them while the block lasts. Where the system or a foreign thread allows no handlers, ^C stays a KeyboardInterrupt."""
    loop = asyncio.get_running_loop()
    taken = []
    for number in _SIGNALS:
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, interrupt)
            taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            loop.remove_signal_handler(number)
