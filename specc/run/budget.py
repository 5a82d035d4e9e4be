"""Money that is promised before a task leaves: the most it may cost is set aside, and what it did cost takes its place. What is set
aside and spent together never exceeds the bound. What is left behind in doubt stays set aside, and nobody waits for it.
"""

import asyncio

from specc.plan.outcome import Failure

_ROUNDING_USD = 1e-9


class Budget:
    """`usd_max` None bounds nothing, but sums up all the same."""

    def __init__(self, usd_max: float | None) -> None:
        self._usd_max = usd_max
        self._spent_usd = 0.0
        self._reserved: dict[str, float] = {}
        self._left: dict[str, float] = {}
        self._has_changed = asyncio.Event()

    @property
    def committed_usd(self) -> float:
        return self._spent_usd + sum(self._left.values()) + sum(self._reserved.values())

    def hold(self, digest: str, usd: float) -> None:
        """Sets aside, without asking, what was promised earlier: it may be charged whatever the bound is now."""
        self._reserved[digest] = usd
        self._left.pop(digest, None)

    async def reserve(self, digest: str, usd_high: float | None) -> Failure | None:
        """Sets aside the most that a task may cost, waiting for those in flight to be settled; or why it can't be."""
        if self._usd_max is None:
            if usd_high is not None:
                self._reserved[digest] = usd_high
            return None
        if usd_high is None:
            return Failure("budget", "its price is unknown, so it can't be held to a budget")
        while self.committed_usd + usd_high > self._usd_max + _ROUNDING_USD:
            if not self._reserved:
                left_usd = max(self._usd_max - self.committed_usd, 0)
                return Failure("budget", f"it may cost ${usd_high:.2f}, and ${left_usd:.2f} of ${self._usd_max:.2f} are left")
            self._has_changed.clear()
            await self._has_changed.wait()
        self._reserved[digest] = usd_high
        return None

    def settle(self, digest: str, cost_usd: float | None, *, is_owed: bool) -> None:
        """The video is done with: made for its reported cost, or, where that is unknown, for what was set aside; or nothing is owed."""
        reserved = max(self._reserved.pop(digest, 0.0), self._left.pop(digest, 0.0))
        if is_owed:
            self._spent_usd += reserved if cost_usd is None else cost_usd
        self._has_changed.set()

    def leave(self, digest: str) -> None:
        """The run is done with the video, and it may still be charged: what isn't settled stays set aside."""
        if digest in self._reserved:
            self._left[digest] = self._reserved.pop(digest)
            self._has_changed.set()
