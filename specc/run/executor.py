"""Drives conversations over the client: so many at a time, requests together, every change of state in one place.

Nothing is retried here and nothing is decided about a task (`flow` does that); what concerns the whole run is: when to
stop submitting, and what the run ends with.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from specc.base.jsonvalue import JsonObject
from specc.compiler.task import Task
from specc.plan.events import Downloaded, Ended, Event, Finished, Halted, Moved, Progressed, Started
from specc.plan.lifecycle import State, Step, following
from specc.plan.outcome import Failure, Outcome
from specc.run.client import Client, HttpAnswer, NoAnswer
from specc.run.clock import Clock, SystemClock
from specc.run.download import Create, Downloader, create_file
from specc.run.flow import Harvest, converse, results_wanted
from specc.run.gather import Gatherer
from specc.run.places import Claims, locate, open_folder, place_file
from specc.run.settings import RunSettings
from specc.run.stops import RunInterruptedError, stop_error
from specc.run.verdicts import poll_verdicts, submit_verdicts
from specc.run.words import (
    Answer,
    Fetch,
    FetchAnswer,
    Fetched,
    FetchFailed,
    Lost,
    Move,
    Poll,
    PollAnswer,
    PollLost,
    Report,
    Request,
    Sleep,
    Submit,
    SubmitAnswer,
    Unsent,
    Withheld,
)

Notify = Callable[[Event], None]

_ENDS_SUBMITTING = frozenset({"connection", "rateLimit", "disk"})
"""A video that ended so says that the next one would too."""


def run_tasks(
    tasks: Iterable[Task],
    settings: RunSettings,
    *,
    notify: Notify,
    clock: Clock | None = None,
    create: Create = create_file,
) -> list[Outcome]:
    """Make every task's video and bring it to disk. One outcome per video, in the order of the tasks.

    Raises UnreadableError (the output folder), RunStoppedError (a ServiceError: no key, no server, no sense) and
    RunInterruptedError (^C); the last two carry the outcomes so far.
    """
    open_folder(settings.out)
    run = _Run(_tracks(tasks), settings, notify, clock or SystemClock(), create)
    try:
        asyncio.run(run.drive())
    except KeyboardInterrupt:
        raise RunInterruptedError(run.outcomes()) from None
    except ExceptionGroup as group:
        raise _innermost(group) from group
    outcomes = run.outcomes()
    notify(Finished(tuple(outcomes)))
    if run.stop is not None:
        raise stop_error(run.stop, settings.address, outcomes)
    return outcomes


@dataclass(slots=True)
class _Track:
    """One video's way through the run."""

    tasks: tuple[Task, ...]
    state: State = State.PLANNED
    harvest: Harvest = field(default_factory=Harvest)
    began_s: float | None = None
    seconds: float | None = None
    unanswered: int = 0

    def outcome(self) -> Outcome:
        harvest = self.harvest
        return Outcome(self.tasks, self.state, tuple(harvest.files), harvest.cost_usd, self.seconds, harvest.error)


