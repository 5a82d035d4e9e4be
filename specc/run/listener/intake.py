"""Where notices come in faster than a disk commits: what comes while one write is under way goes into the next, together."""

import asyncio
from collections.abc import Callable, Sequence


class Intake:
    """`write` may block, and is never called twice at once."""

    def __init__(self, write: Callable[[Sequence[str]], None]) -> None:
        self._write = write
        self._waiting: list[tuple[Sequence[str], asyncio.Future[None]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, notices: Sequence[str]) -> None:
        """Returns when they are on disk, and raises what `write` raises. Whoever stops waiting may find them kept or not."""
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((notices, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        await kept

    async def finish(self) -> None:
        """Returns when nothing waits any more."""
        if self._writing is not None:
            await self._writing

    async def _write_all(self) -> None:
        while self._waiting:
            batch, self._waiting = [(notices, kept) for notices, kept in self._waiting if not kept.cancelled()], []
            together = [notice for notices, _ in batch for notice in notices]
            [failure] = await asyncio.gather(asyncio.to_thread(self._write, together), return_exceptions=True)
            for _, kept in batch:
                if kept.cancelled():
                    continue
                if failure is None:
                    kept.set_result(None)
                else:
                    kept.set_exception(failure)
