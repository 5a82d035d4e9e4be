"""What a conversation has brought in so far: it outlives one that is broken off, and what a ledger knows of an earlier one begins it."""

from dataclasses import dataclass, field
from pathlib import Path

from specc.plan.outcome import Failure
from specc.plan.receipt import Delivered, Made, Receipt


@dataclass(slots=True)
class Harvest:
    """`results` by identity, in the order in which they came. `saved` are the files of this conversation, `files` as the ledger notes them."""

    results: dict[str, Made] = field(default_factory=dict)
    saved: list[Path] = field(default_factory=list)
    files: list[Delivered] = field(default_factory=list)
    length_s: float | None = None
    """How long the first video is, once it is on disk."""
    error: Failure | None = None

    @classmethod
    def of(cls, receipt: Receipt) -> "Harvest":
        return cls({made.identity: made for made in receipt.results})

    @property
    def cost_usd(self) -> float | None:
        """The sum over the results; None as soon as one of them is unknown."""
        known = [made.cost_usd for made in self.results.values() if made.cost_usd is not None]
        return sum(known) if known and len(known) == len(self.results) else None

    def take(self, identity: str, url: str, cost_usd: float | None) -> bool:
        """Notes a result; whether it is new."""
        known = self.results.get(identity)
        if known is not None:
            return False
        self.results[identity] = Made(identity, len(self.results) + 1, url.partition("?")[0].partition("#")[0], cost_usd)
        return True

    def is_saved(self, identity: str) -> bool:
        place = self.results[identity].place
        return any(file.place == place and not file.suffix for file in self.files)
