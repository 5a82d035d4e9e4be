"""Runs a unit's programs over its rows: tasks, rejected rows, and findings, as a stream in the order of the data."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from specc.audience.row import Row
from specc.base.fault import Fault, Sighting
from specc.check.engine import Findings, message
from specc.check.silencing import is_error
from specc.compiler.program import Program, RowContext
from specc.compiler.task import Task
from specc.pipeline.naming import file_names
from specc.pipeline.rows import blocks
from specc.pipeline.twice import Maker, collision, double
from specc.pipeline.unit import Selection, Unit


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row, in one or all cells, that makes no video because of errors."""

    key: str | None
    row: int | None
    codes: tuple[str, ...]
    messages: tuple[str, ...]


@dataclass(slots=True, eq=False)
class Building:
    """What a build adds up while its tasks stream by. `files` maps each output file to who writes what to it."""

    findings: Findings = field(default_factory=Findings)
    files: dict[str, tuple[str, Maker]] = field(default_factory=dict)
    tasks: int = 0
    rows: int = 0
    contents: dict[str, Maker] = field(default_factory=dict)
    """Each digest with the row that was the first to make it."""
    at: Sighting | None = None
    """The row at hand."""
    keys: set[str] = field(default_factory=set)
    """Of the rows that were asked for by key, those that are there."""

    def add(self, faults: list[Fault]) -> bool:
        """Whether one of the faults is an error."""
        self.findings.add(faults)
        return any(is_error(fault, self.findings.settings) for fault in faults)


def build(unit: Unit, building: Building, selection: Selection) -> Iterator[Task | Rejected]:
    """The tasks of a unit, and its rejected rows."""
    before = building.tasks
    has_errors = building.add(unit.faults)
    for program in unit.programs:
        has_errors |= building.add(list(program.faults))
    for item in _of_rows(unit, building, selection) if unit.audience else _of_cells(unit, building):
        if isinstance(item, Task):
            if (fault := _collision(unit, building, item)) is not None:
                building.add([fault])
                yield rejected(item.key, item.row, [fault])
                continue
            building.tasks += 1
            building.add(_duplicate(unit, building, item))
        yield item
        if selection.limit is not None and building.tasks >= selection.limit:
            return
    if building.tasks == before and not has_errors and not building.findings.has_errors and not (selection.only or selection.rows or selection.share):
        building.add([never_made(unit)])


def _of_cells(unit: Unit, building: Building) -> Iterator[Task | Rejected]:
    for program in unit.programs:
        if program.is_made:
            task, bad = _run(unit, building, program, RowContext(None, None, {}, Sighting(cell=program.cell.names)))
            if bad:
                yield rejected(unit.name, None, bad, unit)
            elif task is not None:
                yield task


def _run(unit: Unit, building: Building, program: Program, context: RowContext) -> tuple[Task | None, list[Fault]]:
    """The task of a program and a row, and the faults that forbid it."""
    task, faults = program.run(context)
    building.add(faults)
    if context.number is not None:
        for path, length in program.lengths(task, faults):
            building.findings.measure(path, (length,))
    if task is None and not faults and program.is_whole:
        return None, []  # `when` leaves it out
    return task, unit.forbidding((*program.faults, *faults))


def _of_rows(unit: Unit, building: Building, selection: Selection) -> Iterator[Task | Rejected]:
    from specc.pipeline.admission import admission, looked_at

    audience = unit.audience
    assert audience is not None
    building.add(audience.faults)
    audience.faults.clear()
    admitting = admission(audience, unit.templates, unit.constants)
    is_looked_at = looked_at(audience, selection.rows) if audience.table is not None else bool
    for block in blocks(audience):
        for index, record in enumerate(block.records):
            if not is_looked_at(record):
                continue
            row = admitting.row(block, index)
            yield from drained(building, audience.faults, selection)
            if row is None or (selection.rows and row.key not in selection.rows):
                continue
            building.keys.add(row.key if selection.rows else "")
            building.at = row.sighting(block.file)
            yield from of_row(unit, building, row, block.file)
    yield from drained(building, audience.faults, selection)
    building.rows += audience.count


def drained(building: Building, faults: list[Fault], selection: Selection) -> Iterator[Rejected]:
    """The rejected rows among the faults of reading; rows that weren't asked for are left alone."""
    told = [fault for fault in faults if not selection.rows or fault.sighting is None or fault.sighting.key in selection.rows]
    building.add(told)
    for fault in told:
        if fault.sighting is not None and is_error(fault, building.findings.settings):
            yield rejected(fault.sighting.key, fault.sighting.row, [fault])
    faults.clear()


def of_row(unit: Unit, building: Building, row: Row, file: str) -> Iterator[Task | Rejected]:
    audience = unit.audience
    assert audience is not None
    assert audience.table is not None
    names = {"row": row.values, "row_number": row.number}
    sighting = row.sighting(file)
    bad: list[Fault] = []
    programs = list(_programs(unit, row))
    if not programs and unit.cell_count == len(unit.programs) and all(program.is_made for program in unit.programs):
        route = ("audience", "language")
        facts = {"reason": "no cell has the row's language"}
        building.add([Fault("M105", unit.document.span(route), facts, sighting=row.sighting(file, audience.language))])
    for program in programs:
        context = RowContext(row.key, row.number, names, replace(sighting, cell=program.cell.names), audience.table.is_text)
        task, forbidding = _run(unit, building, program, context)
        bad += forbidding
        if task is not None and not forbidding:
            yield task
    if bad:
        yield rejected(row.key, row.number, bad, unit)


def _programs(unit: Unit, row: Row) -> Iterator[Program]:
    language = unit.audience.language if unit.audience else None
    for program in unit.programs:
        if not program.is_made:
            continue
        if language is None or "language" not in program.cell.names or program.cell.names["language"] == row.values.get(language):
            yield program


def _maker(unit: Unit, task: Task) -> Maker:
    return Maker(unit.name, task.row, task.key, task.cell)


def _collision(unit: Unit, building: Building, task: Task) -> Fault | None:
    """File names are compared as the least careful file system does."""
    maker = _maker(unit, task)
    taken = (building.files.setdefault(name, (task.digest, maker)) for name in file_names(task.file, task.payload.get("numberResults", 1)))
    first = next((first for digest, first in taken if digest != task.digest), None)
    return None if first is None else collision(unit.document, task.file, first, maker, building.at)


def _duplicate(unit: Unit, building: Building, task: Task) -> list[Fault]:
    """The fault of a task that another row has made already. Cells of the same row may be the same."""
    if task.row is None:
        return []
    maker = _maker(unit, task)
    first = building.contents.setdefault(task.digest, maker)
    return [] if first.row == task.row else [double(unit.document, first, maker, building.at)]


def never_made(unit: Unit) -> Fault:
    reasons = (
        (("audience", "where"), "`where` lets no row through"),
        (("when",), "`when` is false in every cell and row"),
        (("matrix", "exclude"), "`exclude` leaves no cell"),
        (("audience",), "the audience has no row for its cells"),
    )
    for route, reason in reasons:
        if unit.document.has(route):
            return Fault("M105", unit.document.span(route), {"reason": reason})
    return Fault("M105", unit.document.span(()), {"reason": "there is nothing to make"})


def rejected(key: str | None, row: int | None, faults: list[Fault], unit: Unit | None = None) -> Rejected:
    """What faults reject: those of a unit, or of reading and of files."""
    messages = tuple(map(message, faults)) if unit is None else unit.messages(faults)
    return Rejected(key, row, tuple(dict.fromkeys(fault.rule for fault in faults)), messages)
