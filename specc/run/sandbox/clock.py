"""Time as a thing that is passed in, so that a test can move it on without waiting."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Seconds since some beginning; only differences mean anything."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    __slots__ = ()

    def now(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
