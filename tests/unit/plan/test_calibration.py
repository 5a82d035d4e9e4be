"""What estimates learn from videos that were made."""

import pytest

from specc.base.range import Range
from specc.plan.calibration import SPREAD_SAMPLES_MIN, Actual, calibrate
from specc.plan.estimate import Estimate
from specc.plan.price import estimate, make_rates

GUESS = Estimate(Range(8, 10, 15), Range(0.8, 1.0, 3.0), 1, "hd")


def test_nothing_is_learned_from_nothing() -> None:
    assert calibrate([]) is None
    assert calibrate([(GUESS, Actual()), (Estimate(None, None), Actual(seconds=5))]) is None


def test_one_video_says_what_is_usual_and_not_how_far_it_varies() -> None:
    found = calibrate([(GUESS, Actual(12, 1.2))], date="2026-11-25")
    assert found is not None
    assert found.seconds_factor is not None
    assert found.seconds_factor.expected == pytest.approx(1.2)
    assert found.seconds_factor.low == pytest.approx(1.2 * 0.8)
    assert found.seconds_factor.high == pytest.approx(1.2 * 1.5)
    assert found.usd_per_second["hd"].expected == pytest.approx(0.1)
    assert found.usd_per_second["hd"].high == pytest.approx(0.2)
    assert (found.samples, found.date) == (1, "2026-11-25")


def test_many_videos_say_how_far_it_varies() -> None:
    pairs = [(GUESS, Actual(10 + number / 100, 1.0)) for number in range(SPREAD_SAMPLES_MIN * 2)]
    found = calibrate(pairs)
    assert found is not None
    assert found.seconds_factor is not None
    assert 1 <= found.seconds_factor.low < found.seconds_factor.expected < found.seconds_factor.high < 1.05


def test_what_is_no_length_and_no_cost_is_left_out() -> None:
    found = calibrate([(GUESS, Actual(10, 1.0)), (GUESS, Actual(0, 0)), (GUESS, Actual(None, 2.0)), (GUESS, Actual(-1, -1))])
    assert found is not None
    assert found.seconds_factor is not None
    assert found.seconds_factor.expected == 1


def test_all_results_of_a_task_are_charged() -> None:
    found = calibrate([(Estimate(Range(8, 10, 15), None, 4, "hd"), Actual(10, 4.0))])
    assert found is not None
    assert found.usd_per_second["hd"] == Range(0.1, 0.1, 0.1)


def test_the_next_estimate_is_what_came_of_the_last() -> None:
    payload = {"model": "heygen:avatar@5", "speech": {"text": "Hello there, and welcome to all of you.", "language": "en"}}
    first = estimate(payload, make_rates())
    assert first.seconds is not None
    learned = calibrate([(first, Actual(7.0, 0.7))] * SPREAD_SAMPLES_MIN)
    assert learned is not None
    second = estimate(payload, make_rates(calibrations={"heygen:avatar@5": learned}))
    assert second.seconds is not None
    assert second.usd is not None
    assert second.seconds.expected == pytest.approx(7.0)
    assert second.usd.expected == pytest.approx(0.7)
    assert second.usd.low == pytest.approx(second.usd.high)
