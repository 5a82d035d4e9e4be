"""What the videos of a spec cost, added up while they are made, where the project has a limit. Each is paid once, however many rows share it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import orjson

from specc.base.fault import Fault
from specc.base.jsonvalue import JsonObject
from specc.catalog.project import Project
from specc.check.engine import Findings
from specc.compiler.task import Task
from specc.pipeline.unit import Unit

if TYPE_CHECKING:
    from specc.plan.price import Rates

_Item = TypeVar("_Item")
_MICRO = 1_000_000
"""Sums are whole millionths of a dollar: whatever the order, they are the same."""
_LOW, _EXPECTED, _HIGH, _TASKS = "usd low", "usd expected", "usd high", "tasks"
_UNKNOWN = "unknown: "


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """`usd_max` is the project's limit."""

    rates: "Rates"
    usd_max: float

    def add(self, findings: Findings, payload: JsonObject) -> None:
        from specc.plan.price import estimate

        found, sums = estimate(payload, self.rates), findings.sums
        sums[_TASKS] += 1
        if found.usd is None:
            sums[_UNKNOWN + found.unknown] += 1
            return
        for name, amount in ((_LOW, found.usd.low), (_EXPECTED, found.usd.expected), (_HIGH, found.usd.high)):
            sums[name] += round(amount * _MICRO)

    def add_json(self, findings: Findings, task: bytes) -> None:
        self.add(findings, orjson.loads(task))

    def added(self, findings: Findings, items: Iterable[_Item]) -> Iterator[_Item]:
        """Adds up what the tasks among them cost as they go by."""
        paid: set[str] = set()
        for item in items:
            if isinstance(item, Task) and item.digest not in paid:
                paid.add(item.digest)
                self.add(findings, item.payload)
            yield item

    def faults(self, unit: Unit, findings: Findings) -> Iterator[Fault]:
        """What there is to say of the sums of a unit."""
        sums = findings.sums
        if sums[_HIGH] > self.usd_max * _MICRO:
            low, expected, high = (sums[name] / _MICRO for name in (_LOW, _EXPECTED, _HIGH))
            facts = {"low": low, "expected": expected, "high": high, "limit": self.usd_max, "tasks": sums[_TASKS]}
            yield Fault("C102", unit.document.key_span(("task",)), facts)
        for name in [name for name in sums if name.startswith(_UNKNOWN)]:
            reason = name.removeprefix(_UNKNOWN)
            yield Fault("C103", unit.document.key_span(("task",)), {"count": sums[name], "tasks": sums[_TASKS], "reason": reason}, fold=reason)


def costs(project: Project, paths: Iterable[Path] = ()) -> Costs | None:
    """None where there is no limit: nothing is estimated then."""
    if project.max_cost is None:
        return None
    from specc.pipeline.prices import priced
    from specc.plan.price import make_rates

    return Costs(make_rates(priced(project, paths)), project.max_cost)
