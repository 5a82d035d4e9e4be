"""Waiting for results: growing pauses, bounds, partial results, and failures that are the task's or only the poll's."""

from collections import deque
from typing import Any

import pytest

from specc.plan.events import Progressed
from specc.plan.lifecycle import State
from specc.plan.steps import Policy
from specc.run.stops import RunStoppedError
from tests.fakes import VIDEO, Act, Provider, Say, reset_before, says
from tests.unit.run.conftest import Bench, make_task

TASK = make_task("a")
ONCE = Policy(attempts_max=1)
Standing = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def running(**more: Any) -> dict[str, Any]:
    return {"taskUUID": TASK.uuid, "status": "processing", **more}


def failed(code: str = "timeoutProvider", **more: Any) -> dict[str, Any]:
    return {"code": code, "message": "gave up", "taskUUID": TASK.uuid, **more}


def stand(provider: Provider, *standings: Standing) -> None:
    provider.standings[TASK.uuid] = deque(standings)


def made(provider: Provider, number: int = 1, **more: Any) -> dict[str, Any]:
    return provider.success(TASK.uuid, number, **more)


def test_pauses_grow_to_their_cap(bench: Bench) -> None:
    stand(bench.provider, *[([], [])] * 8, ([made(bench.provider)], []))
    bench.run(TASK)
    waits = [pause for pause in bench.clock.slept if pause > 0.5]
    assert waits == [1, 1.5, 2.25, 3.375, 5.0625, 7.59375, 10, 10, 10]


def test_unknown_statuses_count_as_running(bench: Bench) -> None:
    odd = [running(status="queued"), running(status="SUCCESS?", progress="40"), running(status=None, progress=True)]
    stand(bench.provider, *[([item], []) for item in odd], ([made(bench.provider)], []))
    [outcome] = bench.run(TASK)
    assert outcome.state is State.DELIVERED
    assert [event.percent for event in bench.events if isinstance(event, Progressed)] == [40.0]


def test_waiting_is_bounded_and_goes_on_with_the_next_run(bench: Bench) -> None:
    stand(bench.provider, ([running(progress=40)], []))
    [outcome] = bench.run(TASK, wait_s_max=60)
    assert (outcome.state, outcome.is_pending) == (State.RUNNING, True)
    assert outcome.error is not None
    assert outcome.error.category == "waiting"
    assert 60 <= bench.clock.time_s < 75
    stand(bench.provider, ([made(bench.provider)], []))
    assert bench.run(TASK)[0].state is State.DELIVERED
    assert len(bench.provider.sold) == 1


@pytest.mark.parametrize(
    ("standing", "category", "code"),
    [
        (([], [failed(status="error")]), "timeout", "timeoutProvider"),
        (([], [failed("providerError")]), "provider", "providerError"),
        (([], [failed("internalServerError", status="error")]), "serverError", "internalServerError"),
        (
            ([running(status="error", error={"code": "contentPolicyViolation", "message": "no"})], []),
            "safety",
            "contentPolicyViolation",
        ),
        (([running(status="error", error="broken")], []), "unknown", ""),
        (([running(status="error")], []), "unknown", ""),
        (([], [failed("someNewCode")]), "unknown", "someNewCode"),
    ],
)
def test_a_failed_video_keeps_its_code(bench: Bench, standing: Standing, category: str, code: str) -> None:
    stand(bench.provider, ([running()], []), standing)
    [outcome] = bench.run(TASK, policy=ONCE)
    assert outcome.state is State.FAILED
    assert outcome.error is not None
    assert (outcome.error.category, outcome.error.code) == (category, code)
    assert len(bench.provider.submits) == 1
    assert outcome.cost_usd is None


