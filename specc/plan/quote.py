"""What the provider asks for all videos, from what it asks for some of them."""

from dataclasses import dataclass, field
from typing import Final

from specc.base.range import NOTHING, Range
from specc.plan.estimate import Estimate
from specc.plan.forecast import Share

REASONS_MAX: Final = 20


@dataclass(slots=True)
class Quotation:
    """`asked` videos, of which `priced` got a price, `usd` in sum. `reasons` say why others didn't."""

    asked: int = 0
    priced: int = 0
    usd: float = 0.0
    least: float | None = None
    most: float = 0.0
    reasons: dict[str, int] = field(default_factory=dict)
    _estimated: Range = NOTHING
    _ratios: list[float] = field(default_factory=list)
    """The lowest and the highest of what was asked over what was expected."""
    _has_estimates: bool = True

    def add(self, usd: float | None, estimate: Estimate, reason: str = "") -> None:
        self.asked += 1
        if usd is None:
            if reason in self.reasons or len(self.reasons) < REASONS_MAX:
                self.reasons[reason] = self.reasons.get(reason, 0) + 1
            return
        self.priced += 1
        self.usd += usd
        self.least = usd if self.least is None else min(self.least, usd)
        self.most = max(self.most, usd)
        if estimate.usd is None or not estimate.usd.expected:
            self._has_estimates = False
            return
        self._estimated += estimate.usd
        ratio = usd / estimate.usd.expected
        self._ratios = [min(self._ratios[0], ratio), max(self._ratios[1], ratio)] if self._ratios else [ratio, ratio]

    def is_extrapolated(self, whole: Share) -> bool:
        return self.priced < whole.spending

    def total(self, whole: Share) -> Range | None:
        """For all videos that would be paid for; None where no price is known. What wasn't asked for costs as much over its estimate as
        what was; where there are no estimates, as much as the others."""
        if not self.priced or self.least is None:
            return None
        rest = whole.spending - self.priced
        if not rest:
            return Range(self.usd, self.usd, self.usd)
        if self._has_estimates and not whole.unpriced:
            expected = max(0.0, whole.usd.expected - self._estimated.expected)
            low, high = self._ratios
            usual = self.usd / self._estimated.expected
            return Range(self.usd + expected * low, self.usd + expected * usual, self.usd + expected * high)
        return Range(self.usd + rest * self.least, self.usd + rest * self.usd / self.priced, self.usd + rest * self.most)
