"""What names a file, what a file is by its content, and what a schema takes in the place of one."""

import re
from typing import Any

import pytest

from specc.catalog.media import (
    NO_FILE,
    content_of,
    contents_in,
    format_of,
    is_path,
    media_kinds,
    stand_in,
    taking_files,
)
from specc.catalog.models import bundled_models

SHA256 = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "text",
    ["intro.mp3", "./intro", "../a/b", "/abs/a.wav", "C:\\clips\\a.wav", "C:/clips/a.wav", "a b.png", "ünïcode.jpeg", "~/a.mp3", "a.b.c", "example.com/a.mp3", "a/b", "{}/x", ".hidden.png"],
)
def test_a_path_is_one_whether_or_not_it_leads_anywhere(text: str) -> None:
    assert is_path(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "intro",
        "https://example.com/a.mp3",
        "HTTPS://example.com/a.mp3",
        "http:/example.com/a.mp3",
        "file:///a.mp3",
        "s3://bucket/a.mp3",
        "data:image/png;base64,iVBORw0KGgo=",
        "24cd5dff-cb81-4db5-8506-b72a9425f9d1",
        stand_in(SHA256),
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAf/F8c/JAAAADUlEQVR42m",
        "a/b\nc.mp3",
        "a\0.mp3",
        "x" * 2000 + ".mp3",
    ],
)
def test_addresses_ids_and_data_are_no_paths(text: str) -> None:
    assert not is_path(text)


@pytest.mark.parametrize(
    ("head", "name", "kinds"),
    [
        (b"\x89PNG\r\n\x1a\n....", "PNG", {"image"}),
        (b"\xff\xd8\xff\xe0..JFIF", "JPEG", {"image"}),
        (b"GIF89a", "GIF", {"image"}),
        (b"RIFF....WEBPVP8 ", "WEBP", {"image"}),
        (b"RIFF....WAVEfmt ", "WAV", {"audio"}),
        (b"ID3\x04", "MP3", {"audio"}),
        (b"\xff\xfb\x90\x64", "MP3", {"audio"}),
        (b"\xff\xf1\x50\x80", "AAC", {"audio"}),
        (b"fLaC", "FLAC", {"audio"}),
        (b"....ftypM4A ", "M4A", {"audio"}),
        (b"....ftypisom", "MP4", {"audio", "video"}),
        (b"....ftypqt  ", "MOV", {"audio", "video"}),
        (b"....ftypavif", "AVIF", {"image"}),
        (b"\x1a\x45\xdf\xa3", "WEBM", {"audio", "video"}),
    ],
)
def test_a_file_is_what_its_content_says(head: bytes, name: str, kinds: set[str]) -> None:
    found = format_of(head)
    assert found is not None
    assert (found.name, found.kinds) == (name, kinds)


@pytest.mark.parametrize("head", [b"", b"RIFF", b"RIFF....AVI ", b"hello", b"<svg", b"\x89PNX", b"II*"])
def test_what_is_not_known_is_nothing(head: bytes) -> None:
    assert format_of(head) is None


def test_every_kind_has_a_limit_with_a_source() -> None:
    assert {kind.source.partition(":")[0] for kind in media_kinds().values()} == {"https"}
    noted = {parameter.notes["media"] for model in bundled_models().values() for parameter in model.noted("media")}
    assert noted <= media_kinds().keys()


def test_what_stands_for_a_content_leads_back_to_it() -> None:
    assert content_of(stand_in(SHA256)) == SHA256
    assert content_of(NO_FILE) == "0" * 64
    for other in (None, 1, "media:sha256:", stand_in(SHA256).upper(), stand_in(SHA256) + "\n", f" {stand_in(SHA256)}", stand_in("g" * 64)):
        assert content_of(other) is None


def test_contents_are_found_in_a_task() -> None:
    task = f'{{"a":"{stand_in(SHA256)}","text":"say {stand_in("f" * 64)}!","b":"{NO_FILE}"}}'
    assert contents_in(task.encode()) == [SHA256, "0" * 64]


def test_a_file_may_stand_where_a_model_takes_media_and_nowhere_else() -> None:
    model = bundled_models()["heygen:avatar@5"]
    paths = [parameter.path for parameter in model.noted("media")]
    assert paths == ["inputs.audio", "inputs.background"]
    for parameter in model.parameters():
        before, after = parameter.schema, _at(taking_files(model.schema), parameter.path)
        if parameter.path in paths:
            assert re.search(after["pattern"], stand_in(SHA256))
            assert not re.search(before["pattern"], stand_in(SHA256))
            assert re.search(after["pattern"], "https://example.com/a.png")
            assert not re.search(after["pattern"], stand_in(SHA256) + "0")
            assert {**after, "pattern": ""} == {**before, "pattern": ""}
        else:
            assert {name: value for name, value in after.items() if name != "properties"} == {name: value for name, value in before.items() if name != "properties"}
    assert model.compiled_schema is model.compiled_schema


def _at(schema: dict[str, Any], path: str) -> dict[str, Any]:
    for name in path.split("."):
        schema = schema["properties"][name]
    return schema
