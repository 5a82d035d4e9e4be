"""The routes. One place takes every request (`_api`), and one starts what takes time (`Generations.start`)."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ExceptionHandler

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import Answer, refused
from specc.run.sandbox.authority import rejected
from specc.run.sandbox.delivery import Delivery, opened_client
from specc.run.sandbox.generation import Generations
from specc.run.sandbox.handlers import answered
from specc.run.sandbox.registry import registry, resolved
from specc.run.sandbox.requests import tasks_of, too_large
from specc.run.sandbox.state import Exchange, State


def application(state: State) -> Starlette:
    """The sandbox as an ASGI application; what it started ends with its lifespan."""
    generations = Generations(state)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with opened_client() as client:
            generations.deliver_by(Delivery(client, state.clock))
            yield
            await generations.stop()

    async def api(request: Request) -> Response:
        answer = await _answer(request, state)
        generations.start(answer.jobs)
        return _json(answer.body(), status=answer.status)

    async def media(request: Request) -> Response:
        return _media(request.path_params["name"], state)

    async def charges(_request: Request) -> Response:
        return _json(_charges(state))

    routes = [
        Route("/v1", api, methods=["POST"]),
        Route("/", api, methods=["POST"]),
        Route("/media/{name}", media),
        Route("/registry.json", _registry),
        Route("/resolve/{model:path}", _resolve),
        Route("/sandbox/charges", charges),
    ]
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=_FAILURES)


async def _answer(request: Request, state: State) -> Answer:
    body = await _body(request, bytes_max=state.settings.body_bytes_max)
    if body is None:
        return too_large(state.settings.body_bytes_max)
    tasks = tasks_of(body)
    if isinstance(tasks, Answer):
        return tasks
    rejection = rejected(request.headers.get("Authorization"), tasks, key=state.settings.key)
    if rejection:
        return rejection
    is_dry_run = request.headers.get("X-Runware-Dry-Run") == "1"
    return answered(tasks, Exchange(state, str(request.base_url).rstrip("/"), is_dry_run))


async def _body(request: Request, *, bytes_max: int) -> bytes | None:
    """The request's body, or None as soon as it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bytes_max:
            return None
    return bytes(body)


def _media(name: str, state: State) -> Response:
    stored = state.storage.find(name)
    if stored is None:
        return _refusal("mediaNotFound", "There is no such media.", status=404)
    if stored.is_expired(state.clock.now()):
        stored.path.unlink(missing_ok=True)
        return _refusal("mediaExpired", "The media's time to live is over.", status=410)
    return FileResponse(stored.path, media_type=stored.content_type)


async def _registry(request: Request) -> Response:
    body = registry()
    etag = f'"{body["version"]}"'
    if etag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers={"ETag": etag})
    return _json(body, headers={"ETag": etag})


async def _resolve(request: Request) -> Response:
    found = resolved(request.path_params["model"])
    return _json(found) if found else _refusal("modelNotFound", "There is no such model.", status=404)


def _charges(state: State) -> JsonObject:
    account = state.account
    tasks: JsonObject = {digest: list(uuids) for digest, uuids in account.tasks_by_digest().items()}
    twice = list(account.paid_twice())
    return {"spent": float(account.spent_usd), "results": len(account.charges), "tasks": tasks, "paidTwice": [*twice]}


async def _unrouted(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _refusal("notFound", error.detail + ".", status=error.status_code)


async def _gone(_request: Request, _error: Exception) -> Response:
    return _refusal("disconnected", "The client went away.", status=400)


async def _bug(_request: Request, _error: Exception) -> Response:
    # the server logs what it was
    return _refusal("internalServerError", "The sandbox failed; its log says why.", status=500)


def _refusal(code: str, message: str, *, status: int) -> Response:
    answer = refused(code, message, status=status)
    return _json(answer.body(), status=answer.status)


def _json(body: JsonObject, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    # as ASCII, as a client's half surrogate pair has no UTF-8 to be echoed in
    return Response(json.dumps(body), status, headers, media_type="application/json")


_FAILURES: dict[Any, ExceptionHandler] = {HTTPException: _unrouted, ClientDisconnect: _gone, Exception: _bug}
