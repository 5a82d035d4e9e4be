"""Fetching what is published: bounded, unencrypted only on this machine, and every failure a line."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from specc.base.errors import SpeccError, UnreachableError, UsageError
from specc.run import schemas
from specc.run.schemas import NothingThereError, fetch, model_address, published_models, registry_address, shown_address

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def served(answer: Callable[[str, dict[str, str]], Answer]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that answers by path and headers; its address, and the headers that it was asked with."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            status, headers, body = answer(self.path, dict(self.headers))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (None, "https://schemas.runware.ai/resolve/heygen%3Aavatar%405"),
        ("https://a.example", "https://a.example/resolve/heygen%3Aavatar%405"),
        ("https://a.example/", "https://a.example/resolve/heygen%3Aavatar%405"),
        ("http://127.0.0.1:80/v1", "http://127.0.0.1:80/resolve/heygen%3Aavatar%405"),
        ("https://a.example/docs/x.json", "https://a.example/docs/x.json"),
    ],
)
def test_where_a_model_is_published(given: str | None, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPECC_SCHEMAS_URL", raising=False)
    assert model_address("heygen:avatar@5", given) == address


def test_the_environment_may_name_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECC_SCHEMAS_URL", "https://mirror.example")
    assert model_address("a:b@1", None) == "https://mirror.example/resolve/a%3Ab%401"


def test_where_the_models_are_listed() -> None:
    assert registry_address("https://a.example/resolve/x") == "https://a.example/registry.json"
    assert registry_address("https://runware.ai/docs/models/x/schema.json") == "https://schemas.runware.ai/registry.json"
    assert registry_address("https://a.example/x.json") is None


def test_an_address_is_shown_without_what_lets_one_in() -> None:
    assert shown_address("https://me:secret@a.example/x?token=1#y") == "https://a.example/x"


def test_a_schema_is_fetched_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUNWARE_API_KEY", "secret")
    with served(lambda _path, _headers: (200, {"ETag": '"1"'}, b"{}")) as (address, asked):
        found = fetch(address + "/x")
    assert (found.raw, found.etag) == (b"{}", '"1"')
    assert not any("secret" in value for value in asked[0].values())


@pytest.mark.parametrize(("status", "kind"), [(404, NothingThereError), (410, NothingThereError), (403, UnreachableError), (500, UnreachableError), (204, UnreachableError)])
def test_other_answers_are_told(status: int, kind: type[SpeccError]) -> None:
    with served(lambda _path, _headers: (status, {}, b"")) as (address, _), pytest.raises(kind, match=f"HTTP {status}") as caught:
        fetch(address + "/x")
    assert caught.value.exit_code == 2


def test_what_is_too_large_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "BYTES_MAX", 1000)
    with served(lambda _path, _headers: (200, {}, b"x" * 100_000)) as (address, _), pytest.raises(UsageError, match="larger"):
        fetch(address)


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "FETCH_S_MAX", -1.0)
    with served(lambda _path, _headers: (200, {}, b"{}")) as (address, _), pytest.raises(UnreachableError, match="takes longer"):
        fetch(address)


def test_silence_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "SILENCE_S_MAX", 0.05)
    over = threading.Event()

    def wait(_path: str, _headers: dict[str, str]) -> Answer:
        over.wait(10)
        return 200, {}, b"{}"

    with served(wait) as (address, _):
        with pytest.raises(UnreachableError, match="no answer"):
            fetch(address)
        over.set()


def test_an_answer_that_is_cut_off_is_none() -> None:
    with served(lambda _path, _headers: (200, {"Content-Length": "100"}, b"{}")) as (address, _), pytest.raises(UnreachableError, match="no sound answer"):
        fetch(address)


def test_no_server() -> None:
    with pytest.raises(UnreachableError, match="can't connect") as caught:
        fetch("http://127.0.0.1:1/x")
    assert "--from" in caught.value.help


@pytest.mark.parametrize("address", ["http://a.example/x", "http://10.0.0.1/x"])
def test_an_unencrypted_schema_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="unencrypted"):
        fetch(address)


def test_a_redirection_is_followed_so_far() -> None:
    def turn(path: str, _headers: dict[str, str]) -> Answer:
        return (200, {}, b"{}") if path == "/end" else (302, {"Location": "/end" if path == "/one" else "/loop"}, b"")

    with served(turn) as (address, _):
        assert fetch(address + "/one").raw == b"{}"
        with pytest.raises(UnreachableError):
            fetch(address + "/loop")


def test_the_registry_is_asked_with_its_tag(tmp_path: Path) -> None:
    cache = tmp_path / "deep" / "registry.json"

    def answer(_path: str, headers: dict[str, str]) -> Answer:
        return (304, {}, b"") if headers.get("If-None-Match") == '"1"' else (200, {"ETag": '"1"'}, json.dumps({"models": {"a:b@1": {}, "a:b@2": {}}}).encode())

    with served(answer) as (address, asked):
        for _ in range(2):
            assert published_models(f"{address}/registry.json", cache) == ["a:b@1", "a:b@2"]
    assert [headers.get("If-None-Match") for headers in asked] == [None, '"1"']
    assert published_models(f"{address}/registry.json", cache) == ["a:b@1", "a:b@2"]  # nobody answers any more
    assert published_models(f"{address}/other.json", cache) == []


@pytest.mark.parametrize("body", [b"", b"[]", b'{"models": []}', b"<html>"])
def test_a_registry_that_is_none_has_no_models(body: bytes, tmp_path: Path) -> None:
    with served(lambda _path, _headers: (200, {}, body)) as (address, _):
        assert published_models(address, tmp_path / "registry.json") == []
