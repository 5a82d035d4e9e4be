"""Submission: whatever happens on the way, a video is sold once."""

from dataclasses import replace

import pytest

from specc.base.errors import UsageError
from specc.plan.events import Halted
from specc.plan.lifecycle import State
from specc.run.stops import RunStoppedError
from tests.fakes import (
    KEY,
    Act,
    accepts_but_says,
    fake_provider,
    refuses,
    reset_after,
    reset_before,
    says,
    usual,
)
from tests.unit.run.conftest import Bench, make_task

TASKS = [make_task(name) for name in "abcdef"]


def test_videos_are_made_and_delivered(bench: Bench) -> None:
    outcomes = bench.run(*TASKS[:3])
    assert [outcome.state for outcome in outcomes] == [State.DELIVERED] * 3
    assert [outcome.cost_usd for outcome in outcomes] == [0.18] * 3
    assert bench.files() == ["en/a.mp4", "en/b.mp4", "en/c.mp4"]
    assert [len(batch) for batch in bench.provider.submits] == [3]


def test_the_payload_goes_as_it_is_with_its_cost_asked_for(bench: Bench) -> None:
    chosen = make_task("chosen", includeCost=False)
    bench.run(TASKS[0], chosen)
    assert bench.provider.submits[0] == [{**TASKS[0].payload, "includeCost": True}, chosen.payload]


def test_batches_and_the_number_in_flight_are_bounded(bench: Bench) -> None:
    bench.run(*TASKS, concurrency=2, batch_tasks_max=1)
    assert {len(batch) for batch in bench.provider.submits} == {1}
    assert bench.provider.open_max <= 2
    assert len(bench.provider.sold) == 6


def test_polls_travel_together(bench: Bench) -> None:
    bench.run(*TASKS[:4])
    assert max(map(len, bench.provider.polls)) > 1


AMBIGUOUS: dict[str, Act] = {
    "reset before": reset_before,
    "reset after": reset_after,
    "500 after": accepts_but_says({"errors": [{"code": "internalServerError", "message": "oops"}]}, 500),
    "502 page after": accepts_but_says(b"<html>Bad gateway</html>", 502),
    "page after": accepts_but_says(b"<html>hello</html>"),
    "cut JSON after": accepts_but_says(b'{"data":[{"taskUU'),
    "list after": accepts_but_says([1, 2]),
    "null after": accepts_but_says(b"null"),
    "wrong types after": accepts_but_says({"data": {"taskUUID": 7}, "errors": "no"}),
    "nothing after": accepts_but_says({"data": []}),
    "408 after": accepts_but_says(b"", 408),
    "unnamed refusal after": accepts_but_says({"errors": [{"code": "invalidWidth", "message": "whose?"}]}, 400),
    "unnamed conflict after": accepts_but_says({"errors": [{"code": "conflictTaskUUID", "message": "whose?"}]}, 400),
}


@pytest.mark.parametrize(
    ("name", "count"),
    # a refusal without a name is the task's own when it travelled alone
    [(name, count) for name in AMBIGUOUS for count in (1, 3) if (name, count) != ("unnamed refusal after", 1)],
)
def test_what_is_in_doubt_is_sent_again_and_sold_once(bench: Bench, name: str, count: int) -> None:
    bench.provider.submit_acts.append(AMBIGUOUS[name])
    outcomes = bench.run(*TASKS[:count])
    assert [outcome.state for outcome in outcomes] == [State.DELIVERED] * count
    assert sorted(bench.provider.sold) == sorted({task.uuid for task in TASKS[:count]})


def test_a_lost_task_is_sent_again_unchanged_and_alone(bench: Bench) -> None:
    bench.provider.submit_acts.extend([reset_after] * 2)
    bench.run(TASKS[0])
    first, *others = bench.provider.submits
    assert others
    assert all(batch == first for batch in others)
    assert bench.clock.slept.count(1.0) >= 1


