"""Which way a unit takes: at speed over all rows of an audience, or plainly where there is none or only a few are asked for."""

from __future__ import annotations

from functools import partial
from itertools import count, groupby
from typing import TYPE_CHECKING

from specc.compiler.batch import Batch
from specc.compiler.task import Task
from specc.pipeline.build import Building, Rejected, build
from specc.pipeline.rows import First
from specc.pipeline.twice import Where
from specc.pipeline.unit import Selection, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from specc.pipeline.bulk import Bulk, Taker
    from specc.pipeline.crew import Crew
    from specc.pipeline.passes import Pass


def run_unit(unit: Unit, building: Building, taker: Pass, selection: Selection) -> None:
    """The tasks, rejected rows and findings of a unit."""
    if unit.audience is not None and not selection.rows and selection.limit is None:
        from specc.pipeline.bulk import run_rows

        run_rows(unit, building, taker, selection, _crew_of(taker))
        return
    if unit.audience is not None:
        unit.audience.first = _first_among(selection.rows)
    cells = count(1)
    for _, items in groupby(build(unit, building, selection), key=lambda item: (item.row, 0 if item.row else next(cells))):
        at = building.at  # that of the first item: the rest isn't made yet
        _hand_over(unit, taker, items, lambda _number, at=at: at)  # type: ignore[misc]


def _crew_of(taker: Pass) -> Callable[[Bulk], Crew | None] | None:
    if taker.jobs <= 1:
        return None
    from specc.pipeline.crew import crew

    return partial(crew, taker=taker)


def _hand_over(unit: Unit, taker: Taker, items: Iterable[Task | Rejected], where: Where) -> None:
    """What was made of a row, and what was rejected of it, together."""
    made = Batch()
    for item in items:
        if isinstance(item, Task):
            made.append(unit.made(item))
        else:
            taker.reject(item)
    taker.take([], made, where)


def _first_among(wanted: frozenset[str]) -> First:
    """Remembers the keys that were asked for, or all of the few rows that are read."""
    seen: dict[str, int] = {}
    return lambda key, number: seen.setdefault(key, number) if not wanted or key in wanted else number
