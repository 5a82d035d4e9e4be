"""Runs a unit over all rows of its audience at speed: raw records through generated functions, block by block.

The first block shows which columns repeat their values, unless it is so short that its rows go the plain way. Blocks go through
generated functions; a block that these refuse is halved, down to the rows that go the plain way too, which says what is wrong with them.
Nothing is kept of a row but in the sample.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from specc.audience.row import BadRow, Block, Row, row_at
from specc.base.fault import Sighting
from specc.compiler.batch import Batch
from specc.compiler.bind import VALUE_CHARACTERS_MAX
from specc.compiler.refusal import NotPlainError
from specc.compiler.task import Task
from specc.pipeline.admission import Admission, admission
from specc.pipeline.build import Building, Rejected, drained, never_made, of_row, rejected
from specc.pipeline.rows import Audience, blocks
from specc.pipeline.twice import Where, nowhere
from specc.pipeline.unit import Selection, Unit

if TYPE_CHECKING:
    from specc.compiler.vectors import Note
    from specc.pipeline.functions import Functions

COMPILED_ROWS_MIN = 256
"""A block of fewer rows is done sooner than functions for it are made."""

SAMPLE_ROWS_MAX = 4096
"""By a sample of so many rows the functions are planned anew, and for good."""

_COLLECTED_OBJECTS = 50_000
_RETRIED_BLOCKS = 8


class Taker(Protocol):
    """Where what is made goes. `keys` has one entry for each row of a block, None where the row gets no video."""

    def repeats_within(self, start: int, end: int) -> bool:
        """Whether one of the rows with these numbers is known to have the key of one before."""

    def take(self, keys: list[str | None], made: Batch, where: Where = nowhere) -> None: ...

    def reject(self, item: Rejected) -> None: ...


def run_rows(unit: Unit, building: Building, taker: Taker, selection: Selection, crew: Callable[[Bulk], Any] | None = None) -> None:
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
    functions: Functions | None = None
    blocked: dict[int, list[Any]] = field(default_factory=dict)
    """By the number of a cell, its own faults that forbid its tasks."""
    settled: int = 0
    """Of the tasks of the block at hand, how many have been freed of those of blocked cells."""
    redone: int = 0
    """How many rows the functions refused."""
    refused_blocks: int = 0
    """Since one of which most rows were refused: it isn't worth halving the next few, too."""
    crew: Callable[[Bulk], Any] | None = None
    """Gives the processes for the rows that are left, or None."""
    raised: frozenset[str] = frozenset()
    """The rules whose warnings keep a row from being made."""

    @classmethod
    def of(cls, unit: Unit, building: Building, taker: Taker) -> Bulk:
        assert unit.audience is not None
        made = cls(unit, unit.audience, building, taker, admission(unit.audience, unit.templates, unit.constants), raised=unit.settings.raised)
        for number, program in enumerate(unit.programs):
            faults = unit.forbidding(program.faults)
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
            self.plan_from(block)
            self._take(block)
            if not is_planned and len(self.sample) >= SAMPLE_ROWS_MAX and self.crew is not None and (crew := self.crew(self)) is not None:
                crew.run()
                return

    def rest(self) -> None:
        """The blocks that are left, in a process that has planned already."""
        for block in blocks(self.audience):
            self._take(block)
        self._reject_drained()

    def _take(self, block: Block) -> None:
        made = Batch()
        keys = self._plain_block(block, made) if self.functions is None else self._quick_block(block, made, self.functions)
        self._unblock(made)
        self.settled = 0
        self.building.tasks += len(made)
        self.taker.take(keys, made, lambda number: Sighting(file=block.file, line=block.line(number - block.number)))

    def _plain_block(self, block: Block, made: Batch) -> list[str | None]:
        return [self._plainly(block, index, made) for index in range(len(block.records))]

    def _quick_block(self, block: Block, made: Batch, quick: Functions) -> list[str | None]:
        if self.refused_blocks % _RETRIED_BLOCKS:
            self.refused_blocks += 1
            self.redone += len(block.records)
            return self._plain_block(block, made)
        keys: list[str | None] = [None] * len(block.records)
        before = self.redone
        self._quickly(block, (0, len(keys)), keys, made, quick)
        quick.setting.memories.trim()
        self.refused_blocks = int((self.redone - before) * 2 > len(keys))
        return keys

    def _quickly(self, block: Block, stretch: tuple[int, int], keys: list[str | None], made: Batch, quick: Functions) -> None:
        """Some rows of a block by the functions; in halves where these refuse them, until a row that isn't sound stands alone."""
        start, end = stretch
        try:
            if self.taker.repeats_within(block.number + start, block.number + end):
                raise NotPlainError  # noqa: TRY301 - as the functions would
            found, items, notes = quick.run(block.records[start:end], block.number + start)
            if self.raised and any(note[0].rule in self.raised for _, note in notes):
                raise NotPlainError  # noqa: TRY301 - as above
        except Exception:  # noqa: BLE001 - whatever it is, the plain way says what is wrong, or makes the task
            quick.setting.forget()
            if end - start == 1:
                self.redone += 1
                keys[start] = self._plainly(block, start, made)
                return
            middle = (start + end) // 2
            self._quickly(block, (start, middle), keys, made, quick)
            self._quickly(block, (middle, end), keys, made, quick)
            return
        keys[start:end] = found
        made.extend(items)
        for measured in quick.setting.measured:
            self.building.findings.measure(*measured)
        quick.setting.forget()
        for number, note in notes:
            self._note(block, number - block.number, keys[number - block.number], note)

    def _plainly(self, block: Block, index: int, made: Batch) -> str | None:
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

    def _unblock(self, made: Batch) -> None:
        """Keeps the tasks of cells that have no mistake of their own; each row of the others is rejected once, in its turn."""
        if not self.blocked:
            return
        bad: dict[int, tuple[str, list[Any]]] = {}
        for item in made.cut(self.settled):
            if item.cell in self.blocked:
                bad.setdefault(item.row, (item.key, []))[1].extend(self.blocked[item.cell])
            else:
                made.append(item)
        for number, (key, faults) in bad.items():
            self.taker.reject(rejected(key, number, faults, self.unit))
        self.settled = len(made)

    # Planning

    def plan_from(self, block: Block) -> None:
        """Makes the functions from what has been read so far: once early, and once more when there is enough to go by."""
        if len(self.sample) >= SAMPLE_ROWS_MAX or (self.functions is None and len(block.records) < COMPILED_ROWS_MIN):
            return
        self.sample += self.usable(block)
        if self.functions is None or len(self.sample) >= SAMPLE_ROWS_MAX:
            self.compile()

    def usable(self, block: Block) -> list[Any]:
        """The records of a block that a sample can be made of."""
        table = self.audience.table
        width = len(table.columns) if table is not None and table.is_positional and table.columns is not None else None
        return [record for record in block.records if not isinstance(record, BadRow) and (width is None or len(record) == width)]

    def compile(self) -> None:
        """Plans by the sample, and makes the functions."""
        from specc.pipeline.functions import functions

        self.functions = functions(self.unit, self.admission, self.sample)


_ALL = Selection()


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """A block's records are many small objects, and none of them is ever part of a circle."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _COLLECTED_OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
