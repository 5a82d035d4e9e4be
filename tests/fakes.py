"""A provider that does as it is told, over real HTTP: it resets, cuts and babbles on demand, and counts what it sells."""

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "secret-key-4711"
VIDEO = b"".join(
    (len(body) + 8).to_bytes(4) + kind + body
    for kind, body in ((b"ftyp", b"mp42\0\0\0\0mp42isom"), (b"moov", b"where"), (b"mdat", b"video" * 4000))
)


@dataclass(frozen=True)
class Say:
    """A reply. `is_reset`: none, the connection is torn down; `cut`: only so many bytes of what is announced; with an
    `etag` the rest is given to who asks for it.
    """

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_reset: bool = False
    cut: int | None = None
    etag: str = ""

    def asked(self, headers: dict[str, str]) -> "Say":
        """The answer to a request for the rest."""
        start = int(headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        named = {**self.headers, "ETag": self.etag}
        if not start or headers.get("If-Range") != self.etag:
            return replace(self, headers=named)
        size = len(self.bytes())
        if start >= size:
            return replace(self, status=416, body=b"", headers=named)
        named["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
        return replace(self, status=206, body=self.bytes()[start:], headers=named)

    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Payload = dict[str, Any]
Act = Callable[["Provider", list[Payload]], Say]


def usual(provider: "Provider", tasks: list[Payload]) -> Say:
    answers = [provider.answer(task) for task in tasks]
    data = [item for items, _ in answers for item in items]
    errors = [error for _, errors in answers for error in errors]
    return Say({"data": data, **({"errors": errors} if errors else {})}, status=200 if data or not errors else 400)


def reset_before(_provider: "Provider", _tasks: list[Payload]) -> Say:
    return Say(is_reset=True)


def reset_after(provider: "Provider", tasks: list[Payload]) -> Say:
    usual(provider, tasks)
    return Say(is_reset=True)


def says(body: Any, status: int = 200, **headers: str) -> Act:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _provider, _tasks: Say(body, status, named)


def accepts_but_says(body: Any, status: int = 200) -> Act:
    def act(provider: Provider, tasks: list[Payload]) -> Say:
        usual(provider, tasks)
        return Say(body, status)

    return act


def refuses(code: str, status: int, **more: Any) -> Act:
    return lambda _provider, tasks: Say(
        {"errors": [{"code": code, "message": f"{code}!", "taskUUID": task["taskUUID"], **more} for task in tasks]},
        status,
    )


@dataclass
class Provider:
    url: str = ""
    submits: list[list[Payload]] = field(default_factory=list)
    polls: list[list[str]] = field(default_factory=list)
    downloads: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sold: list[str] = field(default_factory=list)
    open_now: set[str] = field(default_factory=set)
    open_max: int = 0
    submit_acts: deque[Act] = field(default_factory=deque)
    poll_acts: deque[Act] = field(default_factory=deque)
    always: Act | None = None
    refusals: dict[str, Payload] = field(default_factory=dict)
    """Errors by the text of the speech, at submission."""
    standings: dict[str, deque[tuple[list[Payload], list[Payload]]]] = field(default_factory=dict)
    """What polls of a UUID find, one after the other; the last one stays."""
    media: dict[str, deque[Say]] = field(default_factory=dict)

    def handle(self, tasks: list[Payload], key: str) -> Say:
        if self.always is not None:
            return self.always(self, tasks)
        if key != f"Bearer {KEY}":
            return Say({"errors": [{"code": "invalidApiKey", "message": f"no such key: {key}"}]}, 401)
        is_poll = tasks[0]["taskType"] == "getResponse"
        if is_poll:
            self.polls.append([task["taskUUID"] for task in tasks])
        else:
            self.submits.append(tasks)
        acts = self.poll_acts if is_poll else self.submit_acts
        return (acts.popleft() if acts else usual)(self, tasks)

    def answer(self, task: Payload) -> tuple[list[Payload], list[Payload]]:
        uuid = task["taskUUID"]
        if task["taskType"] == "getResponse":
            return self.standing(uuid)
        if uuid in self.sold:
            return [], [{"code": "conflictTaskUUID", "message": "used", "parameter": "taskUUID", "taskUUID": uuid}]
        refusal = self.refusals.get(task["speech"]["text"])
        if refusal is not None:
            return [], [{"taskUUID": uuid, **refusal}]
        self.sold.append(uuid)
        self.open_now.add(uuid)
        self.open_max = max(self.open_max, len(self.open_now))
        return [{"taskType": task["taskType"], "taskUUID": uuid}], []

    def standing(self, uuid: str) -> tuple[list[Payload], list[Payload]]:
        if uuid not in self.sold:
            return [], []
        standings = self.standings.get(uuid)
        if standings:
            return standings.popleft() if len(standings) > 1 else standings[0]
        self.open_now.discard(uuid)
        return [self.success(uuid)], []

    def success(self, uuid: str, number: int = 1, **more: Any) -> Payload:
        url = f"{self.url}/media/{uuid}-{number}.mp4?signature=abc"
        item = {"taskUUID": uuid, "status": "success", "videoUUID": f"{uuid}-{number}", "videoURL": url, "cost": 0.18}
        return {"taskType": "videoInference", **item, **more}

    def download(self, path: str, headers: dict[str, str]) -> Say:
        self.downloads.append((path, headers))
        says_so = self.media.get(path.partition("?")[0])
        if not says_so:
            return Say(VIDEO)
        return says_so.popleft() if len(says_so) > 1 else says_so[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def provider(self) -> Provider:
        return self.server.provider  # type: ignore[attr-defined,no-any-return]

    def do_POST(self) -> None:
        tasks = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:  # type: ignore[attr-defined]
            say = self.provider.handle(tasks, self.headers.get("Authorization", ""))
        self.reply(say)

    def do_GET(self) -> None:
        with self.server.lock:  # type: ignore[attr-defined]
            say = self.provider.download(self.path, dict(self.headers))
        self.reply(say.asked(dict(self.headers)) if say.etag else say)

    def reply(self, say: Say) -> None:
        self.close_connection = True
        if say.is_reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        body = say.bytes()
        self.send_response(say.status)
        for name, value in {"Content-Length": str(len(body)), "Connection": "close", **say.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[: say.cut])

    def log_message(self, *_arguments: object) -> None:
        pass

    def finish(self) -> None:
        with suppress(OSError):  # torn down on purpose
            super().finish()


@contextmanager
def fake_provider() -> Iterator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = Provider(url=f"http://127.0.0.1:{server.server_address[1]}")
    server.provider, server.lock = provider, threading.Lock()  # type: ignore[attr-defined]
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
