"""How far the videos of each spec are and what they cost: sums over what a ledger knows, and no single video."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from specc.plan.lifecycle import State

GROUPS: Final[Mapping[State, str]] = {
    State.PLANNED: "planned",
    State.SENT: "in flight",
    State.UNKNOWN: "in flight",
    State.ACCEPTED: "in flight",
    State.RUNNING: "in flight",
    State.MADE: "made",
    State.DELIVERED: "delivered",
    State.FAILED: "failed",
    State.BLOCKED: "blocked",
}
"""The states as a person tells them apart: `in flight` is sent and not yet made, `made` is paid for and not yet on disk."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Of the videos of one provider and spec in one state. `cost_usd` is of all attempts, as far as it is known; `unknown` counts the
    videos that were made at a cost nobody told; `reserved_usd` is what those in flight may cost at most. `tasks` may share a video.
    """

    provider: str
    spec: str
    state: State
    category: str
    videos: int
    tasks: int
    cost_usd: float
    unknown: int
    reserved_usd: float


@dataclass(frozen=True, slots=True)
class Standing:
    """Sums added up: `groups` counts videos by `GROUPS`, `failures` those that failed, by category."""

    provider: str
    spec: str
    tasks: int
    videos: int
    groups: Mapping[str, int]
    failures: Mapping[str, int]
    cost_usd: float
    unknown: int
    reserved_usd: float

    @property
    def is_to_be_run(self) -> bool:
        """Whether a run would go on with something that was neither delivered nor given up."""
        return any(self.groups.get(group) for group in ("planned", "in flight", "made", "blocked"))


@dataclass(frozen=True, slots=True)
class RunAccount:
    """What one run did. `ending` is its own word for it, `running`, `dead` (its process is gone), or `elsewhere` (another machine's,
    which hasn't told that it ended). Times are ISO 8601 in UTC.
    """

    number: int
    provider: str
    specs: tuple[str, ...]
    started: str
    ended: str
    ending: str
    host: str
    pid: int
    tasks: int
    delivered: int = 0
    failed: int = 0
    cost_usd: float = 0.0

    @property
    def is_alive(self) -> bool:
        return self.ending in ("running", "elsewhere")


@dataclass(frozen=True, slots=True)
class Overview:
    """All of a ledger. `unused` sums up the videos that no task points to any more; `totals`, by provider, counts each video once."""

    ledger: str
    standings: tuple[Standing, ...]
    totals: tuple[Standing, ...]
    unused: tuple[Standing, ...]
    alive: tuple[RunAccount, ...]


def standings(sums: Iterable[Sum]) -> tuple[Standing, ...]:
    """By provider and spec, in the order in which they come."""
    found: dict[tuple[str, str], list[Sum]] = {}
    for item in sums:
        found.setdefault((item.provider, item.spec), []).append(item)
    return tuple(_standing(provider, spec, items) for (provider, spec), items in found.items())


def _standing(provider: str, spec: str, sums: list[Sum]) -> Standing:
    groups = dict.fromkeys(GROUPS.values(), 0)
    failures: dict[str, int] = {}
    for item in sums:
        groups[GROUPS[item.state]] += item.videos
        if item.state is State.FAILED:
            failures[item.category] = failures.get(item.category, 0) + item.videos
    tasks, videos, unknown = (sum(getattr(item, name) for item in sums) for name in ("tasks", "videos", "unknown"))
    cost, reserved = sum(item.cost_usd for item in sums), sum(item.reserved_usd for item in sums)
    return Standing(provider, spec, tasks, videos, groups, failures, cost, unknown, reserved)
