"""Runs a unit over all rows of its audience at speed: raw records through row functions, block by block.

The first block goes the plain way, and shows which columns repeat their values. From the second on each row goes through generated
functions; whatever they refuse goes the plain way too, which says what is wrong. Nothing is kept of a row.
"""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, Protocol

from specc.audience.contract import keep
from specc.audience.row import BadRow, Block, Row, row_at
from specc.base.fault import Sighting
from specc.check.engine import forbids
from specc.compiler.bind import VALUE_CHARACTERS_MAX
from specc.compiler.emit import Made, RowFunction, Setting, emit
from specc.compiler.memo import ENTRIES_MAX, ENTRIES_TOTAL_MAX
from specc.compiler.payload import compact
from specc.compiler.pieces import NotPlainError
from specc.compiler.record import Record
from specc.compiler.task import Task
from specc.compiler.tiers import CellPlan, plan
from specc.compiler.values import Note
from specc.pipeline.admission import Admission, admission
from specc.pipeline.build import Building, Rejected, build, drained, never_made, of_row, rejected
from specc.pipeline.rows import Audience, blocks
from specc.pipeline.unit import Selection, Unit

COMPILED_ROWS_MIN = 256
"""Fewer rows than these are done sooner without row functions."""

SAMPLE_ROWS_MAX = 4096
"""Of so many rows' values the row functions are planned anew, and for good."""

_COLLECTED_OBJECTS = 50_000


class Taker(Protocol):
    """Where what is made goes. `keys` has one entry for each row of a block, None where the row gets no video."""

    def is_repeated(self, number: int) -> bool:
        """Whether the row with this number is known to have the key of one before."""

    def repeats_within(self, start: int, end: int) -> bool:
        """Whether one of these rows is."""

    def take(self, keys: list[str | None], made: list[Made]) -> None: ...

    def reject(self, item: Rejected) -> None: ...


def run_unit(unit: Unit, building: Building, taker: Taker, selection: Selection) -> None:
    """The tasks, rejected rows and findings of a unit. Where a few rows are asked for, it goes the plain way."""
    if unit.audience is not None and not selection.rows and selection.limit is None:
        before = building.tasks
        has_errors = building.add([*unit.faults, *(fault for program in unit.programs for fault in program.faults), *unit.audience.faults])
        unit.audience.faults.clear()
        Bulk.of(unit, building, taker).run()
        if building.tasks == before and not has_errors and not building.findings.has_errors and not selection.only and selection.share is None:
            building.add([never_made(unit)])
        return
    for item in build(unit, building, selection):
        if isinstance(item, Task):
            taker.take([], [_of_task(unit, item)])
        else:
            taker.reject(item)


def _of_task(unit: Unit, task: Task) -> Made:
    """A task as row functions make them."""
    cell = next(number for number, program in enumerate(unit.programs) if program.cell.names is task.cell)
    return compact(task.payload), task.digest, task.file, task.key, task.row or 0, cell


