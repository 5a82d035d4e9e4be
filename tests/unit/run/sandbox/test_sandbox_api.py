"""What requests are answered: keys, bodies, limits, prices, and the tasks that take no time."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sandbox_fakes import MODEL, codes, finished, task

from specc.run.sandbox import Embedded, Settings, embedded, embedded_sandbox
from specc.run.sandbox.clock import SystemClock
from specc.run.sandbox.models import served_models

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


def site(sandbox: Embedded) -> str:
    return sandbox.url.removesuffix("/v1")


def asked(kind: str, **parameters: Any) -> dict[str, Any]:
    return {"taskType": kind, "taskUUID": str(uuid4()), **parameters}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "missingApiKey"),
        ({"Authorization": "Bearer"}, "missingApiKey"),
        ({"Authorization": "Basic c2FuZGJveA=="}, "missingApiKey"),
        ({"Authorization": "Bearer wrong"}, "invalidApiKey"),
    ],
)
def test_a_request_needs_the_key(sandbox: Embedded, headers: dict[str, str], code: str) -> None:
    reply = httpx.post(sandbox.url, json=[task()], headers=headers, trust_env=False)
    assert reply.status_code == 401
    (error,) = reply.json()["errors"]
    assert (error["code"], error["parameter"], error["taskType"]) == (code, "apiKey", "authentication")


@pytest.mark.parametrize(("key", "status"), [("embedded-sandbox-key", 200), ("wrong", 401), (None, 401)])
def test_the_key_may_be_a_task(sandbox: Embedded, key: str | None, status: int) -> None:
    tasks = [{"taskType": "authentication", "apiKey": key}, asked("getResponse")]
    reply = httpx.post(sandbox.url, json=tasks, trust_env=False)
    assert reply.status_code == status
    if status == 200:
        assert [set(item) for item in reply.json()["data"]] == [{"taskType", "connectionSessionUUID"}]


def test_any_key_is_taken_when_none_is_set() -> None:
    with embedded(Settings(), clock=SystemClock()) as sandbox:
        headers = {"Authorization": "Bearer whatever"}
        assert httpx.post(sandbox.url, json=[asked("getResponse")], headers=headers, trust_env=False).json() == {
            "data": []
        }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "invalidRequest"),
        (b"[{]", "invalidRequest"),
        (b"\xff\xfe", "invalidRequest"),
        (b'[{"width": NaN}]', "invalidRequest"),
        (b'{"taskType": "getResponse"}', "invalidRequest"),
        (b"[1]", "invalidRequest"),
        (b"[]", "arrayTooSmall"),
        (b"[" * 100_000, "invalidRequest"),
        (b'[{"a":' + b"[" * 500 + b"]" * 500 + b"}]", "invalidRequest"),
        (b'[{"a":' + b"9" * 5000 + b"}]", "invalidRequest"),
    ],
)
def test_a_body_that_is_no_array_of_tasks(sandbox: Embedded, client: httpx.Client, body: bytes, code: str) -> None:
    reply = client.post(sandbox.url, content=body)
    assert (reply.status_code, codes(reply.json())) == (400, [code])


def test_a_body_that_is_too_large() -> None:
    with embedded(Settings(body_bytes_max=1000), clock=SystemClock()) as sandbox:
        reply = httpx.post(sandbox.url, content=b" " * 2000, trust_env=False)
        assert (reply.status_code, codes(reply.json())) == (400, ["valueTooLarge"])


@pytest.mark.parametrize("path", ["/v1", "/"])
def test_both_addresses_of_the_api(sandbox: Embedded, client: httpx.Client, path: str) -> None:
    assert client.post(site(sandbox) + path, json=[asked("getResponse")]).json() == {"data": []}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"speech": {"text": "Hi", "speed": 2}}, {"code": "invalidSpeed", "parameter": "speech.speed", "type": "float", "min": 0.5, "max": 1.5, "multiplier": 0.01}),
        ({"speech": {"text": "Hi", "volume": 0.75}}, {"code": "invalidVolume", "parameter": "speech.volume", "multiplier": 0.1}),
        ({"outputFormat": "AVI"}, {"code": "invalidOutputFormat", "parameter": "outputFormat", "allowedValues": ["MP4", "WEBM", "MOV"]}),
        ({"numberResults": "2"}, {"code": "invalidNumberResults", "type": "integer"}),
        ({"seed": 1}, {"code": "unsupportedParameter", "parameter": "seed"}),
        ({"inputs": {}}, {"code": "missingAvatar", "parameter": "inputs.avatar"}),
        ({"height": None}, {"code": "invalidParameter", "parameter": "width"}),
        ({"resolution": "720p"}, {"code": "incompatibleParameters", "parameter": "resolution"}),
        ({"speech": None}, {"code": "invalidParameter"}),
        ({"taskUUID": "1234"}, {"code": "invalidTaskUUID", "parameter": "taskUUID"}),
        ({"taskUUID": None}, {"code": "missingTaskUUID", "parameter": "taskUUID"}),
        ({"model": None}, {"code": "missingModel", "parameter": "model"}),
        ({"model": "heygen:avatar@9"}, {"code": "invalidModel", "allowedValues": list(served_models({}))}),
        ({"model": ["x"]}, {"code": "invalidModel"}),
        ({"taskType": "imageInference"}, {"code": "unsupportedTaskType", "parameter": "taskType"}),
        ({"taskType": 5}, {"code": "unsupportedTaskType"}),
        ({"width": 1_000_000}, {"code": "invalidWidth", "max": 4096}),
        ({"height": 0}, {"code": "invalidHeight", "min": 64}),
    ],
)  # fmt: skip
def test_limits_of_the_schema(
    sandbox: Embedded, client: httpx.Client, changes: dict[str, Any], error: dict[str, Any]
) -> None:
    refused = task(**changes)
    reply = client.post(sandbox.url, json=[refused])
    assert reply.status_code == 400
    found = reply.json()["errors"][0]
    assert {name: found.get(name) for name in error} == error
    assert found.get("taskUUID") == refused.get("taskUUID")
    assert found["message"]
    assert "data" not in reply.json()


def test_a_refusal_names_its_documentation(sandbox: Embedded, client: httpx.Client) -> None:
    reply = client.post(sandbox.url, json=[task(speech={"text": "Hi", "pitch": 99})]).json()
    assert reply["errors"][0]["documentation"].endswith("#request-speech-pitch")


def test_an_accepted_task_is_refused_the_second_time(sandbox: Embedded, client: httpx.Client) -> None:
    first, other = task(), task()
    accepted = client.post(sandbox.url, json=[first]).json()
    assert accepted == {"data": [{"taskType": "videoInference", "taskUUID": first["taskUUID"]}]}
    again = client.post(sandbox.url, json=[{**first, "taskUUID": first["taskUUID"].upper()}])
    assert (again.status_code, codes(again.json())) == (400, ["conflictTaskUUID"])
    mixed = client.post(sandbox.url, json=[first, other])
    assert (mixed.status_code, codes(mixed.json())) == (200, ["conflictTaskUUID"])
    assert [item["taskUUID"] for item in mixed.json()["data"]] == [other["taskUUID"]]
    assert sum(charge.task_uuid == first["taskUUID"] for charge in sandbox.charges) == 1


def test_what_is_paid_twice_can_be_asked() -> None:
    with embedded_sandbox(latency_s=0, price_usd=0.1) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.key}"}
        first = task(numberResults=2)
        httpx.post(sandbox.url, json=[first], headers=headers, trust_env=False)
        assert (len(sandbox.charges), sandbox.spent_usd, sandbox.paid_twice) == (2, 0.2, ())
        again = {**first, "taskUUID": str(uuid4()), "includeCost": True, "ttl": 60}
        httpx.post(sandbox.url, json=[again], headers=headers, trust_env=False)
        assert sandbox.paid_twice == (sandbox.charges[0].digest,)
        told = httpx.get(site(sandbox) + "/sandbox/charges", trust_env=False).json()
        digest = sandbox.charges[0].digest
        uuids = [first["taskUUID"], again["taskUUID"]]
        assert told == {
            "spent": 0.4,
            "balance": None,
            "results": 4,
            "refunds": 0,
            "tasks": {digest: uuids},
            "kept": {digest: dict.fromkeys(uuids, 2)},
            "paidTwice": [digest],
        }


def test_a_dry_run_is_priced_and_leaves_nothing(sandbox: Embedded, client: httpx.Client) -> None:
    dry, before = task(numberResults=3), len(sandbox.charges)
    headers = {"X-Runware-Dry-Run": "1"}
    reply = client.post(sandbox.url, json=[dry, task(ttl=1)], headers=headers).json()
    assert reply["data"] == [{"taskType": "videoInference", "taskUUID": dry["taskUUID"], "cost": 8.4}]
    assert codes(reply) == ["invalidTtl"]
    assert len(sandbox.charges) == before
    assert client.post(sandbox.url, json=[dry]).status_code == 200


def test_the_balance_runs_out() -> None:
    with embedded_sandbox(latency_s=0, price_usd=0.1, balance_usd=0.3) as sandbox:
        headers = {"Authorization": f"Bearer {sandbox.key}"}
        with httpx.Client(headers=headers, trust_env=False) as client:
            assert client.post(sandbox.url, json=[task(numberResults=2)]).status_code == 200
            short = client.post(sandbox.url, json=[task(numberResults=2)])
            assert (short.status_code, codes(short.json())) == (402, ["insufficientCredits"])
            assert client.post(sandbox.url, json=[task()]).status_code == 200
            details = client.post(sandbox.url, json=[asked("accountManagement", operation="getDetails")]).json()
            (item,) = details["data"]
            assert (item["balance"], item["usage"]["total"]) == (0.0, {"credits": 0.3, "requests": 3})


def test_only_details_of_the_account(sandbox: Embedded, client: httpx.Client) -> None:
    reply = client.post(sandbox.url, json=[asked("accountManagement", operation="getUsageErrors")])
    assert (reply.status_code, codes(reply.json())) == (400, ["invalidOperation"])


def test_task_details(sandbox: Embedded, client: httpx.Client) -> None:
    made = task()
    client.post(sandbox.url, json=[made])
    answer = finished(client, sandbox.url, made["taskUUID"])
    details = client.post(sandbox.url, json=[{"taskType": "getTaskDetails", "taskUUID": made["taskUUID"]}]).json()
    (item,) = details["data"]
    assert (item["request"], item["response"]) == (made, {"data": answer["data"], "errors": []})
    unknown = client.post(sandbox.url, json=[asked("getTaskDetails")])
    assert (unknown.status_code, codes(unknown.json())) == (404, ["taskNotFound"])


@pytest.mark.parametrize(
    ("media", "kind"), [(PNG, "application/octet-stream"), (f"data:image/png;base64,{PNG}", "image/png")]
)
def test_uploaded_media_is_served_until_it_is_deleted(
    sandbox: Embedded, client: httpx.Client, media: str, kind: str
) -> None:
    (stored,) = client.post(sandbox.url, json=[asked("mediaStorage", operation="upload", media=media)]).json()["data"]
    served = client.get(stored["mediaURL"])
    assert (served.headers["content-type"], served.content[:4]) == (kind, b"\x89PNG")
    delete = asked("mediaStorage", operation="delete", mediaUUID=stored["mediaUUID"])
    assert client.post(sandbox.url, json=[delete]).json()["data"][0]["mediaUUID"] == stored["mediaUUID"]
    assert client.get(stored["mediaURL"]).status_code == 404
    assert codes(client.post(sandbox.url, json=[delete]).json()) == ["mediaNotFound"]


def test_an_uploaded_address_is_kept(sandbox: Embedded, client: httpx.Client) -> None:
    upload = asked("mediaStorage", operation="upload", media="https://example.com/a.png")
    (stored,) = client.post(sandbox.url, json=[upload]).json()["data"]
    assert stored["mediaURL"] == "https://example.com/a.png"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"operation": "upload", "media": "not base64!"}, "invalidMedia"),
        ({"operation": "upload", "media": "ä"}, "invalidMedia"),
        ({"operation": "upload"}, "missingMedia"),
        ({"operation": "copy"}, "invalidOperation"),
        ({"operation": "delete", "mediaUUID": 7}, "mediaNotFound"),
    ],
)
def test_media_that_is_refused(sandbox: Embedded, client: httpx.Client, parameters: dict[str, Any], code: str) -> None:
    assert codes(client.post(sandbox.url, json=[asked("mediaStorage", **parameters)]).json()) == [code]


def test_models_are_described_as_openapi(sandbox: Embedded, client: httpx.Client) -> None:
    found = client.get(site(sandbox) + "/docs/models/sandbox-text-to-video/schema.json").json()
    assert found["openapi"] == "3.1.0"
    assert found["info"]["x-pricing"]["rates"][0]["unit"] == "second"
    assert client.get(site(sandbox) + "/docs/models/heygen-avatar-v/schema.json").json()["info"]["title"] == "HeyGen Avatar V"
    assert client.get(site(sandbox) + "/docs/models/nobody/schema.json").status_code == 404


def test_the_registry_has_a_version_and_an_etag(sandbox: Embedded, client: httpx.Client) -> None:
    reply = client.get(site(sandbox) + "/registry.json")
    assert reply.json()["models"][MODEL] == {"taskType": "videoInference", "id": MODEL}
    again = client.get(site(sandbox) + "/registry.json", headers={"If-None-Match": reply.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_schema_of_a_model(sandbox: Embedded, client: httpx.Client) -> None:
    found = client.get(site(sandbox) + "/resolve/heygen%3Aavatar%405").json()
    assert set(found) == {"requestSchema", "responseSchema", "documentation"}
    assert found["requestSchema"]["$schema"] == "https://json-schema.org/draft/2019-09/schema"
    assert found["requestSchema"]["additionalProperties"] is False
    assert "x-specc" not in json.dumps(found)
    assert client.get(site(sandbox) + "/resolve/nobody%3Anothing%401").status_code == 404


def test_an_unknown_route_is_answered_in_the_same_shape(sandbox: Embedded, client: httpx.Client) -> None:
    reply = client.get(site(sandbox) + "/nowhere")
    assert (reply.status_code, codes(reply.json())) == (404, ["notFound"])
    assert client.get(sandbox.url).status_code == 405


def test_half_a_surrogate_pair_is_echoed(sandbox: Embedded, client: httpx.Client) -> None:
    body = json.dumps([task(model="\ud800")]).encode()
    assert codes(client.post(sandbox.url, content=body).json()) == ["invalidModel"]