PASSING: dict[str, Act] = {
    "reset": reset_before,
    "429": says({"errors": [{"code": "rateLimit", "message": "slow down"}]}, 429, Retry_After="33"),
    "503": says(b"<html>busy</html>", 503),
    "garbage": says(b"[null]"),
    "html": says(b"<html>hello</html>"),
    "error without a task": says({"errors": [{"code": "internalServerError", "message": "oops"}]}, 200),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_poll_that_goes_wrong_is_asked_again(bench: Bench, name: str) -> None:
    bench.provider.poll_acts.extend([PASSING[name]] * 3)
    [outcome] = bench.run(TASK)
    assert outcome.state is State.DELIVERED
    assert len(bench.provider.submits) == 1
    if name == "429":
        assert 33 in bench.clock.slept


def test_polls_that_keep_going_wrong_are_bounded(bench: Bench) -> None:
    bench.provider.poll_acts.extend([reset_before] * 50)
    [outcome] = bench.run(TASK, polls_failed_max=4)
    assert (outcome.state, len(bench.provider.polls)) == (State.ACCEPTED, 4)
    assert outcome.error is not None
    assert outcome.error.category == "connection"


def test_a_key_that_is_withdrawn_meanwhile_ends_the_run(bench: Bench) -> None:
    bench.provider.poll_acts.append(says({"errors": [{"code": "tokenRevoked", "message": "gone"}]}, 401))
    with pytest.raises(RunStoppedError, match="refused the key") as caught:
        bench.run(TASK)
    assert "1 accepted" in caught.value.help
    assert [outcome.state for outcome in bench.outcomes(TASK)] == [State.ACCEPTED]


def test_several_results_get_names_of_their_own(bench: Bench) -> None:
    task = make_task("a", numberResults=3)
    first, second, third = (made(bench.provider, number) for number in (1, 2, 3))
    stand(bench.provider, ([first, running()], []), ([first, second], []), ([first, second, third], []))
    [outcome] = bench.run(task)
    assert outcome.state is State.DELIVERED
    assert bench.files() == ["en/a-2.mp4", "en/a-3.mp4", "en/a.mp4"]
    assert outcome.cost_usd == pytest.approx(0.54)
    assert len(bench.provider.downloads) == 3


@pytest.mark.parametrize("form", ["item", "error", "both"])
def test_good_results_are_kept_when_one_fails(bench: Bench, form: str) -> None:
    item = [running(status="error", error={"code": "providerError", "message": "no"})] if form != "error" else []
    errors = [failed("providerError", status="error")] if form != "item" else []
    stand(bench.provider, ([made(bench.provider), running()], errors), ([made(bench.provider), *item], errors))
    [outcome] = bench.run(make_task("a", numberResults=2))
    assert outcome.state is State.FAILED
    assert bench.files() == ["en/a.mp4"]
    assert outcome.cost_usd == 0.18
    assert outcome.error is not None
    assert outcome.error.code == "providerError"


def test_one_failure_of_several_results_is_settled_by_silence(bench: Bench) -> None:
    stand(bench.provider, ([], [failed(status="error")]))
    [outcome] = bench.run(make_task("a", numberResults=4), policy=ONCE)
    assert outcome.state is State.FAILED
    assert len(bench.provider.polls) == 5


def test_a_signature_that_changes_is_no_new_result(bench: Bench) -> None:
    first = made(bench.provider, videoUUID=None)
    again = {**first, "videoURL": first["videoURL"] + "2"}
    stand(bench.provider, ([first], []), ([again], []), ([again, made(bench.provider, 2)], []))
    bench.run(make_task("a", numberResults=2))
    assert bench.files() == ["en/a-2.mp4", "en/a.mp4"]


@pytest.mark.parametrize("cost", [None, "free", -1, True, "NaN", [0.18]])
def test_a_cost_that_is_none_is_unknown_and_never_nothing(bench: Bench, cost: object) -> None:
    stand(bench.provider, ([made(bench.provider, cost=cost)], []))
    [outcome] = bench.run(TASK)
    assert outcome.state is State.DELIVERED
    assert outcome.cost_usd is None
    assert outcome.is_cost_unknown


def test_a_result_without_an_address_is_said_to_be_one(bench: Bench) -> None:
    stand(bench.provider, ([made(bench.provider, videoURL=None)], []))
    [outcome] = bench.run(TASK)
    assert (outcome.state, outcome.files) == (State.MADE, ())
    assert outcome.error is not None
    assert "doesn't say where" in outcome.error.message


def test_a_result_that_goes_to_an_upload_endpoint_needs_no_address(bench: Bench) -> None:
    stand(bench.provider, ([made(bench.provider, videoURL=None)], []))
    [outcome] = bench.run(make_task("a", uploadEndpoint="https://store.example/a"))
    assert outcome.state is State.DELIVERED


def test_a_video_that_failed_by_itself_stops_no_other(bench: Bench) -> None:
    stand(bench.provider, ([], [failed("providerRateLimitExceeded", status="error")]))
    first, second = bench.run(TASK, make_task("b"), concurrency=1, policy=ONCE)
    assert (first.state, second.state) == (State.FAILED, State.DELIVERED)


@pytest.mark.parametrize("code", ["timeoutProvider", "providerError", "internalServerError"])
def test_what_names_no_task_leads_to_no_new_attempt(bench: Bench, code: str) -> None:
    """It may be about the question: were it taken for the video's end, another one would be made and paid for."""
    bench.provider.poll_acts += [says({"errors": [{"code": code, "message": "gave up"}]}, 400)] * 3
    [outcome] = bench.run(TASK)
    assert outcome.state is State.DELIVERED
    assert bench.provider.sold == [TASK.uuid]


def test_what_is_on_disk_is_not_fetched_again_when_its_address_has_expired(bench: Bench) -> None:
    two = make_task("a", numberResults=2)
    stand(bench.provider, ([made(bench.provider), running()], []))
    [outcome] = bench.run(two, wait_s_max=30)
    assert (outcome.state, bench.files()) == (State.MADE, ["en/a.mp4"])
    bench.provider.media[f"/media/{TASK.uuid}-1.mp4"] = deque([Say(status=410)])
    stand(bench.provider, ([made(bench.provider), made(bench.provider, 2)], []))
    [outcome] = bench.run(two)
    assert (outcome.state, bench.files()) == (State.DELIVERED, ["en/a-2.mp4", "en/a.mp4"])
    assert (bench.out / "en/a.mp4").read_bytes() == VIDEO
    assert len(bench.provider.downloads) == 2
