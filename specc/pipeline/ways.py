"""Which way a unit takes: at speed over all rows of an audience, or plainly where there is none or only a few are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specc.compiler.task import Task
from specc.pipeline.build import Building, build
from specc.pipeline.unit import Selection, Unit

if TYPE_CHECKING:
    from specc.pipeline.bulk import Taker


def run_unit(unit: Unit, building: Building, taker: Taker, selection: Selection) -> None:
    """The tasks, rejected rows and findings of a unit."""
    if unit.audience is not None and not selection.rows and selection.limit is None:
        from specc.pipeline.bulk import run_rows

        run_rows(unit, building, taker, selection)
        return
    for item in build(unit, building, selection):
        if isinstance(item, Task):
            taker.take([], [unit.made(item)])
        else:
            taker.reject(item)
