"""What it takes to serve HTTP: an address to listen on, a server that says when it answers, a body that has an end."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.requests import Request

from specc.base.errors import SpeccError

_BACKLOG = 512


class Server(uvicorn.Server):
    """A server that says when it takes requests, so that nobody has to ask again and again."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens; port 0 is any free one. Raises SpeccError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        # the library appends the address, which the message has already
        reason = str(getattr(error, "strerror", None) or error).partition(" (")[0]
        raise SpeccError(f"can't listen on {host}:{port}: {reason}", "choose another `--port`, or 0 for any") from error
    # taken over by every connection: a short answer must not wait for the client's acknowledgement of its headers
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener:
        yield listener


def address_of(listener: socket.socket) -> str:
    """The web address without a path."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def bounded_body(request: Request, *, bytes_max: int) -> bytes | None:
    """The request's body, or None as soon as it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bytes_max:
            return None
    return bytes(body)
