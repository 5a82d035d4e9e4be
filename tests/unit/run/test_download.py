"""A download goes on from where it was, never with another file's bytes, and what the disk keeps is whole."""

import asyncio
import os
import subprocess
import sys
from collections import deque
from email.utils import formatdate
from pathlib import Path
from typing import Any, Self

import pytest

from specc.run.download import Downloader
from specc.run.placing import Placing, create_file, rename_file
from specc.run.settings import RunSettings
from specc.run.words import FetchAnswer, Fetched, FetchFailed
from tests.fakes import VIDEO, Provider, Say

OTHER = VIDEO.replace(b"video", b"VIDEO")
ETAG, OTHER_ETAG = '"v1"', '"v2"'
HALF = len(VIDEO) // 2


def fetch(provider: Provider, *targets: Path, path: str = "/a.mp4?sign=1", identity: str = "", placing: Placing | None = None) -> FetchAnswer:
    async def fetched() -> FetchAnswer:
        out = targets[0].parent
        settings = RunSettings(api_url=f"{provider.url}/v1", api_key="k", out=out)
        async with Downloader(settings, placing or Placing(), sync_bytes=1000) as downloader:
            return await downloader.fetch(f"{provider.url}{path}", targets, identity)

    return asyncio.run(fetched())


def serve(provider: Provider, *says: Say, path: str = "/a.mp4") -> None:
    provider.media[path] = deque(says)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def asked(provider: Provider) -> list[str]:
    """What part of the file each request asked for."""
    return [headers.get("Range", "all") for _, headers in provider.downloads]


def test_a_broken_download_goes_on_from_where_it_was(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF), Say(VIDEO, etag=ETAG, cut=100), Say(VIDEO, etag=ETAG))
    target = tmp_path / "a.mp4"
    for _ in range(2):
        broken = fetch(provider, target)
        assert isinstance(broken, FetchFailed)
        assert not broken.is_final
        assert not broken.is_expired
        assert names(tmp_path) == ["a.mp4.part", "a.mp4.part.note"]
    assert isinstance(fetch(provider, target), Fetched)
    assert target.read_bytes() == VIDEO
    assert asked(provider) == ["all", f"bytes={HALF}-", f"bytes={HALF + 100}-"]
    assert names(tmp_path) == ["a.mp4"]


@pytest.mark.parametrize(
    "second",
    [
        Say(OTHER, etag=OTHER_ETAG),
        Say(OTHER),
        Say(OTHER[:-5000], etag=OTHER_ETAG),
    ],
    ids=["another version", "no version", "a shorter one"],
)
def test_a_file_that_has_changed_is_fetched_from_the_start(provider: Provider, tmp_path: Path, second: Say) -> None:
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF), second)
    target = tmp_path / "a.gif"  # of any content
    fetch(provider, target)
    assert isinstance(fetch(provider, target), Fetched)
    assert target.read_bytes() == second.body


@pytest.mark.parametrize(
    "answer",
    [
        Say(OTHER[HALF:], 206, {"Content-Range": f"bytes {HALF}-{len(OTHER) - 1}/{len(OTHER)}", "ETag": OTHER_ETAG}),
        Say(OTHER[HALF:], 206, {"Content-Range": f"bytes {HALF + 1}-{len(OTHER)}/{len(OTHER) + 1}", "ETag": ETAG}),
        Say(OTHER[:HALF], 206, {"Content-Range": f"bytes 0-{HALF - 1}/{len(OTHER)}", "ETag": ETAG}),
        Say(OTHER[HALF:], 206, {"ETag": ETAG}),
        Say(OTHER[HALF:], 206, {"Content-Range": f"bytes {HALF}-{len(OTHER) - 1}/*", "ETag": ETAG}),
        Say(b"", 416),
    ],
    ids=["version", "length", "place", "no range", "unknown length", "beyond"],
)
def test_a_part_that_does_not_go_on_is_never_added(provider: Provider, tmp_path: Path, answer: Say) -> None:
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF), answer, Say(OTHER, etag=OTHER_ETAG))
    target = tmp_path / "a.mp4"
    fetch(provider, target)
    failed = fetch(provider, target)
    assert isinstance(failed, FetchFailed)
    assert failed.failure.message == "the file has changed at its address"
    assert not failed.is_final
    assert names(tmp_path) == []
    assert isinstance(fetch(provider, target), Fetched)
    assert target.read_bytes() == OTHER
    assert asked(provider) == ["all", f"bytes={HALF}-", "all"]


