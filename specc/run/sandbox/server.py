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
from specc.run.serving import Server, address_of, listening

STOP_S_MAX = 5


def serve(settings: Settings, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serves until ^C, which raises KeyboardInterrupt. `announce` is told the address of the API once it answers."""
    with listening(host, port) as listener:
        address = _api(listener)
        with opened(settings, SystemClock(), site=address_of(listener), may_die=True) as state:
            Server(_config(state), lambda: announce(address)).run([listener])


@contextmanager
def in_background(settings: Settings, *, clock: Clock, port: int = 0) -> Iterator[tuple[str, State]]:
    """Serves on a loopback port, 0 for any free one; yields the address of the API and what the sandbox remembers."""
    with listening("127.0.0.1", port) as listener, opened(settings, clock, site=address_of(listener)) as state:
        ready = threading.Event()
        server = Server(_config(state), ready.set)
        thread = threading.Thread(target=_run, args=(server, listener, ready), name="specc-sandbox", daemon=True)
        thread.start()
        try:
            ready.wait()
            if not server.started:
                raise SpeccError("the sandbox did not start")
            yield _api(listener), state
        finally:
            server.should_exit = True
            thread.join()


def _run(server: Server, listener: socket.socket, ready: threading.Event) -> None:
    try:
        server.run([listener])
    finally:
        ready.set()  # also where it failed: whoever waits has to hear of it


def _config(state: State) -> uvicorn.Config:
    return uvicorn.Config(
        application(state),
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws_max_size=state.settings.body_bytes_max,
        timeout_graceful_shutdown=STOP_S_MAX,
    )


def _api(listener: socket.socket) -> str:
    return f"{address_of(listener)}/v1"
