"""The length that a container tells is that of the pictures in it."""

from pathlib import Path

import pytest

from specc.run.formats.length import length_s
from specc.run.sandbox.media import FORMATS, write
from specc.run.sandbox.scene import scene


@pytest.mark.parametrize("name", ["MP4", "MOV", "WEBM"])
@pytest.mark.parametrize("text", ["Hello.", "Hello, and welcome to this video, which takes a little while to say."])
def test_a_video_tells_its_length(name: str, text: str, tmp_path: Path) -> None:
    kind = FORMATS[name]
    shown = scene({"width": 320, "height": 180, "speech": {"text": text}, "inputs": {"avatar": "anna"}}, variant=1, length_s_max=20)
    file = tmp_path / f"a.{kind.extension}"
    write(shown, file, kind=kind)
    assert length_s(file, file.suffix) == pytest.approx(shown.length_s, abs=0.25)


@pytest.mark.parametrize("raw", [b"", b"\x00\x00\x00\x08moov", b"\x1a\x45\xdf\xa3\x80", b"x" * 100])
@pytest.mark.parametrize("ending", [".mp4", ".webm", ".srt"])
def test_what_says_nothing_has_none(raw: bytes, ending: str, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(raw)
    assert length_s(file, ending) is None
