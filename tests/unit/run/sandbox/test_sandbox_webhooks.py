"""Notices in every shape the provider's sources tell of, more than once, out of order, late, or not at all."""

import json
from queue import Empty, Queue
from typing import Any

import pytest
from sandbox_fakes import PATIENCE_S, ManualClock, faulty, finished, receiver, submitted

SHAPES = ("data", "flat", "array", "errors")
Received = "Queue[tuple[str, str, bytes]]"


def told(received: "Queue[tuple[str, str, bytes]]") -> Any:
    return json.loads(received.get(timeout=PATIENCE_S)[2])


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_a_success(shape: str) -> None:
    with receiver() as (address, received), faulty(webhook_shape=shape) as (sandbox, client):
        made = submitted(client, sandbox, webhookURL=address)
        (item,) = finished(client, sandbox.url, made["taskUUID"])["data"]
        expected = {"data": {"data": [item]}, "flat": item, "array": [item], "errors": {"data": [item]}}
        assert told(received) == expected[shape]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_a_failure(shape: str) -> None:
    fail = {"at": "generation", "fault": "fail", "code": "nsfwContentDetected"}
    with receiver() as (address, received), faulty(fail, webhook_shape=shape) as (sandbox, client):
        made = submitted(client, sandbox, webhookURL=address)
        (error,) = finished(client, sandbox.url, made["taskUUID"])["errors"]
        expected = {"data": {"errors": [error]}, "flat": error, "array": [error], "errors": {"errors": [error]}}
        assert told(received) == expected[shape]


def test_a_failure_that_is_an_item_and_an_error() -> None:
    fail = {"at": "generation", "fault": "fail", "shape": "both"}
    with receiver() as (address, received), faulty(fail) as (sandbox, client):
        made = submitted(client, sandbox, webhookURL=address)
        assert told(received) == finished(client, sandbox.url, made["taskUUID"], results=2)


def test_a_rule_chooses_another_shape() -> None:
    rule = {"at": "webhook", "fault": "shape", "shape": "flat", "matches": "flat"}
    with receiver() as (address, received), faulty(rule) as (sandbox, client):
        for text in ("flat", "usual"):
            made = submitted(client, sandbox, speech={"text": text}, webhookURL=address)
            assert ("videoURL" in told(received)) == (text == "flat")
            assert finished(client, sandbox.url, made["taskUUID"])


def test_it_is_told_several_times() -> None:
    rule = {"at": "webhook", "fault": "duplicate", "times": 3}
    with receiver() as (address, received), faulty(rule) as (sandbox, client):
        submitted(client, sandbox, webhookURL=address)
        assert len({json.dumps(told(received)) for _ in range(3)}) == 1


def test_it_is_told_that_it_runs_after_it_ended() -> None:
    with receiver() as (address, received), faulty({"at": "webhook", "fault": "stale"}) as (sandbox, client):
        submitted(client, sandbox, webhookURL=address)
        assert [told(received)["data"][0]["status"] for _ in range(2)] == ["success", "processing"]


def test_it_is_told_out_of_order() -> None:
    clock = ManualClock()
    rule = {"at": "webhook", "fault": "late", "seconds": 9, "matches": "first"}
    with receiver() as (address, received), faulty(rule, clock=clock) as (sandbox, client):
        first = submitted(client, sandbox, speech={"text": "first"}, webhookURL=address)
        clock.advance(0, sleepers=1)
        assert finished(client, sandbox.url, first["taskUUID"])
        second = submitted(client, sandbox, webhookURL=address)
        clock.advance(0, sleepers=2)
        order = [told(received)["data"][0]["taskUUID"]]
        clock.advance(9, sleepers=1)
        order.append(told(received)["data"][0]["taskUUID"])
        assert order == [second["taskUUID"], first["taskUUID"]]


def test_it_is_told_nonsense_or_nothing() -> None:
    rules = (
        {"at": "webhook", "fault": "garbage", "body": "<p>", "matches": "garbage"},
        {"at": "webhook", "fault": "drop", "matches": "drop"},
    )
    with receiver() as (address, received):
        with faulty(*rules) as (sandbox, client):
            for text in ("garbage", "drop"):
                made = submitted(client, sandbox, speech={"text": text}, webhookURL=address)
                assert finished(client, sandbox.url, made["taskUUID"])
            assert received.get(timeout=PATIENCE_S)[2] == b"<p>"
        with pytest.raises(Empty):
            received.get_nowait()
