"""Whether a plan keeps within what may be spent: told at the upper end of what it may cost, as a run sets it aside."""

from dataclasses import dataclass

from specc.plan.forecast import Share
from specc.plan.quote import Quotation

_ROUNDING_USD = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """`most_usd` is None where a price is unknown."""

    limit_usd: float
    most_usd: float | None
    expected_usd: float | None
    unknown: int = 0

    @property
    def is_enough(self) -> bool:
        return self.most_usd is not None and self.most_usd <= self.limit_usd + _ROUNDING_USD

    @property
    def words(self) -> str:
        if self.most_usd is None:
            return f"--max-cost ${self.limit_usd:,.2f} can't be held to: the price of {self.unknown:,} video{'s' * (self.unknown != 1)} is unknown, so a run refuses to begin"
        if self.is_enough:
            return f"--max-cost ${self.limit_usd:,.2f} is enough: ${self.limit_usd - self.most_usd:,.2f} are left even at the most"
        over = self.most_usd - self.limit_usd
        likely = self.expected_usd is not None and self.expected_usd > self.limit_usd
        return f"--max-cost ${self.limit_usd:,.2f} is {'too little' if likely else 'too little at the most'}: it may cost ${over:,.2f} more, and a run submits no more than it can pay for"


def verdict(whole: Share, limit_usd: float, quotation: Quotation | None = None) -> Verdict:
    """By what the provider asks, where it was asked and gave a price, otherwise by estimates."""
    asked = quotation.total(whole) if quotation is not None else None
    if asked is not None:
        return Verdict(limit_usd, asked.high, asked.expected)
    if whole.unpriced:
        return Verdict(limit_usd, None, None, whole.unpriced)
    return Verdict(limit_usd, whole.usd.high, whole.usd.expected)
