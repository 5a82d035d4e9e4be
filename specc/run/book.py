"""The ledger as a run uses it while it talks: steps that are taken at the same moment are written together, by one thread, and nothing
goes on before its step is on disk. It also keeps the run's lease.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from specc.plan.receipt import Receipt
from specc.run.clock import lasting_s
from specc.run.ledger import Entry, Ledger, Staged
from specc.run.ledger.leases import BEAT_S, LEASE_S, Watch

Value = TypeVar("Value")


class LeaseLostError(Exception):
    """Another run has the video in hand."""


class _Uploaded:
    """What a ledger knows of uploads, asked once each."""

    def __init__(self, ledger: Ledger, provider: str) -> None:
        self._ledger = ledger
        self._provider = provider
        self._ids: dict[str, str] = {}

    def known(self, sha256: str) -> str | None:
        if sha256 not in self._ids:
            media_uuid = self._ledger.upload(self._provider, sha256)
            if media_uuid is None:
                return None
            self._ids[sha256] = media_uuid
        return self._ids[sha256]

    def remember(self, sha256: str, media_uuid: str) -> None:
        self._ledger.note_upload(self._provider, sha256, media_uuid)
        self._ids[sha256] = media_uuid


class Book:
    """Of one run. `seconds` is a clock that never goes back. While `keep` runs, steps are written and the heartbeat goes on."""

    def __init__(self, ledger: Ledger, run: int, provider: str, seconds: Callable[[], float] = lasting_s) -> None:
        self.run = run
        self.provider = provider
        self._ledger = ledger
        self._seconds = seconds
        self._watch = Watch(ledger.engine, seconds)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._waiting: list[tuple[Entry, asyncio.Future[bool]]] = []
        self._has_come = asyncio.Event()
        self._alive_at = seconds()
        self.uploads = _Uploaded(ledger, provider)

    async def keep(self) -> None:
        """Until it is cancelled. Raises LedgerError."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write())
            group.create_task(self._beat())

    def close(self) -> None:
        """Waits for what is being written."""
        self._thread.shutdown()

    async def stage(self, staged: Sequence[Staged]) -> None:
        await self._do(lambda: self._ledger.stage(self.run, self.provider, staged))

    async def claim(self, digests: Iterable[str]) -> dict[str, Receipt]:
        """The receipts of these videos; this run holds those that it could get."""
        wanted = list(digests)

        def work() -> dict[str, Receipt]:
            known = self._ledger.receipts(self.provider, wanted)
            holders = {receipt.holder for receipt in known.values() if receipt.holder not in (None, self.run)}
            gone = self._watch.gone(holder for holder in holders if holder is not None)
            return self._ledger.claim(self.run, self.provider, wanted, gone)

        return await self._do(work)

    async def commit(self, entry: Entry) -> None:
        """Raises LeaseLostError, with nothing written, where the video is another run's by now."""
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, written))
        self._has_come.set()
        if not await written:
            raise LeaseLostError

    async def still_held(self, fences: Mapping[str, int]) -> frozenset[str]:
        """Of these videos, those that are surely this run's at this moment. Within half a lease of the last heartbeat, all are."""
        if self._seconds() - self._alive_at < LEASE_S / 2:
            return frozenset(fences)
        await self._show_life()
        receipts = await self._do(lambda: self._ledger.receipts(self.provider, fences))
        return frozenset(digest for digest, receipt in receipts.items() if (receipt.holder, receipt.fence) == (self.run, fences[digest]))

    async def do(self, work: Callable[[Ledger], Value]) -> Value:
        """Anything else, in the one thread that writes."""
        return await self._do(lambda: work(self._ledger))

    async def _do(self, work: Callable[[], Value]) -> Value:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _write(self) -> None:
        while True:
            await self._has_come.wait()
            self._has_come.clear()
            batch, self._waiting = self._waiting, []
            entries = [entry for entry, _ in batch]
            answers = await self._do(lambda entries=entries: self._ledger.commit(self.run, self.provider, entries))  # type: ignore[misc]
            for (_, written), answer in zip(batch, answers, strict=True):
                if not written.done():
                    written.set_result(answer)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            await self._show_life()

    async def _show_life(self) -> None:
        at = self._seconds()
        await self._do(lambda: self._ledger.beat(self.run))
        self._alive_at = at
