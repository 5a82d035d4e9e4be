"""What comes during a write goes into the next one together, and everybody is told how theirs went."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from specc.run.ledger import LedgerError
from specc.run.listener.intake import Intake


class Disk:
    """Writes when it is let."""

    def __init__(self, *failures: Exception | None) -> None:
        self.writes: list[list[str]] = []
        self.failures = iter(failures)
        self.has_begun, self.may_go_on = threading.Event(), threading.Event()

    def write(self, notices: Sequence[str]) -> None:
        self.writes.append(list(notices))
        self.has_begun.set()
        assert self.may_go_on.wait(20)
        if failure := next(self.failures, None):
            raise failure


async def begun(intake: Intake, disk: Disk, *names: str) -> list["asyncio.Task[None]"]:
    """The first is being written, and the others wait."""
    tasks = []
    for name in names:
        tasks.append(asyncio.create_task(intake.keep([name])))
        await asyncio.to_thread(disk.has_begun.wait, 20)
    return tasks


def test_many_at_once_are_two_writes() -> None:
    async def story() -> None:
        intake = Intake(disk.write)
        tasks = await begun(intake, disk, "a", *map(str, range(100)))
        disk.may_go_on.set()
        await asyncio.gather(*tasks)
        await intake.finish()

    disk = Disk()
    asyncio.run(story())
    assert [notice for write in disk.writes for notice in write] == ["a", *map(str, range(100))]
    assert len(disk.writes) == 2


def test_a_failure_is_told_to_those_it_befell() -> None:
    async def story() -> None:
        intake = Intake(disk.write)
        first, second, third = await begun(intake, disk, "a", "b", "c")
        disk.may_go_on.set()
        await first
        for task in (second, third):
            with pytest.raises(LedgerError):
                await task
        await intake.keep(["d"])

    disk = Disk(None, LedgerError("full"))
    asyncio.run(story())
    assert disk.writes == [["a"], ["b", "c"], ["d"]]


def test_who_gave_up_waiting_is_not_written() -> None:
    async def story() -> None:
        intake = Intake(disk.write)
        first, second, third = await begun(intake, disk, "a", "b", "c")
        first.cancel()
        second.cancel()
        await asyncio.sleep(0)
        disk.may_go_on.set()
        await third
        await intake.finish()

    disk = Disk()
    asyncio.run(story())
    assert disk.writes[1:] == [["c"]]


def test_nothing_to_finish() -> None:
    asyncio.run(Intake(Disk().write).finish())
