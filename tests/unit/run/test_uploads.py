"""A file is uploaded once, as it was compiled, and never otherwise."""

import asyncio
import base64
import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from specc.catalog.media import NO_FILE, stand_in
from specc.plan.outcome import Failure
from specc.run.client import Client, HttpAnswer, NoAnswer
from specc.run.replies import Complaint, Item, Reply
from specc.run.sandbox import embedded_sandbox
from specc.run.settings import RunSettings
from specc.run.uploads import Uploads
from tests.unit.run.conftest import FakeClock

SOUND = b"ID3 of a recording"
SHA256 = hashlib.sha256(SOUND).hexdigest()
PAYLOAD: dict[str, Any] = {"taskUUID": "t", "inputs": {"avatar": "a", "audio": stand_in(SHA256), "background": "https://example.com/a.png"}}
LOST = NoAnswer(Failure("connection", "no answer"), is_sent=True)
UNSENT = NoAnswer(Failure("connection", "can't connect"), is_sent=False)


def answer(status: int = 200, *, code: str = "", reply: bool = True, retry_after_s: float | None = None) -> HttpAnswer:
    said = Reply(complaints=(Complaint(code=code, message="no"),)) if code else Reply()
    return HttpAnswer(status, said if reply else None, retry_after_s)


@dataclass
class PassingMemory:
    """Remembers as long as it lives."""

    ids: dict[str, str] = field(default_factory=dict)

    def known(self, sha256: str) -> str | None:
        return self.ids.get(sha256)

    def remember(self, sha256: str, media_uuid: str) -> None:
        self.ids[sha256] = media_uuid


@dataclass
class FakeProvider:
    """Answers with what it is told to, then takes everything."""

    answers: deque[HttpAnswer | NoAnswer] = field(default_factory=deque)
    posts: list[dict[str, Any]] = field(default_factory=list)
    open_now: int = 0
    open_max: int = 0

    async def post(self, tasks: Sequence[dict[str, Any]], *, wait_s_max: float | None = None) -> HttpAnswer | NoAnswer:
        [task] = tasks
        self.posts.append(task)
        number = len(self.posts)
        self.open_now += 1
        self.open_max = max(self.open_max, self.open_now)
        await asyncio.sleep(0.001)
        self.open_now -= 1
        if self.answers:
            return self.answers.popleft()
        item = {"taskType": "mediaStorage", "taskUUID": task["taskUUID"], "mediaUUID": f"id-{number}"}
        return HttpAnswer(200, Reply(items=(Item.model_validate(item),)))


@dataclass
class Desk:
    folder: Path
    provider: FakeProvider = field(default_factory=FakeProvider)
    memory: PassingMemory = field(default_factory=PassingMemory)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        (self.folder / "intro.mp3").write_bytes(SOUND)
        self.uploads = self.open()

    def open(self, **more: Any) -> Uploads:
        settings = RunSettings(api_url="http://localhost/v1", api_key="k", out=self.folder, **more)
        return Uploads(self.provider, self.memory, settings, self.clock)  # type: ignore[arg-type]

    def resolve(self, *payloads: dict[str, Any], **media: str) -> list[Any]:
        paths = {SHA256: str(self.folder / "intro.mp3"), **media}

        async def resolved() -> list[Any]:
            return await asyncio.gather(*(self.uploads.resolve(payload, paths) for payload in payloads))

        return asyncio.run(resolved())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_content_becomes_the_id_of_its_upload(desk: Desk) -> None:
    [made] = desk.resolve(PAYLOAD)
    assert made == {**PAYLOAD, "inputs": {**PAYLOAD["inputs"], "audio": "id-1"}}
    [post] = desk.provider.posts
    assert (post["taskType"], post["operation"]) == ("mediaStorage", "upload")
    assert post["media"] == f"data:audio/mpeg;base64,{base64.b64encode(SOUND).decode()}"
    assert desk.memory.ids == {SHA256: "id-1"}


def test_a_payload_without_files_stays_as_it_is(desk: Desk) -> None:
    payload = {"taskUUID": "t", "speech": {"text": f"say {stand_in(SHA256)}"}}
    assert desk.resolve(payload)[0] is payload
    assert desk.provider.posts == []


def test_what_the_provider_has_is_not_uploaded_again(desk: Desk, tmp_path: Path) -> None:
    desk.memory.remember(SHA256, "known")
    (tmp_path / "intro.mp3").unlink()
    assert desk.resolve(PAYLOAD)[0]["inputs"]["audio"] == "known"
    assert desk.provider.posts == []


def test_tasks_wait_for_one_upload(desk: Desk) -> None:
    made = desk.resolve(*[PAYLOAD] * 20)
    assert {payload["inputs"]["audio"] for payload in made} == {"id-1"}
    assert len(desk.provider.posts) == 1


