"""How the rows of specs are compiled: plans as a run would make them, from as many rows as they need. No task is made."""

from typing import Any

from specc.audience.contract import Column
from specc.check.engine import Findings
from specc.check.silencing import forbids, is_error
from specc.compiler.explaining import check_words, explain_cell, explain_constant, explain_scalar
from specc.compiler.explanation import (
    CellExplained,
    CellsExplained,
    ColumnExplained,
    HoleExplained,
    RowsExplained,
    SpecExplained,
)
from specc.compiler.record import Record
from specc.compiler.residual import residuals_of
from specc.pipeline import bulk
from specc.pipeline.admission import WHERE
from specc.pipeline.build import Building
from specc.pipeline.rows import blocks
from specc.pipeline.unit import Unit


def explain_unit(unit: Unit) -> SpecExplained:
    """The explanation of one open spec. What is wrong with its data goes to the audience's faults."""
    model = unit.document.get(("model",))
    problem = _problem(unit)
    made = SpecExplained(unit.document.source.name, unit.name, model if isinstance(model, str) else "", problem, None, ())
    if problem:
        return made
    if unit.audience is None:
        cells = [explain_constant(program, has_errors=any(forbids(fault, unit.document.ignores, unit.settings) for fault in (*unit.faults, *program.faults))) for program in unit.programs]
        return SpecExplained(made.spec, made.name, made.model, "", None, _folded(cells))
    looking = bulk.Bulk.of(unit, Building(Findings(unit.settings)), _NoTaker())
    read, is_all = _look(looking)
    is_few = looking.functions is None
    if is_few:
        looking.compile()
    assert looking.functions is not None
    record, unfit = looking.functions.setting.record, looking.functions.unfit
    cells = [explain_cell(plan, record, why=why, has_errors=number in looking.blocked) for number, (plan, why) in enumerate(zip(looking.functions.plans, unfit, strict=True))]
    rows = _rows(unit, looking, record, read=read, is_all=is_all, is_few=is_few)
    return SpecExplained(made.spec, made.name, made.model, "", rows, _folded(cells))


def _problem(unit: Unit) -> str:
    """Why nothing can be planned."""
    errors = any(is_error(fault, unit.settings) for fault in unit.faults)
    if not unit.programs:
        return "it can't be compiled" if errors or not unit.cell_count else "none of its cells is asked for"
    if unit.audience is not None and unit.audience.table is None:
        return "its audience can't be read"
    return ""


class _NoTaker:
    """Takes nothing, because nothing is made."""

    def repeats_within(self, _start: int, _end: int) -> bool:
        return False

    def take(self, *_taken: Any) -> None:
        raise AssertionError

    def reject(self, _item: Any) -> None:
        raise AssertionError


def _look(looking: bulk.Bulk) -> tuple[int, bool]:
    """Plans block by block as a run does, up to the plan that is for good. How many rows were read, and whether they are all.

    Rows too few for a plan are its sample all the same."""
    few: list[Any] = []
    for block in blocks(looking.audience):
        looking.plan_from(block)
        few += looking.usable(block) if looking.functions is None else []
        if max(len(looking.sample), len(few)) >= bulk.SAMPLE_ROWS_MAX:
            break
    else:
        looking.sample = looking.sample or few
        return looking.audience.count, True
    looking.sample = looking.sample or few
    return looking.audience.count, False


def _folded(cells: list[CellExplained]) -> tuple[CellsExplained, ...]:
    """Cells that are made the same way, together, in the order of the first of each."""
    kinds: dict[CellExplained, list[CellExplained]] = {}
    for cell in cells:
        kinds.setdefault(cell, []).append(cell)
    return tuple(CellsExplained(tuple(item.name for item in alike), first) for first, alike in kinds.items())


def _rows(unit: Unit, looking: bulk.Bulk, record: Record, *, read: int, is_all: bool, is_few: bool) -> RowsExplained:
    audience = looking.audience
    assert audience.table is not None
    names = tuple(record.columns) if record.columns is not None else tuple(dict.fromkeys(name for row in record.sample for name in row))
    repeated = tuple(name for name in names if record.is_repetitive((name,)))
    others = tuple(name for name in names if name not in repeated)
    contract = tuple(_column(column, record, is_early=column in looking.admission.early) for column in audience.columns)
    return RowsExplained(audience.table.file, read, is_all, is_few, audience.key, audience.language, repeated, others, _where(unit, record), contract)


def _where(unit: Unit, record: Record) -> HoleExplained | bool | None:
    scalar = unit.templates.scalars.get(WHERE)
    if scalar is not None:
        return explain_scalar(unit.document, scalar, record)
    literal = unit.document.get(WHERE)
    return literal if isinstance(literal, bool) else None


def _column(column: Column, record: Record, *, is_early: bool) -> ColumnExplained:
    is_there = record.has(column.name)
    is_repeated = is_there and record.is_repetitive((column.name,))
    checks = tuple(dict.fromkeys(check_words(residuals_of(column.validator.schema))))
    return ColumnExplained(column.name, is_early, record.field(column.name).is_converted, is_there, "by value" if is_repeated else "every row", checks)