def test_a_part_that_nobody_asked_for_is_no_file(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO[:HALF], 206, {"Content-Range": f"bytes 0-{HALF - 1}/{len(VIDEO)}", "ETag": ETAG}))
    assert isinstance(fetch(provider, tmp_path / "a.mp4"), FetchFailed)
    assert names(tmp_path) == []


def test_the_part_of_another_result_is_never_gone_on_from(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF))
    serve(provider, Say(OTHER, etag=ETAG), path="/b.mp4")  # the same mark, and another file
    target = tmp_path / "a.mp4"
    fetch(provider, target)
    assert isinstance(fetch(provider, target, path="/b.mp4?sign=1"), Fetched)
    assert target.read_bytes() == OTHER
    assert asked(provider) == ["all", "all"]


def test_a_fresh_address_of_the_same_result_is_gone_on_from(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF), Say(b"", status=403))
    serve(provider, Say(VIDEO, etag=ETAG), path="/fresh.mp4")
    target = tmp_path / "a.mp4"
    fetch(provider, target, identity="video-1")
    expired = fetch(provider, target, identity="video-1")
    assert isinstance(expired, FetchFailed)
    assert (expired.is_final, expired.is_expired) == (True, True)
    assert isinstance(fetch(provider, target, path="/fresh.mp4?sign=2", identity="video-1"), Fetched)
    assert target.read_bytes() == VIDEO
    assert asked(provider) == ["all", f"bytes={HALF}-", f"bytes={HALF}-"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"ETag": 'W/"weak"'},
        {"ETag": ETAG, "Accept-Ranges": "none"},
        {"Last-Modified": "now"},
        {"Last-Modified": "soon"},
    ],
    ids=["no mark", "weak", "no ranges", "just changed", "not a date"],
)
def test_without_a_sure_mark_nothing_is_kept(provider: Provider, tmp_path: Path, headers: dict[str, str]) -> None:
    if headers.get("Last-Modified") == "now":
        headers = {"Last-Modified": formatdate(usegmt=True)}
    serve(provider, Say(VIDEO, headers=headers, cut=HALF), Say(VIDEO))
    target = tmp_path / "a.mp4"
    assert isinstance(fetch(provider, target), FetchFailed)
    assert names(tmp_path) == []
    assert isinstance(fetch(provider, target), Fetched)
    assert asked(provider) == ["all", "all"]


def test_an_old_date_of_change_is_a_mark(provider: Provider, tmp_path: Path) -> None:
    changed = "Wed, 25 Nov 2020 12:00:00 GMT"
    dates = {"Last-Modified": changed}
    rest = {**dates, "Content-Range": f"bytes {HALF}-{len(VIDEO) - 1}/{len(VIDEO)}"}
    serve(provider, Say(VIDEO, headers=dates, cut=HALF), Say(VIDEO[HALF:], 206, rest))
    target = tmp_path / "a.mp4"
    fetch(provider, target)
    assert isinstance(fetch(provider, target), Fetched)
    assert target.read_bytes() == VIDEO
    assert provider.downloads[1][1]["If-Range"] == changed


@pytest.mark.parametrize("note", [b"", b"{", b"[]\n", b"{}\n", b'{"result": 1}\n5\n', b"\xff\n\n\n"])
def test_a_note_that_cannot_be_read_is_none(provider: Provider, tmp_path: Path, note: bytes) -> None:
    serve(provider, Say(VIDEO, etag=ETAG))
    (tmp_path / "a.mp4.part").write_bytes(b"x" * HALF)
    (tmp_path / "a.mp4.part.note").write_bytes(note)
    assert isinstance(fetch(provider, tmp_path / "a.mp4"), Fetched)
    assert (tmp_path / "a.mp4").read_bytes() == VIDEO
    assert asked(provider) == ["all"]


