"""What the provider says that tasks cost, without making them: a dry run. A price is a number that it gives; anything else is no price.

Law: nothing is made on purpose, and a provider that doesn't know dry runs makes one video at most: the first task is asked for alone, and
without a price for it no other is. It is asked for under its own UUID, so that even then its run pays for nothing twice.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from specc.base.errors import ServiceError
from specc.base.jsonvalue import JsonObject
from specc.compiler.task import Task
from specc.run.client import Client, HttpAnswer, NoAnswer
from specc.run.clock import Clock, SystemClock
from specc.run.errors import retryable_categories
from specc.run.settings import RunSettings

DRY_RUN: Final = {"X-Runware-Dry-Run": "1"}
NO_PRICE: Final = "the provider gives no price for it"
_NEEDS_UPLOAD: Final = "it needs a file of your own, which isn't uploaded for a price"
_NOT_ASKED: Final = "the provider gave no price for the first one, so it wasn't asked for others"
_AGAIN: Final = frozenset({"connection", "rateLimit", "serverError", "timeout"})


@dataclass(frozen=True, slots=True)
class Quote:
    """`usd` for all results of a task; None with the reason where there is no price."""

    task: Task
    usd: float | None
    reason: str = ""


def ask_prices(tasks: Iterable[Task], settings: RunSettings, tell: Callable[[Quote], None], clock: Clock | None = None) -> None:
    """Tells the price of each. Raises ServiceError where the provider can't be asked."""
    asyncio.run(_ask(tasks, settings, tell, clock or SystemClock()))


async def _ask(tasks: Iterable[Task], settings: RunSettings, tell: Callable[[Quote], None], clock: Clock) -> None:
    knows_dry_runs: bool | None = None
    async with Client(settings, DRY_RUN) as client:
        coming = iter(tasks)
        while page := list(islice(coming, settings.batch_tasks_max if knows_dry_runs else 1)):
            if knows_dry_runs is False:
                quotes: Sequence[Quote] = [Quote(task, None, _NOT_ASKED) for task in page]
            else:
                quotes = await _page(page, client, settings, clock)
            for quote in quotes:
                tell(quote)
            if knows_dry_runs is None and not page[0].media:
                knows_dry_runs = _is_dry(quotes[0])


def _is_dry(first: Quote) -> bool | None:
    """Whether dry runs are known: a price says so, an answer without one says no, and a refusal of the task says neither."""
    return True if first.usd is not None else False if first.reason == NO_PRICE else None


async def _page(page: Sequence[Task], client: Client, settings: RunSettings, clock: Clock) -> list[Quote]:
    asked = [task for task in page if not task.media]
    found = {task.uuid: quote for task, quote in zip(asked, await _quotes(asked, client, settings, clock), strict=True)} if asked else {}
    return [found.get(task.uuid) or Quote(task, None, _NEEDS_UPLOAD) for task in page]


async def _quotes(tasks: Sequence[Task], client: Client, settings: RunSettings, clock: Clock) -> list[Quote]:
    payloads: list[JsonObject] = [{"includeCost": True, **task.payload} for task in tasks]
    pauses = settings.submit_pauses()
    for _ in range(settings.submits_max - 1):
        answer = await client.post(payloads)
        if not _is_passing(answer):
            return _read(tasks, answer, settings)
        asked_s = answer.retry_after_s if isinstance(answer, HttpAnswer) else None
        await clock.sleep(settings.pause(next(pauses), asked_s))
    return _read(tasks, await client.post(payloads), settings)


def _is_passing(answer: HttpAnswer | NoAnswer) -> bool:
    """Whether asking again may help."""
    if isinstance(answer, NoAnswer):
        return True
    if answer.reply is None:
        return answer.status >= 500  # noqa: PLR2004
    categories = {complaint.failure(answer.status).category for complaint in answer.reply.complaints}
    return not answer.reply.items and bool(categories) and categories <= _AGAIN & retryable_categories()


def _read(tasks: Sequence[Task], answer: HttpAnswer | NoAnswer, settings: RunSettings) -> list[Quote]:
    if isinstance(answer, NoAnswer):
        raise ServiceError(answer.failure.message, "check the network and SPECC_API_URL")
    if answer.reply is None:
        raise ServiceError(f"{settings.address} doesn't answer as the provider does", "check SPECC_API_URL")
    for complaint in answer.reply.complaints:
        failure = complaint.failure(answer.status)
        if failure.category == "auth" and not complaint.uuid:
            raise ServiceError(f"the provider refused the key ({failure.message})", "check RUNWARE_API_KEY")
    prices = {item.uuid: item.cost for item in answer.reply.items if item.complaint() is None}
    reasons = dict(_reasons(answer))
    return [_quote(task, prices.get(task.uuid.casefold()), reasons) for task in tasks]


def _quote(task: Task, usd: float | None, reasons: dict[str, str]) -> Quote:
    uuid = task.uuid.casefold()
    return Quote(task, usd) if usd is not None else Quote(task, None, reasons.get(uuid) or reasons.get("") or NO_PRICE)


def _reasons(answer: HttpAnswer) -> Iterator[tuple[str, str]]:
    assert answer.reply is not None
    own = ((item.uuid, complaint) for item in answer.reply.items if (complaint := item.complaint()) is not None)
    for uuid, complaint in (*((complaint.uuid, complaint) for complaint in answer.reply.complaints), *own):
        failure = complaint.failure(answer.status)
        code = f" ({failure.code})" if failure.code else ""
        yield uuid, f"{failure.category}{code}: {failure.message}"
