"""One address, any path, and a token that decides. Who hasn't got it learns nothing; who has is told within seconds whether the
notice is on disk, and otherwise comes again.
"""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from specc.run.ledger import LedgerError
from specc.run.listener.bodies import notices_of
from specc.run.listener.intake import Intake
from specc.run.serving import bounded_body

BODY_BYTES_MAX: Final = 1024 * 1024
ANSWER_S_MAX: Final = 4.0
"""The provider waits about five."""

KEPT, UNREADABLE, UNKNOWN, TOO_LARGE, UNWRITTEN = 200, 400, 404, 413, 503
_NOT_A_POST: Final = 405
_WORDS: Final = {KEPT: "specc listens", UNREADABLE: "no task in it", UNKNOWN: "Not Found", _NOT_A_POST: "POST it", TOO_LARGE: "too large", UNWRITTEN: "come again"}
_FATES: Final = {KEPT: "noted", UNREADABLE: "unreadable", TOO_LARGE: "too large", UNWRITTEN: "not noted", UNKNOWN: "with a wrong token", _NOT_A_POST: "not a POST"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What requests are answered from. `answers` counts them by status, but for a look whether anybody is there."""

    token: str = field(repr=False)
    intake: Intake
    answers: Counter[int]


def summary(answers: Counter[int]) -> str:
    """One line of what came and what became of it."""
    return "webhooks: " + ", ".join(f"{answers[status]:,} {fate}" for status, fate in _FATES.items() if answers[status])


def application(desk: Desk) -> Starlette:
    """The listener as an ASGI application; it ends when what it was told is written."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await desk.intake.finish()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        status = await _answer(Request(scope, receive), desk)
        await PlainTextResponse(_WORDS[status] + "\n", status)(scope, receive, send)

    return Starlette(routes=[Mount("/", serve)], lifespan=lifespan)


async def _answer(request: Request, desk: Desk) -> int:
    if not _is_token(request.query_params.get("token", ""), desk.token):
        status = UNKNOWN
    elif request.method in {"GET", "HEAD"}:
        return KEPT
    else:
        status = await _receive(request, desk.intake) if request.method == "POST" else _NOT_A_POST
    desk.answers[status] += 1
    return status


def _is_token(given: str, token: str) -> bool:
    # as bytes: the comparison takes no other text than ASCII
    return secrets.compare_digest(given.encode("utf-8", "replace"), token.encode())


async def _receive(request: Request, intake: Intake) -> int:
    try:
        async with asyncio.timeout(ANSWER_S_MAX):
            return await _keep(request, intake)
    except ClientDisconnect:
        return UNREADABLE
    except (LedgerError, TimeoutError):
        return UNWRITTEN


async def _keep(request: Request, intake: Intake) -> int:
    body = await bounded_body(request, bytes_max=BODY_BYTES_MAX)
    if body is None:
        return TOO_LARGE
    notices = notices_of(body)
    if not notices:
        return UNREADABLE
    await intake.keep(notices)
    return KEPT