class _Run:
    def __init__(
        self, tracks: Sequence[_Track], settings: RunSettings, notify: Notify, clock: Clock, create: Create
    ) -> None:
        self._tracks = tracks
        self._settings = settings
        self._notify = notify
        self._clock = clock
        self._create = create
        self._claims = Claims(settings.out)
        self._halt: Failure | None = None
        self._has_made_sense = False
        self.stop: Failure | None = None

    def outcomes(self) -> list[Outcome]:
        return [track.outcome() for track in self._tracks]

    async def drive(self) -> None:
        self._notify(Started(len(self._tracks)))
        async with Client(self._settings) as client, Downloader(self._settings, self._create) as downloader:
            self._client, self._downloader = client, downloader
            async with asyncio.TaskGroup() as group:
                count_max = self._settings.batch_tasks_max
                self._submits = Gatherer(self._send_submits, count_max=count_max, wait=self._gather, group=group)
                self._polls = Gatherer(self._send_polls, count_max=count_max, wait=self._gather, group=group)
                waiting = iter(self._tracks)
                for _ in range(min(self._settings.concurrency, len(self._tracks))):
                    group.create_task(self._work(waiting))

    async def _work(self, waiting: Iterator[_Track]) -> None:
        for track in waiting:
            track.harvest.error = self._halt or self._claims.claim(track.tasks, results_wanted(track.tasks[0]))
            if track.harvest.error is None:
                await self._converse(track)
            else:
                self._advance(track, Step.BLOCK)
            self._end(track)

    async def _converse(self, track: _Track) -> None:
        track.began_s = self._clock.now()
        talk = converse(track.tasks[0], self._settings, track.harvest)
        try:
            request = next(talk)
            while True:
                request = talk.send(await self._perform(track, request))
        except StopIteration:
            track.seconds = self._clock.now() - track.began_s

    def _advance(self, track: _Track, step: Step) -> State:
        """The one place where a task changes its state: before a request leaves, and after its answer is understood."""
        before, track.state = track.state, following(track.state, step)
        if before is not track.state:
            self._notify(Moved(track.tasks[0], before, track.state))
        return track.state

    def _end(self, track: _Track) -> None:
        error = track.harvest.error
        is_about_the_task = track.state is State.FAILED or track.seconds is None
        if error is not None and error.category in _ENDS_SUBMITTING and not is_about_the_task:
            self._stop_submitting(error)
        self._notify(Ended(track.outcome()))

    def _stop_submitting(self, failure: Failure) -> None:
        if self._halt is None:
            self._halt = failure
            self._notify(Halted(failure))

    def _stop_run(self, failure: Failure) -> None:
        self.stop = self.stop or failure
        self._stop_submitting(failure)

    # --- requests

    async def _perform(self, track: _Track, request: Request) -> Answer:
        match request:
            case Move(step):
                return self._advance(track, step)
            case Submit():
                return await self._submit(track, request)
            case Poll(uuid):
                return await self._poll(uuid)
            case Fetch():
                return await self._fetch(track, request)
            case Sleep(seconds):
                await self._clock.sleep(seconds)
                return self._clock.now()
            case Report(percent):
                self._notify(Progressed(track.tasks[0], percent))
                return None

    async def _submit(self, track: _Track, request: Submit) -> SubmitAnswer:
        # A task that is lost may be sent again even now: that is the only way to learn what became of it.
        if self._halt is not None and track.state is State.SENT:
            return Withheld(self._halt)
        if request.is_alone:
            [answer] = await self._send_submits([request.payload])
        else:
            answer = await self._submits.ask(request.payload)
        return self._judge(track, answer)

    def _judge(self, track: _Track, answer: SubmitAnswer) -> SubmitAnswer:
        """See what an answer to one task means for the whole run."""
        if isinstance(answer, Withheld):
            stop = self._stop_submitting if answer.failure.category == "quota" else self._stop_run
            stop(answer.failure)
        if isinstance(answer, Lost | Unsent) and not self._has_made_sense:
            track.unanswered += 1
            if track.unanswered >= self._settings.submits_unanswered_max:
                self._stop_run(answer.failure)
                return replace(answer, is_final=True)
        return answer

    async def _poll(self, uuid: str) -> PollAnswer:
        answer = await self._polls.ask(uuid)
        if isinstance(answer, PollLost) and answer.is_final:
            self._stop_run(answer.failure)
        return answer

    async def _fetch(self, track: _Track, request: Fetch) -> FetchAnswer:
        files = dict.fromkeys(place_file(task.file, request.place, request.suffix) for task in track.tasks)
        targets = [locate(self._settings.out, file) for file in files]
        inside = [target for target in targets if target is not None]
        if len(inside) < len(targets):
            failure = Failure("disk", "the file lies outside the output folder", url=request.url)
            return FetchFailed(failure, is_final=True)
        answer = await self._downloader.fetch(request.url, inside)
        if isinstance(answer, Fetched):
            for file in answer.files:
                self._notify(Downloaded(track.tasks[0], file))
        return answer

    async def _gather(self) -> None:
        await self._clock.sleep(self._settings.gather_s)

    async def _send_submits(self, payloads: Sequence[JsonObject]) -> list[SubmitAnswer]:
        # The cost is asked for here: it is no part of what the video is, so no part of its digest either.
        answer = await self._post([{"includeCost": True, **payload} for payload in payloads])
        return submit_verdicts(answer, [str(payload["taskUUID"]) for payload in payloads])

    async def _send_polls(self, uuids: Sequence[str]) -> list[PollAnswer]:
        answer = await self._post([{"taskType": "getResponse", "taskUUID": uuid} for uuid in uuids])
        return poll_verdicts(answer, uuids)

    async def _post(self, tasks: Sequence[JsonObject]) -> HttpAnswer | NoAnswer:
        answer = await self._client.post(tasks)
        if isinstance(answer, HttpAnswer) and answer.reply is not None:
            self._has_made_sense = True
        return answer


def _tracks(tasks: Iterable[Task]) -> list[_Track]:
    """Tasks with one UUID are one video."""
    shared: dict[str, list[Task]] = {}
    for task in tasks:
        shared.setdefault(task.uuid, []).append(task)
    return [_Track(tuple(group)) for group in shared.values()]


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
