"""The provider's own client, which nobody here wrote, makes videos in the sandbox: over HTTP and over a WebSocket."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import uuid4

import av
import httpx
import pytest
import runware.client
import runware.validate
from runware import Runware
from runware.errors import RunwareError
from runware.types.sdk import RunOptions

from specc.run.sandbox import Embedded, Settings, embedded
from specc.run.sandbox.clock import SystemClock
from specc.run.sandbox.faults.rules import FaultFile

MODEL = "heygen:avatar@5"
KEY = "sdk-key"
each_transport = pytest.mark.parametrize("transport", ["rest", "websocket"])


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client's pauses between polls are a second and more."""

    async def pause(seconds: float, _cancel: object) -> None:
        await asyncio.sleep(min(seconds, 0.02))

    monkeypatch.setattr(runware.client, "_interruptible_sleep", pause)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Embedded]:
    with started(latency_s=0.1) as running:
        yield running


def started(*rules: dict[str, Any], **settings: Any) -> Any:
    faults = FaultFile.of(*rules)
    return embedded(Settings(**{"latency_s": 0, "key": KEY, "faults": faults, **settings}), clock=SystemClock())


def asked(sandbox: Embedded, transport: str, ask: Callable[[Runware], Awaitable[Any]], key: str = KEY) -> Any:
    async def ask_it() -> Any:
        addresses = {"http_base_url": sandbox.url, "ws_base_url": sandbox.url.replace("http", "ws", 1)}
        client = Runware(api_key=key, transport=transport, retry_delay=1, **addresses)
        async with client:
            return await ask(client)

    return asyncio.run(asyncio.wait_for(ask_it(), 60))


def video(**changes: Any) -> dict[str, Any]:
    whole = {
        "taskType": "videoInference",
        "model": MODEL,
        "width": 320,
        "height": 180,
        "inputs": {"avatar": "Caroline"},
        "speech": {"text": f"Hello there. {uuid4()}"},
    }
    return {**whole, **changes}


def failure(sandbox: Embedded, transport: str, params: dict[str, Any], key: str = KEY) -> RunwareError:
    with pytest.raises(RunwareError) as caught:
        asked(sandbox, transport, lambda client: client.run(params), key)
    return caught.value


@each_transport
def test_it_makes_a_video(sandbox: Embedded, transport: str) -> None:
    seen: list[dict[str, Any]] = []
    options = RunOptions(on_result=seen.append)
    params = video(includeCost=True, settings={"caption": True})
    (item,) = asked(sandbox, transport, lambda client: client.run(params, options))
    assert (item["status"], item["cost"]) == ("success", 2.8)
    assert seen == [item]
    content = httpx.get(item["videoURL"], trust_env=False).content
    with av.open(io.BytesIO(content)) as container:
        assert container.streams.video[0].width == 320
    assert "-->" in httpx.get(item["subtitleURL"], trust_env=False).text


@each_transport
def test_it_collects_every_result(sandbox: Embedded, transport: str) -> None:
    items = asked(sandbox, transport, lambda client: client.run(video(numberResults=3)))
    assert len({item["videoUUID"] for item in items}) == 3


@each_transport
def test_it_sees_progress(transport: str) -> None:
    seen: list[float] = []
    with started(latency_s=0.5, shows_progress=True) as sandbox:
        options = RunOptions(on_progress=lambda item: seen.append(item["progress"]))
        asked(sandbox, transport, lambda client: client.run(video(), options))
    assert seen == sorted(seen)
    assert seen


@each_transport
def test_it_is_told_what_is_wrong(sandbox: Embedded, transport: str) -> None:
    error = failure(sandbox, transport, video(speech={"text": "Hi", "speed": 9}))
    assert (error.code, error.parameter, error.task_type) == ("validation", "speech.speed", "videoInference")
    assert "more than 1.5" in error.message
    assert str(error.documentation).endswith("/heygen-avatar-v#request-speech-speed")


@each_transport
def test_it_is_told_that_the_key_is_wrong(sandbox: Embedded, transport: str) -> None:
    assert failure(sandbox, transport, video(), key="another").code == "auth"