def test_what_is_not_surely_on_disk_is_fetched_again(provider: Provider, tmp_path: Path) -> None:
    """Bytes after the last noted length may be anything after a power cut."""
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF), Say(VIDEO, etag=ETAG))
    target = tmp_path / "a.mp4"
    fetch(provider, target)
    with (tmp_path / "a.mp4.part").open("ab") as part:
        part.write(bytes(500))
    with (tmp_path / "a.mp4.part.note").open("ab") as note:
        note.write(b"1")  # cut off in the middle of a length
    assert isinstance(fetch(provider, target), Fetched)
    assert target.read_bytes() == VIDEO
    assert asked(provider) == ["all", f"bytes={HALF}-"]


def test_a_part_that_lost_bytes_is_fetched_again(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF), Say(VIDEO, etag=ETAG))
    target = tmp_path / "a.mp4"
    fetch(provider, target)
    os.truncate(tmp_path / "a.mp4.part", 10)
    assert isinstance(fetch(provider, target), Fetched)
    assert asked(provider) == ["all", "all"]


@pytest.mark.parametrize(
    ("say", "is_final", "is_expired"),
    [
        (Say(b"", 401), True, True),
        (Say(b"", 403), True, True),
        (Say(b"", 404), False, True),
        (Say(b"", 410), True, True),
        (Say(b"<Error><Code>ExpiredToken</Code></Error>", 400), True, True),
        (Say(b"<html>", headers={"Content-Type": "text/html"}), True, True),
        (Say(b"<Error><Code>InvalidArgument</Code></Error>", 400), True, False),
        (Say(b"", 429, {"Retry-After": "7"}), False, False),
        (Say(b"", 500), False, False),
        (Say(b"", 503), False, False),
        (Say(is_reset=True), False, False),
        (Say(VIDEO, cut=10), False, False),
        (Say(VIDEO[:-1]), False, False),
        (Say(b"{}"), False, False),
        (Say(b""), False, False),
        (Say(VIDEO.replace(b"mp42", b"qt  ")), True, False),
    ],
)
def test_an_expired_address_is_told_from_passing_troubles(
    provider: Provider, tmp_path: Path, say: Say, *, is_final: bool, is_expired: bool
) -> None:
    serve(provider, say)
    failed = fetch(provider, tmp_path / "a.mp4")
    assert isinstance(failed, FetchFailed)
    assert (failed.is_final, failed.is_expired) == (is_final, is_expired), failed
    assert failed.failure.category == "download"
    assert failed.failure.url == f"{provider.url}/a.mp4?sign=1"
    assert names(tmp_path) == []
    if say.status == 429:
        assert failed.retry_after_s == 7


def test_a_file_that_is_not_sound_is_no_part_to_go_on_from(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO[:-100], etag=ETAG), Say(VIDEO, etag=OTHER_ETAG))
    target = tmp_path / "a.mp4"
    failed = fetch(provider, target)
    assert isinstance(failed, FetchFailed)
    assert failed.failure.message.startswith("the file is no MP4: it is cut")
    assert names(tmp_path) == []
    assert isinstance(fetch(provider, target), Fetched)


def test_what_stood_there_stays_until_the_new_file_is_whole(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO, cut=HALF), Say(VIDEO))
    target = tmp_path / "a.mp4"
    target.write_bytes(b"before")
    fetch(provider, target)
    assert target.read_bytes() == b"before"
    fetch(provider, target)
    assert target.read_bytes() == VIDEO


def test_a_shared_result_is_fetched_once(provider: Provider, tmp_path: Path) -> None:
    targets = [tmp_path / "new" / "deep" / name for name in ("a.mp4", "b.mp4", "c.mp4")]
    answer = fetch(provider, *targets)
    assert answer == Fetched(tuple(targets))
    assert [target.read_bytes() for target in targets] == [VIDEO] * 3
    assert len(provider.downloads) == 1
    assert names(targets[0].parent) == ["a.mp4", "b.mp4", "c.mp4"]


def test_the_subtitles_beside_a_video_are_a_file_of_their_own(provider: Provider, tmp_path: Path) -> None:
    serve(provider, Say(VIDEO, etag=ETAG, cut=HALF))
    serve(provider, Say(b"", etag=ETAG), path="/a.srt")
    fetch(provider, tmp_path / "a.mp4", identity="video-1")
    assert isinstance(fetch(provider, tmp_path / "a.srt", path="/a.srt", identity="video-1"), Fetched)
    assert (tmp_path / "a.srt").read_bytes() == b""
    assert names(tmp_path) == ["a.mp4.part", "a.mp4.part.note", "a.srt"]


