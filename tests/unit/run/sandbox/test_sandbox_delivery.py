"""A webhook is tried again with growing pauses, a bounded number of times."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from sandbox_fakes import HastyClock

from specc.run.sandbox.delivery import ATTEMPTS_MAX, Delivery, UndeliveredError

ADDRESS = "http://receiver.test/in?token=secret"


def notified(replies: Iterator[httpx.Response | Exception]) -> tuple[HastyClock, list[httpx.Request]]:
    clock, seen = HastyClock(), []

    def reply(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        found = next(replies)
        if isinstance(found, Exception):
            raise found
        return found

    async def notify() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(reply)) as client:
            await Delivery(client, clock).notify(ADDRESS, b'{"data":[]}')

    asyncio.run(notify())
    return clock, seen


def test_one_post_when_it_is_taken() -> None:
    clock, seen = notified(iter([httpx.Response(204)]))
    assert clock.sleeps == []
    assert [(request.method, request.content) for request in seen] == [("POST", b'{"data":[]}')]


def test_pauses_double() -> None:
    down, late = httpx.ConnectError("refused"), httpx.ReadTimeout("late")
    replies: list[httpx.Response | Exception] = [
        httpx.Response(500),
        down,
        httpx.Response(404),
        late,
        httpx.Response(200),
    ]
    clock, seen = notified(iter(replies))
    assert clock.sleeps == [0.25, 0.5, 1, 2]
    assert len(seen) == 5


def test_it_gives_up_without_telling_the_token() -> None:
    with pytest.raises(UndeliveredError) as caught:
        notified(iter([httpx.Response(503)] * ATTEMPTS_MAX))
    assert str(caught.value) == "POST http://receiver.test/in failed 7 times, the last time with: HTTP 503"