@each_transport
def test_it_is_told_that_there_is_no_money(transport: str) -> None:
    with started(balance_usd=1) as sandbox:
        error = failure(sandbox, transport, video())
    assert (error.code, error.retryable) == ("quota", False)


@each_transport
@pytest.mark.parametrize("shape", ["errors", "item", "both"])
def test_it_is_told_that_a_generation_failed(transport: str, shape: str) -> None:
    rule = {"at": "generation", "fault": "fail", "code": "nsfwContentDetected", "shape": shape}
    with started(rule) as sandbox:
        error = failure(sandbox, transport, video())
        assert error.code == "safety"
        assert len(sandbox.refunds) == 1


def test_it_sends_again_what_never_arrived() -> None:
    rules = (
        {"at": "submit", "fault": "reset", "first": 1},
        {"at": "submit", "fault": "status", "status": 503, "nth": [2]},
        {"at": "poll", "fault": "cut", "first": 1},
    )
    with started(*rules) as sandbox:
        (item,) = asked(sandbox, "rest", lambda client: client.run(video()))
        assert item["status"] == "success"
        assert (len(sandbox.charges), sandbox.fault_hits) == (1, (1, 1, 1))


def test_it_loses_what_was_accepted_without_its_knowing() -> None:
    """Why specc reads a conflict as "accepted": this client, which doesn't, has paid for a video it never gets."""
    with started({"at": "submit", "fault": "status", "status": 503, "accepted": True, "first": 1}) as sandbox:
        error = failure(sandbox, "rest", video())
        assert (error.code, "already" in error.message) == ("validation", True)
        assert len(sandbox.charges) == 1


@pytest.mark.parametrize("fault", ["reset", "cut"])
@pytest.mark.parametrize("is_accepted", [False, True])
def test_over_a_socket_it_reads_a_conflict_as_accepted(fault: str, *, is_accepted: bool) -> None:
    """As specc does, and for the same reason: the task that it sent is known, whoever heard of it."""
    with started({"at": "submit", "fault": fault, "accepted": is_accepted, "first": 1}) as sandbox:
        (item,) = asked(sandbox, "websocket", lambda client: client.run(video()))
        assert item["status"] == "success"
        assert (len(sandbox.charges), sandbox.fault_hits) == (1, (1,))


def test_over_a_socket_it_is_told_of_faults() -> None:
    rules = (
        {"at": "submit", "fault": "status", "code": "providerError"},
        {"at": "submit", "fault": "slow", "seconds": 0},
    )
    with started(*rules) as sandbox:
        assert failure(sandbox, "websocket", video()).code == "provider"


@each_transport
def test_it_stores_media_and_asks_for_the_account_and_a_task(sandbox: Embedded, transport: str) -> None:
    async def ask(client: Runware) -> tuple[Any, ...]:
        png = "data:image/png;base64,iVBORw0KGgo="
        (stored,) = await client.media_storage({"operation": "upload", "media": png})
        (account,) = await client.account_management({"operation": "getDetails"})
        (item,) = await client.run(video(inputs={"avatar": "A", "background": stored["mediaUUID"]}))
        (details,) = await client.get_task_details({"taskUUID": item["taskUUID"]})
        return stored, account, item, details

    stored, account, item, details = asked(sandbox, transport, ask)
    assert httpx.get(stored["mediaURL"], trust_env=False).headers["content-type"] == "image/png"
    assert account["organizationName"]
    assert details["response"]["data"] == [item]


def test_it_finds_the_model_and_its_limits_by_itself(sandbox: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    site = sandbox.url.removesuffix("/v1")
    monkeypatch.setattr(runware.client, "SCHEMAS_BASE_URL", site)
    monkeypatch.setattr(runware.validate, "SCHEMAS_BASE_URL", site)
    runware.validate.clear_validator_cache()
    params = video()
    del params["taskType"]
    options = RunOptions(validate=True)
    (item,) = asked(sandbox, "rest", lambda client: client.run(params, options))
    assert item["taskType"] == "videoInference"
    params["outputQuality"] = 5
    charged = len(sandbox.charges)
    with pytest.raises(RunwareError) as caught:
        asked(sandbox, "rest", lambda client: client.run(params, options))
    assert (caught.value.code, caught.value.parameter) == ("validation", "outputQuality")
    assert len(sandbox.charges) == charged