@dataclass(slots=True)
class Bulk:
    """One unit on its way through its rows."""

    unit: Unit
    audience: Audience
    building: Building
    taker: Taker
    admission: Admission
    notes: list[Note] = field(default_factory=list)
    sample: list[Any] = field(default_factory=list)
    plans: tuple[CellPlan, ...] = ()
    admit: Callable[[Any, int], str | None] | None = None
    cells: tuple[RowFunction, ...] | None = None
    by_language: Mapping[Any, tuple[RowFunction, ...]] | None = None
    language_of: Callable[[Any], Any] | None = None
    blocked: dict[int, list[Any]] = field(default_factory=dict)
    redone: int = 0

    @classmethod
    def of(cls, unit: Unit, building: Building, taker: Taker) -> "Bulk":
        assert unit.audience is not None
        made = cls(unit, unit.audience, building, taker, admission(unit.audience, unit.templates, unit.constants))
        for number, program in enumerate(unit.programs):
            faults = [fault for fault in (*unit.faults, *program.faults) if forbids(fault, unit.document.ignores)]
            if faults:
                made.blocked[number] = faults
        return made

    def run(self) -> None:
        """Every block of the audience, in order."""
        with _fewer_collections():
            for block in blocks(self.audience):
                self._take(block)
                self._plan(block)
        self._reject_drained()
        self.building.rows += self.audience.count

    def _take(self, block: Block) -> None:
        made: list[Made] = []
        keys = self._plain_block(block, made) if self.admit is None else self._quick_block(block, made)
        if self.blocked:
            made = self._unblocked(made)
        self.building.tasks += len(made)
        self.taker.take(keys, made)

    def _plain_block(self, block: Block, made: list[Made]) -> list[str | None]:
        return [self._plainly(block, index, made) for index in range(len(block.records))]

    def _quick_block(self, block: Block, made: list[Made]) -> list[str | None]:
        """The hot loop."""
        admit, cells, by_language, language_of, notes = self.admit, self.cells, self.by_language, self.language_of, self.notes
        assert admit is not None
        start, append = block.number, made.append
        keys: list[str | None] = []
        has_repeats = self.taker.repeats_within(start, start + len(block.records))
        for number, record in enumerate(block.records, start):
            mark = len(made)
            try:
                if has_repeats and self.taker.is_repeated(number):
                    raise NotPlainError  # noqa: TRY301 - as a row function would
                key = admit(record, number)
                if key is not None:
                    for cell in cells if cells is not None else by_language[language_of(record)]:  # type: ignore[index,misc]
                        item = cell(record, number, key)
                        if item is not None:
                            append(item)
            except Exception:  # noqa: BLE001 - whatever it is, the plain way says what is wrong, or makes the task
                del made[mark:]
                notes.clear()
                self.redone += 1
                key = self._plainly(block, number - start, made)
            if notes:
                self._note(block, number - start, key)
            keys.append(key)
        return keys

    def _plainly(self, block: Block, index: int, made: list[Made]) -> str | None:
        row = self.admission.row(block, index)
        self._reject_drained()
        if row is None:
            return None
        for item in of_row(self.unit, self.building, row, block.file):
            if isinstance(item, Task):
                made.append(_of_task(self.unit, item))
            else:
                self.taker.reject(item)
        return row.key

    def _note(self, block: Block, index: int, key: str | None) -> None:
        """Warnings about a row that is made all the same."""
        raw = row_at(self.audience.column_names(), block, index)
        assert isinstance(raw, Row)
        row = keep(raw, self.audience.columns, is_text=self.audience.table is not None and self.audience.table.is_text)
        assert isinstance(row, Row)
        for fault, column in self.notes:
            value = row.values.get(column or "")
            seen = Sighting(fault.sighting.cell if fault.sighting else {}, row.number, key, block.file, row.line, column, None if value is None else str(value)[:VALUE_CHARACTERS_MAX])
            self.building.add([replace(fault, sighting=seen)])
        self.notes.clear()

    def _reject_drained(self) -> None:
        for item in drained(self.building, self.audience.faults, _ALL):
            self.taker.reject(item)

    def _unblocked(self, made: list[Made]) -> list[Made]:
        """The tasks of cells that have no mistake of their own; each row of the others is rejected once."""
        bad: dict[int, tuple[str, list[Any]]] = {}
        for item in made:
            if item[5] in self.blocked:
                bad.setdefault(item[4], (item[3], []))[1].extend(self.blocked[item[5]])
        for number, (key, faults) in bad.items():
            self.taker.reject(rejected(key, number, faults))
        return [item for item in made if item[5] not in self.blocked]

    # Planning

    def _plan(self, block: Block) -> None:
        """Makes the row functions from what has been read so far: once early, and once more when there is enough to go by."""
        if len(self.sample) >= SAMPLE_ROWS_MAX or (self.admit is None and len(block.records) < COMPILED_ROWS_MIN):
            return
        self.sample += [record for record in block.records if not isinstance(record, BadRow)]
        if self.admit is None or len(self.sample) >= SAMPLE_ROWS_MAX:
            self._compile()

    def _compile(self) -> None:
        table = self.audience.table
        assert table is not None
        columns = table.columns if table.is_positional else None
        record = Record(columns, {column.name: column for column in self.audience.columns}, self.sample, table.is_text)
        self.plans = plans(self.unit, record)
        holes = sum(len(cell.holes) for cell in self.plans)
        entries_max = max(64, min(ENTRIES_MAX, ENTRIES_TOTAL_MAX // (holes + len(self.audience.columns) + 1)))
        functions = [_function(cell, Setting(record, self.notes, entries_max), number) for number, cell in enumerate(self.plans)]
        self.admit = self.admission.function(record, entries_max)
        self._route(record, functions)

    def _route(self, record: Record, functions: list[RowFunction]) -> None:
        """Which cells a row goes to: all that are made, or those of its language."""
        programs, language = self.unit.programs, self.audience.language
        made = [(program, function) for program, function in zip(programs, functions, strict=True) if program.is_made]
        if language is None or not any("language" in program.cell.names for program, _ in made):
            self.cells = tuple(function for _, function in made)
            return
        names = {program.cell.names["language"] for program in programs if "language" in program.cell.names}
        if self.unit.cell_count != len(programs) or len(made) != len(programs):
            names |= set(self.audience.languages)  # left out on purpose
        self.by_language = {name: tuple(function for program, function in made if program.cell.names.get("language", name) == name) for name in names}
        self.language_of = itemgetter(language if record.columns is None else record.columns.index(language))


def plans(unit: Unit, record: Record) -> tuple[CellPlan, ...]:
    """How each cell's rows are made."""
    return tuple(plan(program, record.is_repetitive, record.columns) for program in unit.programs)


def _function(cell: CellPlan, setting: Setting, number: int) -> RowFunction:
    if cell.why:
        return _plain_only
    try:
        return emit(cell, setting, number)
    except (TypeError, ValueError):  # constants that only the plain way can write
        return _plain_only


def _plain_only(_record: Any, _number: int, _key: str) -> Made | None:
    raise NotPlainError


_ALL = Selection()


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """A block's records are many small objects, and none of them is ever part of a circle."""
    before = gc.get_threshold()
    gc.set_threshold(_COLLECTED_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
