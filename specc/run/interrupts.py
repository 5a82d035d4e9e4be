"""^C and the signal that asks a process to end, handed to the run while it drives."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupts(interrupt: Callable[[], None]) -> Iterator[None]:
    """Calls `interrupt` at each of them while the block lasts; after it they mean what they did before. Where the system or a foreign thread allows no handlers, ^C stays a KeyboardInterrupt."""
    loop = asyncio.get_running_loop()
    taken = {}
    for number in _SIGNALS:
        before = signal.getsignal(number)
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, interrupt)
            taken[number] = before
    try:
        yield
    finally:
        for number, before in taken.items():
            loop.remove_signal_handler(number)
            signal.signal(number, before or signal.SIG_DFL)  # none is known of what isn't Python's
