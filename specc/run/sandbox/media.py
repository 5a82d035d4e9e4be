"""Writes a scene as a video file. The same scene gives the same bytes: one thread, no dates, no random ids."""

import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream
from PIL import Image

from specc.run.sandbox.figure import MOUTHS
from specc.run.sandbox.picture import painter
from specc.run.sandbox.scene import Scene
from specc.run.sandbox.sound import RATE, samples

# the library leaves this one function untyped
_of_picture: Callable[[Image.Image], VideoFrame] = VideoFrame.from_image
_BT709 = 1
_SOUND_CHUNK_S = 1
_BLANK_SIDE_PX = 64


@dataclass(frozen=True, slots=True)
class Format:
    """How a container is written. The frame rate is low, and lower for a codec that is slow, to keep laptops cool."""

    container: str
    extension: str
    content_type: str
    video: str
    options: dict[str, str]
    audio: str
    frames_per_s: int


_H264 = {"preset": "ultrafast", "tune": "stillimage"}
_VP8 = {"deadline": "realtime", "cpu-used": "8", "b": "1500k"}
FORMATS = {
    "MP4": Format("mp4", "mp4", "video/mp4", "libx264", _H264, "aac", 6),
    "MOV": Format("mov", "mov", "video/quicktime", "libx264", _H264, "aac", 6),
    "WEBM": Format("webm", "webm", "video/webm", "libvpx", _VP8, "libopus", 4),
}


def write(scene: Scene, file: Path, *, kind: Format) -> None:
    """Raises `av.FFmpegError` or OSError where the file can't be written."""
    count = math.ceil(scene.length_s * kind.frames_per_s)
    # without the flag Matroska files carry a random id, and all files the library's version
    with av.open(str(file), "w", format=kind.container, options={"fflags": "+bitexact"}) as container:
        video, audio = _video(container, scene, kind), _audio(container, kind)
        for frame in _frames(scene, count, kind.frames_per_s):
            container.mux(video.encode(frame))
        container.mux(video.encode())
        for chunk in _chunks(samples(scene, count / kind.frames_per_s)):
            container.mux(audio.encode(chunk))
        container.mux(audio.encode())


def sound_length_s(file: Path) -> float | None:
    """How long a recording is; None for a file that can't be understood."""
    try:
        with av.open(str(file)) as container:
            return container.duration / av.time_base if container.duration else None
    except (av.FFmpegError, OSError, ValueError):
        return None


def blank(kind: Format) -> bytes:
    """The smallest video there is of a kind: one dark frame."""
    file = io.BytesIO()
    with av.open(file, "w", format=kind.container, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(kind.video, rate=1, options=kind.options)
        assert isinstance(stream, VideoStream)
        stream.width = stream.height = _BLANK_SIDE_PX
        stream.pix_fmt = "yuv420p"
        stream.codec_context.thread_count = 1
        frame: VideoFrame = _of_picture(Image.new("RGB", (_BLANK_SIDE_PX, _BLANK_SIDE_PX)))
        container.mux(stream.encode(frame.reformat(format="yuv420p")))
        container.mux(stream.encode())
    return file.getvalue()


def _video(container: OutputContainer, scene: Scene, kind: Format) -> VideoStream:
    # 20..99 of the provider to the codec's 40..22, where less is better
    quality = {"crf": str(40 - round(18 * scene.quality / 99))}
    stream = container.add_stream(kind.video, rate=kind.frames_per_s, options={**quality, **kind.options})
    assert isinstance(stream, VideoStream)
    stream.width, stream.height, stream.pix_fmt = scene.width, scene.height, "yuv420p"
    context = stream.codec_context
    context.thread_count = 1
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    return stream


def _audio(container: OutputContainer, kind: Format) -> AudioStream:
    stream = container.add_stream(kind.audio, rate=RATE, layout="mono")
    assert isinstance(stream, AudioStream)
    stream.codec_context.thread_count = 1
    return stream


def _frames(scene: Scene, count: int, frames_per_s: int) -> Iterator[VideoFrame]:
    picture = painter(scene)
    converted: dict[tuple[int, str], VideoFrame] = {}
    current = ""
    for number, (mouth, caption) in enumerate(_shown(scene, count, frames_per_s)):
        if caption != current:
            converted.clear()  # a caption that is over never comes back; a 4K frame takes 12 MB
            current = caption
        if (mouth, caption) not in converted:
            drawn: VideoFrame = _of_picture(picture(mouth, caption))
            converted[mouth, caption] = drawn.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)
        frame = converted[mouth, caption]
        frame.pts, frame.time_base = number, Fraction(1, frames_per_s)
        yield frame


def _shown(scene: Scene, count: int, frames_per_s: int) -> Iterator[tuple[int, str]]:
    """The mouth and the caption of each frame."""
    chooser = random.Random(scene.variant)  # noqa: S311 - has to be the same each time
    for number in range(count):
        second = number / frames_per_s
        line = next((line for line in scene.spoken if line.start_s <= second < line.end_s), None)
        mouth = chooser.randrange(MOUTHS) if line else 0
        yield mouth, line.text if line and scene.has_captions else ""


def _chunks(track: bytes) -> Iterator[av.AudioFrame]:
    size = 2 * RATE * _SOUND_CHUNK_S
    for start in range(0, len(track), size):
        chunk = track[start : start + size]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(chunk) // 2)
        frame.planes[0].update(chunk.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, start // 2, Fraction(1, RATE)
        yield frame
