"""What videos were expected to be, beside what they came to: sums by model and language, and what they teach."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from specc.base.jsonvalue import JsonObject
from specc.plan.calibration import Actual, Calibration, calibrate
from specc.plan.estimate import Estimate
from specc.plan.price import Rates, estimate


@dataclass(frozen=True, slots=True)
class Delivery:
    """A video that is on disk. What was expected is what the run that sent it was told; None is unknown."""

    provider: str
    model: str
    content: JsonObject
    seconds_expected: float | None
    usd_expected: float | None
    seconds: float | None
    usd: float | None


@dataclass(slots=True)
class Compared:
    """Of `videos`, the `timed` have an expected and an actual length, the `priced` an expected and an actual cost: only these are summed up."""

    videos: int = 0
    timed: int = 0
    seconds_expected: float = 0.0
    seconds: float = 0.0
    priced: int = 0
    usd_expected: float = 0.0
    usd: float = 0.0

    def add(self, delivery: Delivery) -> None:
        self.videos += 1
        if delivery.seconds is not None and delivery.seconds_expected is not None:
            self.timed += 1
            self.seconds += delivery.seconds
            self.seconds_expected += delivery.seconds_expected
        if delivery.usd is not None and delivery.usd_expected is not None:
            self.priced += 1
            self.usd += delivery.usd
            self.usd_expected += delivery.usd_expected


Name = tuple[str, str, str]
"""Provider, model, language."""


def compare(deliveries: Iterable[Delivery], rates: Rates) -> dict[Name, Compared]:
    """In the order of their names."""
    found: dict[Name, Compared] = {}
    for one in deliveries:
        found.setdefault((one.provider, one.model, _language(one, rates)), Compared()).add(one)
    return dict(sorted(found.items()))


def lessons(deliveries: Iterable[Delivery], rates: Rates, *, date: str) -> dict[tuple[str, str], Calibration]:
    """What they teach, by provider and model, in whose order they come. `rates` are plain ones: what was learned isn't learned again."""
    found: dict[tuple[str, str], Calibration] = {}
    for name, group in groupby(deliveries, lambda one: (one.provider, one.model)):
        learned = calibrate((_pair(one, rates) for one in group), date=date)
        if learned is not None:
            found[name] = learned
    return found


def _pair(one: Delivery, rates: Rates) -> tuple[Estimate, Actual]:
    return estimate(one.content, rates), Actual(one.seconds, one.usd)


def _language(one: Delivery, rates: Rates) -> str:
    language = rates.reader(one.model).kind(one.content).language
    return language if isinstance(language, str) else ""
