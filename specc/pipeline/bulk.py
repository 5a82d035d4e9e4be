"""Runs a unit over all rows of its audience at speed: raw records through generated functions, block by block.

The first block goes the plain way, and shows which columns repeat their values. From the second on blocks go through generated
functions; rows that these refuse go the plain way too, which says what is wrong with them. Nothing is kept of a row.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, Protocol

from specc.audience.row import BadRow, Block, Row, row_at
from specc.base.fault import Sighting
from specc.check.engine import forbids
from specc.compiler.bind import VALUE_CHARACTERS_MAX
from specc.compiler.emit import BlockFunction, Made, emit
from specc.compiler.memo import ENTRIES_MAX, ENTRIES_TOTAL_MAX
from specc.compiler.pieces import NotPlainError
from specc.compiler.record import Record
from specc.compiler.task import Task
from specc.compiler.tiers import CellPlan, plan
from specc.compiler.vectors import Note, Setting
from specc.pipeline.admission import Admission, AdmitFunction, admission
from specc.pipeline.build import Building, Rejected, drained, never_made, of_row, rejected
from specc.pipeline.rows import Audience, blocks
from specc.pipeline.unit import Selection, Unit

COMPILED_ROWS_MIN = 256
"""Fewer rows than these are done sooner without row functions."""

SAMPLE_ROWS_MAX = 4096
"""Of so many rows' values the row functions are planned anew, and for good."""

_COLLECTED_OBJECTS = 50_000


class Taker(Protocol):
    """Where what is made goes. `keys` has one entry for each row of a block, None where the row gets no video."""

    def repeats_within(self, start: int, end: int) -> bool:
        """Whether one of the rows with these numbers is known to have the key of one before."""

    def take(self, keys: list[str | None], made: list[Made]) -> None: ...

    def reject(self, item: Rejected) -> None: ...


def run_rows(unit: Unit, building: Building, taker: Taker, selection: Selection, crew: Callable[["Bulk"], Any] | None = None) -> None:
    """The tasks, rejected rows and findings of a unit over all rows of its audience; by the processes of a crew where it gives one."""
    assert unit.audience is not None
    before = building.tasks
    has_errors = building.add([*unit.faults, *(fault for program in unit.programs for fault in program.faults), *unit.audience.faults])
    unit.audience.faults.clear()
    bulk = Bulk.of(unit, building, taker)
    bulk.crew = crew
    bulk.run()
    if building.tasks == before and not has_errors and not building.findings.has_errors and not selection.only and selection.share is None:
        building.add([never_made(unit)])


