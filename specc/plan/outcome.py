"""What became of a video: the state it ended in, its files, its cost, and why it isn't there if it isn't."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from specc.compiler.task import Task
from specc.plan.lifecycle import PENDING, State

Category = Literal[
    "validation",
    "auth",
    "quota",
    "safety",
    "notFound",
    "aborted",
    "rateLimit",
    "timeout",
    "connection",
    "serverError",
    "provider",
    "unknown",
    # ours
    "protocol",
    "download",
    "disk",
    "waiting",
    "media",
]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why: `code` is the provider's own, as it came (empty when the failure isn't the provider's); `url` is where a
    result that couldn't be downloaded can be fetched by hand.
    """

    category: Category
    message: str
    code: str = ""
    parameters: tuple[str, ...] = ()
    documentation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One video. `tasks` are all tasks with this UUID: submitted once, delivered to the file of each.

    `cost_usd` is None when unknown and when nothing is owed; never a guess. A failed outcome may have files: of several
    results, the ones that were made.
    """

    tasks: tuple[Task, ...]
    state: State
    files: tuple[Path, ...] = ()
    cost_usd: float | None = None
    seconds: float | None = None
    error: Failure | None = None

    @property
    def task(self) -> Task:
        return self.tasks[0]

    @property
    def is_delivered(self) -> bool:
        return self.state is State.DELIVERED

    @property
    def is_pending(self) -> bool:
        """Sent and not all on disk: the same command goes on from here without paying again."""
        return self.state in PENDING

    @property
    def is_cost_unknown(self) -> bool:
        """Something was or may have been charged, and the provider hasn't said how much."""
        return self.cost_usd is None and (self.is_delivered or self.is_pending or bool(self.files))


@dataclass(frozen=True, slots=True)
class Tally:
    """`failed` counts every video that isn't all on disk, pending ones too."""

    made: int
    failed: int
    pending: int
    cost_usd: float
    cost_unknown: int


def tally(outcomes: Iterable[Outcome]) -> Tally:
    known = tuple(outcomes)
    made = sum(outcome.is_delivered for outcome in known)
    return Tally(
        made=made,
        failed=len(known) - made,
        pending=sum(outcome.is_pending for outcome in known),
        cost_usd=math.fsum(outcome.cost_usd or 0 for outcome in known),
        cost_unknown=sum(outcome.is_cost_unknown for outcome in known),
    )
