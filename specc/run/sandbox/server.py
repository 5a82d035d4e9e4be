"""Serves a sandbox: in the foreground until ^C, or in a thread for as long as a `with` lasts."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from specc.base.errors import SpeccError
from specc.run.sandbox.app import application
from specc.run.sandbox.clock import Clock, SystemClock
from specc.run.sandbox.settings import Settings
from specc.run.sandbox.state import State, opened
from specc.run.sandbox.storage import Storage

RENDERERS = 2
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
    with _listening(host, port) as listener, _state(settings, SystemClock()) as state:
        address = _address(listener)
        _Server(_config(state), lambda: announce(address)).run([listener])


@contextmanager
def in_background(settings: Settings, *, clock: Clock) -> Iterator[tuple[str, State]]:
    """Serves on a free loopback port; yields the address of the API and what the sandbox remembers."""
    with _listening("127.0.0.1", 0) as listener, _state(settings, clock) as state:
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
    with listener:
        yield listener


@contextmanager
def _state(settings: Settings, clock: Clock) -> Iterator[State]:
    with TemporaryDirectory(prefix="specc-sandbox-") as folder, ThreadPoolExecutor(RENDERERS) as renderers:
        try:
            yield opened(settings, clock, storage=Storage(Path(folder)), renderers=renderers)
        finally:
            renderers.shutdown(cancel_futures=True)


def _config(state: State) -> uvicorn.Config:
    return uvicorn.Config(
        application(state),
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=STOP_S_MAX,
    )


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/v1" if ":" in host else f"http://{host}:{port}/v1"
