"""A decision that is taken about many videos at once, as a run of its own: it takes them in hand, so that none is another run's."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Self, TypeVar

from specc.plan.receipt import Receipt
from specc.run.ledger.leases import Watch
from specc.run.ledger.ledger import Ledger
from specc.run.ledger.wanted import marks

Item = TypeVar("Item")
_NAME_COLUMNS: Final = "MIN(spec || ' ' || key)"


@dataclass(slots=True)
class Hands:
    """`word` says in the list of runs what this one did. A run is begun for each provider, when something of it is taken."""

    ledger: Ledger
    word: str
    runs: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for run in self.runs.values():
            self.ledger.end_run(run, self.word)

    def look(self, provider: str, digests: Iterable[str]) -> tuple[list[Receipt], list[Receipt]]:
        """Those that could be taken, and those that a run has which may be alive."""
        receipts = [*self.ledger.receipts(provider, digests).values()]
        gone = self._gone(receipts)
        return partition(receipts, lambda receipt: receipt.holder is None or receipt.holder in gone)

    def take(self, provider: str, digests: Iterable[str]) -> tuple[list[Receipt], list[Receipt]]:
        """Those that are ours now, as they are now, and those that another run has."""
        wanted = list(digests)
        gone = self._gone(self.ledger.receipts(provider, wanted).values())
        if provider not in self.runs:
            self.runs[provider] = self.ledger.begin_run(provider, [])
        run = self.runs[provider]
        self.ledger.beat(run)
        return partition(self.ledger.claim(run, provider, wanted, gone).values(), lambda receipt: receipt.holder == run)

    def names(self, provider: str, receipts: Iterable[Receipt]) -> list[str]:
        """A task's spec and key of each of the videos, or their digest where they have no task."""
        digests = [receipt.digest for receipt in receipts]
        if not digests:
            return []
        sql = f"SELECT digest, {_NAME_COLUMNS} FROM tasks WHERE provider = ? AND digest IN ({marks(digests)}) GROUP BY digest"
        found = dict(self.ledger.engine.read(lambda cursor: [(row[0], row[1]) for row in cursor.rows(sql, (provider, *digests))]))
        return [found.get(digest, digest) for digest in digests]

    def _gone(self, receipts: Iterable[Receipt]) -> frozenset[int]:
        return Watch(self.ledger.engine, time.monotonic).gone(receipt.holder for receipt in receipts if receipt.holder is not None)


def partition(items: Iterable[Item], is_first: Callable[[Item], bool]) -> tuple[list[Item], list[Item]]:
    """Those for which it holds, and the others."""
    parts: tuple[list[Item], list[Item]] = [], []
    for item in items:
        parts[not is_first(item)].append(item)
    return parts
