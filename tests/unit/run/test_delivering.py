"""From the result's address to disk: whole under its name or not there, inside the folder, and never paid for again."""

import errno
import gzip
import signal
from collections import deque
from contextlib import closing
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from specc.base.errors import UnreadableError
from specc.plan.events import Event, Moved, Progressed
from specc.plan.lifecycle import State
from specc.plan.outcome import Outcome
from specc.run.executor import run_tasks
from specc.run.stops import RunInterruptedError
from tests.fakes import KEY, VIDEO, Say
from tests.unit.run.conftest import Bench, make_task

TASK = make_task("a")
ADDRESS = f"/media/{TASK.uuid}-1.mp4"


def serve(bench: Bench, *says: Say, path: str = ADDRESS) -> None:
    bench.provider.media[path] = deque(says)


def test_the_file_is_what_was_sent_and_the_key_stays_at_home(bench: Bench) -> None:
    [outcome] = bench.run(TASK)
    assert [file.read_bytes() for file in outcome.files] == [VIDEO]
    [(path, headers)] = bench.provider.downloads
    assert path.endswith("?signature=abc")
    assert KEY not in str(headers)


@pytest.mark.parametrize(
    "bad",
    [
        Say(VIDEO, cut=100),
        Say(VIDEO, headers={"Content-Length": str(len(VIDEO) + 1)}),
        Say(is_reset=True),
        Say(b"", status=503),
        Say(b"", status=404),
        Say(b"not yet", status=429, headers={"Retry-After": "3"}),
        Say(b""),
    ],
    ids=["cut", "short", "reset", "503", "404", "429", "empty"],
)
def test_a_download_that_goes_wrong_is_tried_again(bench: Bench, bad: Say) -> None:
    serve(bench, bad, bad, Say(VIDEO))
    [outcome] = bench.run(TASK)
    assert outcome.state is State.DELIVERED
    assert bench.files() == ["en/a.mp4"]
    assert outcome.files[0].read_bytes() == VIDEO


def test_a_compressed_download_is_unpacked(bench: Bench) -> None:
    packed = gzip.compress(VIDEO)
    serve(bench, Say(packed, headers={"Content-Encoding": "gzip"}))
    [outcome] = bench.run(TASK)
    assert outcome.files[0].read_bytes() == VIDEO


def test_a_name_may_be_as_long_as_the_file_system_allows(bench: Bench) -> None:
    [outcome] = bench.run(replace(TASK, file=f"{'x' * 251}.mp4"))
    assert outcome.state is State.DELIVERED
    assert bench.files() == [f"{'x' * 251}.mp4"]


def test_a_redirect_is_followed(bench: Bench) -> None:
    serve(bench, Say(b"", status=302, headers={"Location": f"{bench.provider.url}/elsewhere.mp4"}))
    assert bench.run(TASK)[0].state is State.DELIVERED


@pytest.mark.parametrize(
    ("bad", "downloads"),
    [
        (Say(VIDEO, cut=100), 5),
        (Say(b"", status=404), 5),
        (Say(b"", status=410), 1),
        (Say(b"", status=403), 1),
        (Say(b"<html>log in</html>", headers={"Content-Type": "text/html; charset=utf-8"}), 1),
    ],
    ids=["cut", "404", "410", "403", "page"],
)
def test_what_cannot_be_downloaded_is_reported_with_its_address(bench: Bench, bad: Say, downloads: int) -> None:
    serve(bench, bad)
    [outcome] = bench.run(TASK)
    assert (outcome.state, outcome.is_pending) == (State.MADE, True)
    assert outcome.error is not None
    assert outcome.error.category == "download"
    assert outcome.error.url == f"{bench.provider.url}{ADDRESS}?signature=abc"
    assert outcome.cost_usd == 0.18
    assert bench.files() == []
    assert len(bench.provider.downloads) == downloads
    assert len(bench.provider.submits) == 1


@pytest.mark.parametrize("url", ["http://[", "http://nowhere.invalid/a.mp4"])
def test_an_address_that_leads_nowhere_is_a_failed_download(bench: Bench, url: str) -> None:
    bench.provider.standings[TASK.uuid] = deque([([bench.provider.success(TASK.uuid, videoURL=url)], [])])
    [outcome] = bench.run(TASK)
    assert outcome.state is State.MADE


def test_subtitles_are_found_wherever_they_are(bench: Bench) -> None:
    sidecar = {"captions": [{"file": f"{bench.provider.url}/captions/1.SRT?x=y.mp4"}]}
    bench.provider.standings[TASK.uuid] = deque([([bench.provider.success(TASK.uuid, extra=sidecar)], [])])
    subtitles = b"1\n00:00:00,000 --> 00:00:01,000\nHello.\n"
    serve(bench, Say(subtitles), path="/captions/1.SRT")
    [outcome] = bench.run(TASK)
    assert outcome.state is State.DELIVERED
    assert bench.files() == ["en/a.mp4", "en/a.srt"]
    assert (bench.out / "en/a.srt").read_bytes() == subtitles


