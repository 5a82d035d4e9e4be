"""Time as a thing that is passed in, so that a test can move it on without waiting."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since some beginning; only differences mean anything. They go on over a restart of the sandbox."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    __slots__ = ()

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
