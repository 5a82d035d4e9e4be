"""From submit to result: polling, variations, time to live, webhooks, uploads, and what happens when something fails."""

import io
import json
import threading
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from sandbox_fakes import PATIENCE_S, ManualClock, finished, receiver, task

from specc.run.sandbox import Embedded, Settings, embedded, embedded_sandbox, videos
from specc.run.sandbox.clock import SystemClock


def connected(sandbox: Embedded) -> httpx.Client:
    return httpx.Client(headers={"Authorization": f"Bearer {sandbox.key}"}, timeout=30, trust_env=False)


def test_a_result_can_be_downloaded_and_played(sandbox: Embedded, client: httpx.Client) -> None:
    made = task(settings={"caption": True, "backgroundColor": "#fff"})
    client.post(sandbox.url, json=[made])
    (item,) = finished(client, sandbox.url, made["taskUUID"])["data"]
    assert item["status"] == "success"
    assert item["videoURL"].endswith(f"{item['videoUUID']}.mp4")
    assert "cost" not in item
    video = client.get(item["videoURL"])
    assert video.headers["content-type"] == "video/mp4"
    assert int(video.headers["content-length"]) == len(video.content)
    with av.open(io.BytesIO(video.content)) as container:
        assert (container.streams.video[0].width, container.streams.video[0].height) == (320, 180)
    part = client.get(item["videoURL"], headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    subtitles = client.get(item["subtitleURL"])
    assert item["subtitleURL"].endswith(".srt")
    assert subtitles.text == "1\n00:00:00,000 --> 00:00:01,000\nHello there.\n"


def test_captions_of_a_recording_are_empty(sandbox: Embedded, client: httpx.Client) -> None:
    inputs = {"avatar": "A", "audio": "https://example.com/a.mp3"}
    made = task(speech=None, inputs=inputs, settings={"caption": True})
    client.post(sandbox.url, json=[made])
    (item,) = finished(client, sandbox.url, made["taskUUID"])["data"]
    assert client.get(item["subtitleURL"]).text == ""


def test_a_running_task_is_answered_like_an_unknown_one() -> None:
    clock, made = ManualClock(), task(numberResults=4, includeCost=True)
    with embedded(Settings(latency_s=100), clock=clock) as sandbox, connected(sandbox) as client:
        poll = [{"taskType": "getResponse", "taskUUID": made["taskUUID"]}]
        before = client.post(sandbox.url, json=poll).content
        client.post(sandbox.url, json=[made])
        clock.advance(74.9, sleepers=4)
        assert client.post(sandbox.url, json=poll).content == before == b'{"data":[]}'
        clock.advance(50.2)
        items = finished(client, sandbox.url, made["taskUUID"], results=4)["data"]
        assert [item["cost"] for item in items] == [2.8] * 4
        assert len({item["seed"] for item in items}) == len({item["videoURL"] for item in items}) == 4


def test_results_appear_as_they_are_made() -> None:
    clock, made = ManualClock(), task(numberResults=4, taskUUID="0b0a9b5e-64a5-4b5c-a5d3-3b6f6c1a1d11")
    with embedded(Settings(latency_s=100), clock=clock) as sandbox, connected(sandbox) as client:
        client.post(sandbox.url, json=[made])
        clock.advance(100, sleepers=4)
        some = finished(client, sandbox.url, made["taskUUID"])["data"]
        clock.advance(26)
        every = finished(client, sandbox.url, made["taskUUID"], results=4)["data"]
        assert 1 <= len(some) < 4
        assert every[: len(some)] == some


def test_an_address_ends_with_its_time_to_live() -> None:
    clock, made = ManualClock(), task(ttl=60, settings={"caption": True})
    with embedded(Settings(latency_s=10), clock=clock) as sandbox, connected(sandbox) as client:
        client.post(sandbox.url, json=[made])
        clock.advance(13, sleepers=1)
        (item,) = finished(client, sandbox.url, made["taskUUID"])["data"]
        clock.advance(59)
        assert client.get(item["videoURL"]).status_code == 200
        clock.advance(1)
        for name in ("videoURL", "subtitleURL"):
            reply = client.get(item[name])
            assert (reply.status_code, reply.json()["errors"][0]["code"]) == (410, "mediaExpired")
        assert client.get(item["videoURL"].replace(item["videoUUID"], "other")).status_code == 404


def test_the_same_seed_gives_the_same_results() -> None:
    made, answers = task(), []
    for _ in range(2):
        with embedded_sandbox(latency_s=0, seed=5) as sandbox, connected(sandbox) as client:
            client.post(sandbox.url, json=[made])
            (item,) = finished(client, sandbox.url, made["taskUUID"])["data"]
            answers.append((item["videoUUID"], item["seed"], client.get(item["videoURL"]).content))
    assert answers[0] == answers[1]


def test_a_webhook_is_told_each_result(sandbox: Embedded, client: httpx.Client) -> None:
    with receiver(500) as (address, received):
        made = task(webhookURL=address)
        client.post(sandbox.url, json=[made])
        refused, taken = (received.get(timeout=PATIENCE_S) for _ in range(2))
    items = finished(client, sandbox.url, made["taskUUID"])["data"]
    assert refused == taken
    assert taken[:2] == ("POST", "application/json")
    assert json.loads(taken[2]) == {"data": items}


def test_the_file_is_put_to_the_upload_address(sandbox: Embedded, client: httpx.Client) -> None:
    with receiver() as (address, received):
        made = task(uploadEndpoint=address, outputFormat="WEBM")
        client.post(sandbox.url, json=[made])
        (item,) = finished(client, sandbox.url, made["taskUUID"])["data"]
        method, kind, body = received.get(timeout=PATIENCE_S)
    assert (method, kind) == ("PUT", "video/webm")
    assert body == client.get(item["videoURL"]).content


def test_a_failed_upload_fails_the_result_and_is_not_billed() -> None:
    clock = ManualClock()
    with embedded(Settings(latency_s=0), clock=clock) as sandbox, connected(sandbox) as client:
        with receiver(*[403] * 7) as (address, received):
            made = task(uploadEndpoint=address)
            client.post(sandbox.url, json=[made])
            clock.advance(0, sleepers=1)
            for _ in range(6):
                received.get(timeout=PATIENCE_S)
                clock.advance(8, sleepers=1)
            answer = finished(client, sandbox.url, made["taskUUID"])
        (error,) = answer["errors"]
        assert (error["code"], error["status"], error["taskUUID"]) == ("uploadFailed", "error", made["taskUUID"])
        assert "token" not in error["message"]
        assert sandbox.charges == ()


def test_a_video_that_cannot_be_made_is_an_error_and_is_not_billed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_scene: Any, file: Path, **_options: Any) -> None:
        raise OSError(28, "No space left on device", str(file))

    monkeypatch.setattr(videos, "write", broken)
    with receiver() as (address, received), embedded_sandbox(latency_s=0) as sandbox, connected(sandbox) as client:
        made = task(webhookURL=address)
        client.post(sandbox.url, json=[made])
        (error,) = finished(client, sandbox.url, made["taskUUID"])["errors"]
        told = json.loads(received.get(timeout=PATIENCE_S)[2])
        assert error["code"] == "inferenceError"
        assert told == {"errors": [error]}
        assert sandbox.charges == ()
    assert "No space left on device" in caplog.text


def test_leaving_stops_the_server_and_what_it_was_making() -> None:
    before = {thread for thread in threading.enumerate() if thread.name == "specc-sandbox"}
    with embedded(Settings(latency_s=1000), clock=SystemClock()) as sandbox, connected(sandbox) as client:
        client.post(sandbox.url, json=[task()])
    assert {thread for thread in threading.enumerate() if thread.name == "specc-sandbox"} <= before
    with pytest.raises(httpx.ConnectError):
        httpx.post(sandbox.url, json=[], trust_env=False)