def test_a_cancelled_download_goes_on_later(provider: Provider, tmp_path: Path) -> None:
    class Cancelling:
        """Writes the first bytes and is then cancelled."""

        def __init__(self, path: Path) -> None:
            self._file = create_file(path)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._file, name)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()

        def write(self, data: bytes) -> int:
            self._file.write(data[:HALF])
            raise asyncio.CancelledError

    serve(provider, Say(VIDEO, etag=ETAG))
    target = tmp_path / "a.mp4"
    create: Any = lambda path: Cancelling(path) if path.suffix == ".part" else create_file(path)  # noqa: E731
    with pytest.raises(asyncio.CancelledError):
        fetch(provider, target, placing=Placing(create))
    assert isinstance(fetch(provider, target), Fetched)
    assert target.read_bytes() == VIDEO
    assert len(asked(provider)) == 2
    assert asked(provider)[1].startswith("bytes=")


_KILLED = """
import asyncio, os, sys
from pathlib import Path
from specc.run.download import Downloader
from specc.run.placing import Placing, create_file, rename_file
from specc.run.settings import RunSettings

url, out, wanted = sys.argv[1], Path(sys.argv[2]), sys.argv[3]

def dies(what, act):
    def acted(*arguments):
        if wanted == "before " + what:
            os._exit(9)
        made = act(*arguments)
        if wanted == "after " + what:
            os._exit(9)
        return made
    return acted

class Written:
    def __init__(self, file):
        self.file, self.written = file, 0
    def __getattr__(self, name):
        return getattr(self.file, name)
    def __enter__(self):
        return self
    def __exit__(self, *_):
        self.file.close()
    def write(self, data):
        self.file.write(data)
        self.file.flush()
        self.written += len(data)
        if wanted == "while writing" and self.written > 4000:
            os._exit(9)

def create(path):
    kind = path.suffix.removeprefix(".")
    file = dies("create " + kind, create_file)(path)
    return Written(file) if kind == "part" else file

async def main():
    settings = RunSettings(api_url=url + "/v1", api_key="k", out=out)
    async with Downloader(settings, Placing(create, dies("rename", rename_file)), sync_bytes=1000) as downloader:
        print(await downloader.fetch(url + "/a.mp4", [out / "a.mp4", out / "b.mp4"]))

asyncio.run(main())
"""


@pytest.mark.parametrize(
    "moment",
    [
        "before create note",
        "after create note",
        "before create part",
        "after create part",
        "while writing",
        "before rename",
        "after rename",
    ],
)
def test_a_process_that_is_killed_leaves_whole_files_or_none(provider: Provider, tmp_path: Path, moment: str) -> None:
    serve(provider, Say(VIDEO, etag=ETAG))
    killed = subprocess.run([sys.executable, "-c", _KILLED, provider.url, str(tmp_path), moment], check=False)
    assert killed.returncode == 9
    for name in names(tmp_path):
        assert name.endswith((".part", ".note")) or (tmp_path / name).read_bytes() == VIDEO
    targets = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    assert isinstance(fetch(provider, *targets, path="/a.mp4"), Fetched)
    assert [target.read_bytes() for target in targets] == [VIDEO] * 2
    assert names(tmp_path) == ["a.mp4", "b.mp4"]
    if moment == "before rename":
        assert asked(provider) == ["all"], "what was whole needed no second request"


def test_the_way_to_the_disk_is_passed_in(provider: Provider, tmp_path: Path) -> None:
    made: list[str] = []

    def create(path: Path) -> Any:
        made.append(f"create {path.name}")
        return create_file(path)

    def rename(path: Path, target: Path) -> None:
        made.append(f"rename {path.name} {target.name}")
        rename_file(path, target)

    serve(provider, Say(VIDEO, etag=ETAG))
    fetch(provider, tmp_path / "a.mp4", tmp_path / "b.mp4", placing=Placing(create, rename))
    assert made == [
        "create a.mp4.part",
        "create a.mp4.part.note",
        "rename a.mp4.part a.mp4",
        "create b.mp4.part",
        "rename b.mp4.part b.mp4",
    ]
