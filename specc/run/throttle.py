"""How many videos may be in flight at once, and how fast they may leave: halved when the provider has had enough, and raised again by
one for every round that goes well.
"""

import asyncio
from collections import deque

from specc.run.clock import Clock


class Throttle:
    def __init__(self, count_max: int, rate_per_s_max: float | None, clock: Clock) -> None:
        self._count_max = count_max
        self._limit = float(count_max)
        self._pause_s = 1 / rate_per_s_max if rate_per_s_max else 0.0
        self._clock = clock
        self._inside = 0
        self._next_s = 0.0
        self._queue: deque[asyncio.Future[None]] = deque()
        self._cut_at = float("-inf")

    @property
    def limit(self) -> int:
        return max(int(self._limit), 1)

    async def enter(self) -> None:
        """Waits for room. Who enters must leave."""
        if self._inside >= self.limit or self._queue:
            place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._queue.append(place)
            try:
                await place
            except asyncio.CancelledError:
                if place.done() and not place.cancelled():
                    self.leave()
                raise
        else:
            self._inside += 1

    def leave(self) -> None:
        self._inside -= 1
        self._let_in()

    async def pace(self) -> None:
        """Waits until another task may leave."""
        if not self._pause_s:
            return
        now = self._clock.now()
        wait_s = max(self._next_s - now, 0.0)
        self._next_s = max(self._next_s, now) + self._pause_s
        if wait_s:
            await self._clock.sleep(wait_s)

    def slow_down(self, pause_s: float) -> None:
        """The provider has had enough. Answers to what was sent before the last time don't count again for `pause_s`."""
        now = self._clock.now()
        if now - self._cut_at >= pause_s:
            self._cut_at = now
            self._limit = max(self._limit / 2, 1.0)

    def speed_up(self) -> None:
        self._limit = min(self._limit + 1 / self._limit, self._count_max)
        self._let_in()

    def _let_in(self) -> None:
        while self._queue and self._inside < self.limit:
            place = self._queue.popleft()
            if not place.done():
                self._inside += 1
                place.set_result(None)
