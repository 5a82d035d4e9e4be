"""What webhooks have said while a run waits: one look into the ledger a second, however many wait."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import orjson

from specc.run.clock import Clock
from specc.run.ledger import Ledger, LedgerError

LOOK_S: Final = 1.0
_HEARD_MAX: Final = 10_000
"""Others' videos are spoken of in the same ledger, and nobody ever asks for them here."""
_LATE_MAX: Final = 256
"""Of two listeners that write at once, the one with the lower numbers may be the later: so far back is looked again."""


class Notices:
    """Hears what is said from its `async with` on. A ledger that can't be read wakes nobody: what waits wakes by itself then."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._last = 0
        self._seen: frozenset[int] = frozenset()
        self._heard: dict[str, None] = {}
        self._waiting: dict[str, set[asyncio.Future[None]]] = {}
        self._is_awaited = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Raises LedgerError."""
        self._last = await asyncio.to_thread(self._ledger.last_notice)
        await self._news()
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._watching.cancel()
        with suppress(asyncio.CancelledError):
            await self._watching

    async def wait(self, uuid: str, seconds: float) -> bool:
        """Whether a webhook has spoken of this task since it was last asked for, or does so within that time."""
        name = uuid.casefold()
        if name in self._heard:
            del self._heard[name]
            return True
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, set()).add(told)
        self._is_awaited.set()
        pause = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait((told, pause), return_when=asyncio.FIRST_COMPLETED)
            return told.done()
        finally:
            pause.cancel()
            self._leave(name, told)

    def _leave(self, name: str, told: asyncio.Future[None]) -> None:
        waiting = self._waiting.get(name, set())
        waiting.discard(told)
        if not waiting:
            self._waiting.pop(name, None)
        if not self._waiting:
            self._is_awaited.clear()

    async def _watch(self) -> None:
        while True:
            await self._is_awaited.wait()
            with suppress(LedgerError):
                self._tell(await self._news())
            await self._clock.sleep(LOOK_S)

    async def _news(self) -> Sequence[str]:
        """The tasks of all notices that haven't been seen."""
        rows = await asyncio.to_thread(self._ledger.notices, self._last - _LATE_MAX)
        new = [_task(body) for number, body in rows if number not in self._seen]
        self._seen = frozenset(number for number, _ in rows)
        self._last = max(self._seen, default=self._last)
        return new

    def _tell(self, uuids: Sequence[str]) -> None:
        for uuid in uuids:
            for told in self._waiting.get(uuid, ()):
                if not told.done():
                    told.set_result(None)
            if uuid not in self._waiting:
                self._heard.pop(uuid, None)
                self._heard[uuid] = None
        while len(self._heard) > _HEARD_MAX:
            del self._heard[next(iter(self._heard))]


def _task(body: str) -> str:
    try:
        return str(orjson.loads(body)["taskUUID"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