def test_few_files_are_in_memory_at_once(desk: Desk, tmp_path: Path) -> None:
    payloads, media = [], {}
    for number in range(12):
        content = b"ID3" + bytes([number])
        sha256 = hashlib.sha256(content).hexdigest()
        (tmp_path / f"{number}.mp3").write_bytes(content)
        media[sha256] = str(tmp_path / f"{number}.mp3")
        payloads.append({"inputs": {"audio": stand_in(sha256)}})
    made = desk.resolve(*payloads, **media)
    assert len({payload["inputs"]["audio"] for payload in made}) == 12
    assert desk.provider.open_max == 2


def test_a_file_that_has_changed_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "intro.mp3").write_bytes(SOUND + b"!")
    [failure] = desk.resolve(PAYLOAD)
    assert failure == Failure("media", f"{tmp_path / 'intro.mp3'} has changed since it was compiled")
    assert desk.provider.posts == []


def test_a_file_that_is_gone_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "intro.mp3").unlink()
    assert desk.resolve(PAYLOAD) == [Failure("media", f"can't read {tmp_path / 'intro.mp3'}: No such file or directory")]


def test_what_was_compiled_with_an_error_is_never_made(desk: Desk) -> None:
    [failure] = desk.resolve({"inputs": {"audio": NO_FILE}})
    assert isinstance(failure, Failure)
    assert failure.message.startswith("nobody knows where the file with SHA-256 0000")


@pytest.mark.parametrize(
    "passing",
    [LOST, UNSENT, answer(503, reply=False), answer(500, code="internalServerError"), answer(429, code="queueFull", retry_after_s=9), answer(200), answer(200, reply=False)],
    ids=["lost", "unsent", "503", "500", "429", "nothing", "nonsense"],
)
def test_a_passing_trouble_is_tried_again(desk: Desk, passing: HttpAnswer | NoAnswer) -> None:
    desk.provider.answers.extend([passing, passing])
    assert desk.resolve(PAYLOAD)[0]["inputs"]["audio"] == "id-3"
    assert len({post["taskUUID"] for post in desk.provider.posts}) == 3
    assert len(desk.clock.slept) == 2
    if isinstance(passing, HttpAnswer) and passing.retry_after_s:
        assert desk.clock.slept == [9, 9]


@pytest.mark.parametrize(
    ("refusal", "category"),
    [
        (answer(400, code="invalidMedia"), "validation"),
        (answer(401, code="whatever"), "auth"),
        (answer(402, code="whatever"), "quota"),
        (answer(413, reply=False), "validation"),
        (answer(200, code="invalidMedia"), "validation"),
    ],
)
def test_what_the_provider_says_against_it_is_told_once(desk: Desk, refusal: HttpAnswer, category: str) -> None:
    desk.provider.answers.append(refusal)
    failures = desk.resolve(PAYLOAD, PAYLOAD)
    assert failures[0] == failures[1]
    assert failures[0].category == category
    assert f"{desk.folder / 'intro.mp3'} can't be uploaded: " in failures[0].message
    assert len(desk.provider.posts) == 1
    assert desk.memory.ids == {}


def test_patience_ends(desk: Desk) -> None:
    desk.uploads = desk.open(submits_max=3)
    desk.provider.answers.extend([UNSENT] * 3)
    assert desk.resolve(PAYLOAD) == [UNSENT.failure]
    assert len(desk.provider.posts) == 3


def test_a_cancelled_upload_leaves_the_way_free(desk: Desk) -> None:
    async def cancelled_then_again() -> Any:
        media = {SHA256: str(desk.folder / "intro.mp3")}
        first = asyncio.create_task(desk.uploads.resolve(PAYLOAD, media))
        second = asyncio.create_task(desk.uploads.resolve(PAYLOAD, media))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    made = asyncio.run(cancelled_then_again())
    assert made["inputs"]["audio"].startswith("id-")


def test_the_sandbox_takes_uploads(desk: Desk, tmp_path: Path) -> None:
    with embedded_sandbox(latency_s=0) as running:
        settings = RunSettings(api_url=running.url, api_key=running.key, out=tmp_path)

        async def uploaded() -> Any:
            async with Client(settings) as client:
                uploads = Uploads(client, desk.memory, settings, desk.clock)
                return await uploads.resolve(PAYLOAD, {SHA256: str(tmp_path / "intro.mp3")})

        made = asyncio.run(uploaded())
        site = running.url.removesuffix("/v1")
        assert httpx.get(f"{site}/media/{made['inputs']['audio']}", trust_env=False).content == SOUND
