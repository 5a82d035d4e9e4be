"""Whether a plan keeps within what may be spent: told at the upper end of what it may cost, as a run sets it aside."""

from dataclasses import dataclass

from specc.base.grammar import counted
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
        limit = f"--max-cost ${self.limit_usd:,.2f}"
        if self.most_usd is None:
            return f"{limit} can't be held to: the price of {counted(self.unknown, 'video')} is unknown, so a run refuses to begin"
        if self.is_enough:
            return f"{limit} is enough: even at the most, ${self.limit_usd - self.most_usd:,.2f} are left"
        is_likely = self.expected_usd is not None and self.expected_usd > self.limit_usd
        word = "is" if is_likely else "may be"
        return f"{limit} {word} too little: at the most, it costs ${self.most_usd - self.limit_usd:,.2f} more; a run stops sending when the next video might not be paid for"


def verdict(whole: Share, limit_usd: float, quotation: Quotation | None = None, promised_usd: float = 0.0) -> Verdict:
    """By estimates, which a run holds to; where the provider asks for more, by that. `promised_usd` is what videos in flight may still be
    charged: a run sets that aside first.
    """
    if whole.unpriced:
        return Verdict(limit_usd, None, None, whole.unpriced)
    asked = quotation.total(whole) if quotation is not None else None
    most = whole.usd.high if asked is None else max(whole.usd.high, asked.high)
    expected = whole.usd.expected if asked is None else asked.expected
    return Verdict(limit_usd, most + promised_usd, expected)
