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
    "budget",
    "limit",
    "lease",
    "interrupted",
    "media",
]


NOT_WANTED = frozenset({"limit", "interrupted"})
"""Reasons for not sending a video that are the user's own."""


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
    """One video. `tasks` are all tasks with this content: submitted once, delivered to the file of each.

    `cost_usd` is what this run paid for it: None when unknown and when nothing is owed; never a guess. A failed outcome may have files: of
    several results, the ones that were made. `is_reused`: it was on disk already, or was copied from there.
    """

    tasks: tuple[Task, ...]
    state: State
    files: tuple[Path, ...] = ()
    cost_usd: float | None = None
    seconds: float | None = None
    error: Failure | None = None
    is_reused: bool = False

    @property
    def task(self) -> Task:
        return self.tasks[0]

    @property
    def is_delivered(self) -> bool:
        return self.state is State.DELIVERED

    @property
    def is_well(self) -> bool:
        """Where it was wanted: on disk, or made where nothing is downloaded."""
        return self.error is None and self.state in {State.DELIVERED, State.MADE}

    @property
    def is_pending(self) -> bool:
        """Sent and not all on disk: the same command goes on from here without paying again."""
        return self.state in PENDING

    @property
    def is_unanswered(self) -> bool:
        return self.state in {State.SENT, State.UNKNOWN}

    @property
    def is_cost_unknown(self) -> bool:
        """Something was or may have been charged, and the provider hasn't said how much."""
        return not self.is_reused and self.cost_usd is None and (self.is_delivered or self.is_pending or bool(self.files))


@dataclass(slots=True)
class Tally:
    """Of the videos that are done with so far: `made`, `reused`, `failed` and `unsent` together are all of them. `pending` ones, which can be
    resumed, count as failed; `refused` are those of the unsent that were kept from being sent by more than the user's wish.
    """

    made: int = 0
    reused: int = 0
    failed: int = 0
    unsent: int = 0
    refused: int = 0
    pending: int = 0
    unanswered: int = 0
    cost_usd: float = 0.0
    cost_unknown: int = 0
    count: int = 0

    @property
    def is_well(self) -> bool:
        """All that was wanted is there."""
        return not (self.failed or self.refused)

    def add(self, outcome: Outcome) -> None:
        is_unsent = outcome.state is State.BLOCKED
        self.count += 1
        self.reused += outcome.is_well and outcome.is_reused
        self.made += outcome.is_well and not outcome.is_reused
        self.failed += not outcome.is_well and not is_unsent
        self.unsent += is_unsent
        self.refused += is_unsent and (outcome.error is None or outcome.error.category not in NOT_WANTED)
        self.pending += outcome.is_pending
        self.unanswered += outcome.is_unanswered
        self.cost_usd = math.fsum((self.cost_usd, outcome.cost_usd or 0))
        self.cost_unknown += outcome.is_cost_unknown


def tally(outcomes: Iterable[Outcome]) -> Tally:
    found = Tally()
    for outcome in outcomes:
        found.add(outcome)
    return found
