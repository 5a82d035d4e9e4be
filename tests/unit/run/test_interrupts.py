"""Signals while a run drives, and after it."""

import asyncio
import os
import signal

from specc.run.interrupts import interrupts


def test_a_signal_is_handed_over_and_then_means_what_it_did_before() -> None:
    later: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: later.append(number))

    async def drive() -> None:
        told = asyncio.Event()
        with interrupts(told.set):
            os.kill(os.getpid(), signal.SIGTERM)
            await told.wait()

    try:
        asyncio.run(drive())
        assert callable(signal.getsignal(signal.SIGTERM)), "it would end the process at once"
        os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert later == [signal.SIGTERM]
