"""An estimate: how long a video will be and what its task will cost, before it is made. A range with a source; unknown is None and never 0."""

from collections.abc import Iterable
from dataclasses import dataclass

from specc.base.range import NOTHING, Range


@dataclass(frozen=True, slots=True)
class Estimate:
    """`seconds` of one video, `usd` of all `results` together. `source` and `date` are those of the price; `tariff` names which
    of a model's prices it is; `unknown` says why there is no price."""

    seconds: Range | None
    usd: Range | None
    results: int = 1
    tariff: str = ""
    source: str = ""
    date: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """`usd` of the tasks whose price is known, `seconds` of all their results; `unknown` counts the tasks without a price."""

    usd: Range = NOTHING
    seconds: Range = NOTHING
    tasks: int = 0
    unknown: int = 0

    @property
    def is_known(self) -> bool:
        return not self.unknown


def total(estimates: Iterable[Estimate]) -> Total:
    usd, seconds = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
    tasks = unknown = 0
    for estimate in estimates:
        tasks += 1
        unknown += estimate.usd is None
        _add(usd, estimate.usd, 1)
        _add(seconds, estimate.seconds, estimate.results)
    return Total(Range(*usd), Range(*seconds), tasks, unknown)


def _add(sums: list[float], figure: Range | None, count: int) -> None:
    if figure is not None:
        sums[0] += figure.low * count
        sums[1] += figure.expected * count
        sums[2] += figure.high * count
