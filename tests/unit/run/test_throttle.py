"""Never more inside than the limit, which stays between one and what was asked for, and everybody gets in at last."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from specc.run.throttle import Throttle
from tests.unit.run.conftest import FakeClock

TURNS = st.lists(st.sampled_from(["slow", "fast", "stay"]), max_size=60)


@given(count_max=st.integers(1, 50), turns=TURNS)
def test_the_limit_stays_within_its_bounds(count_max: int, turns: list[str]) -> None:
    clock = FakeClock()
    throttle = Throttle(count_max, None, clock)
    for turn in turns:
        before = throttle.limit
        clock.time_s += 1
        if turn == "slow":
            throttle.slow_down(1)
            assert throttle.limit == max(before // 2, 1) or throttle.limit == max(before - before // 2, 1)
        elif turn == "fast":
            throttle.speed_up()
            assert before <= throttle.limit <= before + 1
        assert 1 <= throttle.limit <= count_max


@given(count_max=st.integers(1, 6), turns=st.lists(st.sampled_from(["slow", "fast", "stay", "give up"]), max_size=40))
def test_never_more_inside_than_the_limit(count_max: int, turns: list[str]) -> None:
    inside = done = 0

    async def visit(throttle: Throttle, turn: str, clock: FakeClock) -> None:
        nonlocal inside, done
        await throttle.enter()
        try:
            inside += 1
            assert inside <= count_max
            clock.time_s += 1
            if turn == "slow":
                throttle.slow_down(1)
            elif turn == "fast":
                throttle.speed_up()
            await asyncio.sleep(0)
        finally:
            inside -= 1
            done += 1
            throttle.leave()

    async def all_of_them() -> None:
        clock = FakeClock()
        throttle = Throttle(count_max, None, clock)
        async with asyncio.timeout(10):
            visits = [asyncio.create_task(visit(throttle, turn, clock)) for turn in turns]
            await asyncio.sleep(0)
            for task, turn in zip(visits, turns, strict=True):
                if turn == "give up":
                    task.cancel()
            await asyncio.gather(*visits, return_exceptions=True)
            await asyncio.wait_for(throttle.enter(), 5)  # there is room again: nobody's place was lost

    asyncio.run(all_of_them())
    assert inside == 0


def test_answers_to_what_was_sent_together_halve_once() -> None:
    clock = FakeClock()
    throttle = Throttle(16, None, clock)
    for _ in range(10):
        throttle.slow_down(1)
    assert throttle.limit == 8
    clock.time_s += 1
    throttle.slow_down(1)
    assert throttle.limit == 4


def test_no_faster_than_the_rate() -> None:
    clock = FakeClock()
    throttle = Throttle(4, 2, clock)

    async def leave() -> None:
        for _ in range(5):
            await throttle.pace()

    asyncio.run(leave())
    assert clock.time_s == 2
