"""The file of a result: rendered once, and again whenever it is gone, as it follows from the task alone."""

import asyncio
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox import results
from specc.run.sandbox.jobs import Job
from specc.run.sandbox.media import FORMATS, Format, blank, sound_length_s, write
from specc.run.sandbox.scene import Scene, scene
from specc.run.sandbox.speech import srt
from specc.run.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Video:
    """A file on disk, or, where no media are made, the tiny one that stands for all."""

    content_type: str
    file: Path | None
    tiny: bytes = b""

    def content(self) -> bytes:
        return self.file.read_bytes() if self.file else self.tiny


async def made(job: Job, result: int, state: State) -> Video:
    """The video of a result. Raises `av.FFmpegError` or OSError where it can't be written."""
    kind = _format(job)
    if state.settings.media == "none":
        return Video(kind.content_type, None, _tiny(kind.extension))
    file = state.storage.place(f"{state.new_uuid('video', job.uuid, result)}.{kind.extension}")
    if not file.is_file():
        await asyncio.get_running_loop().run_in_executor(
            state.renderers, _write, _scene(job, result, state), file, kind
        )
    return Video(kind.content_type, file)


def subtitles(job: Job, result: int, state: State) -> str:
    return srt(_scene(job, result, state).spoken)


def _format(job: Job) -> Format:
    return next(kind for kind in FORMATS.values() if kind.extension == results.extension(job.task))


def _scene(job: Job, result: int, state: State) -> Scene:
    task = job.task
    return scene(task, variant=results.variant(job, result, state), length_s_max=state.settings.length_s_max, recording_s=_recording_s(task, state))


def _recording_s(task: JsonObject, state: State) -> float | None:
    """How long the uploaded recording is that a task names; None where it names none that is here."""
    inputs = task.get("inputs")
    name = inputs.get("audio") if isinstance(inputs, dict) else None
    if not isinstance(name, str) or name not in state.storage.uploads or not (file := state.storage.place(name)).is_file():
        return None
    return sound_length_s(file)


def _write(shown: Scene, file: Path, kind: Format) -> None:
    """The file appears whole: a sandbox that dies meanwhile leaves none of that name."""
    with NamedTemporaryFile(dir=file.parent, prefix="part-", suffix=f".{kind.extension}", delete=False) as part:
        pass
    try:
        write(shown, Path(part.name), kind=kind)
        Path(part.name).replace(file)
    finally:
        Path(part.name).unlink(missing_ok=True)


@cache
def _tiny(extension: str) -> bytes:
    return blank(next(kind for kind in FORMATS.values() if kind.extension == extension))
