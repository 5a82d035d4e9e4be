"""A file is told from a cut one and from one of another kind, by real files and by ones made byte by byte."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specc.run.formats import Flaw, flaw
from specc.run.sandbox.media import FORMATS, write
from specc.run.sandbox.scene import scene

Judge = Callable[[bytes, str], Flaw | None]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    def judged(content: bytes, ending: str) -> Flaw | None:
        file = tmp_path / "file"
        file.write_bytes(content)
        return flaw(file, ending)

    return judged


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One real video of each container, by its ending."""
    folder = tmp_path_factory.mktemp("videos")
    payload = {"speech": {"text": "Hello there."}, "width": 64, "height": 64}
    made = {}
    for kind in FORMATS.values():
        file = folder / f"a.{kind.extension}"
        write(scene(payload, variant=1, length_s_max=2), file, kind=kind)
        made[f".{kind.extension}"] = file.read_bytes()
    return made


def box(kind: bytes, body: bytes = b"", *, size: int | None = None) -> bytes:
    return (8 + len(body) if size is None else size).to_bytes(4) + kind + body


def ftyp(*brands: bytes) -> bytes:
    return box(b"ftyp", brands[0] + bytes(4) + b"".join(brands[1:]))


MP4 = ftyp(b"isom", b"mp42") + box(b"moov", b"x" * 30)
WHOLE = MP4 + box(b"mdat", b"y" * 100)


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".webm"])
def test_real_videos_are_whole(videos: dict[str, bytes], judge: Judge, ending: str) -> None:
    assert judge(videos[ending], ending) is None
    assert judge(videos[ending], ending.upper()) is None


@pytest.mark.parametrize("ending", [".mp4", ".mov", ".webm"])
def test_a_real_video_that_is_cut_anywhere_is_told(videos: dict[str, bytes], judge: Judge, ending: str) -> None:
    whole = videos[ending]
    for part in (1, 7, 8, 40, len(whole) // 2, len(whole) - 1):
        found = judge(whole[:part], ending)
        assert found is not None, part
        assert not found.is_another


@pytest.mark.parametrize(
    ("is_of", "asked"), [(".mov", ".mp4"), (".mp4", ".mov"), (".mp4", ".webm"), (".webm", ".mp4"), (".webm", ".mov")]
)
def test_a_video_of_another_kind_is_told(videos: dict[str, bytes], judge: Judge, is_of: str, asked: str) -> None:
    found = judge(videos[is_of], asked)
    assert found is not None
    assert found.message.startswith(f"the file is no {asked[1:].upper()}: ")


@pytest.mark.parametrize(
    "content",
    [
        WHOLE,
        ftyp(b"mp42") + box(b"free") + box(b"mdat", b"y" * 9) + box(b"moov", b"x"),
        MP4 + box(b"mdat", (16 + 50).to_bytes(8) + b"y" * 50, size=1),
        MP4 + box(b"mdat", b"y" * 100, size=0),
        MP4 + box(b"moof") + box(b"mdat") + box(b"moof") + box(b"mdat"),
    ],
    ids=["plain", "moov last", "long size", "to the end", "fragments"],
)
def test_boxes_that_are_legal(judge: Judge, content: bytes) -> None:
    assert judge(content, ".mp4") is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"<html>", "the file is no MP4: it is cut after 6 bytes"),
        (b'{"errors":[{"code":"gone"}]}', "the file is no MP4: what stands at byte 0 is no box"),
        (WHOLE[:-1], "the file is no MP4: it is cut: its 'mdat' box ends at byte 166 of 165"),
        (WHOLE + b"\0\0\0", "the file is no MP4: it is cut after 169 bytes"),
        (WHOLE + bytes(8), "the file is no MP4: what stands at byte 166 is no box"),
        (MP4, "the file is no MP4: it has no 'mdat' box"),
        (ftyp(b"isom") + box(b"mdat"), "the file is no MP4: it has no 'moov' box"),
        (box(b"moov") + box(b"mdat"), "the file is no MP4: it has no 'ftyp' box"),
        (MP4 + box(b"mdat", b"yy", size=7), "the file is no MP4: what stands at byte 58 is no box"),
        (MP4 + box(b"mdat", (9).to_bytes(8), size=1), "the file is no MP4: what stands at byte 58 is no box"),
        (MP4 + box(b"mdat", (1 << 63).to_bytes(8), size=1), "the file is no MP4: it is cut: its 'mdat' box ends"),
    ],
)
def test_boxes_that_are_not(judge: Judge, content: bytes, message: str) -> None:
    found = judge(content, ".mp4")
    assert found is not None
    assert found.message.startswith(message)
    assert not found.is_another


@pytest.mark.parametrize(
    ("brands", "ending", "is_sound"),
    [
        ((b"qt  ",), ".mov", True),
        ((b"isom", b"qt  "), ".mov", True),
        ((b"isom", b"iso2", b"avc1", b"mp41"), ".mp4", True),
        ((b"M4V ",), ".mp4", True),
        ((b"qt  ",), ".mp4", False),
        ((b"isom",), ".mov", False),
        ((b"heic", b"mif1"), ".mp4", False),
    ],
)
def test_the_brand_has_to_fit(judge: Judge, brands: tuple[bytes, ...], ending: str, *, is_sound: bool) -> None:
    found = judge(ftyp(*brands) + box(b"moov") + box(b"mdat"), ending)
    assert (found is None) is is_sound
    if found is not None:
        assert found.is_another
        assert found.message == f"the file is no {ending[1:].upper()}: its brand is '{brands[0].decode().strip()}'"


