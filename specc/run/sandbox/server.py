"""Serves a sandbox: in the foreground until ^C, or in a thread for as long as a `with` lasts."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from specc.base.errors import SpeccError
from specc.run.sandbox.app import application
from specc.run.sandbox.clock import Clock, SystemClock
from specc.run.sandbox.opening import opened
from specc.run.sandbox.settings import Settings
from specc.run.sandbox.state import State

STOP_S_MAX = 5
_BACKLOG = 512


class _Server(uvicorn.Server):
    """A server that says when it takes requests, so that nobody has to ask again and again."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._announce()


def serve(settings: Settings, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serves until ^C, which raises KeyboardInterrupt. `announce` is told the address of the API once it answers."""
    with _listening(host, port) as listener:
        address = _address(listener)
        with opened(settings, SystemClock(), site=_site(listener), may_die=True) as state:
            _Server(_config(state), lambda: announce(address)).run([listener])


@contextmanager
def in_background(settings: Settings, *, clock: Clock, port: int = 0) -> Iterator[tuple[str, State]]:
    """Serves on a loopback port, 0 for any free one; yields the address of the API and what the sandbox remembers."""
    with _listening("127.0.0.1", port) as listener, opened(settings, clock, site=_site(listener)) as state:
        ready = threading.Event()
        server = _Server(_config(state), ready.set)
        thread = threading.Thread(target=_run, args=(server, listener, ready), name="specc-sandbox", daemon=True)
        thread.start()
        try:
            ready.wait()
            if not server.started:
                raise SpeccError("the sandbox did not start")
            yield _address(listener), state
        finally:
            server.should_exit = True
            thread.join()


def _run(server: _Server, listener: socket.socket, ready: threading.Event) -> None:
    try:
        server.run([listener])
    finally:
        ready.set()  # also where it failed: whoever waits has to hear of it


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
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


def _config(state: State) -> uvicorn.Config:
    return uvicorn.Config(
        application(state),
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws_max_size=state.settings.body_bytes_max,
        timeout_graceful_shutdown=STOP_S_MAX,
    )


def _address(listener: socket.socket) -> str:
    return f"{_site(listener)}/v1"


def _site(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
