"""The provider's own prices: a number that it gives, or none at all; and whatever it does, it makes one video at most."""

from dataclasses import replace
from typing import Any

import pytest

from specc.base.errors import ServiceError
from specc.run.pricing import NO_PRICE, Quote, ask_prices
from tests.fakes import Payload, Provider, Say, refuses, reset_before, says, usual
from tests.unit.run.conftest import Bench, make_task

TASKS = [make_task(name) for name in "abcde"]


def prices(cost: Any) -> Any:
    def act(_provider: Provider, tasks: list[Payload]) -> Say:
        return Say({"data": [{"taskType": task["taskType"], "taskUUID": task["taskUUID"], "cost": cost} for task in tasks]})

    return act


def ask(bench: Bench, *tasks: Any, **more: Any) -> list[Quote]:
    found: list[Quote] = []
    ask_prices(tasks, bench.settings(**more), found.append, bench.clock)
    return found


def test_prices_are_what_the_provider_says(bench: Bench) -> None:
    bench.provider.always = prices(0.42)
    assert [(quote.task.key, quote.usd) for quote in ask(bench, *TASKS)] == [(name, 0.42) for name in "abcde"]


def test_the_first_is_asked_for_alone_and_the_others_together(bench: Bench) -> None:
    bench.provider.submit_acts.extend([prices(0.1)] * 3)
    ask(bench, *TASKS, batch_tasks_max=3)
    assert [len(batch) for batch in bench.provider.submits] == [1, 3, 1]
    assert bench.provider.sold == []


@pytest.mark.parametrize("cost", [None, "", "soon", True, -1, {}, [], "NaN"])
def test_anything_but_a_number_is_no_price(bench: Bench, cost: Any) -> None:
    bench.provider.always = prices(cost)
    assert {quote.usd for quote in ask(bench, *TASKS)} == {None}


def test_a_provider_that_knows_no_dry_runs_makes_one_video_at_most(bench: Bench) -> None:
    found = ask(bench, *TASKS)
    assert bench.provider.sold == [TASKS[0].uuid]
    assert found[0].reason == NO_PRICE
    assert {quote.usd for quote in found} == {None}
    assert "wasn't asked" in found[1].reason


def test_a_refused_task_has_no_price_and_says_why(bench: Bench) -> None:
    bench.provider.submit_acts.extend([refuses("invalidWidth", 400), prices(0.3), prices(0.4)])
    found = ask(bench, *TASKS[:3])
    assert [quote.usd for quote in found] == [None, 0.3, 0.4]
    assert found[0].reason == "validation (invalidWidth): invalidWidth!"


def test_what_needs_an_upload_is_not_asked_for(bench: Bench) -> None:
    bench.provider.always = prices(0.3)
    found = ask(bench, replace(TASKS[0], media={"0" * 64: "a.png"}), TASKS[1])
    assert [quote.usd for quote in found] == [None, 0.3]
    assert "upload" in found[0].reason


def test_silence_and_a_busy_provider_are_borne(bench: Bench) -> None:
    bench.provider.submit_acts.extend([reset_before, says(b"", 502), refuses("rateLimitExceeded", 429), prices(0.3)])
    assert [quote.usd for quote in ask(bench, TASKS[0])] == [0.3]
    assert len(bench.clock.slept) == 3


@pytest.mark.parametrize("act", [reset_before, says(b"<html>"), says({"errors": [{"code": "invalidApiKey", "message": "no"}]}, 401)])
def test_a_provider_that_cannot_be_asked_is_told(bench: Bench, act: Any) -> None:
    bench.provider.always = act
    with pytest.raises(ServiceError):
        ask(bench, *TASKS)


def test_of_nothing_nothing_is_asked(bench: Bench) -> None:
    bench.provider.always = usual
    assert ask(bench) == []