@dataclass(slots=True)
class Bulk:
    """One unit on its way through its rows."""

    unit: Unit
    audience: Audience
    building: Building
    taker: Taker
    admission: Admission
    sample: list[Any] = field(default_factory=list)
    plans: tuple[CellPlan, ...] = ()
    setting: Setting = field(default_factory=lambda: Setting(Record((), {}, (), is_text=True), [], 0))
    admit: AdmitFunction | None = None
    cells: tuple[BlockFunction, ...] = ()
    by_language: Mapping[Any, tuple[BlockFunction, ...]] | None = None
    language_of: Callable[[Any], Any] | None = None
    blocked: dict[int, list[Any]] = field(default_factory=dict)
    settled: int = 0
    redone: int = 0
    crew: Callable[["Bulk"], Any] | None = None
    """Gives the processes for the rows that are left, or None."""

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
            self._blocks()
        self._reject_drained()
        self.building.rows += self.audience.count

    def _blocks(self) -> None:
        """Block by block; once the functions are planned for good, by several processes if there are to be more than one."""
        for block in blocks(self.audience):
            is_planned = len(self.sample) >= SAMPLE_ROWS_MAX
            self._take(block)
            self.plan_from(block)
            if not is_planned and len(self.sample) >= SAMPLE_ROWS_MAX and self.crew is not None and (crew := self.crew(self)) is not None:
                crew.run()
                return

    def rest(self) -> None:
        """The blocks that are left, in a process that has planned already."""
        for block in blocks(self.audience):
            self._take(block)
        self._reject_drained()

    def _take(self, block: Block) -> None:
        made: list[Made] = []
        keys = self._plain_block(block, made) if self.admit is None else self._quick_block(block, made)
        self._unblock(made)
        self.settled = 0
        self.building.tasks += len(made)
        self.taker.take(keys, made)

    def _plain_block(self, block: Block, made: list[Made]) -> list[str | None]:
        return [self._plainly(block, index, made) for index in range(len(block.records))]

    def _quick_block(self, block: Block, made: list[Made]) -> list[str | None]:
        keys: list[str | None] = [None] * len(block.records)
        self._quickly(block, 0, len(keys), keys, made)
        self.setting.trim()
        return keys

    def _quickly(self, block: Block, start: int, end: int, keys: list[str | None], made: list[Made]) -> None:
        """Some rows of a block by the block functions; in halves where these refuse them, until a row that isn't sound stands alone."""
        try:
            found, items, notes = self._attempt(block.records[start:end], block.number + start)
        except Exception:  # noqa: BLE001 - whatever it is, the plain way says what is wrong, or makes the task
            self.setting.notes.clear()
            if end - start == 1:
                self.redone += 1
                keys[start] = self._plainly(block, start, made)
                return
            middle = (start + end) // 2
            self._quickly(block, start, middle, keys, made)
            self._quickly(block, middle, end, keys, made)
            return
        keys[start:end] = found
        made += items
        for number, note in notes:
            self._note(block, number - block.number, keys[number - block.number], note)

    def _attempt(self, records: list[Any], start: int) -> tuple[list[str | None], list[Made], list[tuple[int, Note]]]:
        """The keys, tasks and warnings of records that are all sound."""
        assert self.admit is not None
        numbers = range(start, start + len(records))
        if self.taker.repeats_within(start, numbers.stop):
            raise NotPlainError
        kept, columns, kept_numbers, keys, mask = self.admit(records, numbers)
        items: list[Made] = []
        notes: list[tuple[int, Note]] = []
        cells = list(self._cells(kept, columns, kept_numbers, keys))
        for cell, *vectors in cells:
            made = cell(*vectors)
            notes += [(made[index][4], note) for index, note in self.setting.notes]
            self.setting.notes.clear()
            items += made
        if len(cells) > 1:
            items.sort(key=itemgetter(4, 5))
            notes.sort(key=itemgetter(0))
        if mask is None:
            return list(keys), items, notes
        following = iter(keys)
        return [next(following) if is_kept else None for is_kept in mask], items, notes

    def _cells(self, records: Sequence[Any], columns: Any, numbers: Sequence[int], keys: Sequence[str]) -> Iterator[tuple[BlockFunction, Sequence[Any], Any, Sequence[int], Sequence[str]]]:
        """The cells that rows go to, each with its rows."""
        if not keys:
            return
        if self.by_language is None:
            yield from ((cell, records, columns, numbers, keys) for cell in self.cells)
            return
        assert self.language_of is not None
        places: dict[Any, list[int]] = {}
        for place, language in enumerate(map(self.language_of, records)):
            places.setdefault(language, []).append(place)
        for language, indexes in places.items():
            chosen: list[Any] = [records[index] for index in indexes]
            its_numbers, its_keys = [numbers[index] for index in indexes], [keys[index] for index in indexes]
            its_columns = None if columns is None else list(zip(*chosen, strict=True))
            yield from ((cell, chosen, its_columns, its_numbers, its_keys) for cell in self.by_language[language])

    def _plainly(self, block: Block, index: int, made: list[Made]) -> str | None:
        self._unblock(made)
        row = self.admission.row(block, index)
        self._reject_drained()
        if row is None:
            return None
        for item in of_row(self.unit, self.building, row, block.file):
            if isinstance(item, Task):
                made.append(self.unit.made(item))
            else:
                self.taker.reject(item)
        return row.key

    def _note(self, block: Block, index: int, key: str | None, note: Note) -> None:
        """A warning about a row that is made all the same."""
        fault, column = note
        number = block.number + index
        if self.building.findings.counts(fault, number):
            return
        row = row_at(self.audience.column_names(), block, index)
        assert isinstance(row, Row)
        value = self._value(row, column)
        seen = Sighting(fault.sighting.cell, row.number, key, block.file, row.line, column, None if value is None else str(value)[:VALUE_CHARACTERS_MAX])
        self.building.add([replace(fault, sighting=seen)])

    def _value(self, row: Row, column: str | None) -> Any:
        """What templates see of a column."""
        assert self.audience.table is not None
        value = None if column is None else row.values.get(column)
        contract = next((item for item in self.audience.columns if item.name == column), None) if self.audience.table.is_text else None
        return value if contract is None or value is None else contract.convert(value)

    def _reject_drained(self) -> None:
        for item in drained(self.building, self.audience.faults, _ALL):
            self.taker.reject(item)

    def _unblock(self, made: list[Made]) -> None:
        """Keeps the tasks of cells that have no mistake of their own; each row of the others is rejected once, in its turn."""
        if not self.blocked:
            return
        bad: dict[int, tuple[str, list[Any]]] = {}
        fresh = made[self.settled :]
        for item in fresh:
            if item[5] in self.blocked:
                bad.setdefault(item[4], (item[3], []))[1].extend(self.blocked[item[5]])
        for number, (key, faults) in bad.items():
            self.taker.reject(rejected(key, number, faults))
        made[self.settled :] = [item for item in fresh if item[5] not in self.blocked]
        self.settled = len(made)

    # Planning

    def plan_from(self, block: Block) -> None:
        """Makes the row functions from what has been read so far: once early, and once more when there is enough to go by."""
        if len(self.sample) >= SAMPLE_ROWS_MAX or (self.admit is None and len(block.records) < COMPILED_ROWS_MIN):
            return
        self.sample += self.usable(block)
        if self.admit is None or len(self.sample) >= SAMPLE_ROWS_MAX:
            self.compile()

    def usable(self, block: Block) -> list[Any]:
        """The records of a block that a sample can be made of."""
        table = self.audience.table
        width = len(table.columns) if table is not None and table.is_positional and table.columns is not None else None
        return [record for record in block.records if not isinstance(record, BadRow) and (width is None or len(record) == width)]

    def compile(self) -> None:
        """Plans by the sample, and makes the functions."""
        table = self.audience.table
        assert table is not None
        columns = table.columns if table.is_positional else None
        record = Record(columns, {column.name: column for column in self.audience.columns}, self.sample, table.is_text)
        self.plans = plans(self.unit, record)
        holes = sum(len(cell.holes) for cell in self.plans)
        entries_max = max(64, min(ENTRIES_MAX, ENTRIES_TOTAL_MAX // (holes + len(self.audience.columns) + 1)))
        self.setting = Setting(record, [], entries_max)
        functions = [_function(cell, self.setting, number) for number, cell in enumerate(self.plans)]
        self.admit = self.admission.function(self.setting)
        self._route(record, functions)

    def _route(self, record: Record, functions: list[BlockFunction]) -> None:
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
        self.language_of = itemgetter(language if record.columns is None else record.columns.index(language)) if record.has(language) else _no_language


def plans(unit: Unit, record: Record) -> tuple[CellPlan, ...]:
    """How each cell's rows are made."""
    return tuple(plan(program, record.is_repetitive, record.columns) for program in unit.programs)


def _function(cell: CellPlan, setting: Setting, number: int) -> BlockFunction:
    if cell.why:
        return _plain_only
    try:
        return emit(cell, setting, number)
    except (TypeError, ValueError):  # constants that only the plain way can write
        return _plain_only


def _plain_only(_records: Any, _columns: Any, _numbers: Any, _keys: Any) -> list[Made]:
    raise NotPlainError


def _no_language(_record: Any) -> None:
    """The data has no such column, which was told of its header."""


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
