"""Replies that break on the way: cut short, reset, slow, or with headers that are wrong. They work below HTTP's politeness."""

import os
import socket
import struct
from contextlib import suppress
from typing import NoReturn

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from specc.run.sandbox.clock import Clock

_TRANSPORT = "sandbox.transport"
_KILLED = 137
_PAUSE_S = 0.1


class _EndedError(Exception):
    """So much was sent as should be."""


def with_transport(app: ASGIApp) -> ASGIApp:
    """Lets what is inside reach the connection itself, which ASGI hides: the server's `send` is a method of what has it."""

    async def reaching(scope: Scope, receive: Receive, send: Send) -> None:
        scope[_TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return reaching


def reset(reply: ASGIApp | None = None, share: float = 0.0) -> ASGIApp:
    """The connection is reset, before anything of the reply was sent or after a share of its body."""

    async def resetting(scope: Scope, receive: Receive, send: Send) -> None:
        if reply and share:
            await _send_share(reply, share, scope, receive, send)
        await _end(scope, receive, is_reset=True)

    return resetting


def cut(reply: ASGIApp, share: float) -> ASGIApp:
    """The connection ends after a share of the body, whose whole length was told before."""

    async def cutting(scope: Scope, receive: Receive, send: Send) -> None:
        await _send_share(reply, share, scope, receive, send)
        await _end(scope, receive, is_reset=False)

    return cutting


async def silence(_scope: Scope, receive: Receive, _send: Send) -> None:
    """Nothing is answered, for as long as the client waits."""
    await _until_gone(receive)


def trickle(reply: ASGIApp, bytes_per_s: int, clock: Clock) -> ASGIApp:
    """The body comes drop by drop."""
    size = max(1, int(bytes_per_s * _PAUSE_S))

    async def trickling(scope: Scope, receive: Receive, send: Send) -> None:
        async def slowly(message: Message) -> None:
            body = message.get("body", b"")
            for start in range(0, len(body), size):
                await send({"type": message["type"], "body": body[start : start + size], "more_body": True})
                await clock.sleep(size / bytes_per_s)
            await send({**message, "body": b""} if body else message)

        await reply(scope, receive, slowly)

    return trickling


def headed(reply: ASGIApp, *, changes: dict[bytes, bytes | None], status: int | None = None) -> ASGIApp:
    """The reply with other headers; None takes one away."""

    async def heading(scope: Scope, receive: Receive, send: Send) -> None:
        async def other(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in changes]
                added = [(name, value) for name, value in changes.items() if value is not None]
                message = {**message, "headers": kept + added, "status": status or message["status"]}
            await send(message)

        await reply(scope, receive, other)

    return heading


def without_range(reply: ASGIApp) -> ASGIApp:
    """The whole, whatever part of it is asked for."""

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        await headed(reply, changes={b"accept-ranges": None})(
            {**scope, "headers": _but(b"range", scope)}, receive, send
        )

    return whole


def misplaced(reply: ASGIApp) -> ASGIApp:
    """The part that is sent is not the one that was asked for: it begins at the beginning, as `Content-Range` says."""

    async def from_start(scope: Scope, receive: Receive, send: Send) -> None:
        if any(name == b"range" for name, _ in scope["headers"]):
            scope = {**scope, "headers": [(b"range", b"bytes=0-"), *_but(b"range", scope)]}
        await reply(scope, receive, send)

    return from_start


def die() -> NoReturn:
    """The process ends here and now, as by SIGKILL."""
    os._exit(_KILLED)


def _but(unwanted: bytes, scope: Scope) -> list[tuple[bytes, bytes]]:
    return [(name, value) for name, value in scope["headers"] if name != unwanted]


async def _send_share(reply: ASGIApp, share: float, scope: Scope, receive: Receive, send: Send) -> None:
    left = 0

    async def some(message: Message) -> None:
        nonlocal left
        if message["type"] == "http.response.start":
            left = int(share * _content_length(message))
            await send(message)
            return
        body = message.get("body", b"")[:left]
        left -= len(body)
        await send({"type": message["type"], "body": body, "more_body": True})
        if left <= 0:
            raise _EndedError

    with suppress(_EndedError):
        await reply(scope, receive, some)


def _content_length(message: Message) -> int:
    lengths = (int(value) for name, value in message["headers"] if name.lower() == b"content-length")
    return next(lengths, 0)


async def _end(scope: Scope, receive: Receive, *, is_reset: bool) -> None:
    transport = scope[_TRANSPORT]
    if is_reset:
        # a socket that lingers for no time is closed by a reset
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    else:
        transport.close()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    # a server that is told nothing at all would answer 500 by itself
    while not (await receive())["type"].endswith(".disconnect"):
        pass
