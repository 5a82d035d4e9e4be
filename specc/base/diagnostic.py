"""A diagnostic: one mistake of the user's, folded over every cell and row that shows it. Collected, never thrown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from specc.base.fault import Related, Sighting
from specc.base.fix import Fix
from specc.base.location import Span

Severity = Literal["error", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""The gravest first."""


def at_least(least: str) -> tuple[Severity, ...]:
    """The severities that are as grave as this one, or graver."""
    return SEVERITIES[: SEVERITIES.index(least) + 1]


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How many distinct cells and rows show the mistake, and the first few of them."""

    cells: int = 0
    rows: int = 0
    first: tuple[Sighting, ...] = ()


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long the texts of all rows are where some are too long, in characters: `most` is what 99 of 100 keep within."""

    count: int
    longest: int
    most: int
    limit: int

    @property
    def headroom(self) -> int:
        """How far most texts stay below the limit; negative where they don't."""
        return self.limit - self.most


@dataclass(frozen=True, slots=True)
class Diagnostic:
    code: str
    name: str
    severity: Severity
    message: str
    help: str
    span: Span
    within: Span | None = None
    related: tuple[Related, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    occurrences: Occurrences = field(default_factory=Occurrences)
    lengths: Lengths | None = None
    fix: Fix | None = None

    @property
    def text(self) -> str:
        """What is wrong, and on a line of its own what to write instead."""
        return self.message + (f"\nhelp: {self.help}" if self.help else "")

    def order(self) -> tuple[str, int, int, str, str]:
        """By this findings are sorted; two of the same are one."""
        return (*self.span.order(), self.code, self.message)