class _FullDisk(FileIO):
    room = 5000

    def write(self, data: Any) -> int:
        if self.tell() + len(data) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_full_disk_is_one_line_and_leaves_nothing_behind(bench: Bench) -> None:
    outcomes = bench.run(TASK, make_task("b"), concurrency=1, create=lambda path: _FullDisk(path, "w"))
    first, second = outcomes
    assert first.state is State.MADE
    assert first.error is not None
    assert (first.error.category, first.error.message) == ("disk", "can't write a.mp4: No space left on device")
    assert first.error.url
    assert bench.files() == []
    assert second.state is State.BLOCKED
    assert len(bench.provider.sold) == 1
    assert bench.run(TASK)[0].state is State.DELIVERED
    assert len(bench.provider.sold) == 1


@pytest.mark.parametrize(
    "file", ["../a.mp4", "/tmp/a.mp4", "en/../../a.mp4", "link/a.mp4", ".", "circle/a.mp4", "\0.mp4"]
)
def test_nothing_is_written_outside_the_folder(bench: Bench, tmp_path: Path, file: str) -> None:
    bench.out.mkdir()
    (bench.out / "link").symlink_to(tmp_path)
    (bench.out / "circle").symlink_to("circle")
    [outcome] = bench.run(replace(TASK, file=file))
    assert outcome.state is State.BLOCKED
    assert outcome.error is not None
    assert outcome.error.category == "disk"
    assert bench.provider.submits == []
    assert not (tmp_path / "a.mp4").exists()


@pytest.mark.parametrize("file", ["file/a.mp4", "folder", f"{'x' * 300}.mp4"])
def test_what_cannot_be_saved_is_not_paid_for(bench: Bench, file: str) -> None:
    (bench.out / "folder").mkdir(parents=True)
    (bench.out / "file").touch()
    [outcome, other] = bench.run(replace(TASK, file=file), make_task("b"))
    assert (outcome.state, other.state) == (State.BLOCKED, State.DELIVERED)
    assert len(bench.provider.sold) == 1


def test_two_videos_never_share_a_file(bench: Bench) -> None:
    first, second = bench.run(TASK, replace(make_task("b"), file="EN/A.mp4"))
    assert (first.state, second.state) == (State.DELIVERED, State.BLOCKED)


def test_a_folder_that_is_a_file_is_told_before_anything_is_paid_for(bench: Bench) -> None:
    bench.out.touch()
    with pytest.raises(UnreadableError, match="it is a file"):
        bench.run(TASK)
    assert bench.provider.submits == []


def interrupt_when(bench: Bench, after: State) -> RunInterruptedError:
    def notify(event: Event) -> None:
        bench.events.append(event)
        if isinstance(event, Moved) and event.after is after:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)  # the second one leaves at once

    with pytest.raises(RunInterruptedError) as caught, closing(bench.ledger()) as ledger:
        run_tasks([TASK, make_task("b")], bench.settings(concurrency=1), ledger, notify=notify, clock=bench.clock)
    return caught.value


@pytest.mark.parametrize("after", [State.SENT, State.ACCEPTED, State.MADE])
def test_an_interrupted_run_goes_on_without_paying_twice(bench: Bench, after: State) -> None:
    stopped = interrupt_when(bench, after)
    assert stopped.exit_code == 130
    first = bench.outcomes(TASK, make_task("b"))[0]
    assert first.state is after
    assert stopped.tally.unsent == 1
    assert ("1 sent without an answer" if after is State.SENT else "1 accepted") in stopped.message
    assert "pays for none of them twice" in stopped.help
    assert not list(bench.out.rglob("*.part"))
    assert len(bench.provider.sold) <= 1
    assert [outcome.state for outcome in bench.run(TASK, make_task("b"))] == [State.DELIVERED] * 2
    assert len(bench.provider.sold) == 2


def test_an_interrupted_download_leaves_no_part(bench: Bench) -> None:
    class Interrupting(FileIO):
        def write(self, data: Any) -> int:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
            return super().write(data)

    def serve_slowly(path: Path) -> Interrupting:
        return Interrupting(path, "w")

    serve(bench, Say(VIDEO, cut=100), Say(VIDEO))
    with pytest.raises(RunInterruptedError):
        bench.run(TASK, create=serve_slowly)
    assert bench.files() == []


def test_what_is_in_flight_may_arrive_after_the_first_interruption(bench: Bench) -> None:
    def notify(event: Event) -> None:
        bench.events.append(event)
        if isinstance(event, Moved) and event.after is State.ACCEPTED:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(RunInterruptedError) as caught, closing(bench.ledger()) as ledger:
        run_tasks([TASK, make_task("b")], bench.settings(concurrency=1), ledger, notify=notify, clock=bench.clock)
    assert caught.value.message == "interrupted; 1 made, 1 not sent"
    assert bench.files() == ["en/a.mp4"]
    assert len(bench.provider.sold) == 1


def test_a_bug_in_the_display_is_not_swallowed(bench: Bench) -> None:
    def notify(event: Event) -> None:
        if isinstance(event, Moved):
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError), closing(bench.ledger()) as ledger:
        run_tasks([TASK], bench.settings(), ledger, notify=notify, clock=bench.clock)


def test_nothing_to_do_is_done_without_a_word(bench: Bench) -> None:
    outcomes: list[Outcome] = bench.run()
    assert outcomes == []
    assert not [event for event in bench.events if isinstance(event, Progressed)]
