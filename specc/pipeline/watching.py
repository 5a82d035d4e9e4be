"""How far a pass over the rows is, for those who watch it: what it costs to say is paid only when it is asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from specc.base.diagnostic import Diagnostic
from specc.pipeline.build import Building
from specc.pipeline.unit import Unit


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """Of one spec, and the specs before it in this pass, which had `rows_before` and made the findings `found`."""

    unit: Unit
    building: Building
    number: int
    """Of the pass, from 1."""
    is_only: bool
    rows_before: int
    found: Sequence[Diagnostic]
    diagnostics: Callable[[Unit, Building], list[Diagnostic]]

    @property
    def rows(self) -> int:
        return self.rows_before + (self.unit.audience.count if self.unit.audience else 0)

    @property
    def fraction(self) -> float | None:
        """How much of the data has been read, where there is one spec, and its files are read by the byte."""
        audience = self.unit.audience
        if not self.is_only or audience is None or audience.is_part or audience.sources is None:
            return None
        from specc.pipeline.sources import fraction_read

        try:
            return fraction_read(audience.sources)
        except (OSError, ValueError):
            return None

    @property
    def error_count(self) -> int:
        return sum(item.severity == "error" for item in self.found) + self.building.findings.errors

    def errors(self) -> list[Diagnostic]:
        """The findings so far that are errors."""
        return [item for item in (*self.found, *self.diagnostics(self.unit, self.building)) if item.severity == "error"]


Watch = Callable[[Sight], None]
"""Called after every block of rows."""
