"""What a task is expected to cost: by the rates for the provider, and at its pretended price for the sandbox."""

from collections.abc import Callable
from typing import Final

from specc.base.range import Range
from specc.compiler.task import Task
from specc.plan.estimate import Estimate
from specc.plan.price import Rates, estimate
from specc.run.flow import results_wanted
from specc.run.sandbox import PRICE_USD

_PRETENDED: Final = "the sandbox's price, which is pretended: nothing is charged"

Estimated = Callable[[Task], Estimate]


def estimator(rates: Rates, *, is_pretended: bool) -> Estimated:
    """The lengths are the same for both."""

    def real(task: Task) -> Estimate:
        return estimate(task.payload, rates)

    def pretended(task: Task) -> Estimate:
        usd, wanted = PRICE_USD * results_wanted(task.payload), results_wanted(task.payload)
        return Estimate(real(task).seconds, Range(usd, usd, usd), wanted, source=_PRETENDED)

    return pretended if is_pretended else real
