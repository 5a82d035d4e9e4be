"""Drives a run: what to see to next, so many at a time, when to stop, and what it ends with. One video at a time is `maker`'s."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Final

from specc.base.paging import pages
from specc.compiler.task import Task
from specc.plan.events import Ended, Event, Finished, Started, Waiting
from specc.plan.lifecycle import State
from specc.plan.outcome import Failure, Tally
from specc.plan.receipt import UNKNOWN_AMOUNTS, Amounts, Receipt
from specc.run.book import Book, LeaseLostError
from specc.run.client import Client
from specc.run.clock import Clock, SystemClock
from specc.run.content import kept_content
from specc.run.download import Downloader
from specc.run.exchange import Exchange
from specc.run.flow import results_wanted
from specc.run.halting import Halt
from specc.run.interrupts import interrupts
from specc.run.ledger import Ledger, Staged
from specc.run.maker import Maker
from specc.run.notices import Notices
from specc.run.places import Folder, open_folder
from specc.run.placing import Placing
from specc.run.settings import RunSettings
from specc.run.stops import RunInterruptedError, stop_error
from specc.run.throttle import Throttle
from specc.run.track import Track

Notify = Callable[[Event], None]
Estimate = Callable[[Task], Amounts]
Connect = Callable[[RunSettings], Client]

_PAGE_TASKS: Final = 64
_PLACING: Final = Placing()


def run_tasks(  # noqa: PLR0913 - every way to the world outside is passed in
    tasks: Iterable[Task],
    settings: RunSettings,
    ledger: Ledger,
    *,
    notify: Notify,
    estimate: Estimate = lambda _task: UNKNOWN_AMOUNTS,
    clock: Clock | None = None,
    placing: Placing = _PLACING,
    connect: Connect = Client,
) -> Tally:
    """Make every task's video and bring it to disk. `tasks` are read several times, as a stream; each video's outcome is told by an `Ended`.

    Raises UnreadableError (the output folder), LedgerError, RunStoppedError (a ServiceError: no key, no server, no sense) and
    RunInterruptedError (^C); the last two carry the tally so far.
    """
    open_folder(settings.out)
    number = ledger.begin_run(settings.provider_name, sorted({task.spec for task in tasks}))
    run = _Run(tasks, settings, ledger, number, notify=notify, estimate=estimate, clock=clock or SystemClock(), placing=placing, connect=connect)
    ending = "stopped"
    try:
        asyncio.run(run.drive())
        ending = run.ending
    except KeyboardInterrupt:
        run.halt.interrupt()
        run.end_all()
        ending = run.ending
    except ExceptionGroup as group:
        raise _innermost(group) from group
    finally:
        run.book.close()
        ledger.end_run(number, ending)
    notify(Finished(run.tally))
    if run.halt.is_interrupted:
        raise RunInterruptedError(run.tally)
    if run.halt.stop is not None:
        raise stop_error(run.halt.stop, settings.address, run.tally)
    return run.tally


class _Run:
    def __init__(  # noqa: PLR0913 - what a run is made of
        self,
        tasks: Iterable[Task],
        settings: RunSettings,
        ledger: Ledger,
        number: int,
        *,
        notify: Notify,
        estimate: Estimate,
        clock: Clock,
        placing: Placing,
        connect: Connect,
    ) -> None:
        self._tasks = tasks
        self._settings = settings
        self._ledger = ledger
        self._notify = notify
        self._estimate = estimate
        self._clock = clock
        self._placing = placing
        self._connect = connect
        self._videos = 0
        self._failures = 0
        self._open: dict[str, Track] = {}
        self._followers: dict[str, list[Task]] = {}
        self._held: dict[str, Track] = {}
        self._throttle = Throttle(settings.concurrency, settings.rate_per_s_max, clock)
        self.book = Book(ledger, number, settings.provider_name)
        self.halt = Halt(notify)
        self.tally = Tally()
        self._folder = Folder(settings.out)
        self._maker = Maker(settings, clock, folder=self._folder, book=self.book, halt=self.halt, ledger=ledger, placing=placing, notify=notify)

    @property
    def ending(self) -> str:
        return "interrupted" if self.halt.is_interrupted else "stopped" if self.halt.failure else "finished"

    async def drive(self) -> None:
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(self._connect(self._settings))
            downloader = await stack.enter_async_context(Downloader(self._settings, self._placing))
            if self._settings.webhook_url:
                self._maker.notices = await stack.enter_async_context(Notices(self._ledger, self._clock))
            group = await stack.enter_async_context(asyncio.TaskGroup())
            keeper = group.create_task(self.book.keep())
            working = group.create_task(self._work_through(client, downloader))
            with interrupts(self._interrupt(working)):
                await asyncio.wait((working,))
            keeper.cancel()
        self.end_all()

    def end_all(self) -> None:
        """What was broken off ends where it stands."""
        for track in [*self._open.values(), *self._held.values()]:
            track.harvest.error = track.harvest.error or self.halt.failure
            if track.began_s is None and track.state is State.PLANNED and self.halt.failure:
                track.refuse(self.halt.failure, is_sent=False)
            self._end(track)
        self._held = {}
        self.tally.unsent += max(self._videos - self.tally.count, 0)

    def _interrupt(self, working: "asyncio.Task[None]") -> Callable[[], None]:
        """What ^C does: at first it lets what is in flight arrive, for a time; then it leaves everything as it is."""

        def interrupt() -> None:
            if self.halt.is_interrupted:
                working.cancel()
                return
            self.halt.interrupt()
            asyncio.get_running_loop().call_later(self._settings.grace_s, working.cancel)

        return interrupt

    async def _work_through(self, client: Client, downloader: Downloader) -> None:
        self._videos = await self._stage()
        self._notify(Started(self._videos))
        for digest, usd in (await self.book.do(lambda ledger: ledger.promised(self.book.run))).items():
            self._maker.budget.hold(digest, usd)
        ready: asyncio.Queue[Track | None] = asyncio.Queue(self._settings.concurrency)
        async with asyncio.TaskGroup() as group:
            exchange = Exchange(self._settings, self._clock, client=client, downloader=downloader, folder=self._folder, book=self.book, halt=self.halt, throttle=self._throttle, group=group)
            for _ in range(self._settings.concurrency):
                group.create_task(self._work(ready, exchange))
            async for track in self._coming():
                await ready.put(track)
            for _ in range(self._settings.concurrency):
                await ready.put(None)

    async def _stage(self) -> int:
        """Notes all that this run is about; how many videos that is."""
        seen: set[int] = set()
        for page in pages(self._tasks, _PAGE_TASKS):
            seen.update(hash(task.digest) for task in page)
            await self.book.stage([self._staged(task) for task in page])
        return len(seen)

    def _staged(self, task: Task) -> Staged:
        return Staged(task, str(task.payload.get("model", "")), kept_content(task.payload), results_wanted(task.payload), self._estimate(task))

    async def _coming(self) -> AsyncIterator[Track]:
        """Videos in the order of their tasks; at last those that other runs had in hand, as these let go of them."""
        for page in pages(self._tasks, _PAGE_TASKS):
            if self._is_over():
                return
            for track in await self._tracks(page):
                yield track
        while await self._has_held():
            held, self._held = self._held, {}
            self._notify(Waiting(len(held)))
            await asyncio.sleep(self._settings.held_pause_s)
            for page in pages([task for track in held.values() for task in track.tasks], _PAGE_TASKS):
                for track in await self._tracks(page):
                    yield track

    def _is_over(self) -> bool:
        return self.halt.is_interrupted or self.halt.stop is not None

    async def _has_held(self) -> bool:
        """Whether something is left that other runs have in hand, once all else is done with."""
        while self._open and not self._held:
            await self._clock.sleep(self._settings.gather_s)
        return bool(self._held) and not self._is_over()

    async def _tracks(self, page: Sequence[Task]) -> list[Track]:
        """A track for each video of a page that has none yet; the page's other tasks follow those that have."""
        groups: dict[str, list[Task]] = {}
        for task in page:
            groups.setdefault(task.digest, []).append(task)
        for digest in groups.keys() & self._open.keys():
            self._followers.setdefault(digest, []).extend(groups.pop(digest))
        for digest in groups.keys() & self._held.keys():
            self._held[digest].tasks += groups.pop(digest)
        receipts = await self._claimed(groups)
        tracks = [Track.of(tasks, receipts[digest], self._estimate(tasks[0]).usd_high) for digest, tasks in groups.items()]
        self._open.update((track.digest, track) for track in tracks)
        return tracks

    async def _claimed(self, groups: Mapping[str, Sequence[Task]]) -> dict[str, Receipt]:
        """The receipts of all; what somebody has made the ledger forget since this run began is noted again."""
        receipts = await self.book.claim(groups)
        forgotten = groups.keys() - receipts.keys()
        if forgotten:
            await self.book.stage([self._staged(task) for digest in forgotten for task in groups[digest]])
            receipts |= await self.book.claim(forgotten)
        return receipts

    async def _work(self, ready: "asyncio.Queue[Track | None]", exchange: Exchange) -> None:
        while (track := await ready.get()) is not None:
            await self._throttle.enter()
            try:
                await self._maker.see_to(track, exchange)
                while followers := self._followers.pop(track.digest, []):
                    await self._maker.share(track, followers)
            except LeaseLostError:
                self._put_by(track)
            else:
                self._open.pop(track.digest)
                self._end(track)
            finally:
                self._throttle.leave()

    def _put_by(self, track: Track) -> None:
        """Another run has it in hand: it is looked at again when all else is done."""
        track.tasks += self._followers.pop(track.digest, [])
        track.harvest.error = Failure("lease", "another run has it in hand")
        self._maker.budget.leave(track.digest)
        self._held[track.digest] = self._open.pop(track.digest)

    def _end(self, track: Track) -> None:
        outcome = track.outcome()
        error = outcome.error
        if error is not None and outcome.state is not State.FAILED and outcome.seconds is not None:
            self.halt.consider(error)
        if error is not None and outcome.state is not State.BLOCKED:
            self._failures += 1
            if self._failures == self._settings.failures_max:
                self.halt.submitting(Failure("limit", f"{self._failures} failed, and no more are borne"))
        self._maker.budget.leave(track.digest)
        self.tally.add(outcome)
        self._notify(Ended(outcome))


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
