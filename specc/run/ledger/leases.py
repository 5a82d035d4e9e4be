"""Who may have a video in hand. A run shows that it lives by counting up its heartbeat; one whose heartbeat has stood still for
`LEASE_S`, by the clock of whoever watches, has lost what it held. No clock of another machine is believed.
"""

from collections.abc import Callable, Iterable
from typing import Final

from specc.run.ledger.engine import Engine
from specc.run.ledger.processes import Process, is_surely_dead

LEASE_S: Final = 30.0
BEAT_S: Final = 5.0


class Watch:
    """Remembers when each run's heartbeat was last seen to change."""

    def __init__(self, engine: Engine, now: Callable[[], float]) -> None:
        self._engine = engine
        self._now = now
        self._seen: dict[int, tuple[int, float]] = {}

    def gone(self, runs: Iterable[int]) -> frozenset[int]:
        """Of these runs, those that have ended, are dead, or have lost their lease."""
        return frozenset(run for run in set(runs) if self._is_gone(run))

    def _is_gone(self, run: int) -> bool:
        rows = self._engine.read(lambda cursor: cursor.rows("SELECT ended_at, beat, host, pid, born FROM runs WHERE id = ?", (run,)))
        if not rows:
            return True
        ended_at, beat, host, pid, born = rows[0]
        if ended_at or is_surely_dead(Process(host, pid, born)):
            return True
        now = self._now()
        last, since = self._seen.setdefault(run, (beat, now))
        if beat != last:
            self._seen[run] = (beat, now)
            return False
        return now - since >= LEASE_S
