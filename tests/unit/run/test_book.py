"""Steps of one moment are one transaction, a ledger that fails ends the run, and who has lost a video learns it before sending."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from specc.compiler.task import Task
from specc.plan.lifecycle import State, Step
from specc.run.book import Book, LeaseLostError
from specc.run.executor import run_tasks
from specc.run.ledger import Entry, Ledger, LedgerError, Staged, open_ledger
from specc.run.ledger.engine import Cursor, Engine, Value
from specc.run.ledger.leases import LEASE_S
from tests.unit.run.conftest import Bench, make_task

PROVIDER = "sandbox"


class Counting:
    """An engine that counts its transactions, and fails from one of them on."""

    def __init__(self, engine: Engine, fails_at: int | None = None) -> None:
        self.engine = engine
        self.address, self.root = engine.address, engine.root
        self.writes = 0
        self.fails_at = fails_at

    def write(self, work: Callable[[Cursor], Value]) -> Value:
        self.writes += 1
        if self.fails_at is not None and self.writes >= self.fails_at:
            raise LedgerError("can't use the ledger: disk full")
        return self.engine.write(work)

    def read(self, work: Callable[[Cursor], Value]) -> Value:
        return self.engine.read(work)

    def close(self) -> None:
        self.engine.close()


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def make_book(path: Path, *tasks: Task, seconds: Callable[[], float] | None = None) -> tuple[Book, Ledger]:
    ledger = Ledger(Counting(open_ledger(path).engine))
    run = ledger.begin_run(PROVIDER, ["s.video.yaml"])
    ledger.stage(run, PROVIDER, [Staged(task, "m", {}, 1) for task in tasks])
    return Book(ledger, run, PROVIDER, seconds or Hand()), ledger


@asynccontextmanager
async def kept(*books: Book) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        keepers = [group.create_task(book.keep()) for book in books]
        yield
        for keeper in keepers:
            keeper.cancel()
    for book in books:
        book.close()


def sending(task: Task, fence: int) -> Entry:
    return Entry(task.digest, fence, Step.SEND, State.SENT, 0, task.uuid)


def test_steps_of_one_moment_are_written_together(tmp_path: Path) -> None:
    tasks = [make_task(str(number)) for number in range(50)]
    book, ledger = make_book(tmp_path / "l.db", *tasks)

    async def work() -> int:
        async with kept(book):
            receipts = await book.claim(task.digest for task in tasks)
            before = ledger.engine.writes  # type: ignore[attr-defined]
            await asyncio.gather(*(book.commit(sending(task, receipts[task.digest].fence)) for task in tasks))
            return ledger.engine.writes - before  # type: ignore[attr-defined,no-any-return]

    assert asyncio.run(work()) <= 2
    receipts = ledger.receipts(PROVIDER, [task.digest for task in tasks])
    assert {receipt.state for receipt in receipts.values()} == {State.SENT}


def test_a_video_is_taken_over_when_its_run_shows_no_life(tmp_path: Path) -> None:
    task, clock, other_clock = make_task("a"), Hand(), Hand()
    book, _ = make_book(tmp_path / "l.db", task, seconds=clock)
    other, _ = make_book(tmp_path / "l.db", task, seconds=other_clock)

    async def holder(asking: Book) -> int | None:
        return (await asking.claim([task.digest]))[task.digest].holder

    async def work() -> None:
        async with kept(book, other):
            fence = (await book.claim([task.digest]))[task.digest].fence
            assert await holder(other) == book.run
            other_clock.now_s = LEASE_S * 0.9
            assert await holder(other) == book.run
            await book._show_life()
            other_clock.now_s = LEASE_S * 1.5
            assert await holder(other) == book.run, "it has shown life since"
            clock.now_s = LEASE_S * 2.5
            other_clock.now_s = LEASE_S * 2.5
            assert await holder(other) == other.run, "no life for a whole lease, by the other's clock"
            assert await book.still_held({task.digest: fence}) == frozenset()
            with pytest.raises(LeaseLostError):
                await book.commit(sending(task, fence))
            assert await other.still_held({task.digest: fence + 1}) == {task.digest}

    asyncio.run(work())


@pytest.mark.parametrize("fails_at", range(1, 18, 2))
def test_a_ledger_that_fails_ends_the_run(bench: Bench, fails_at: int) -> None:
    tasks = [make_task(name) for name in "abc"]
    with closing(bench.ledger()) as opened:
        ledger = Ledger(Counting(opened.engine, fails_at))
        with pytest.raises(LedgerError, match=r"^can't use the ledger: disk full$") as caught:
            run_tasks(tasks, bench.settings(concurrency=1), ledger, notify=bench.events.append, clock=bench.clock)
        Ledger(opened.engine).end_run(1, "died")  # as its process would have
    assert caught.value.exit_code == 2
    bench.run(*tasks)
    assert len(bench.provider.sold) == len(set(bench.provider.sold)) == 3
