"""Sees to one video: reuses it, goes on with it or makes it, as is decided from what is known of it, with every step on disk before the
next one. Nothing is retried here but by the policy of `plan.steps`.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from specc.base.jsonvalue import JsonObject
from specc.compiler.task import Task
from specc.plan.events import Downloaded, Event, Moved, Progressed
from specc.plan.lifecycle import PENDING, State, Step
from specc.plan.outcome import Failure
from specc.plan.receipt import Delivered
from specc.plan.steps import SPENDS, Action, Decision, decide
from specc.run.book import Book, LeaseLostError
from specc.run.budget import Budget
from specc.run.clock import Clock
from specc.run.exchange import Exchange
from specc.run.flow import converse, results_wanted
from specc.run.formats.length import length_s
from specc.run.halting import Halt
from specc.run.ledger import Ledger
from specc.run.notices import Notices
from specc.run.places import Claims, Folder
from specc.run.placing import Placing
from specc.run.settings import RunSettings
from specc.run.shelf import Wanted, wanted_files
from specc.run.track import Track
from specc.run.words import Answer, Fetch, FetchAnswer, Fetched, FetchFailed, Move, Poll, Report, Request, Sleep, Submit

_SETTLED = frozenset({State.DELIVERED, State.MADE, State.FAILED, State.PLANNED, State.BLOCKED})
"""Nothing more will be charged for what stands here."""
_IN_DOUBT = frozenset({State.SENT, State.UNKNOWN})
"""What stands here is sent again, to learn what became of it."""


class Maker:
    def __init__(  # noqa: PLR0913 - what a run is made of
        self, settings: RunSettings, clock: Clock, *, folder: Folder, book: Book, halt: Halt, ledger: Ledger, placing: Placing, notify: Callable[[Event], None]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._book = book
        self._halt = halt
        self._ledger = ledger
        self._placing = placing
        self._notify = notify
        self._folder = folder
        self._claims = Claims(folder)
        self._submitted = 0
        self.budget = Budget(settings.cost_usd_max)
        self.notices: Notices | None = None
        """What webhooks say, where the provider is told to use them."""

    async def see_to(self, track: Track, exchange: Exchange) -> None:
        """Brings it as far as it gets. Raises LeaseLostError where another run has the video in hand."""
        decision = await self._decide(track)
        is_held = track.receipt.holder == self._book.run
        if not is_held and (decision.step or decision.action not in {Action.REUSE, Action.BLOCKED}):
            raise LeaseLostError
        if decision.action is Action.BLOCKED:
            track.harvest.error = track.receipt.error or Failure("unknown", decision.reason)
        elif decision.action is Action.REUSE:
            track.is_reused = True
            track.harvest.error = await self._copy(track)
        else:
            await self._make(track, decision, exchange)

    async def share(self, track: Track, followers: list[Task]) -> None:
        """Gives the video's files to tasks with the same content that came while it was being made."""
        track.tasks += followers
        if track.state is State.DELIVERED and track.harvest.error is None:
            track.harvest.error = self._claims.claim(followers, results_wanted(track.payload)) or await self._copy(track)

    async def _decide(self, track: Track) -> Decision:
        is_on_disk = track.state is not State.DELIVERED or all(file.source for file in self._wanted(track))
        is_retake = any(task.key in self._settings.retakes for task in track.tasks)
        if is_retake:
            is_retake = not await self._book.do(lambda ledger: ledger.is_retaken(self._book.run, self._book.provider, track.digest))
        track.is_retake = is_retake
        return decide(track.receipt, self._settings.policy, is_on_disk=is_on_disk, is_retake=is_retake)

    # --- made before

    def _wanted(self, track: Track) -> list[Wanted]:
        return wanted_files(track.receipt, track.tasks, self._folder, self._ledger.root)

    async def _copy(self, track: Track) -> Failure | None:
        """Every file that the tasks ask for, from where the video is on disk."""
        copied = []
        for file in self._wanted(track):
            if file.source is None:
                return Failure("disk", f"{file.like.path} is gone")
            if file.source != file.target:
                try:
                    await asyncio.to_thread(self._placing.copy, file.source, file.target)
                except OSError as error:
                    return Failure("disk", f"can't write {file.target.name}: {error.strerror or error}")
                copied.append(self._noted(track, file.target, file.like.place, file.like.suffix))
            if file.target not in track.harvest.saved:
                track.harvest.saved.append(file.target)
        if copied:
            await self._book.do(lambda ledger: ledger.note_files(self._book.provider, track.digest, copied))
        return None

    def _noted(self, track: Track, path: Path, place: int, suffix: str) -> Delivered:
        file = Delivered(self._ledger.path_text(path), track.receipt.attempt, place, suffix, path.stat().st_size)
        track.harvest.files.append(file)
        track.receipt = track.receipt.with_file(file)
        return file

    async def _found(self, track: Track, request: Fetch) -> Fetched | None:
        """What an earlier run has brought to disk isn't fetched again: its address may have expired since."""
        files = [file for file in self._wanted(track) if (file.like.place, file.like.suffix) == (request.place, request.suffix)]
        for file in files:
            if file.source is None:
                return None
            if file.source != file.target:
                try:
                    await asyncio.to_thread(self._placing.copy, file.source, file.target)
                except OSError:  # fetching it will tell
                    return None
        return Fetched(tuple(file.target for file in files)) if files else None

    # --- to be made

    async def _make(self, track: Track, decision: Decision, exchange: Exchange) -> None:
        """What must not be paid for isn't opened either: a step that leads to a new attempt is taken when all else allows it."""
        step, is_spending, has_begun = decision.step, decision.action in SPENDS, False
        failure = self._refusal(is_spending=is_spending) or self._claims.claim(track.tasks, results_wanted(track.payload))
        if failure is None and track.state in PENDING and track.receipt.cost_usd is None:
            self.budget.hold(track.digest, track.receipt.reserved_usd or 0.0)
        while failure is None:
            failure = await self._promise(track) if is_spending else None
            if failure is not None:
                break
            is_sent = is_spending or track.state in _IN_DOUBT
            payload = await self._payload(track, exchange) if is_sent else track.payload
            if isinstance(payload, Failure):
                failure = payload
                break
            has_begun = True
            if step is not None:
                await self._advance(track, step)
            await self._converse(track, {**payload, "taskUUID": track.receipt.uuid}, exchange)
            self._settle(track)
            again = decide(track.receipt, self._settings.policy) if track.state is State.FAILED else None
            if again is None or again.step is None:
                return
            step, is_spending = again.step, True
            await self._clock.sleep(self._settings.submit_pause_first_s)
        if not has_begun:
            track.refuse(failure, is_sent=not is_spending)

    def _refusal(self, *, is_spending: bool) -> Failure | None:
        """Why the run submits nothing more, or asks for nothing more at all."""
        return self._halt.failure if is_spending else self._halt.stop

    async def _promise(self, track: Track) -> Failure | None:
        """Everything that a new attempt has to pass before it may be sent."""
        wanted = self._settings.tasks_max
        failure = self._halt.failure or await self.budget.reserve(track.digest, track.usd_high) or self._halt.failure
        if failure is None and wanted is not None and self._submitted >= wanted:
            failure = Failure("limit", f"no more than {wanted} were to be submitted")
        if failure is not None:
            self.budget.settle(track.digest, None, is_owed=False)
            return failure
        self._submitted += 1
        return None

    def _settle(self, track: Track) -> None:
        if track.state in _SETTLED:
            is_owed = bool(track.harvest.results) and track.paid_before_usd is None
            self.budget.settle(track.digest, track.harvest.cost_usd, is_owed=is_owed)

    async def _payload(self, track: Track, exchange: Exchange) -> JsonObject | Failure:
        """What is sent: with ids in the place of files of one's own, which are uploaded for that, and with where to tell what is done."""
        made = await exchange.uploads.resolve(track.payload, track.task.media)
        if isinstance(made, Failure):
            if track.state not in _IN_DOUBT:
                self.budget.settle(track.digest, None, is_owed=False)
            return made
        return {**made, "webhookURL": self._settings.webhook_url} if self._settings.webhook_url else made

    async def _converse(self, track: Track, payload: JsonObject, exchange: Exchange) -> None:
        began = self._clock.now()
        track.began_s = began if track.began_s is None else track.began_s
        talk = converse(track.work(self._settings, payload))
        try:
            request = next(talk)
            while True:
                request = talk.send(await self._perform(track, request, exchange))
        except StopIteration:
            track.seconds = self._clock.now() - track.began_s

    async def _perform(self, track: Track, request: Request, exchange: Exchange) -> Answer:
        match request:
            case Move(step, failure):
                return await self._advance(track, step, failure)
            case Submit():
                return await exchange.submit(track, request)
            case Poll(uuid):
                return await exchange.poll(uuid)
            case Fetch():
                return await self._fetch(track, request, exchange)
            case Sleep(seconds, uuid):
                await self._sleep(seconds, uuid)
                return self._clock.now()
            case Report(percent):
                self._notify(Progressed(track.task, percent))
                return None

    async def _sleep(self, seconds: float, uuid: str) -> None:
        if uuid and self.notices is not None:
            await self.notices.wait(uuid, seconds)
        else:
            await self._clock.sleep(seconds)

    async def _advance(self, track: Track, step: Step, failure: Failure | None = None) -> State:
        """The one place where a video changes its state: before a request leaves, and after its answer is understood."""
        before, entry = track.state, track.entry(step, failure)
        await self._book.commit(entry)
        track.take(entry)
        if before is not track.state:
            self._notify(Moved(track.task, before, track.state))
        return track.state

    async def _fetch(self, track: Track, request: Fetch, exchange: Exchange) -> FetchAnswer:
        answer = await self._found(track, request) or await exchange.fetch(track, request)
        if isinstance(answer, Fetched):
            for path in answer.files:
                try:
                    self._noted(track, path, request.place, request.suffix)
                    track.harvest.length_s = track.harvest.length_s or length_s(path, path.suffix)
                except OSError as error:  # somebody has taken it away
                    return FetchFailed(Failure("disk", f"{path.name} is gone: {error.strerror or error}", url=request.url))
                track.harvest.saved.append(path)
                self._notify(Downloaded(track.task, path))
        return answer
