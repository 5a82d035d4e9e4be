"""A waiting conversation is woken by what a webhook said, and by nothing else."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from specc.run import notices
from specc.run.clock import SystemClock
from specc.run.ledger import Ledger, LedgerError, open_ledger
from specc.run.notices import Notices

A, B = "24cd5dff-cb81-4db5-8506-b72a9425f9d1", "50836053-a0ee-4cf5-b9d6-ae7c5d140ada"
LONG_S = 20.0


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "LOOK_S", 0.01)


def note(ledger: Ledger, *uuids: str) -> None:
    ledger.note_notices([json.dumps({"taskUUID": uuid, "status": "success"}) for uuid in uuids])


def during(ledger: Ledger, story: Callable[[Notices], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with asyncio.timeout(LONG_S), Notices(ledger, SystemClock()) as heard:
            return await story(heard)

    return asyncio.run(run())


def test_it_wakes_who_is_spoken_of(ledger: Ledger) -> None:
    async def story(heard: Notices) -> list[bool]:
        mine = asyncio.create_task(heard.wait(A.upper(), LONG_S * 2))
        other = asyncio.create_task(heard.wait(B, 0.3))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(note, ledger, A)
        return [await mine, await other]

    assert during(ledger, story) == [True, False]


def test_it_remembers_what_was_said_before_the_wait_and_once(ledger: Ledger) -> None:
    note(ledger, B)

    async def story(heard: Notices) -> list[bool]:
        await asyncio.to_thread(note, ledger, A, A, A)
        return [await heard.wait(A, LONG_S), await heard.wait(A, 0.05), await heard.wait(B, 0.05)]

    assert during(ledger, story) == [True, False, False]


def test_what_was_heard_while_others_waited_is_kept(ledger: Ledger) -> None:
    async def story(heard: Notices) -> bool:
        await asyncio.to_thread(note, ledger, A, B)
        assert await heard.wait(B, LONG_S)
        return await heard.wait(A, 0)

    assert during(ledger, story)


def test_a_thousand_wait_at_the_cost_of_one(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    look = Ledger.notices

    def counted(self: Ledger, after: int) -> Any:
        nonlocal looks
        looks += 1
        return look(self, after)

    monkeypatch.setattr(Ledger, "notices", counted)
    monkeypatch.setattr(notices, "LOOK_S", 0.2)
    uuids = [f"{number:08x}-cb81-4db5-8506-b72a9425f9d1" for number in range(1000)]

    async def story(heard: Notices) -> list[bool]:
        waits = [asyncio.create_task(heard.wait(uuid, LONG_S)) for uuid in uuids for _ in range(2)]
        await asyncio.sleep(0.05)
        await asyncio.to_thread(note, ledger, *uuids)
        return list(await asyncio.gather(*waits))

    assert during(ledger, story) == [True] * 2000
    assert looks <= 4


def test_nobody_waits_nobody_looks(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    monkeypatch.setattr(Ledger, "notices", lambda _self, after: looked.append(after) or [])

    async def story(heard: Notices) -> None:
        await heard.wait(A, 0.05)
        await asyncio.sleep(0.05)
        looked.clear()
        await asyncio.sleep(0.1)

    during(ledger, story)
    assert looked == []


def test_one_that_comes_to_light_late_is_heard_and_once(ledger: Ledger) -> None:
    def insert(number: int, uuid: str) -> None:
        ledger.engine.write(lambda cursor: cursor.execute("INSERT INTO notices (id, at, body) VALUES (?, '2026', ?)", (number, json.dumps({"taskUUID": uuid}))))

    async def story(heard: Notices) -> list[bool]:
        await asyncio.to_thread(insert, 9, A)
        first = await heard.wait(A, LONG_S)
        await asyncio.to_thread(insert, 8, B)
        return [first, await heard.wait(B, LONG_S), await heard.wait(A, 0.05), await heard.wait(B, 0.05)]

    assert during(ledger, story) == [True, True, False, False]


def test_a_ledger_that_cannot_be_read_for_a_while(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(heard: Notices) -> list[bool]:
        def away(_self: Ledger, _after: int) -> Any:
            raise LedgerError("away")

        await asyncio.to_thread(note, ledger, A)
        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "notices", away)
            first = await heard.wait(A, 0.1)
        return [first, await heard.wait(A, LONG_S)]

    assert during(ledger, story) == [False, True]


def test_what_others_are_told_does_not_pile_up(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_HEARD_MAX", 2)

    async def story(heard: Notices) -> list[bool]:
        await asyncio.to_thread(note, ledger, "c", A, "d", "e", A)
        return [await heard.wait(B, 0.1), await heard.wait("c", 0), await heard.wait("d", 0), await heard.wait(A, 0)]

    assert during(ledger, story) == [False, False, False, True]


def test_a_wait_that_is_broken_off_leaves_nothing(ledger: Ledger) -> None:
    async def story(heard: Notices) -> None:
        wait = asyncio.create_task(heard.wait(A, LONG_S))
        await asyncio.sleep(0.02)
        wait.cancel()
        with pytest.raises(asyncio.CancelledError):
            await wait
        assert heard._waiting == {}
        assert [task for task in asyncio.all_tasks() if "sleep" in repr(task.get_coro())] == []

    during(ledger, story)


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"a":1}', '{"taskUUID":[1]}'])
def test_a_body_from_elsewhere_is_no_trouble(ledger: Ledger, body: str) -> None:
    async def story(heard: Notices) -> bool:
        await asyncio.to_thread(ledger.note_notices, [body])
        await asyncio.to_thread(note, ledger, A)
        return await heard.wait(A, LONG_S)

    assert during(ledger, story)
