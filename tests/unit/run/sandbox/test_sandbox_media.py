"""The videos are real ones: container, canvas, length, sound and colours are what the payload asks for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image
from sandbox_fakes import task

from specc.run.sandbox.media import FORMATS, write
from specc.run.sandbox.scene import scene

# the library leaves this one method untyped
picture_of: Callable[[av.VideoFrame], Image.Image] = av.VideoFrame.to_image
TEXT = "Hello there, this is a text of some four seconds."


def made(folder: Path, payload: dict[str, Any], *, variant: int = 7, name: str = "a") -> Path:
    kind = FORMATS[payload.get("outputFormat", "MP4")]
    file = folder / f"{name}.{kind.extension}"
    write(scene(payload, variant=variant, length_s_max=60), file, kind=kind)
    return file


def frame(file: Path, number: int) -> Image.Image:
    with av.open(str(file)) as container:
        for index, found in enumerate(container.decode(video=0)):
            if index == number:
                return picture_of(found)
    raise AssertionError(f"{file} has no frame {number}")


@pytest.mark.parametrize(
    ("kind", "container", "video", "audio"),
    [("MP4", "mp4", "h264", "aac"), ("MOV", "mov", "h264", "aac"), ("WEBM", "webm", "vp8", "opus")],
)
def test_container_canvas_length_and_sound(tmp_path: Path, kind: str, container: str, video: str, audio: str) -> None:
    file = made(tmp_path, task(outputFormat=kind, speech={"text": TEXT}, settings={"backgroundColor": "#204080"}))
    with av.open(str(file)) as opened:
        assert container in opened.format.name
        shown, heard = opened.streams.video[0], opened.streams.audio[0]
        assert (shown.codec.canonical_name, heard.codec.canonical_name) == (video, audio)
        assert (shown.width, shown.height) == (320, 180)
        assert opened.duration is not None
        assert opened.duration / 1e6 == pytest.approx(4.0, abs=0.3)
    color = frame(file, 5).getpixel((4, 90))
    assert color == pytest.approx((0x20, 0x40, 0x80), abs=8)


def test_mov_is_quicktime_and_mp4_is_not(tmp_path: Path) -> None:
    brands = [made(tmp_path, task(outputFormat=kind)).read_bytes()[8:12] for kind in ("MOV", "MP4")]
    assert brands == [b"qt  ", b"isom"]


@pytest.mark.parametrize(
    ("payload", "size"),
    [
        (task(width=321, height=181), (320, 180)),
        (task(width=180, height=320), (180, 320)),
        (task(width=None, height=None), (1280, 720)),
        (task(width=None, height=None, resolution="1080p"), (1920, 1080)),
        (task(width=None, height=None, resolution="4K"), (3840, 2160)),
    ],
)
def test_canvas(payload: dict[str, Any], size: tuple[int, int]) -> None:
    found = scene(payload, variant=0, length_s_max=60)
    assert (found.width, found.height) == size


@pytest.mark.parametrize("kind", ["MP4", "MOV", "WEBM"])
def test_same_payload_and_seed_same_bytes(tmp_path: Path, kind: str) -> None:
    payload = task(outputFormat=kind, settings={"caption": True})
    first, second = (made(tmp_path, payload, name=name).read_bytes() for name in "ab")
    assert first == second
    assert made(tmp_path, payload, variant=8).read_bytes() != first


def test_captions_are_shown_only_when_asked_for(tmp_path: Path) -> None:
    # a white background, so that a caption's box is all that is dark at the foot of the frame's edge
    pictures = []
    for name, is_shown in (("a", True), ("b", False)):
        settings = {"caption": is_shown, "backgroundColor": "#ffffff"}
        payload = task(speech={"text": "A rather long caption that goes wide"}, settings=settings)
        pictures.append(frame(made(tmp_path, payload, name=name), 2).convert("L").crop((60, 120, 100, 178)))
    darkest = [min(picture.tobytes()) for picture in pictures]
    assert darkest[0] < darkest[1]


def test_the_presenter_is_the_same_person_in_every_video(tmp_path: Path) -> None:
    faces = [
        frame(made(tmp_path, task(inputs={"avatar": avatar}), name=name), 0).getpixel((160, 138))
        for name, avatar in (("a", "Anna"), ("b", "Anna"))
    ]
    assert faces[0] == faces[1]


@pytest.mark.parametrize(
    "text", ["你好世界。", "مرحبا بالعالم", "😀😀😀", "\ud800 half", "Zażółć gęślą jaźń", "a" * 400, "\n\t"]
)
def test_any_text_can_be_drawn(tmp_path: Path, text: str) -> None:
    payload = task(speech={"text": text, "voice": text, "language": text}, settings={"caption": True})
    assert made(tmp_path, payload).stat().st_size > 1000


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"model": "other:model@1", "prompt": "a cat on a bench"},
        {"inputs": {"audio": "https://example.com/a.mp3", "avatar": "A"}, "settings": {"caption": True}},
        {"inputs": "x", "speech": [1], "settings": None, "outputQuality": None, "width": "wide"},
        {"speech": {"text": "Hi", "speed": 0, "volume": -1}},
    ],
)
def test_any_payload_gives_a_video(tmp_path: Path, payload: dict[str, Any]) -> None:
    assert made(tmp_path, {**payload, "width": 160, "height": 90}).stat().st_size > 1000
