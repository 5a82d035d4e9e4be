"""From the provider's webhook to whoever waits for the video: sandbox, listener and ledger together."""

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from specc.run import notices
from specc.run.clock import SystemClock
from specc.run.ledger import Ledger, open_ledger
from specc.run.notices import Notices
from specc.run.sandbox import Embedded, embedded_sandbox
from tests.webhooks import Listener, running_listener

LONG_S = 30.0


@pytest.fixture
def ledgers(tmp_path: Path) -> Iterator[tuple[Ledger, Ledger]]:
    """The run's and the listener's: the same file, opened twice."""
    pair = open_ledger(tmp_path / "ledger.db"), open_ledger(tmp_path / "ledger.db")
    yield pair
    for ledger in pair:
        ledger.close()


def submit(sandbox: Embedded, webhook_url: str, **more: object) -> str:
    uuid = str(uuid4())
    task = {
        "taskType": "videoInference",
        "taskUUID": uuid,
        "model": "heygen:avatar@5",
        "width": 320,
        "height": 180,
        "inputs": {"avatar": "Caroline"},
        "speech": {"text": "Hello there."},
        "webhookURL": webhook_url,
        **more,
    }
    answer = httpx.post(sandbox.url, json=[task], headers={"Authorization": f"Bearer {sandbox.key}"}, trust_env=False, timeout=30)
    assert answer.json()["data"][0]["taskUUID"] == uuid
    return uuid


def told(ledger: Ledger) -> list[tuple[str, str]]:
    found = [json.loads(body) for _, body in ledger.notices(0)]
    assert all(set(body) == {"taskUUID", "status"} for body in found)
    return [(body["taskUUID"], body["status"]) for body in found]


def until_told(ledger: Ledger, count: int) -> list[tuple[str, str]]:
    end = time.monotonic() + LONG_S
    while len(told(ledger)) < count and time.monotonic() < end:
        time.sleep(0.02)
    return told(ledger)


def test_a_webhook_wakes_who_waits(ledgers: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "LOOK_S", 0.05)
    mine, the_listeners = ledgers

    async def story(sandbox: Embedded, listener: Listener) -> tuple[str, bool, bool]:
        async with Notices(mine, SystemClock()) as heard:
            uuid = await asyncio.to_thread(submit, sandbox, listener.webhook_url)
            return uuid, await heard.wait(uuid, LONG_S), await heard.wait(uuid, 0.2)

    with running_listener(the_listeners) as listener, embedded_sandbox(latency_s=0.3) as sandbox:
        uuid, is_woken, again = asyncio.run(story(sandbox, listener))
    assert (is_woken, again) == (True, False)
    assert told(mine) == [(uuid, "success")]


def test_each_result_is_told_and_a_duplicate_is_harmless(ledgers: tuple[Ledger, Ledger]) -> None:
    mine, the_listeners = ledgers
    with running_listener(the_listeners) as listener, embedded_sandbox(latency_s=0) as sandbox:
        uuid = submit(sandbox, listener.webhook_url, numberResults=2)
        assert until_told(mine, 2) == [(uuid, "success")] * 2
        assert httpx.post(listener.webhook_url, json={"taskUUID": uuid, "status": "success"}, trust_env=False).status_code == 200
        assert len(told(mine)) == 3


def test_a_listener_that_was_away_is_told_later(ledgers: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch) -> None:
    mine, the_listeners = ledgers
    with running_listener(the_listeners) as listener, embedded_sandbox(latency_s=0) as sandbox:
        with monkeypatch.context() as patch:
            patch.setattr("specc.run.listener.app.ANSWER_S_MAX", 0.0)  # as if the ledger were never to be had
            uuid = submit(sandbox, listener.webhook_url)
            end = time.monotonic() + LONG_S
            while not listener.desk.answers[503] and time.monotonic() < end:
                time.sleep(0.02)
        assert until_told(mine, 1) == [(uuid, "success")]