def test_what_an_earlier_run_made_is_not_made_again(bench: Bench) -> None:
    bench.run(TASKS[0])
    [again] = bench.run(TASKS[0])
    assert again.state is State.DELIVERED
    assert len(bench.provider.sold) == 1


def test_one_video_for_all_tasks_that_share_it(bench: Bench) -> None:
    [outcome] = bench.run(TASKS[0], replace(TASKS[0], key="other", file="es/same.mp4"))
    assert bench.files() == ["en/a.mp4", "es/same.mp4"]
    assert len(outcome.tasks) == 2
    assert len(outcome.files) == 2
    assert [len(batch) for batch in bench.provider.submits] == [1]
    assert len(bench.provider.downloads) == 1


def test_a_batch_answers_for_each_task(bench: Bench) -> None:
    bench.provider.refusals["b"] = {"code": "invalidWidth", "message": "too\nwide", "parameter": ["width", "height"]}
    made, refused, other = bench.run(*TASKS[:3])
    assert (made.state, refused.state, other.state) == (State.DELIVERED, State.FAILED, State.DELIVERED)
    assert refused.error is not None
    assert (refused.error.category, refused.error.code) == ("validation", "invalidWidth")
    assert refused.error.parameters == ("width", "height")
    assert refused.error.message == "too wide"
    assert refused.cost_usd is None
    assert len(bench.provider.submits) == 1


@pytest.mark.parametrize("status", [400, 403])
def test_a_refusal_of_a_task_is_not_tried_again(bench: Bench, status: int) -> None:
    bench.provider.submit_acts.append(refuses("forbidden" if status == 403 else "invalidModel", status))
    [outcome] = bench.run(TASKS[0])
    assert outcome.state is State.FAILED
    assert len(bench.provider.submits) == 1


def test_a_refused_key_ends_the_run_at_once(bench: Bench) -> None:
    with pytest.raises(RunStoppedError, match="the provider refused the key") as caught:
        bench.run(*TASKS, api_key="wrong-key-0815", concurrency=2)
    assert caught.value.help == "check RUNWARE_API_KEY"
    assert {outcome.state for outcome in bench.outcomes(*TASKS)} == {State.BLOCKED}
    assert caught.value.tally.unsent == len(TASKS)
    assert "0815" not in str(caught.value) + repr(bench.events)


def test_a_refused_key_is_known_by_its_status_alone(bench: Bench) -> None:
    bench.provider.always = says(b"<html>401</html>", 401)
    with pytest.raises(RunStoppedError, match="refused the key"):
        bench.run(TASKS[0])


def test_an_empty_balance_stops_submissions_and_finishes_what_is_in_flight(bench: Bench) -> None:
    bench.provider.refusals["b"] = {"code": "insufficientCredits", "message": "empty"}
    outcomes = bench.run(*TASKS, concurrency=2)
    assert outcomes[0].state is State.DELIVERED
    assert {outcome.state for outcome in outcomes[1:]} == {State.BLOCKED}
    assert {outcome.error.code for outcome in outcomes[1:] if outcome.error} == {"insufficientCredits"}
    assert len(bench.provider.submits) == 1
    assert len([event for event in bench.events if isinstance(event, Halted)]) == 1


def test_402_without_a_word_stops_submissions_too(bench: Bench) -> None:
    bench.provider.submit_acts.append(says(b"", 402))
    outcomes = bench.run(*TASKS, concurrency=1)
    assert {outcome.error.category for outcome in outcomes if outcome.error} == {"quota"}
    assert len(bench.provider.submits) == 1


def test_an_empty_balance_proves_nothing_about_a_lost_task(bench: Bench) -> None:
    bench.provider.submit_acts.extend([reset_after, refuses("insufficientCredits", 402)])
    [outcome] = bench.run(TASKS[0])
    assert outcome.state is State.UNKNOWN
    assert outcome.is_pending


