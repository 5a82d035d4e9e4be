"""What a run tells while it goes: facts for whoever shows progress. They carry no key and decide nothing."""

from dataclasses import dataclass
from pathlib import Path

from specc.compiler.task import Task
from specc.plan.lifecycle import State
from specc.plan.outcome import Failure, Outcome, Tally


@dataclass(frozen=True, slots=True)
class Started:
    """`videos` are made once each, however many files share one."""

    videos: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A task changed its state: `SENT`, `ACCEPTED`, `RUNNING`, …"""

    task: Task
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Progressed:
    task: Task
    percent: float


@dataclass(frozen=True, slots=True)
class Downloaded:
    task: Task
    file: Path


@dataclass(frozen=True, slots=True)
class Halted:
    """Nothing more is submitted, for this reason. What was accepted goes on."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Ended:
    """One video is done with, well or badly."""

    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that is left is in the hands of other runs: so many videos."""

    videos: int


@dataclass(frozen=True, slots=True)
class Finished:
    tally: Tally


Event = Started | Moved | Progressed | Downloaded | Halted | Ended | Waiting | Finished
