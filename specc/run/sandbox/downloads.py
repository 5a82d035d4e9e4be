"""Hands out what was made and what was uploaded, for as long as it lives, with the harm that its faults do."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp

from specc.run.sandbox import results, videos
from specc.run.sandbox.answers import refused
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.faults.drawing import Hit, Subject
from specc.run.sandbox.faults.harm import suffered
from specc.run.sandbox.faults.requests import drawn
from specc.run.sandbox.jobs import Job
from specc.run.sandbox.scene import has_captions
from specc.run.sandbox.state import State

_SRT_TYPE = "application/x-subrip; charset=utf-8"


async def download(request: Request, state: State) -> ASGIApp:
    """The reply to a request below `/media/`."""
    match request.path_params["name"].split("/"):
        case [media_uuid]:
            return _upload(media_uuid, state)
        case [task_uuid, number, name] if number.isdecimal() and (job := state.job(task_uuid)):
            return await _result(job, int(number), name, state)
    return _missing()


def _upload(media_uuid: str, state: State) -> Response:
    upload = state.storage.uploads.get(media_uuid)
    if upload is None or upload.address:
        return _missing()
    return FileResponse(state.storage.place(media_uuid), media_type=upload.content_type)


async def _result(job: Job, result: int, name: str, state: State) -> ASGIApp:
    made_at = job.made_at(result)
    stem, _, extension = name.rpartition(".")
    if made_at is None or stem != state.new_uuid("video", job.uuid, result):
        return _missing()
    ends_at = results.expires_at(job, result)
    if ends_at is not None and state.clock.now() >= ends_at:
        return _refusal("mediaExpired", "The media's time to live is over.", status=410)

    async def work() -> ASGIApp:
        return await _file(job, result, extension, state)

    if not state.faults.are_at("download"):
        return await work()
    age_s = state.clock.now() - made_at
    return await suffered(_hits(job, result, age_s, state), work, state.clock)


def _hits(job: Job, result: int, age_s: float, state: State) -> list[Hit]:
    hits = drawn("download", [Subject(f"{job.digest}/{result}", job.payload, result)], state)
    return [hit for hit in hits if hit.rule.fault != "expired" or age_s >= (hit.rule.seconds or 0)]


async def _file(job: Job, result: int, extension: str, state: State) -> ASGIApp:
    task = job.task
    if extension == "srt" and has_captions(task):
        return Response(videos.subtitles(job, result, state), media_type=_SRT_TYPE)
    if extension != results.extension(task):
        return _missing()
    video = await videos.made(job, result, state)
    if video.file:
        return FileResponse(video.file, media_type=video.content_type)
    return Response(video.tiny, media_type=video.content_type)


def _missing() -> Response:
    return _refusal("mediaNotFound", "There is no such media.", status=404)


def _refusal(code: str, message: str, *, status: int) -> Response:
    return Response(encoded(refused(code, message).body()), status, media_type="application/json")
