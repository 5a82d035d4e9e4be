"""What is known of a video that a ledger has heard of: how far it is, what it cost, where its files are, and who is at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from specc.plan.lifecycle import State
from specc.plan.outcome import Failure

SANDBOX: Final = "sandbox"
"""The provider that only pretends, as a ledger names it: what it made is never mixed up with what was paid for."""


@dataclass(frozen=True, slots=True)
class Made:
    """One result of a video, as the provider told of it. `place` counts from 1; `url` is without its query, which may be a signature."""

    identity: str
    place: int
    url: str = ""
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that this video, and no other since, was written to. `suffix` is that of a sidecar, empty for the video itself."""

    path: str
    attempt: int
    place: int
    suffix: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is expected of a video before it is made; None is unknown, and never 0."""

    seconds_expected: float | None = None
    usd_low: float | None = None
    usd_expected: float | None = None
    usd_high: float | None = None


UNKNOWN_AMOUNTS = Amounts()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Of one video of one provider. `cost_usd` is of this attempt, `paid_usd` of all before it; `reserved_usd` is what a task in flight may
    cost at most. `holder` is the run that has it in hand, `fence` grows whenever another one takes it over. Times are ISO 8601 in UTC.
    """

    provider: str
    digest: str
    attempt: int
    uuid: str
    state: State
    holder: int | None = None
    fence: int = 0
    results_wanted: int = 1
    results: tuple[Made, ...] = ()
    files: tuple[Delivered, ...] = ()
    error: Failure | None = None
    cost_usd: float | None = None
    paid_usd: float = 0.0
    reserved_usd: float | None = None
    times: Mapping[str, str] = field(default_factory=dict)
    """When it was first `planned`, `sent`, `accepted`, `made` and `ended`, as far as it got."""

    def with_file(self, file: Delivered) -> "Receipt":
        """The receipt once the file is written: what was at its path before is no more."""
        return replace(self, files=(*(known for known in self.files if known.path != file.path), file))
