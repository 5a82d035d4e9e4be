"""One task with what became of its video, and what happened to a video, step by step: as the ledger tells it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from specc.plan.lifecycle import State
from specc.plan.outcome import Failure


@dataclass(frozen=True, slots=True)
class Result:
    """`cost_usd` is of this attempt of the video, `paid_usd` of all before it; `shared_by` so many tasks have this one video, which is
    paid for once. `file` is what the spec names, `files` are those on disk that are this task's, subtitles too; `urls` are those of its
    results, without their queries. `times` are ISO 8601 in UTC, of `planned`, `sent`, `accepted`, `made` and `ended`.
    """

    provider: str
    spec: str
    key: str
    row: int | None
    cell: Mapping[str, str]
    run: int
    model: str
    digest: str
    attempt: int
    uuid: str
    state: State
    file: str
    files: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    cost_usd: float | None = None
    paid_usd: float = 0.0
    shared_by: int = 1
    error: Failure | None = None
    times: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happening:
    """A step of a video. `cost_usd` is what it added to what is owed; None where it told nothing of that."""

    at: str
    run: int
    attempt: int
    step: str
    state: str
    cost_usd: float | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """All that happened to one video; `tasks` share it, and are none where it has been forgotten or isn't wanted any more."""

    provider: str
    digest: str
    uuid: str
    tasks: tuple[tuple[str, str, Mapping[str, str]], ...]
    """Spec, key, cell."""
    happenings: tuple[Happening, ...]
