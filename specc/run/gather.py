"""Questions that are asked at the same moment travel in one request."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Reply = TypeVar("Reply")


class Gatherer(Generic[Question, Reply]):
    """`send` takes up to `count_max` questions and returns their answers in the same order; `wait` is awaited from
    the first question on, and those that come meanwhile go along.
    """

    def __init__(
        self,
        send: Callable[[Sequence[Question]], Awaitable[Sequence[Reply]]],
        *,
        count_max: int,
        wait: Callable[[], Awaitable[None]],
        group: asyncio.TaskGroup,
    ) -> None:
        self._send = send
        self._count_max = count_max
        self._wait = wait
        self._group = group
        self._waiting: list[tuple[Question, asyncio.Future[Reply]]] = []

    async def ask(self, question: Question) -> Reply:
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if len(self._waiting) == 1:
            self._group.create_task(self._depart())
        return await future

    async def _depart(self) -> None:
        await self._wait()
        waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), self._count_max):
            self._group.create_task(self._carry(waiting[start : start + self._count_max]))

    async def _carry(self, batch: Sequence[tuple[Question, asyncio.Future[Reply]]]) -> None:
        answers = await self._send([question for question, _ in batch])
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)
