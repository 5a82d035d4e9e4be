"""The listener over real HTTP: whom it answers what, and what is in the ledger then."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import pytest

from specc.run.ledger import Ledger, LedgerError, open_ledger
from specc.run.listener import app
from specc.run.listener.app import BODY_BYTES_MAX, summary
from tests.webhooks import TOKEN, Listener, running_listener

UUID = "24cd5dff-cb81-4db5-8506-b72a9425f9d1"
BODY = {"data": [{"taskUUID": UUID, "status": "success", "videoURL": "https://cdn.test/x.mp4?signature=abc"}]}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = open_ledger(tmp_path / "ledger.db")
    yield opened
    opened.close()


@pytest.fixture
def listener(ledger: Ledger) -> Iterator[Listener]:
    with running_listener(ledger) as running:
        yield running


def post(url: str, body: Any = None, **more: Any) -> httpx.Response:
    return httpx.post(url, json=BODY if body is None else body, trust_env=False, timeout=20, **more)


def bodies(ledger: Ledger) -> list[Any]:
    return [json.loads(body) for _, body in ledger.notices(0)]


def test_news_of_a_task_is_on_disk_before_the_answer(listener: Listener, ledger: Ledger) -> None:
    assert post(listener.webhook_url).status_code == 200
    assert bodies(ledger) == [{"taskUUID": UUID, "status": "success"}]
    assert post(f"{listener.url}/?a=b&token={TOKEN}").status_code == 200
    assert post(f"{listener.url}?token={TOKEN}").status_code == 200
    assert bodies(ledger) == [{"taskUUID": UUID, "status": "success"}] * 3


@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", f"?token={TOKEN}x", f"?token={TOKEN[:-1]}", f"?TOKEN={TOKEN}", "?token=%FF%00ü", f"?{TOKEN}"])
@pytest.mark.parametrize("method", ["POST", "GET", "DELETE", "OPTIONS"])
def test_a_stranger_learns_nothing(listener: Listener, ledger: Ledger, query: str, method: str) -> None:
    answer = httpx.request(method, f"{listener.url}/in{query}", json=BODY, trust_env=False)
    assert (answer.status_code, answer.text) == (404, "Not Found\n")
    assert set(answer.headers) == {"date", "content-length", "content-type"}
    assert bodies(ledger) == []


def test_the_token_in_a_header_or_body_is_none(listener: Listener) -> None:
    assert post(listener.url, {"token": TOKEN}, headers={"Authorization": f"Bearer {TOKEN}"}, cookies={"token": TOKEN}).status_code == 404


def test_a_look_whether_it_is_there(listener: Listener, ledger: Ledger) -> None:
    assert httpx.get(listener.webhook_url, trust_env=False).text == "specc listens\n"
    assert httpx.head(listener.webhook_url, trust_env=False).status_code == 200
    assert httpx.put(listener.webhook_url, json=BODY, trust_env=False).status_code == 405
    assert bodies(ledger) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\x00" * 100, b"{}", b"[" * 100_000])
def test_what_makes_no_sense_is_counted(listener: Listener, ledger: Ledger, content: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    assert httpx.post(listener.webhook_url, content=content, trust_env=False).status_code == 400
    assert listener.desk.answers == {400: 1}
    assert (bodies(ledger), listener.told, capfd.readouterr().err) == ([], [], "")


def test_a_body_has_an_end(listener: Listener, ledger: Ledger) -> None:
    just = json.dumps({**BODY, "more": ""}).encode()
    fits = just.replace(b'"more": ""', b'"more": "' + b"x" * (BODY_BYTES_MAX - len(just)) + b'"')
    assert httpx.post(listener.webhook_url, content=fits, trust_env=False).status_code == 200
    assert httpx.post(listener.webhook_url, content=fits + b" ", trust_env=False).status_code == 413
    assert len(bodies(ledger)) == 1


def test_a_sender_that_hangs_up_is_no_trouble(listener: Listener, ledger: Ledger, capfd: pytest.CaptureFixture[str]) -> None:
    host, port = listener.url.removeprefix("http://").split(":")
    for start in (b"", b"POST", b"\x16\x03\x01garbage\r\n\r\n", f"POST /?token={TOKEN} HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{{".encode()):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(start)
    assert post(listener.webhook_url).status_code == 200
    assert len(bodies(ledger)) == 1
    assert capfd.readouterr().err == ""


def test_many_at_once(listener: Listener, ledger: Ledger) -> None:
    uuids = [f"{number:08x}-cb81-4db5-8506-b72a9425f9d1" for number in range(300)]
    with ThreadPoolExecutor(50) as pool, httpx.Client(trust_env=False, timeout=20) as client:
        statuses = list(pool.map(lambda uuid: client.post(listener.webhook_url, json={"taskUUID": uuid}).status_code, uuids * 2))
    assert set(statuses) == {200}
    assert sorted(body["taskUUID"] for body in bodies(ledger)) == sorted(uuids * 2)


def test_without_the_ledger_the_provider_is_to_come_again(listener: Listener, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_notices: Any) -> None:
        raise LedgerError("can't use the ledger x: disk full")

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "note_notices", lambda _self, notices: full(notices))
        assert [post(listener.webhook_url).status_code for _ in range(2)] == [503, 503]
    assert listener.told == ["can't use the ledger x: disk full"]
    assert post(listener.webhook_url).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "note_notices", lambda _self, notices: full(notices))
        assert post(listener.webhook_url).status_code == 503
    assert len(listener.told) == 2
    assert len(bodies(ledger)) == 1


def test_a_ledger_that_takes_too_long_is_not_waited_for(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on = Event()
    monkeypatch.setattr(app, "ANSWER_S_MAX", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "note_notices", lambda _self, _notices: may_go_on.wait(20))
        assert post(listener.webhook_url).status_code == 503
        may_go_on.set()


def test_the_token_is_not_in_the_ledger_or_in_what_is_shown(listener: Listener, ledger: Ledger, tmp_path: Path) -> None:
    assert post(listener.webhook_url, {**BODY, "webhookURL": listener.webhook_url}).status_code == 200
    assert TOKEN not in repr(listener.desk)
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert UUID.encode() in held
    assert TOKEN.encode() not in held
    assert b"signature" not in held
    assert bodies(ledger)


def test_the_summary_names_what_there_was(listener: Listener) -> None:
    for url in (listener.webhook_url, listener.webhook_url, listener.url):
        post(url)
    assert summary(listener.desk.answers) == "webhooks: 2 noted, 1 with a wrong token"