@pytest.mark.parametrize("wait_s", [7, 42])
def test_a_full_queue_is_waited_for_as_long_as_it_asks(bench: Bench, wait_s: int) -> None:
    bench.provider.submit_acts.append(
        says({"errors": [{"code": "rateLimit", "message": "full"}]}, 429, Retry_After=str(wait_s))
    )
    [outcome] = bench.run(TASKS[0])
    assert outcome.state is State.DELIVERED
    assert wait_s in bench.clock.slept


def test_a_queue_that_stays_full_ends_with_a_reason(bench: Bench) -> None:
    bench.provider.submit_acts.extend([says(b"", 429)] * 3)
    outcomes = bench.run(*TASKS[:2], concurrency=1, busy_max=3)
    assert [outcome.state for outcome in outcomes] == [State.BLOCKED] * 2
    assert len(bench.provider.submits) == 3


GARBAGE = [
    b"<html>hello</html>",
    b"",
    b"{",
    b"[]",
    b"null",
    b"7",
    b'{"data":null}',
    b"\xff\xfe",
    b'{"hello":1}',
    b"[" * 9999,
]


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_server_that_babbles_is_one_line(bench: Bench, body: bytes, status: int) -> None:
    bench.provider.always = says(body, status)
    with pytest.raises(RunStoppedError) as caught:
        bench.run(*TASKS[:2])
    assert bench.provider.url in str(caught.value)
    assert "\n" not in str(caught.value)
    assert bench.clock.time_s < 10


def test_a_dead_server_is_told_within_seconds(bench: Bench) -> None:
    with fake_provider() as gone:
        url = gone.url
    with pytest.raises(RunStoppedError, match=url) as caught:
        bench.run(*TASKS, api_url=f"{url}/v1", concurrency=1)
    assert "can't connect" in str(caught.value)
    assert bench.clock.time_s < 10
    assert {outcome.state for outcome in bench.outcomes(*TASKS)} == {State.BLOCKED}


def test_an_unknown_host_is_told_within_seconds(bench: Bench) -> None:
    with pytest.raises(RunStoppedError, match=r"nowhere\.invalid"):
        bench.run(TASKS[0], api_url="https://user:password@nowhere.invalid/v1")


def test_an_address_that_cannot_be_is_told(bench: Bench) -> None:
    with pytest.raises(RunStoppedError, match="doesn't answer"):
        bench.run(TASKS[0], api_url="http://[")


def test_a_silent_server_leaves_the_video_unknown(bench: Bench) -> None:
    bench.provider.always = reset_before
    with pytest.raises(RunStoppedError) as caught:
        bench.run(TASKS[0])
    assert [outcome.state for outcome in bench.outcomes(*TASKS)] == [State.UNKNOWN]
    assert "pays for none of them twice" in caught.value.help


def test_a_server_that_falls_silent_stops_submissions(bench: Bench) -> None:
    bench.provider.submit_acts.append(says({"data": []}))
    bench.provider.submit_acts.extend([reset_before] * 8)
    first, second = bench.run(*TASKS[:2], concurrency=1)
    assert (first.state, second.state) == (State.UNKNOWN, State.BLOCKED)


def test_a_key_that_is_repeated_by_the_server_is_not_shown(bench: Bench) -> None:
    bench.provider.refusals["a"] = {"code": "invalidModel", "message": f"with key {KEY} \x1b[31mred"}
    outcomes = bench.run(TASKS[0])
    shown = repr(outcomes) + repr(bench.events) + repr(bench.settings())
    assert KEY not in shown
    assert "\x1b" not in str(outcomes[0].error and outcomes[0].error.message)


def test_a_key_that_happens_to_be_a_word_changes_nothing_else(bench: Bench) -> None:
    bench.provider.always = usual
    [outcome] = bench.run(TASKS[0], api_key="media")
    assert outcome.state is State.DELIVERED


def test_a_proxy_that_cannot_be_used_is_one_line(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://proxy")
    with pytest.raises(UsageError, match="proxy"):
        bench.run(TASKS[0])
