"""The routes. One place takes every request (`_api`) and lets it suffer its faults, and one starts what takes time."""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, ExceptionHandler
from starlette.websockets import WebSocket

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox import control, schemas
from specc.run.sandbox.answers import Answer, refused
from specc.run.sandbox.authority import rejected
from specc.run.sandbox.delivery import Delivery, opened_client
from specc.run.sandbox.downloads import download
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.faults.harm import suffered
from specc.run.sandbox.faults.requests import hits_of_request
from specc.run.sandbox.faults.wire import with_transport
from specc.run.sandbox.generation import Generations
from specc.run.sandbox.handlers import answered
from specc.run.sandbox.requests import tasks_of, too_large
from specc.run.sandbox.sockets import converse
from specc.run.sandbox.state import Exchange, State
from specc.run.serving import bounded_body

_log = logging.getLogger(__name__)


def application(state: State) -> ASGIApp:
    """The sandbox as an ASGI application; what it started ends with its lifespan."""
    generations = Generations(state)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with opened_client() as client:
            generations.deliver_by(Delivery(client, state.clock))
            generations.resume()
            yield
            await generations.stop()

    async def api(request: Request) -> ASGIApp:
        return await _api(request, generations, state)

    async def socket(connection: WebSocket) -> None:
        await converse(connection, generations, state)

    async def media(request: Request) -> ASGIApp:
        return await download(request, state)

    routes = [
        Route("/v1", api, methods=["POST"]),
        Route("/media/{name:path}", media),
        Route("/", api, methods=["POST"]),
        WebSocketRoute("/v1", socket),
        WebSocketRoute("/", socket),
        *schemas.routes(state),
        *control.routes(state),
    ]
    return with_transport(Starlette(routes=routes, lifespan=lifespan, exception_handlers=_FAILURES))


async def _api(request: Request, generations: Generations, state: State) -> ASGIApp:
    tasks = await _tasks(request, state)
    if isinstance(tasks, Answer):
        return _reply(tasks)

    async def work() -> ASGIApp:
        is_dry_run = request.headers.get("X-Runware-Dry-Run") == "1"
        answer = answered(tasks, Exchange(state, str(request.base_url).rstrip("/"), is_dry_run))
        generations.start(answer.jobs)
        return _reply(answer)

    return await suffered(hits_of_request(tasks, state), work, state.clock)


async def _tasks(request: Request, state: State) -> Sequence[JsonObject] | Answer:
    """The tasks of a request that may be made, or why it may not."""
    body = await bounded_body(request, bytes_max=state.settings.body_bytes_max)
    if body is None:
        return too_large(state.settings.body_bytes_max)
    tasks = tasks_of(body)
    if isinstance(tasks, Answer):
        return tasks
    return rejected(request.headers.get("Authorization"), tasks, key=state.settings.key) or tasks


async def _unrouted(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _reply(refused("notFound", error.detail + ".", status=error.status_code))


async def _gone(_request: Request, _error: Exception) -> Response:
    return _reply(refused("disconnected", "The client went away."))


async def _full(_request: Request, error: Exception) -> Response:
    _log.error("a request could not be worked on: %s", error)
    return _reply(refused("internalServerError", "The sandbox can't write; its log says why.", status=500))


async def _bug(_request: Request, _error: Exception) -> Response:
    # the server logs what it was
    return _reply(refused("internalServerError", "The sandbox failed; its log says why.", status=500))


def _reply(answer: Answer) -> Response:
    return Response(encoded(answer.body()), answer.status, media_type="application/json")


_FAILURES: dict[Any, ExceptionHandler] = {
    HTTPException: _unrouted,
    ClientDisconnect: _gone,
    OSError: _full,
    Exception: _bug,
}
