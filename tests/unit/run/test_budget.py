"""What is set aside and spent never exceeds the bound, however tasks come and go, and nobody waits for what won't come."""

import asyncio
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.plan.outcome import Failure
from specc.run.budget import Budget

TASKS = st.lists(st.tuples(st.floats(0.01, 5), st.floats(0, 1), st.sampled_from(["made", "unknown", "failed", "left"])), max_size=20)


@given(tasks=TASKS, usd_max=st.floats(0, 20), seed=st.integers(0, 2**32))
def test_never_more_than_the_bound(tasks: list[tuple[float, float, str]], usd_max: float, seed: int) -> None:
    chance, budget, charged = random.Random(seed), Budget(usd_max), []

    async def see_to(name: str, high: float, share: float, end: str) -> None:
        for _ in range(chance.randrange(3)):
            await asyncio.sleep(0)
        if isinstance(await budget.reserve(name, high), Failure):
            return
        assert budget.committed_usd <= usd_max + 1e-6
        for _ in range(chance.randrange(5)):
            await asyncio.sleep(0)
        charged.append(0 if end == "failed" else high if end in {"unknown", "left"} else high * share)
        if end == "left":
            budget.leave(name)
        else:
            budget.settle(name, high * share if end == "made" else None, is_owed=end != "failed")
        assert budget.committed_usd <= usd_max + 1e-6

    async def all_of_them() -> None:
        async with asyncio.timeout(10):
            await asyncio.gather(*(see_to(str(number), *task) for number, task in enumerate(tasks)))

    asyncio.run(all_of_them())
    assert sum(charged) <= usd_max + 1e-6
    assert budget.committed_usd == pytest.approx(sum(charged))


def test_what_was_promised_earlier_counts_once() -> None:
    budget = Budget(10)
    budget.hold("a", 4)
    budget.hold("a", 4)
    assert budget.committed_usd == 4
    budget.leave("a")
    budget.hold("a", 4)
    assert budget.committed_usd == 4
    budget.settle("a", 3, is_owed=True)
    budget.leave("a")
    assert budget.committed_usd == 3


def test_nobody_waits_for_what_was_left_in_doubt() -> None:
    async def work() -> Failure | None:
        budget = Budget(5)
        await budget.reserve("a", 4)
        waiting = asyncio.create_task(budget.reserve("b", 3))
        await asyncio.sleep(0)
        budget.leave("a")
        return await asyncio.wait_for(waiting, 5)

    refusal = asyncio.run(work())
    assert refusal == Failure("budget", "it may cost $3.00, and $1.00 of $5.00 are left")


def test_an_unknown_price_can_be_held_to_no_bound() -> None:
    assert asyncio.run(Budget(5).reserve("a", None)) == Failure("budget", "its price is unknown, so it can't be held to a budget")
    assert asyncio.run(Budget(None).reserve("a", None)) is None