def element(id: int, body: bytes, *, is_open: bool = False) -> bytes:
    size = b"\x01" + b"\xff" * 7 if is_open else (len(body) | 1 << 56).to_bytes(8)
    return id.to_bytes((id.bit_length() + 7) // 8) + size + body


def head(doctype: bytes) -> bytes:
    return element(0x1A45DFA3, element(0x4286, b"\1") + element(0x4282, doctype))


TRACKS, CLUSTER = element(0x1654AE6B, b"t" * 9), element(0x1F43B675, b"c" * 50)
WEBM = head(b"webm") + element(0x18538067, TRACKS + CLUSTER)


@pytest.mark.parametrize(
    "content",
    [
        WEBM,
        head(b"webm\0\0") + element(0xEC, b"  ") + element(0x18538067, TRACKS + CLUSTER * 3),
        head(b"webm") + element(0x18538067, TRACKS + CLUSTER, is_open=True),
        head(b"webm") + element(0x18538067, TRACKS + element(0x1F43B675, b"c", is_open=True) + b"more", is_open=True),
    ],
    ids=["plain", "void between", "open segment", "open cluster"],
)
def test_elements_that_are_legal(judge: Judge, content: bytes) -> None:
    assert judge(content, ".webm") is None


@pytest.mark.parametrize(
    ("content", "message", "is_another"),
    [
        (b"", "the file is empty", False),
        (b"<html></html>", "the file is no WEBM: it doesn't begin with an EBML header", False),
        (head(b"webm") + b"\0\0", "the file is no WEBM: what stands at byte 37 is no element", False),
        (element(0x4286, b"\1"), "the file is no WEBM: it doesn't begin with an EBML header", False),
        (WEBM[:-1], "the file is no WEBM: it is cut: what stands at byte 37 ends at byte 132 of 131", False),
        (head(b"webm"), "the file is no WEBM: it has no Segment", False),
        (head(b"webm") + element(0x18538067, CLUSTER), "the file is no WEBM: it has no tracks", False),
        (head(b"webm") + element(0x18538067, TRACKS), "the file is no WEBM: it has no clusters", False),
        (head(b"matroska") + element(0x18538067, TRACKS), "the file is no WEBM: its type is 'matroska'", True),
        (element(0x1A45DFA3, b""), "the file is no WEBM: its type is 'matroska'", True),
    ],
)
def test_elements_that_are_not(judge: Judge, content: bytes, message: str, *, is_another: bool) -> None:
    found = judge(content, ".webm")
    assert found is not None
    assert found.message.startswith(message)
    assert found.is_another is is_another


SRT = "1\n00:00:00,000 --> 00:00:02,500\nHello.\n"


@pytest.mark.parametrize(
    ("text", "ending", "is_sound"),
    [
        (b"", ".srt", True),
        (b"\xef\xbb\xbf\r\n", ".srt", True),
        (SRT.encode(), ".srt", True),
        (SRT.replace("\n", "\r\n").encode("utf-8-sig"), ".srt", True),
        (SRT.encode("utf-16"), ".srt", True),
        (SRT.replace("Hello", "Grüße").encode("latin-1"), ".srt", True),
        (b"not found", ".srt", False),
        (b"\x00\x01\x02", ".srt", False),
        (WHOLE, ".srt", False),
        (b"WEBVTT\n\n00:00.000 --> 00:02.500\nHello.\n", ".vtt", True),
        (b"WEBVTT", ".vtt", True),
        (SRT.encode(), ".vtt", False),
        (b"WEBVTTX", ".vtt", False),
    ],
)
def test_subtitles(judge: Judge, text: bytes, ending: str, *, is_sound: bool) -> None:
    assert (judge(text, ending) is None) is is_sound


def test_a_file_of_another_ending_has_to_hold_something(judge: Judge) -> None:
    assert judge(b"x", ".gif") is None
    assert judge(b"", ".gif") == Flaw("the file is empty")


def mangled() -> Iterator[st.SearchStrategy[bytes]]:
    for whole in (WHOLE, WEBM):
        flips = st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=8)
        yield flips.map(lambda changes, whole=whole: _changed(whole, changes))


def _changed(whole: bytes, changes: list[tuple[int, int]]) -> bytes:
    content = bytearray(whole)
    for at, byte in changes:
        content[at] = byte
    return bytes(content)


@given(content=st.one_of(st.binary(max_size=200), *mangled()), ending=st.sampled_from([".mp4", ".mov", ".webm", ".srt", ".vtt"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_make_an_exception(judge: Judge, content: bytes, ending: str) -> None:
    judge(content, ending)


def test_reading_is_bounded(tmp_path: Path) -> None:
    """A film of hours is judged by its structure: a few reads, whatever its size."""
    file = tmp_path / "film.mp4"
    with file.open("wb") as opened:
        opened.write(MP4 + box(b"mdat", ((1 << 40) + 16).to_bytes(8), size=1))
        _stretch(opened, len(MP4) + 16 + (1 << 40))
    assert flaw(file, ".mp4") is None


def _stretch(file: BinaryIO, size: int) -> None:
    file.truncate(size)
