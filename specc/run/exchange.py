"""Carries a conversation's requests to the provider and brings the answers back: so many in one request, and each answer seen for what
it means for the whole run. It decides nothing about a task (`flow` does that).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from specc.base.jsonvalue import JsonObject
from specc.plan.lifecycle import State
from specc.plan.outcome import Failure
from specc.run.book import Book, LeaseLostError
from specc.run.client import Client, HttpAnswer, NoAnswer
from specc.run.clock import Clock
from specc.run.download import Downloader
from specc.run.gather import Gatherer
from specc.run.halting import Halt
from specc.run.places import Folder, place_file
from specc.run.settings import RunSettings
from specc.run.throttle import Throttle
from specc.run.track import Track
from specc.run.uploads import Uploads
from specc.run.verdicts import poll_verdicts, submit_verdicts
from specc.run.words import (
    Busy,
    Fetch,
    FetchAnswer,
    FetchFailed,
    Lost,
    PollAnswer,
    PollLost,
    Submit,
    SubmitAnswer,
    Taken,
    Unsent,
    Withheld,
)


@dataclass(frozen=True, slots=True)
class _Sending:
    payload: JsonObject
    digest: str
    fence: int


class Exchange:
    def __init__(  # noqa: PLR0913 - what a run is made of
        self, settings: RunSettings, clock: Clock, *, client: Client, downloader: Downloader, folder: Folder, book: Book, halt: Halt, throttle: Throttle, group: asyncio.TaskGroup
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._client = client
        self._downloader = downloader
        self._folder = folder
        self._book = book
        self._halt = halt
        self._throttle = throttle
        self._has_made_sense = False
        self.uploads = Uploads(client, book.uploads, settings, clock)
        count_max = settings.batch_tasks_max
        self._submits = Gatherer(self._send_submits, count_max=count_max, wait=self._gather, group=group)
        self._polls = Gatherer(self._send_polls, count_max=count_max, wait=self._gather, group=group)

    async def submit(self, track: Track, request: Submit) -> SubmitAnswer:
        """Raises LeaseLostError where another run has taken the video over before the request left."""
        # A task that is lost may be sent again even now: that is the only way to learn what became of it.
        if self._halt.failure is not None and track.state is State.SENT:
            return Withheld(self._halt.failure)
        await self._throttle.pace()
        sending = _Sending(request.payload, track.digest, track.receipt.fence)
        if request.is_alone:
            [answer] = await self._send_submits([sending])
        else:
            answer = await self._submits.ask(sending)
        if answer is None:
            raise LeaseLostError
        return self._judge(track, answer)

    def _judge(self, track: Track, answer: SubmitAnswer) -> SubmitAnswer:
        """See what an answer to one task means for the whole run."""
        match answer:
            case Taken():
                self._throttle.speed_up()
            case Busy(_, retry_after_s):
                self._throttle.slow_down(retry_after_s or self._settings.submit_pause_first_s)
            case Withheld(failure):
                stop = self._halt.submitting if failure.category == "quota" else self._halt.run
                stop(failure)
            case Lost(failure) | Unsent(failure):
                self._throttle.slow_down(self._settings.submit_pause_first_s)
                return self._unanswered(track, answer, failure)
        return answer

    def _unanswered(self, track: Track, answer: Lost | Unsent, failure: Failure) -> SubmitAnswer:
        if self._has_made_sense:
            return answer
        track.unanswered += 1
        if track.unanswered < self._settings.submits_unanswered_max:
            return answer
        self._halt.run(failure)
        return replace(answer, is_final=True)

    async def poll(self, uuid: str) -> PollAnswer:
        answer = await self._polls.ask(uuid)
        if isinstance(answer, PollLost) and answer.is_final:
            self._halt.run(answer.failure)
        return answer

    async def fetch(self, track: Track, request: Fetch) -> FetchAnswer:
        files = dict.fromkeys(place_file(task.file, request.place, request.suffix) for task in track.tasks)
        targets = [target for file in files if (target := self._folder.locate(file)) is not None]
        if len(targets) < len(files):
            failure = Failure("disk", "the file lies outside the output folder", url=request.url)
            return FetchFailed(failure, is_final=True)
        return await self._downloader.fetch(request.url, targets, request.identity)

    async def _gather(self) -> None:
        await self._clock.sleep(self._settings.gather_s)

    async def _send_submits(self, sendings: Sequence[_Sending]) -> list[SubmitAnswer | None]:
        """None stands for a task that isn't this run's any more: it doesn't leave."""
        held = await self._book.still_held({sending.digest: sending.fence for sending in sendings})
        leaving = [sending for sending in sendings if sending.digest in held]
        # The cost is asked for here: it is no part of what the video is, so no part of its digest either.
        answer = await self._post([{"includeCost": True, **sending.payload} for sending in leaving]) if leaving else None
        verdicts = submit_verdicts(answer, [str(sending.payload["taskUUID"]) for sending in leaving]) if answer else []
        answers = dict(zip((sending.digest for sending in leaving), verdicts, strict=True))
        return [answers.get(sending.digest) for sending in sendings]

    async def _send_polls(self, uuids: Sequence[str]) -> list[PollAnswer]:
        answer = await self._post([{"taskType": "getResponse", "taskUUID": uuid} for uuid in uuids])
        return poll_verdicts(answer, uuids)

    async def _post(self, tasks: Sequence[JsonObject]) -> HttpAnswer | NoAnswer:
        answer = await self._client.post(tasks)
        if isinstance(answer, HttpAnswer) and answer.reply is not None:
            self._has_made_sense = True
        return answer
