"""Runs that are killed again and again, at random, until all is made: alone, with a provider that stumbles, and two at once."""

import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from specc.compiler.task import Task
from tests.crash.case import Case, four_tasks, three_tasks
from tests.crash.till import Till
from tests.crash.verdict import require_all_well

KILLS = int(os.environ.get("SPECC_KILLS", "120"))
"""How many runs die in this module, about: a quarter of them in each test."""
_EACH = max(KILLS // 4, 1)

STUMBLES: Sequence[dict[str, Any]] = (
    *({"at": "submit", "fault": "status", "status": status, "accepted": accepted, "chance": 0.05} for status in (429, 500, 503) for accepted in (False, True)),
    *({"at": "submit", "fault": fault, "accepted": accepted, "chance": 0.05} for fault in ("reset", "cut", "garbage", "json") for accepted in (False, True)),
    *({"at": "poll", "fault": "status", "status": status, "chance": 0.05} for status in (408, 429, 500, 503)),
    *({"at": "poll", "fault": fault, "chance": 0.05} for fault in ("reset", "cut", "garbage", "json")),
    {"at": "generation", "fault": "fail", "category": "provider", "chance": 0.15},
    {"at": "generation", "fault": "fail", "category": "timeout", "shape": "item", "chance": 0.1},
    {"at": "generation", "fault": "fail", "category": "serverError", "shape": "both", "chance": 0.1},
    *({"at": "download", "fault": fault, "chance": 0.05} for fault in ("reset", "cut", "html", "garbage", "no-range", "wrong-range")),
    {"at": "download", "fault": "empty", "chance": 0.05, "matches": "Two"},  # what is empty may be the subtitles of a video without speech
    {"at": "download", "fault": "status", "status": 503, "chance": 0.1},
    {"at": "download", "fault": "expired", "chance": 0.2, "first": 1},
)

Kill = Callable[[Case, random.Random], bool]


def by_boundary(case: Case, chance: random.Random) -> bool:
    return case.run(chance.randint(8, 50))


def by_time(case: Case, chance: random.Random) -> bool:
    number = case.start()
    time.sleep(chance.uniform(0.02, 0.3))
    os.kill(number, signal.SIGKILL)
    return case.wait(number)


def by_boundary_two_at_once(case: Case, chance: random.Random) -> bool:
    """Two at once, and each that dies has a successor, until one has seen all made."""
    running = [case.start(chance.randint(8, 50)) for _ in range(2)]
    for _ in range(100):
        if case.wait(running.pop(0)):
            case.wait(running.pop())
            return case.run()  # which lets go of what a dead one held
        running.append(case.start(chance.randint(8, 60)))
    raise AssertionError(f"{case.folder}: never all made")


@pytest.mark.parametrize(
    ("kill", "make_tasks", "stumbles"),
    [
        pytest.param(by_boundary, four_tasks, (), id="boundary"),
        pytest.param(by_time, four_tasks, (), id="time"),
        pytest.param(by_boundary, three_tasks, STUMBLES, id="stumbling"),
        pytest.param(by_boundary_two_at_once, three_tasks, STUMBLES, id="two at once"),
    ],
)
def test_killed_again_and_again(till: Till, tmp_path: Path, kill: Kill, make_tasks: Callable[[str], Sequence[Task]], stumbles: Sequence[dict[str, Any]]) -> None:
    deaths = seed = 0
    while deaths < _EACH:
        seed += 1
        till.suffer(*stumbles, seed=seed)
        case = Case(till, tmp_path / str(seed), make_tasks(f"{kill.__name__} {len(stumbles)} {seed}"))
        require_made(case, kill, random.Random(seed))
        till.suffer()
        require_all_well(case)
        deaths += case.deaths


def require_made(case: Case, kill: Kill, chance: random.Random) -> None:
    for _ in range(100):
        if kill(case, chance):
            return
    raise AssertionError(f"{case.folder}: not made in 100 runs")
