"""Clocks that tests move, a task to submit, a server to receive what is delivered, and polling without sleeping."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any
from uuid import uuid4

import httpx

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox import Embedded, Settings, embedded
from specc.run.sandbox.clock import SystemClock
from specc.run.sandbox.faults.rules import FaultFile

MODEL = "heygen:avatar@5"
PATIENCE_S = 20


class ManualClock:
    """Stands still until it is moved. Sleepers may live in another thread's event loop."""

    def __init__(self) -> None:
        self._now = 0.0
        self._sleepers: list[tuple[float, asyncio.AbstractEventLoop, asyncio.Event]] = []
        self._changed = threading.Condition()

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        over = asyncio.Event()
        with self._changed:
            self._sleepers.append((self._now + seconds, asyncio.get_running_loop(), over))
            self._changed.notify_all()
        try:
            await over.wait()
        finally:
            with self._changed:
                self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[2] is not over]

    def advance(self, seconds: float, *, sleepers: int = 0) -> None:
        """Waits until so many sleep, then moves on and wakes those whose time has come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._sleepers) >= sleepers, PATIENCE_S)
            self._now += seconds
            due = [sleeper for sleeper in self._sleepers if sleeper[0] <= self._now]
            self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self._now]
        for _, loop, over in due:
            loop.call_soon_threadsafe(over.set)


class HastyClock:
    """Sleeps no time at all, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.sleeps: list[float] = []

    def now(self) -> float:
        return sum(self.sleeps)

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)


def task(**changes: Any) -> dict[str, Any]:
    """A small and quick task; a change to None leaves the parameter out."""
    whole: dict[str, Any] = {
        "taskType": "videoInference",
        "taskUUID": str(uuid4()),
        "model": MODEL,
        "width": 320,
        "height": 180,
        "inputs": {"avatar": "Caroline"},
        "speech": {"text": "Hello there."},
    }
    return {name: value for name, value in {**whole, **changes}.items() if value is not None}


def finished(client: httpx.Client, url: str, task_uuid: str, *, results: int = 1) -> dict[str, Any]:
    """The answer to a poll as soon as it holds so many results and errors."""
    poll = [{"taskType": "getResponse", "taskUUID": task_uuid}]
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        answer: dict[str, Any] = client.post(url, json=poll).raise_for_status().json()
        if len(answer.get("data", [])) + len(answer.get("errors", [])) >= results:
            return answer
    raise AssertionError(f"{task_uuid} was not finished in {PATIENCE_S} s")


@contextmanager
def receiver(*statuses: int) -> Iterator[tuple[str, "Queue[tuple[str, str, bytes]]"]]:
    """A server that answers with these statuses in turn, then 200; its address, and what it was sent."""
    received: Queue[tuple[str, str, bytes]] = Queue()
    replies = iter(statuses)

    class Handler(BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((self.command, self.headers["Content-Type"], body))
            self.send_response(next(replies, 200))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_PUT = _take  # noqa: N815 - the names that the library calls

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/in?token=abc", received
        server.shutdown()
        thread.join()


def codes(answer: JsonObject) -> list[Any]:
    errors: Any = answer.get("errors", [])
    return [error["code"] for error in errors]


@contextmanager
def faulty(*rules: dict[str, Any], **settings: Any) -> Iterator[tuple[Embedded, httpx.Client]]:
    """A sandbox without media in which these faults happen, and a client of it."""
    clock = settings.pop("clock", SystemClock())
    chosen = Settings(**{"media": "none", "faults": FaultFile.of(*rules), **settings})
    with embedded(chosen, clock=clock) as sandbox, connected(sandbox) as client:
        yield sandbox, client


def connected(sandbox: Embedded) -> httpx.Client:
    return httpx.Client(headers={"Authorization": f"Bearer {sandbox.key}"}, timeout=PATIENCE_S, trust_env=False)


def poll(*task_uuids: str) -> list[dict[str, Any]]:
    return [{"taskType": "getResponse", "taskUUID": uuid} for uuid in task_uuids]


def submitted(client: httpx.Client, sandbox: Embedded, **changes: Any) -> dict[str, Any]:
    """A task of a text of its own, that was accepted."""
    made = task(**{"speech": {"text": f"Hello {uuid4()}."}, **changes})
    client.post(sandbox.url, json=[made]).raise_for_status()
    return made
