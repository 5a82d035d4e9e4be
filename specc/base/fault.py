"""A fault: one sighting of a mistake, in the words of the stage that saw it. Rules turn faults into findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from specc.base.location import Span


@dataclass(frozen=True, slots=True)
class Related:
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where in the product of cells and rows a fault was seen. `column` is the name of a column of the data."""

    cell: Mapping[str, str] = field(default_factory=dict)
    row: int | None = None
    key: str | None = None
    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """`facts` are the arguments of the rule's wording; `fold` tells apart mistakes that share rule and span."""

    rule: str
    span: Span
    facts: Mapping[str, object] = field(default_factory=dict)
    fold: str = ""
    within: Span | None = None
    related: tuple[Related, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    sighting: Sighting | None = None
    weight: int = 0
    """Of the faults that fold into one finding, the heaviest is worded: the longest text, for a limit of length."""
