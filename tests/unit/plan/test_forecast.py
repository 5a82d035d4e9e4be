"""Sums over what would happen: unknown stays unknown, and a shared video counts once."""

import pytest

from specc.base.range import Range
from specc.compiler.task import Task
from specc.plan.budget import verdict
from specc.plan.estimate import Estimate
from specc.plan.forecast import CELLS_MAX, REASONS_MAX, Forecast, Planned, Share
from specc.plan.lifecycle import State
from specc.plan.quote import Quotation
from specc.plan.receipt import Receipt
from specc.plan.steps import Action, Decision

KNOWN = Estimate(Range(1, 2, 3), Range(0.1, 0.2, 0.3), 2, "up to 1080p", "a list", "2026-11")
UNKNOWN = Estimate(None, None, unknown="no price is known for the model")


def item(action: Action = Action.MAKE, reason: str = "new", estimate: Estimate | None = None, key: str = "a", language: str = "en-US", receipt: Receipt | None = None, *, is_first: bool = True) -> Planned:
    task = Task("s", key, 1, {"language": language}, {"model": "m"}, key, key, f"{key}.mp4")
    return Planned(task, Decision(action, reason), estimate, receipt, is_first)


def forecast(*items: Planned) -> Forecast:
    found = Forecast("p")
    for each in items:
        found.add(each)
    return found


def test_videos_are_counted_once_and_files_each() -> None:
    found = forecast(item(estimate=KNOWN), item(is_first=False), item(Action.REUSE, "made before", key="b"))
    assert (found.whole.videos, found.whole.files, found.whole.actions) == (2, 3, {Action.MAKE: 1, Action.REUSE: 1})
    assert found.whole.usd == Range(0.1, 0.2, 0.3)
    assert found.whole.seconds == Range(2, 4, 6)  # of two results


def test_what_is_unknown_is_counted_and_not_added() -> None:
    found = forecast(item(estimate=KNOWN), item(estimate=UNKNOWN, key="b"))
    assert (found.whole.priced, found.whole.unpriced, found.whole.unmeasured) == (1, 1, 1)
    assert found.whole.usd == Range(0.1, 0.2, 0.3)


def test_nothing_to_do_is_reuse_alone() -> None:
    assert forecast(item(Action.REUSE)).is_idle
    assert forecast().is_idle
    for action in (Action.MAKE, Action.RESUME, Action.RETRY, Action.BLOCKED):
        assert not forecast(item(Action.REUSE), item(action)).is_idle


def test_cells_and_reasons_are_bounded() -> None:
    found = forecast(*(item(reason=f"reason {number}", key=f"k{number}", language=f"l{number}") for number in range(CELLS_MAX + 50)))
    assert len(found.cells) == len(found.languages) == CELLS_MAX + 1
    assert len(found.reasons) == REASONS_MAX + 1
    assert sum(share.videos for share in found.cells.values()) == found.whole.videos == CELLS_MAX + 50
    assert sum(reason.count for reason in found.reasons.values()) == CELLS_MAX + 50


def test_what_goes_on_may_still_be_charged() -> None:
    receipt = Receipt("p", "a", 0, "u", State.ACCEPTED, reserved_usd=0.5, paid_usd=0.25)
    unknown = Receipt("p", "b", 0, "u", State.ACCEPTED)
    paid = Receipt("p", "c", 0, "u", State.MADE, cost_usd=1.0)
    found = forecast(*(item(Action.RESUME, "being made", receipt=each, key=each.digest) for each in (receipt, unknown, paid)))
    assert (found.in_flight, found.in_flight_usd, found.in_flight_unknown, found.paid_usd) == (2, 0.5, 1, 1.25)


def share(*estimates: Estimate) -> Share:
    return forecast(*(item(estimate=estimate, key=f"k{number}") for number, estimate in enumerate(estimates))).whole


@pytest.mark.parametrize(
    ("limit", "estimates", "told", "is_enough"),
    [
        (0.3, [KNOWN], "$0.30 is enough: even at the most, $0.00 are left", True),
        (0.25, [KNOWN], "may be too little: at the most, it costs $0.05 more", False),
        (0.1, [KNOWN], "is too little: at the most, it costs $0.20 more", False),
        (9, [KNOWN, UNKNOWN], "can't be held to: the price of 1 video is unknown", False),
        (0, [], "is enough", True),
    ],
)
def test_a_limit_is_held_against_the_most(limit: float, estimates: list[Estimate], told: str, *, is_enough: bool) -> None:
    found = verdict(share(*estimates), limit)
    assert told in found.words
    assert found.is_enough is is_enough


def test_what_was_promised_earlier_is_set_aside_first() -> None:
    assert verdict(share(KNOWN), 0.5, promised_usd=0.2).is_enough
    assert not verdict(share(KNOWN), 0.5, promised_usd=0.3).is_enough


def quotation(*prices: float | None, estimate: Estimate = KNOWN) -> Quotation:
    found = Quotation()
    for usd in prices:
        found.add(usd, estimate, "" if usd is not None else "why")
    return found


def test_all_prices_are_the_price() -> None:
    asked = quotation(0.25, 0.5)
    assert asked.total(share(KNOWN, KNOWN)) == Range(0.75, 0.75, 0.75)
    assert not asked.is_extrapolated(share(KNOWN, KNOWN))


def test_the_rest_costs_over_its_estimate_what_the_sample_does() -> None:
    total = quotation(0.4, 0.2).total(share(*[KNOWN] * 4))
    assert total is not None
    assert (total.low, total.expected, total.high) == pytest.approx((0.6 + 0.4, 0.6 + 0.6, 0.6 + 0.8))


def test_without_estimates_the_rest_costs_what_the_others_do() -> None:
    total = quotation(1.0, 3.0, estimate=UNKNOWN).total(share(*[UNKNOWN] * 3))
    assert total == Range(5.0, 6.0, 7.0)


def test_no_price_is_none_and_not_nothing() -> None:
    asked = quotation(None, None)
    assert asked.total(share(KNOWN)) is None
    assert asked.reasons == {"why": 2}


def test_a_price_of_nothing_is_one() -> None:
    assert quotation(0.0).total(share(KNOWN)) == Range(0, 0, 0)


def test_what_the_provider_asks_may_be_more_than_was_expected() -> None:
    assert not verdict(share(KNOWN), 0.5, quotation(0.6)).is_enough
    assert verdict(share(KNOWN), 0.5, quotation(0.1)).is_enough
