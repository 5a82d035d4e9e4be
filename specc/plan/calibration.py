"""Estimates set beside what came of them, and what that says about the next ones.

Law: the estimates to learn from are those of plain rates, without a calibration; otherwise what was learned would be learned again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles

from specc.base.range import Range
from specc.plan.estimate import Estimate

SPREAD_SAMPLES_MIN = 20
"""Fewer videos than this say what is usual, and not how far it varies: the spread stays that of the estimates."""
_TAILS = 20
"""One video in so many is below the lowest figure, and one above the highest."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What a task came to: `seconds` of one video, `usd` for all of its results. None where it isn't known."""

    seconds: float | None = None
    usd: float | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of one model. `seconds_factor`: the actual length over the expected one; `usd_per_second` by tariff, as it was charged."""

    seconds_factor: Range | None = None
    usd_per_second: Mapping[str, Range] = field(default_factory=dict)
    samples: int = 0
    date: str = ""


def calibrate(pairs: Iterable[tuple[Estimate, Actual]], *, date: str = "") -> Calibration | None:
    """What videos of one model teach; None where nothing is known of any. What isn't a length or a cost is left out."""
    factors: list[tuple[float, Range]] = []
    charged: dict[str, list[tuple[float, Range]]] = defaultdict(list)
    samples = 0
    for estimate, actual in pairs:
        seconds = actual.seconds if actual.seconds and actual.seconds > 0 else None
        samples += seconds is not None or actual.usd is not None
        if seconds is not None and estimate.seconds is not None and estimate.seconds.expected > 0:
            factors.append((seconds / estimate.seconds.expected, _relative(estimate.seconds)))
        if seconds is not None and actual.usd is not None and actual.usd > 0:
            charged[estimate.tariff].append((actual.usd / (seconds * estimate.results), _rate(estimate)))
    if not factors and not charged:
        return None
    return Calibration(_figure(factors) if factors else None, {name: _figure(rates) for name, rates in charged.items()}, samples, date)


def _figure(seen: Sequence[tuple[float, Range]]) -> Range:
    values = [value for value, _ in seen]
    usual = median(values)
    if len(values) >= SPREAD_SAMPLES_MIN:
        cuts = quantiles(values, n=_TAILS, method="inclusive")
        return Range(min(cuts[0], usual), usual, max(cuts[-1], usual))
    low, high = (fmean(getattr(spread, name) for _, spread in seen) for name in ("low", "high"))
    return Range(min(low * usual, *values), usual, max(high * usual, *values))


def _relative(figure: Range) -> Range:
    """A range as parts of what is expected."""
    return Range(figure.low / figure.expected, 1.0, figure.high / figure.expected)


def _rate(estimate: Estimate) -> Range:
    """How far the price a second varies, as parts of what is expected; not at all where no price was known."""
    usd, seconds = estimate.usd, estimate.seconds
    if usd is None or seconds is None or not (usd.expected and seconds.low):
        return Range(1.0, 1.0, 1.0)
    expected = usd.expected / seconds.expected
    return Range(min(usd.low / seconds.low / expected, 1.0), 1.0, max(usd.high / seconds.high / expected, 1.0))
