"""What a sandbox with a folder still knows after a restart, after a SIGKILL, and after half a line."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sandbox_fakes import (
    PATIENCE_S,
    HastyClock,
    ManualClock,
    codes,
    connected,
    faulty,
    finished,
    poll,
    receiver,
    submitted,
    task,
)

from specc.base.errors import SpeccError, UnreadableError, UsageError
from specc.run.sandbox import Embedded, Settings, embedded
from specc.run.sandbox.clock import SystemClock
from specc.run.sandbox.journal import Journal, reopened

RUN = "from specc.cli.sandbox import command; command()"


@contextmanager
def living(folder: Path, **options: Any) -> Iterator[tuple[Embedded, httpx.Client]]:
    settings = {"media": "none", "state_dir": folder, **options}
    with faulty(**settings) as (sandbox, client):
        yield sandbox, client


@contextmanager
def process(folder: Path, port: int, *options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """`specc sandbox` on a folder, and its address. It is killed at the end."""
    arguments = [sys.executable, "-c", RUN, "--port", str(port), "--state", str(folder), *options]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as started:
        assert started.stderr
        line = started.stderr.readline()
        assert "listens on" in line, line + started.stderr.read()
        try:
            yield started, line.split()[4]
        finally:
            started.kill()
            started.stderr.close()


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]


def test_jobs_charges_and_uploads_are_there_again(tmp_path: Path) -> None:
    upload = {"taskType": "mediaStorage", "taskUUID": "a", "operation": "upload", "media": "aGVsbG8="}
    with living(tmp_path, price_usd=0.1) as (sandbox, client):
        made = submitted(client, sandbox, numberResults=2, includeCost=True)
        before = finished(client, sandbox.url, made["taskUUID"], results=2)
        (media,) = client.post(sandbox.url, json=[upload]).json()["data"]
        charges, paid = sandbox.charges, sandbox.paid
    with living(tmp_path, price_usd=7) as (sandbox, client):
        assert (sandbox.charges, sandbox.paid, sandbox.spent_usd) == (charges, paid, 0.2)
        assert codes(client.post(sandbox.url, json=[made]).json()) == ["conflictTaskUUID"]
        after = finished(client, sandbox.url, made["taskUUID"], results=2)
        assert [{**item, "videoURL": ""} for item in after["data"]] == [
            {**item, "videoURL": ""} for item in before["data"]
        ]
        assert client.get(after["data"][0]["videoURL"]).status_code == 200
        assert client.get(f"{sandbox.url.removesuffix('v1')}media/{media['mediaUUID']}").content == b"hello"
        delete = {**upload, "operation": "delete", "mediaUUID": media["mediaUUID"]}
        assert client.post(sandbox.url, json=[delete]).status_code == 200
        client.post(sandbox.url, json=[upload])
    with living(tmp_path) as (sandbox, client):
        assert client.get(f"{sandbox.url.removesuffix('v1')}media/{media['mediaUUID']}").content == b"hello"


def test_a_video_that_is_gone_is_made_again(tmp_path: Path) -> None:
    with living(tmp_path, media="video", latency_s=0) as (sandbox, client):
        made = submitted(client, sandbox)
        url = finished(client, sandbox.url, made["taskUUID"])["data"][0]["videoURL"]
        content = client.get(url).content
        (file,) = (tmp_path / "media").iterdir()
        file.unlink()
        assert client.get(url).content == content
        assert [each.name for each in (tmp_path / "media").iterdir()] == [file.name]


def test_what_was_not_finished_goes_on(tmp_path: Path) -> None:
    clock = ManualClock()
    with living(tmp_path, latency_s=100, clock=clock) as (sandbox, client):
        made = submitted(client, sandbox)
        clock.advance(74, sleepers=1)
    with living(tmp_path, latency_s=100, clock=clock) as (sandbox, client):
        clock.advance(52, sleepers=1)
        assert finished(client, sandbox.url, made["taskUUID"])["data"]
        assert len(sandbox.charges) == 1


def test_an_address_ends_at_the_same_time(tmp_path: Path) -> None:
    clock = ManualClock()
    with living(tmp_path, clock=clock) as (sandbox, client):
        made = submitted(client, sandbox, ttl=60)
        clock.advance(59)
    with living(tmp_path, clock=clock) as (sandbox, client):
        url = finished(client, sandbox.url, made["taskUUID"])["data"][0]["videoURL"]
        assert client.get(url).status_code == 200
        clock.advance(1)
        assert client.get(url).status_code == 410


def test_refunds_balance_and_deposits_are_kept(tmp_path: Path) -> None:
    rule = {"at": "generation", "fault": "fail", "matches": "hopeless"}  # no UUID can hold that
    with faulty(rule, state_dir=tmp_path, balance_usd=1, price_usd=0.4) as (sandbox, client):
        submitted(client, sandbox)
        bad = submitted(client, sandbox, speech={"text": "hopeless"})
        before = finished(client, sandbox.url, bad["taskUUID"])
        deposit = client.post(sandbox.url.replace("/v1", "/sandbox/deposit"), json=2.5).json()
        assert deposit["balance"] == 3.1
    with living(tmp_path, balance_usd=1) as (sandbox, client):
        assert finished(client, sandbox.url, bad["taskUUID"]) == before
        told = client.get(sandbox.url.replace("/v1", "/sandbox/charges")).json()
        assert (told["balance"], told["spent"], told["results"], told["refunds"]) == (3.1, 0.4, 1, 1)


def test_a_fault_that_happened_does_not_happen_again(tmp_path: Path) -> None:
    rule = {"at": "submit", "fault": "status", "accepted": True, "first": 1}
    made = task()
    answers = []
    for _ in range(2):
        with faulty(rule, state_dir=tmp_path) as (sandbox, client):
            answers.append(client.post(sandbox.url, json=[made]))
            assert sandbox.fault_hits == (1,)
    assert [codes(answer.json()) for answer in answers] == [["internalServerError"], ["conflictTaskUUID"]]


def test_a_stuck_task_stays_stuck_and_counts_stay(tmp_path: Path) -> None:
    rule = {"at": "generation", "fault": "stuck", "first": 1}
    with faulty(rule, state_dir=tmp_path) as (sandbox, client):
        stuck = submitted(client, sandbox, speech={"text": "The same."})
    with faulty(rule, state_dir=tmp_path) as (sandbox, client):
        second = submitted(client, sandbox, speech={"text": "The same."})
        assert finished(client, sandbox.url, second["taskUUID"])
        assert client.post(sandbox.url, json=poll(stuck["taskUUID"])).json() == {"data": []}
        assert sandbox.paid_twice


def test_a_webhook_that_was_not_told_is_told_later(tmp_path: Path) -> None:
    clock = ManualClock()
    with receiver(503) as (address, received):
        with living(tmp_path, clock=clock) as (sandbox, client):
            made = submitted(client, sandbox, webhookURL=address)
            clock.advance(0, sleepers=1)
            received.get(timeout=PATIENCE_S)
        with living(tmp_path, clock=clock):
            told = json.loads(received.get(timeout=PATIENCE_S)[2])
            assert told["data"][0]["taskUUID"] == made["taskUUID"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_sandbox_charges_once(tmp_path: Path, number: signal.Signals) -> None:
    with process(tmp_path, 0, "--latency", "1000") as (started, url), httpx.Client(trust_env=False) as client:
        client.headers["Authorization"] = "Bearer any"
        made = task()
        assert client.post(url, json=[made]).status_code == 200
        started.send_signal(number)
        started.wait(PATIENCE_S)
    port = int(url.rpartition(":")[2].partition("/")[0])
    with process(tmp_path, port, "--latency", "0", "--no-media") as (_, again), httpx.Client(trust_env=False) as client:
        client.headers["Authorization"] = "Bearer any"
        assert again == url
        assert codes(client.post(url, json=[made]).json()) == ["conflictTaskUUID"]
        assert finished(client, url, made["taskUUID"])["data"]
        told = client.get(url.replace("/v1", "/sandbox/charges")).json()
        assert (told["results"], told["paidTwice"]) == (1, [])


@pytest.mark.parametrize(("is_accepted", "charged"), [(False, 0), (True, 1)])
def test_it_can_die_at_a_request(tmp_path: Path, charged: int, *, is_accepted: bool) -> None:
    faults = tmp_path / "faults.json"
    rule = {"at": "submit", "fault": "die", "accepted": is_accepted, "first": 1}
    faults.write_text(json.dumps([rule]), encoding="utf-8")
    options = ("--faults", str(faults), "--no-media")
    made, headers = task(), {"Authorization": "Bearer any"}
    with process(tmp_path / "state", 0, *options) as (started, url):
        with pytest.raises(httpx.HTTPError):
            httpx.post(url, json=[made], headers=headers, trust_env=False)
        assert started.wait(PATIENCE_S) == 137
    with process(tmp_path / "state", 0, *options) as (_, url):
        assert httpx.get(url.replace("/v1", "/sandbox/charges"), trust_env=False).json()["results"] == charged
        again = httpx.post(url, json=[made], headers=headers, trust_env=False).json()
        assert codes(again) == ["conflictTaskUUID"] * charged
        assert httpx.get(url.replace("/v1", "/sandbox/charges"), trust_env=False).json()["results"] == 1


@pytest.mark.parametrize("half", [b'{"event":"acc', b"{", b'{"event":"deposited","usd":"5"}'])
def test_half_a_line_never_happened(tmp_path: Path, half: bytes) -> None:
    with living(tmp_path) as (sandbox, client):
        first = submitted(client, sandbox)
    journal = tmp_path / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole + half)
    with living(tmp_path) as (sandbox, client):
        assert journal.read_bytes() == whole
        second = submitted(client, sandbox)
    with living(tmp_path) as (sandbox, client):
        assert [charge.task_uuid for charge in sandbox.charges] == [first["taskUUID"], second["taskUUID"]]


@pytest.mark.parametrize(
    "line",
    [b"nonsense\n", b"7\n", b'{"event":"exploded"}\n', b'{"event":"made","job":"x","result":0,"at":1}\n', b"{}\n"],
)
def test_a_journal_that_is_none(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "journal.jsonl").write_bytes(line + b"\n"[:0])
    with pytest.raises(SpeccError) as caught, living(tmp_path):
        pass
    assert "journal" in caught.value.message
    assert "--state" in caught.value.help


def test_a_folder_serves_one_sandbox_at_a_time(tmp_path: Path) -> None:
    with living(tmp_path), pytest.raises(UsageError, match="another sandbox keeps its state in"), living(tmp_path):
        pass
    with living(tmp_path):
        pass


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(UnreadableError, match="can't keep the sandbox's state in"), living(file):
        pass


def test_a_line_that_cannot_be_written_is_taken_back(tmp_path: Path) -> None:
    class Full:
        def __init__(self, file: Any) -> None:
            self.file, self.left = file, 40

        def write(self, content: bytes) -> int:
            if self.left <= 0:
                raise OSError(28, "No space left on device")
            written: int = self.file.write(content[: self.left])
            self.left -= written
            return written

        def truncate(self, size: int) -> None:
            self.file.truncate(size)

    journal, _ = reopened(tmp_path / "journal.jsonl")
    journal.write({"event": "a"})
    small = Journal(Full(journal.file), len(b'{"event":"a"}\n'))  # type: ignore[arg-type]
    with pytest.raises(OSError, match="No space"):
        small.write({"event": "b" * 100})
    journal.close()
    assert (tmp_path / "journal.jsonl").read_bytes() == b'{"event":"a"}\n'


def test_a_task_that_cannot_be_written_down_is_not_accepted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with living(tmp_path) as (sandbox, client):

        def full(_entry: Any) -> None:
            raise OSError(28, "No space left on device")

        made, journal = task(), sandbox._state.journal
        sandbox._state.journal = type("Full", (), {"write": staticmethod(full)})()
        assert client.post(sandbox.url, json=[made]).status_code == 500
        sandbox._state.journal = journal
        assert sandbox.charges == ()
        assert client.post(sandbox.url, json=[made]).status_code == 200
    assert "No space left" in caplog.text


def test_the_journal_has_no_key(tmp_path: Path) -> None:
    settings = Settings(media="none", state_dir=tmp_path, key="very-secret")
    with embedded(settings, clock=SystemClock()) as sandbox, connected(sandbox) as client:
        submitted(client, sandbox)
    assert [line["event"] for line in lines(tmp_path)] == ["accepted", "made"]
    assert b"very-secret" not in (tmp_path / "journal.jsonl").read_bytes()


def test_the_same_port_again(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for _ in range(2):
        with embedded(Settings(media="none"), clock=HastyClock(), port=port) as sandbox:
            assert sandbox.url == f"http://127.0.0.1:{port}/v1"


def test_whenever_it_is_killed_every_task_is_charged_once(tmp_path: Path) -> None:
    made = [task(speech={"text": str(number)}) for number in range(120)]
    left = deque(made)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url, complaints = f"http://127.0.0.1:{port}/v1", set[str]()

    def submit_all() -> None:
        """Each until it is known to be accepted, as a client has to that must not pay twice."""
        with httpx.Client(headers={"Authorization": "Bearer any"}, trust_env=False) as client:
            while left:
                asked = left.popleft()
                try:
                    complaints.update(codes(client.post(url, json=[asked]).json()))
                except httpx.HTTPError:
                    left.append(asked)
                    time.sleep(0.01)

    with ThreadPoolExecutor(1) as thread:
        submitting = thread.submit(submit_all)
        for left_at_kill in (80, 40):
            with process(tmp_path, port, "--no-media"):
                while len(left) > left_at_kill:
                    time.sleep(0.001)
        with process(tmp_path, port, "--no-media"):
            submitting.result(PATIENCE_S)
            told = httpx.get(url.replace("/v1", "/sandbox/charges"), trust_env=False).json()
    assert (told["results"], len(told["tasks"]), told["paidTwice"]) == (len(made), len(made), [])
    assert complaints <= {"conflictTaskUUID"}
