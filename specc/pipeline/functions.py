"""The generated functions of one unit, made from a sample of its rows: which rows get a video, and the tasks of each cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from specc.audience.lines import picked
from specc.compiler.batch import Batch
from specc.compiler.emit import BlockFunction, emit
from specc.compiler.memo import ENTRIES_MAX, ENTRIES_TOTAL_MAX, Memories
from specc.compiler.record import Record, texts_of
from specc.compiler.tiers import CellPlan, plan
from specc.compiler.vectors import Note, Setting
from specc.pipeline.admission import Admission
from specc.pipeline.admitting import AdmitFunction, admitting
from specc.pipeline.plain_cells import plain_cell
from specc.pipeline.unit import Unit

_ENTRIES_MIN = 64
_CONSTANTS_UNFIT = "a constant of the cell is one that only the plain way can write"


@dataclass(frozen=True, slots=True)
class Functions:
    """`cells` are those that every row goes to; with `by_language`, a row goes to those of the language that `language_of`
    finds in a record or, where there are columns, among these."""

    setting: Setting
    plans: tuple[CellPlan, ...]
    admit: AdmitFunction
    cells: tuple[BlockFunction, ...] = ()
    by_language: Mapping[Any, tuple[BlockFunction, ...]] | None = None
    language_of: Callable[[Any], Any] | None = None
    unfit: tuple[str, ...] = ()
    """For each cell, why it goes the plain way although its plan doesn't say so; empty where it doesn't."""

    def run(self, records: Sequence[Any], start: int) -> tuple[list[str | None], Batch, list[tuple[int, Note]]]:
        """The keys, tasks and warnings (by number of row) of records of which the first has the number `start`. Raises whatever
        it may where one of them isn't sound.
        """
        kept, columns, numbers, keys, mask = self.admit(records, range(start, start + len(records)))
        items = Batch()
        notes: list[tuple[int, Note]] = []
        cells = list(self._cells(kept, columns, numbers, keys))
        for cell, *vectors in cells:
            made = cell(*vectors)
            notes += [(made.rows[index], note) for index, note in self.setting.notes]
            self.setting.notes.clear()
            items.extend(made)
        if len(cells) > 1:
            items = items.in_order()
        notes.sort(key=itemgetter(0))  # a row may have several: rows are counted in order
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
        for place, language in enumerate(map(self.language_of, records) if columns is None else self.language_of(columns)):
            places.setdefault(language, []).append(place)
        for language, indexes in places.items():
            chosen = picked(records, indexes)
            its_numbers, its_keys = [numbers[index] for index in indexes], [keys[index] for index in indexes]
            its_columns = None if columns is None else [[column[index] for index in indexes] for column in columns]
            yield from ((cell, chosen, its_columns, its_numbers, its_keys) for cell in self.by_language[language])


def functions(unit: Unit, admission: Admission, sample: Sequence[Any]) -> Functions:
    """The functions of a unit, planned by a few raw records of its data."""
    table = admission.audience.table
    assert table is not None
    columns = table.columns if table.is_positional else None
    contract = {column.name: column for column in admission.audience.columns}
    record = Record(columns, contract, sample, table.is_text, frozenset() if table.is_text else texts_of(sample, columns, contract))
    planned = tuple(plan(program, record.is_repetitive, record.columns) for program in unit.programs)
    holes = sum(len(cell.holes) + len(cell.program.watches) for cell in planned)
    setting = Setting(record, [], Memories(max(_ENTRIES_MIN, min(ENTRIES_MAX, ENTRIES_TOTAL_MAX // (holes + len(contract) + 1)))), admission.audience.key)
    made, unfit = zip(*(_function(unit, cell, setting, number) for number, cell in enumerate(planned)), strict=True) if planned else ((), ())
    return _routed(unit, Functions(setting, planned, admitting(admission, setting), unfit=unfit), made)


def _routed(unit: Unit, made: Functions, of_cells: tuple[BlockFunction, ...]) -> Functions:
    """With which cells a row goes to: all that are made, or those of its language."""
    assert unit.audience is not None
    programs, language, record = unit.programs, unit.audience.language, made.setting.record
    there = [(program, function) for program, function in zip(programs, of_cells, strict=True) if program.is_made]
    if language is None or not any("language" in program.cell.names for program, _ in there):
        return replace(made, cells=tuple(function for _, function in there))
    names = {program.cell.names["language"] for program in programs if "language" in program.cell.names}
    if unit.cell_count != len(programs) or len(there) != len(programs):
        names |= set(unit.audience.languages)  # left out on purpose
    by_language = {name: tuple(function for program, function in there if program.cell.names.get("language", name) == name) for name in names}
    find = itemgetter(language if record.columns is None else record.columns.index(language)) if record.has(language) else _no_language
    return replace(made, by_language=by_language, language_of=find)


def _function(unit: Unit, cell: CellPlan, setting: Setting, number: int) -> tuple[BlockFunction, str]:
    """The function of a cell; and why it goes the plain way, where its plan has nothing against the others."""
    if cell.why:
        return plain_cell(unit, cell.program, setting, number), ""
    try:
        return emit(cell, setting, number), ""
    except (TypeError, ValueError):
        return plain_cell(unit, cell.program, setting, number), _CONSTANTS_UNFIT


def _no_language(columns: Sequence[Sequence[Any]]) -> list[None]:
    """The data has no such column, which was told of its header."""
    return [None] * len(columns[0])
