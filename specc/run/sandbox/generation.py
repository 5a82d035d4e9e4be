"""Makes the results of an accepted task: waits, renders, uploads, and says that it is done or why not."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import error
from specc.run.sandbox.delivery import Delivery, UndeliveredError
from specc.run.sandbox.media import FORMATS, Format, write
from specc.run.sandbox.scene import Scene, scene, stable_number
from specc.run.sandbox.speech import srt
from specc.run.sandbox.state import Job, State

_JITTER = 0.25
"""The share of the latency by which a result may come earlier or later."""
_SEEDS = 2**31
_SRT_TYPE = "application/x-subrip; charset=utf-8"

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
            for result in range(job.number_results):
                task = asyncio.create_task(make(job, result, state=self._state, delivery=self._delivery))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


@dataclass(frozen=True, slots=True)
class _Made:
    """A video that is written and not yet handed out."""

    uuid: str
    file: Path
    kind: Format
    shown: Scene

    @property
    def content(self) -> bytes:
        return self.file.read_bytes()


async def make(job: Job, result: int, *, state: State, delivery: Delivery) -> None:
    """One result of a job, from acceptance to the webhook; every way of it ends in an item or in an error."""
    wait = state.clock.sleep(latency_s(job, result, state))
    try:
        # rendering is part of the latency, not on top of it
        made, _ = await asyncio.gather(_made(job, result, state), wait)
        if isinstance(endpoint := job.payload.get("uploadEndpoint"), str):
            await delivery.upload(endpoint, made.content, content_type=made.kind.content_type)
    except UndeliveredError as reason:
        await _fail(job, result, "uploadFailed", str(reason), state=state, delivery=delivery)
    except Exception:  # noqa: BLE001 - an error of ours must not leave a client polling for ever
        _log.exception("result %d of task %s could not be made", result, job.uuid)
        message = "The sandbox could not make the video; its log says why."
        await _fail(job, result, "inferenceError", message, state=state, delivery=delivery)
    else:
        item = _handed_out(made, job, state)
        job.results.append(item)
        await _notify(job, {"data": [item]}, delivery)


def latency_s(job: Job, result: int, state: State) -> float:
    """The time until a result is handed out, which differs a little from one to the next."""
    share = stable_number("latency", state.settings.seed, job.uuid, result) / 2**64
    return state.settings.latency_s * (1 - _JITTER + 2 * _JITTER * share)


async def _made(job: Job, result: int, state: State) -> _Made:
    seed = stable_number("result", state.settings.seed, job.digest, result) % _SEEDS
    kind = FORMATS.get(str(job.payload.get("outputFormat")), FORMATS["MP4"])
    shown = scene(job.payload, variant=seed, length_s_max=state.settings.length_s_max)
    name = state.new_uuid("video", job.uuid, result)
    made = _Made(name, state.storage.place(f"{name}.{kind.extension}"), kind, shown)
    await asyncio.get_running_loop().run_in_executor(state.renderers, _write, made)
    return made


def _write(made: _Made) -> None:
    write(made.shown, made.file, kind=made.kind)
    if made.shown.has_captions:
        made.file.with_suffix(".srt").write_text(srt(made.shown.spoken), encoding="utf-8", newline="\n")


def _handed_out(made: _Made, job: Job, state: State) -> JsonObject:
    """The result's item. Its addresses are good from now on, for as long as the task's `ttl` says."""
    ttl = job.payload.get("ttl")
    expires_at = state.clock.now() + ttl if isinstance(ttl, int) else None
    state.storage.add(made.file.name, made.kind.content_type, expires_at=expires_at)
    item: JsonObject = {
        "taskType": job.payload["taskType"],
        "taskUUID": job.uuid,
        "status": "success",
        "videoUUID": made.uuid,
        "videoURL": f"{job.site}/media/{made.file.name}",
        "seed": made.shown.variant,
    }
    if made.shown.has_captions:
        state.storage.add(f"{made.uuid}.srt", _SRT_TYPE, expires_at=expires_at)
        item["subtitleURL"] = f"{job.site}/media/{made.uuid}.srt"
    if job.payload.get("includeCost") is True:
        item["cost"] = state.account.cost_usd(1)
    return item


async def _fail(job: Job, result: int, code: str, message: str, *, state: State, delivery: Delivery) -> None:
    """A failed result is not billed."""
    state.account.refund(job.uuid, result)
    failure: JsonObject = {**error(code, message, task=job.payload), "status": "error"}
    job.failures.append(failure)
    await _notify(job, {"errors": [failure]}, delivery)


async def _notify(job: Job, body: JsonObject, delivery: Delivery) -> None:
    address = job.payload.get("webhookURL")
    if not isinstance(address, str):
        return
    try:
        await delivery.notify(address, body)
    except UndeliveredError as reason:
        _log.warning("the webhook of task %s was not told: %s", job.uuid, reason)
