"""What a client sees of each fault over real HTTP, and what the sandbox did all the same."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from sandbox_fakes import HastyClock, ManualClock, codes, faulty, finished, poll, submitted, task

from specc.base.errors import UsageError
from specc.run.sandbox import Settings, embedded
from specc.run.sandbox.clock import SystemClock
from specc.run.sandbox.faults.rules import FaultFile

BROKEN = httpx.HTTPError
accepted_or_not = pytest.mark.parametrize("is_accepted", [False, True])


def video(client: httpx.Client, url: str, **changes: Any) -> str:
    made = task(**changes)
    client.post(url, json=[made])
    return str(finished(client, url, made["taskUUID"])["data"][0]["videoURL"])


@accepted_or_not
@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({"fault": "reset"}, "reset by peer"),
        ({"fault": "cut", "share": 0.1}, "without sending complete message body"),
        ({"fault": "silence"}, "timed out"),
    ],
)
@pytest.mark.parametrize("place", ["submit", "upload"])
def test_a_reply_that_never_arrives(place: str, rule: dict[str, Any], error: str, *, is_accepted: bool) -> None:
    upload = {"taskType": "mediaStorage", "taskUUID": "a", "operation": "upload", "media": "https://example.com/a.png"}
    asked = task() if place == "submit" else upload
    with faulty({"at": place, **rule, "accepted": is_accepted, "first": 1}) as (sandbox, client):
        with pytest.raises(BROKEN, match=error):
            client.post(sandbox.url, json=[asked], timeout=1 if rule["fault"] == "silence" else 20)
        again = client.post(sandbox.url, json=[asked])
        if place == "submit":
            assert codes(again.json()) == (["conflictTaskUUID"] if is_accepted else [])
            assert len(sandbox.charges) == 1
        assert sandbox.fault_hits == (1,)


@accepted_or_not
@pytest.mark.parametrize(
    ("rule", "status", "code"),
    [
        ({"status": 429}, 429, "rateLimitExceeded"),
        ({"status": 503, "code": "noAvailableServer"}, 503, "noAvailableServer"),
        ({}, 500, "internalServerError"),
        ({"status": 402}, 402, "insufficientCredits"),
    ],
)
def test_a_status_before_or_after_accepting(rule: dict[str, Any], status: int, code: str, *, is_accepted: bool) -> None:
    with faulty({"at": "submit", "fault": "status", **rule, "accepted": is_accepted}) as (sandbox, client):
        reply = client.post(sandbox.url, json=[task()])
        assert (reply.status_code, codes(reply.json())) == (status, [code])
        assert "Retry-After" not in reply.headers
        assert len(sandbox.charges) == is_accepted


@pytest.mark.parametrize("wait", [3, 0.5, "Wed, 25 Nov 2026 12:00:00 GMT"])
def test_when_to_come_again(wait: float | str) -> None:
    with faulty({"at": "poll", "fault": "status", "status": 429, "retry_after": wait}) as (sandbox, client):
        assert client.post(sandbox.url, json=poll("a")).headers["Retry-After"] == str(wait)


@accepted_or_not
@pytest.mark.parametrize(("fault", "body"), [("garbage", None), ("garbage", "{"), ("json", None), ("json", "[null]")])
def test_a_reply_without_sense(fault: str, body: str | None, *, is_accepted: bool) -> None:
    with faulty({"at": "submit", "fault": fault, "body": body, "accepted": is_accepted}) as (sandbox, client):
        reply = client.post(sandbox.url, json=[task()])
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
        assert reply.text == body if body else "taskUUID" not in reply.text
        assert len(sandbox.charges) == is_accepted


@accepted_or_not
def test_a_slow_answer(*, is_accepted: bool) -> None:
    rule = {"at": "submit", "fault": "slow", "seconds": 7, "accepted": is_accepted}
    clock = ManualClock()
    with faulty(rule, clock=clock) as (sandbox, client), ThreadPoolExecutor(1) as thread:
        reply = thread.submit(client.post, sandbox.url, json=[task()])
        clock.advance(6.9, sleepers=1)
        assert (len(sandbox.charges), reply.done()) == (is_accepted, False)
        clock.advance(0.1)
        assert reply.result().status_code == 200
        assert len(sandbox.charges) == 1


def test_slowness_is_added_to_another_fault() -> None:
    clock = HastyClock()
    rules = [{"at": "poll", "fault": "slow", "seconds": seconds} for seconds in (2, 3)]
    with faulty(*rules, {"at": "poll", "fault": "status"}, clock=clock) as (sandbox, client):
        assert client.post(sandbox.url, json=poll("a")).status_code == 500
    assert clock.sleeps == [2, 3]


def test_a_fault_hits_only_what_it_is_about() -> None:
    with faulty({"at": "submit", "fault": "status", "matches": "An+a"}) as (sandbox, client):
        statuses = [
            client.post(sandbox.url, json=[task(speech={"text": text})]).status_code for text in ("Hi Anna", "Hi Ben")
        ]
        assert statuses == [500, 200]
        assert client.post(sandbox.url, json=poll("Anna")).status_code == 200


def test_the_same_content_under_another_uuid_is_counted_on() -> None:
    with faulty({"at": "submit", "fault": "status", "first": 2}) as (sandbox, client):
        assert [client.post(sandbox.url, json=[task()]).status_code for _ in range(3)] == [500, 500, 200]


def test_two_runs_are_hit_alike() -> None:
    statuses = []
    for _ in range(2):
        with faulty({"at": "submit", "fault": "status", "chance": 0.5}, seed=3) as (sandbox, client):
            texts = (task(speech={"text": str(number)}) for number in range(30))
            statuses.append([client.post(sandbox.url, json=[each]).status_code for each in texts])
    assert statuses[0] == statuses[1]
    assert set(statuses[0]) == {200, 500}


def test_one_task_of_a_request_is_refused() -> None:
    rule = {"at": "task", "fault": "refuse", "category": "rateLimit", "matches": "Anna", "status": 429}
    with faulty(rule) as (sandbox, client):
        anna, ben = task(speech={"text": "Anna"}), task(speech={"text": "Ben"})
        mixed = client.post(sandbox.url, json=[anna, ben])
        assert mixed.status_code == 200
        assert [item["taskUUID"] for item in mixed.json()["data"]] == [ben["taskUUID"]]
        (error,) = mixed.json()["errors"]
        assert (error["taskUUID"], "imit" in error["code"]) == (anna["taskUUID"], True)
        assert client.post(sandbox.url, json=[anna]).status_code == 429
        assert len(sandbox.charges) == 1


@pytest.mark.parametrize(
    ("rule", "status", "expected"),
    [
        ({"fault": "status", "status": 404}, 404, {"content-type": "application/json"}),
        ({"fault": "status"}, 500, {}),
        ({"fault": "expired"}, 410, {}),
        ({"fault": "expired", "status": 403}, 403, {}),
        ({"fault": "type", "content_type": "application/octet-stream"}, 206, {"content-type": "application/octet-stream"}),
        ({"fault": "html"}, 200, {"content-type": "text/html; charset=utf-8"}),
        ({"fault": "html", "status": 502, "body": "<p>"}, 502, {"content-length": "3"}),
        ({"fault": "garbage"}, 200, {"content-type": "video/mp4"}),
        ({"fault": "empty"}, 200, {"content-type": "video/mp4", "content-length": "0"}),
        ({"fault": "no-range"}, 200, {}),
        ({"fault": "wrong-range"}, 206, {"content-range": "bytes 0-"}),
    ],
)  # fmt: skip
def test_downloads_that_are_not_the_video(rule: dict[str, Any], status: int, expected: dict[str, str]) -> None:
    with faulty({"at": "download", **rule, "first": 1}, media="video", latency_s=0) as (sandbox, client):
        url = video(client, sandbox.url)
        harmed = client.get(url, headers={"Range": "bytes=100-"})
        assert harmed.status_code == status
        assert {name: harmed.headers[name][: len(value)] for name, value in expected.items()} == expected
        if rule["fault"] != "expired":
            whole = client.get(url, headers={"Range": "bytes=100-"})
            assert (whole.status_code, whole.headers["content-range"][:10]) == (206, "bytes 100-")


@pytest.mark.parametrize(("fault", "error"), [("cut", "complete message body"), ("reset", "reset by peer")])
@pytest.mark.parametrize("media", ["video", "none"])
def test_downloads_that_break_off(fault: str, error: str, media: str) -> None:
    rule = {"at": "download", "fault": fault, "share": 0.4, "first": 1}
    with faulty(rule, media=media, latency_s=0) as (sandbox, client):
        url = video(client, sandbox.url)
        parts: list[bytes] = []
        with client.stream("GET", url) as reply, pytest.raises(BROKEN, match=error):
            parts.extend(reply.iter_raw())
        length, got = int(reply.headers["content-length"]), b"".join(parts)
        assert len(got) <= int(0.4 * length)
        if fault == "cut":
            rest = client.get(url, headers={"Range": f"bytes={len(got)}-"})
            whole = client.get(url).content
            assert len(whole) == length
            assert whole == got + rest.content if media == "video" else whole == rest.content


def test_a_download_that_trickles() -> None:
    clock = HastyClock()
    with faulty({"at": "download", "fault": "trickle", "bytes_per_s": 1000}, clock=clock) as (sandbox, client):
        content = client.get(video(client, sandbox.url)).content
    assert sum(clock.sleeps) == pytest.approx(len(content) / 1000, abs=0.1)


def test_a_download_that_is_silent() -> None:
    with faulty({"at": "download", "fault": "silence"}) as (sandbox, client):
        url = video(client, sandbox.url)
        with pytest.raises(httpx.ReadTimeout):
            client.get(url, timeout=0.3)


def test_an_address_expires_after_a_while_and_for_good() -> None:
    clock = ManualClock()
    with faulty({"at": "download", "fault": "expired", "seconds": 60}, clock=clock) as (sandbox, client):
        url = video(client, sandbox.url)
        assert client.get(url).status_code == 200
        clock.advance(60)
        assert [client.get(url).status_code for _ in range(2)] == [410, 410]


@pytest.mark.parametrize("shape", ["errors", "item", "both"])
def test_a_generation_that_fails(shape: str) -> None:
    rule = {"at": "generation", "fault": "fail", "code": "providerTimeout", "message": "Too slow.", "shape": shape}
    with faulty({**rule, "results": [1]}) as (sandbox, client):
        made = submitted(client, sandbox, numberResults=3)
        answer = finished(client, sandbox.url, made["taskUUID"], results=4 if shape == "both" else 3)
        items = [item for item in answer["data"] if item["status"] == "error"]
        assert [item["error"] for item in items] == [{"code": "providerTimeout", "message": "Too slow."}] * (
            shape != "errors"
        )
        assert codes(answer) == ["providerTimeout"] * (shape != "item")
        assert sum(item["status"] == "success" for item in answer["data"]) == 2
        assert [(charge.result, charge.is_refunded) for charge in (*sandbox.charges, *sandbox.refunds)] == [
            (0, False),
            (2, False),
            (1, True),
        ]


def test_failures_of_every_category() -> None:
    categories = [
        "validation",
        "auth",
        "quota",
        "rateLimit",
        "safety",
        "provider",
        "timeout",
        "notFound",
        "serverError",
    ]
    rules = [{"at": "generation", "fault": "fail", "category": one, "matches": f"is {one}"} for one in categories]
    with faulty(*rules) as (sandbox, client):
        for category in categories:
            made = submitted(client, sandbox, speech={"text": f"This is {category}"})
            (error,) = finished(client, sandbox.url, made["taskUUID"])["errors"]
            assert error["status"] == "error"
        assert sandbox.fault_hits == (1,) * len(categories)
        assert sandbox.spent_usd == 0


def test_a_second_try_of_what_failed_once() -> None:
    with faulty({"at": "generation", "fault": "fail", "first": 1}) as (sandbox, client):
        answers = []
        for _ in range(2):
            made = submitted(client, sandbox, speech={"text": "The same."})
            answers.append(finished(client, sandbox.url, made["taskUUID"]))
        assert [bool(answer.get("errors")) for answer in answers] == [True, False]
        assert sandbox.paid_twice == ()
        ((_, tasks),) = sandbox.paid.items()
        assert list(tasks.values()) == [0, 1]


def test_tasks_that_are_stuck() -> None:
    clock = ManualClock()
    late = {"at": "generation", "fault": "stuck", "seconds": 30, "matches": "late"}
    with faulty(late, {"at": "generation", "fault": "stuck"}, clock=clock) as (sandbox, client):
        never = submitted(client, sandbox)
        after = submitted(client, sandbox, speech={"text": "late"})
        clock.advance(29, sleepers=1)
        assert client.post(sandbox.url, json=poll(never["taskUUID"], after["taskUUID"])).json() == {"data": []}
        clock.advance(1)
        assert finished(client, sandbox.url, after["taskUUID"])["data"]
        clock.advance(10_000)
        assert client.post(sandbox.url, json=poll(never["taskUUID"])).json() == {"data": []}


def test_other_faults_while_it_runs() -> None:
    with faulty({"at": "poll", "fault": "status"}) as (sandbox, client):
        assert client.post(sandbox.url, json=poll("a")).status_code == 500
        sandbox.replace_faults(FaultFile.of({"at": "poll", "fault": "json"}))
        assert client.post(sandbox.url, json=poll("a")).json()["ok"]
        address = sandbox.url.replace("/v1", "/sandbox/faults")
        assert client.get(address).json() == {"rules": [{"at": "poll", "fault": "json", "hits": 1}]}
        assert client.put(address, json=[]).json() == {"rules": []}
        assert client.post(sandbox.url, json=poll("a")).json() == {"data": []}
        for wrong in ([{"at": "poll"}], 7, [{"at": "poll", "fault": "die"}]):
            assert codes(client.put(address, json=wrong).json()) == ["invalidRequest"]
        assert client.put(address, content=b"{").status_code == 400


def test_a_process_that_is_not_the_sandboxs_own_is_not_ended() -> None:
    settings = Settings(faults=FaultFile.of({"at": "submit", "fault": "die"}))
    with pytest.raises(UsageError, match="would end this process"), embedded(settings, clock=SystemClock()):
        pass
