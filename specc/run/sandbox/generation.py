"""Makes the results of an accepted task: waits, renders, uploads, and says that it is done or why not."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any

from specc.run.sandbox import videos
from specc.run.sandbox.delivery import Delivery, UndeliveredError
from specc.run.sandbox.events import record
from specc.run.sandbox.faults.failures import failure_of
from specc.run.sandbox.jobs import Failure, Job
from specc.run.sandbox.notices import tell
from specc.run.sandbox.scene import stable_number
from specc.run.sandbox.state import State

_JITTER = 0.25
"""The share of the latency by which a result may come earlier or later."""

_log = logging.getLogger(__name__)


class Generations:
    """The results in the making. They run in the server's event loop, and end with it."""

    __slots__ = ("_delivery", "_running", "_state")

    def __init__(self, state: State) -> None:
        self._state = state
        self._running: set[asyncio.Task[None]] = set()
        self._delivery: Delivery | None = None

    def deliver_by(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def start(self, jobs: Iterable[Job]) -> None:
        assert self._delivery, "the application's lifespan has not begun"
        for job in jobs:
            is_made_at_once = _is_made_at_once(job, self._state)
            for result in tuple(job.unfinished()):
                if is_made_at_once:
                    _made(job, result, self._state)
                else:
                    self._run(make(job, result, state=self._state, delivery=self._delivery))

    def resume(self) -> None:
        """Goes on with what an earlier life left unfinished, or didn't tell."""
        assert self._delivery, "the application's lifespan has not begun"
        for job in self._state.jobs.values():
            for result in job.untold():
                self._run(tell(job, result, state=self._state, delivery=self._delivery))
        self.start(self._state.jobs.values())

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def make(job: Job, result: int, *, state: State, delivery: Delivery) -> None:
    """One result of a job, from acceptance to the webhook; every way of it ends in an item or in an error."""
    fate = job.fate(result)
    if fate and fate.fault == "stuck" and fate.seconds is None:
        return
    wait = state.clock.sleep(max(0.0, job.accepted_at + latency_s(job, result, state) - state.clock.now()))
    failure = failure_of(fate, job, result) if fate else None
    if failure:
        await wait
    else:
        failure = await _tried(job, result, wait, state=state, delivery=delivery)
    if failure:
        # a failed result is not billed
        facts = {"code": failure.code, "message": failure.message, "shape": failure.shape}
        record(state, "failed", job=job.key, result=result, **facts)
    else:
        _made(job, result, state)
    await tell(job, result, state=state, delivery=delivery)


def latency_s(job: Job, result: int, state: State) -> float:
    """The time until a result is handed out, which differs a little from one to the next."""
    share = stable_number("latency", state.settings.seed, job.uuid, result) / 2**64
    fate = job.fate(result)
    stuck_s = fate.seconds or 0.0 if fate and fate.fault == "stuck" else 0.0
    return state.settings.wait_s * (1 - _JITTER + 2 * _JITTER * share) + stuck_s


async def _tried(
    job: Job, result: int, wait: Coroutine[Any, Any, None], *, state: State, delivery: Delivery
) -> Failure | None:
    try:
        # rendering is part of the latency, not on top of it
        video, _ = await asyncio.gather(videos.made(job, result, state), wait)
        if isinstance(endpoint := job.task.get("uploadEndpoint"), str):
            await delivery.upload(endpoint, video.content(), content_type=video.content_type)
    except UndeliveredError as reason:
        return Failure("uploadFailed", str(reason))
    except Exception:  # noqa: BLE001 - an error of ours must not leave a client polling for ever
        _log.exception("result %d of task %s could not be made", result, job.uuid)
        return Failure("inferenceError", "The sandbox could not make the video; its log says why.")
    return None


def _is_made_at_once(job: Job, state: State) -> bool:
    """Whether there is nothing to wait for: then a result costs no task of the event loop."""
    is_instant = state.settings.media == "none" and not state.settings.wait_s and not job.fates
    return is_instant and b"webhookURL" not in job.payload and b"uploadEndpoint" not in job.payload


def _made(job: Job, result: int, state: State) -> None:
    """The result's addresses are good from now on, for as long as the task's `ttl` says."""
    record(state, "made", job=job.key, result=result, at=state.clock.now())
