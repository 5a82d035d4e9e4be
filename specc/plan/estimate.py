"""An estimate: how long a video will be and what its task will cost, before it is made. A range with a source; unknown is None and never 0."""

from dataclasses import dataclass

from specc.base.range import Range


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
