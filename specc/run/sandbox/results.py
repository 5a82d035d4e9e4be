"""What the API says of a job's results: an item for each that is made, and for each that failed what and where its fate says."""

from collections.abc import Iterator

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import error
from specc.run.sandbox.jobs import Failure, Job
from specc.run.sandbox.scene import has_captions, stable_number
from specc.run.sandbox.state import State

_SEEDS = 2**31
_EXTENSIONS = {"MP4": "mp4", "MOV": "mov", "WEBM": "webm"}
_PROGRESS_MAX = 99


def items(job: Job, site: str, state: State, *, shows_progress: bool = False) -> list[JsonObject]:
    """What belongs under `data`, in the order in which results ended; what runs comes last, if at all."""
    task = job.task
    found = [item(job, result, site, state, task=task) for result, _ in job.made]
    found += [_failed_item(job, failure, task) for _, failure in job.failed if failure.shape != "errors"]
    if shows_progress:
        found += [processing(job, result, state) for result in job.unfinished()]
    return found


def errors(job: Job) -> list[JsonObject]:
    """What belongs under `errors`."""
    task = job.task if job.failed else {}
    return [_failed_error(failure, task) for _, failure in job.failed if failure.shape != "item"]


def item(job: Job, result: int, site: str, state: State, *, task: JsonObject) -> JsonObject:
    address = f"{site}/media/{job.key}/{result}/"
    video_uuid = state.new_uuid("video", job.uuid, result)
    found: JsonObject = {
        "taskType": task["taskType"],
        "taskUUID": job.uuid,
        "status": "success",
        "videoUUID": video_uuid,
        "videoURL": f"{address}{video_uuid}.{extension(task)}",
        "seed": variant(job, result, state),
    }
    if has_captions(task):
        found["subtitleURL"] = f"{address}{video_uuid}.srt"
    if task.get("includeCost") is True:
        found["cost"] = float(job.price_usd)
    return found


def failed(job: Job, failure: Failure) -> tuple[list[JsonObject], list[JsonObject]]:
    """A failure as it is told at once: what of it belongs under `data`, and what under `errors`."""
    task = job.task
    as_item = [_failed_item(job, failure, task)] if failure.shape != "errors" else []
    return as_item, [_failed_error(failure, task)] if failure.shape != "item" else []


def processing(job: Job, result: int, state: State) -> JsonObject:
    share = (state.clock.now() - job.accepted_at) / max(state.settings.wait_s, 0.001)
    progress = min(max(int(100 * share), 0), _PROGRESS_MAX)
    task_type = job.task["taskType"]
    return {
        "taskType": task_type,
        "taskUUID": job.uuid,
        "status": "processing",
        "resultIndex": result,
        "progress": progress,
    }


def variant(job: Job, result: int, state: State) -> int:
    """The number that decides all that the payload leaves open."""
    return stable_number("result", state.settings.seed, job.digest, result) % _SEEDS


def extension(task: JsonObject) -> str:
    return _EXTENSIONS.get(str(task.get("outputFormat")), "mp4")


def expires_at(job: Job, result: int) -> float | None:
    """When the addresses of a result end, if it has any and they do."""
    ttl, made_at = job.task.get("ttl"), job.made_at(result)
    return made_at + ttl if isinstance(ttl, int) and made_at is not None else None


def _failed_item(job: Job, failure: Failure, task: JsonObject) -> JsonObject:
    reason: JsonObject = {"code": failure.code, "message": failure.message}
    return {"taskType": task["taskType"], "taskUUID": job.uuid, "status": "error", "error": reason}


def _failed_error(failure: Failure, task: JsonObject) -> JsonObject:
    return {**error(failure.code, failure.message, task=task), "status": "error"}


def every(job: Job, site: str, state: State) -> Iterator[tuple[str, list[JsonObject]]]:
    """Both parts of the answer by name, those that are empty left out."""
    for name, found in (("data", items(job, site, state)), ("errors", errors(job))):
        if found:
            yield name, found
