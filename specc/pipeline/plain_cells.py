"""The block function of a cell that goes the plain way: its program, row by row, beside other cells that go at speed.

Law: as every block function it says "sound", maybe with warnings, or refuses the block, and what is wrong with a row is then said by going
the plain way in all cells.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from specc.base.fault import Fault, Sighting
from specc.check.silencing import is_error
from specc.compiler.batch import Batch, Made
from specc.compiler.emit import BlockFunction
from specc.compiler.program import Program, RowContext
from specc.compiler.refusal import NotPlainError
from specc.compiler.vectors import Setting
from specc.pipeline.unit import Unit


def plain_cell(unit: Unit, program: Program, setting: Setting, number: int) -> BlockFunction:
    """The function of the cell with this number."""
    names, is_text = setting.record.names, setting.record.is_text
    cell = Sighting(cell=program.cell.names)

    def made(records: Sequence[Any], _columns: Any, numbers: Sequence[int], keys: Sequence[str]) -> Batch:
        found = Batch()
        for record, row, key in zip(records, numbers, keys, strict=True):
            task, faults = program.run(RowContext(key, row, names(record, row), replace(cell, row=row, key=key), is_text))
            if (task is None and not program.is_whole) or any(task is None or is_error(fault, unit.settings) for fault in faults):
                raise NotPlainError
            for path, length in program.lengths(task, faults):
                setting.measured.append((path, [length], 0))
            if task is not None:
                setting.notes.extend((len(found), (replace(fault, sighting=cell), _column(fault))) for fault in faults)
                found.append(Made.of(task, number))
        return found

    return made


def _column(fault: Fault) -> str | None:
    return None if fault.sighting is None else fault.sighting.column
