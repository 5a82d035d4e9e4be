"""What came of a decision about many videos: to try failed ones again, or to forget some. Examples are the first few, not all."""

from dataclasses import dataclass, field
from typing import Final

EXAMPLES_MAX: Final = 10


@dataclass(slots=True)
class Named:
    """So many videos, and the spec and key of a task of the first few."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES_MAX:
            self.examples.append(name)


@dataclass(slots=True)
class Reopened:
    """`usd` is what the opened ones are estimated to cost: low, expected, high; `unknown` of them have no estimate. `paid` have results
    that were paid for, `held` are in the hands of a run.
    """

    opened: int = 0
    usd: tuple[float, float, float] = (0.0, 0.0, 0.0)
    unknown: int = 0
    paid: Named = field(default_factory=Named)
    held: Named = field(default_factory=Named)


@dataclass(slots=True)
class Forgotten:
    """`made` of the videos had been made, for `paid_usd`: a run would pay for them anew. `lost` were in flight, and `pending` are kept
    because they are.
    """

    tasks: int = 0
    videos: int = 0
    made: int = 0
    paid_usd: float = 0.0
    lost: int = 0
    pending: Named = field(default_factory=Named)
    held: Named = field(default_factory=Named)
