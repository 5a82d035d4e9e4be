"""A run that is suspended longer than its lease has lost what it held, and sends none of it when it wakes."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from specc.run import book
from specc.run.ledger import leases
from tests.crash.case import Case, four_tasks
from tests.crash.till import Till
from tests.crash.verdict import require_all_well


def suspend() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)
    time.sleep(0.05)  # it takes a moment to reach all threads


def shorten_leases() -> None:
    leases.LEASE_S = book.LEASE_S = 0.8  # type: ignore[misc]
    book.BEAT_S = 0.1  # type: ignore[misc]


@contextmanager
def suspended(case: Case, at: int) -> Iterator[int]:
    """A run that sleeps at a boundary until it is woken."""
    number = case.start(at, suspend, shorten_leases)
    os.waitpid(number, os.WUNTRACED)
    try:
        yield number
    finally:
        os.kill(number, signal.SIGCONT)


@pytest.mark.parametrize("at", [6, 12, 18, 24, 30, 36, 42])
def test_it_does_not_send_what_it_has_lost(till: Till, tmp_path: Path, at: int) -> None:
    case = Case(till, tmp_path, four_tasks(f"suspended {at}"), is_watched=True)
    with suspended(case, at) as number:
        assert case.wait(case.start(prepare=shorten_leases)), "the other takes over"
        require_all_well(case, is_over=False)
        before = len(case.requests)
    assert case.wait(number)
    assert "videoInference" not in case.requests[before:]
    require_all_well(case)
