"""The columns of a block in generated source: vectors with an entry a row, and functions applied to whole vectors.

What can be done for a whole column by one call of a built-in is done so; what is left per row stands in one comprehension.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, product, repeat
from typing import Any

from specc.audience.lines import picked
from specc.compiler.draft import Draft
from specc.compiler.memo import Memo, Memories, Noted
from specc.compiler.record import MISSING, Record, typed
from specc.compiler.refusal import NotPlainError

Note = tuple[Any, str | None]
"""A warning about the row at hand: its fault, with no more of a sighting than the cell; and the column it is about."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the functions of a unit share: how a record is read, where warnings go (each with the index of its row), and what
    they remember.
    """

    record: Record
    notes: list[tuple[int, Note]]
    memories: Memories
    key: str | None = None
    """The column whose values without white space around them are the keys, where it is text."""
    measured: list[tuple[str, list[int], int]] = field(default_factory=list)
    """For parameters with a limit, how many characters the rows at hand bring to them; and how many more they have in each row."""

    def forget(self) -> None:
        """What was noted of the rows at hand."""
        self.notes.clear()
        self.measured.clear()


@dataclass(slots=True)
class Loop:
    """One comprehension over the rows of a block: the vectors it goes along, and the names of their entries."""

    names: dict[str, str] = field(default_factory=dict)

    def entry(self, vector: str) -> str:
        return self.names.setdefault(vector, f"_{vector}")

    def over(self, expression: str) -> str:
        """The list of an expression's values."""
        if not self.names:
            return f"[{expression} for _ in k]"
        names, vectors = ", ".join(self.names.values()), ", ".join(self.names)
        return f"[{expression} for {names} in zip({vectors})]" if len(self.names) > 1 else f"[{expression} for {names} in {vectors}]"


@dataclass(slots=True)
class Vectors:
    """Source over `records`, their columns `cols`, their numbers `n` and keys `k`."""

    setting: Setting
    draft: Draft = field(default_factory=Draft)
    loaded: dict[str, str] = field(default_factory=dict)
    gathered: dict[tuple[str, ...], str] = field(default_factory=dict)
    sources: dict[str, Memo] = field(default_factory=dict)
    """The memos that vectors have their values from."""

    def __post_init__(self) -> None:
        self.draft.values |= {"MISSING": MISSING, "KEY": typed, "NotPlain": NotPlainError, "STRIP": str.strip, "PICKED": picked, "compress": compress, "repeat": repeat}

    @property
    def record(self) -> Record:
        return self.setting.record

    def column(self, name: str) -> str:
        """The vector of a column's raw values, loaded once."""
        variable = self.loaded.get(name)
        if variable is None:
            variable = self.loaded[name] = self.draft.name("c")
            place = self.record.place(name)
            self.draft.add(f"{variable} = [r.get({name!r}, MISSING) for r in records]" if place is None else f"{variable} = cols[{place}]")
        return variable

    def keys(self, columns: Sequence[str]) -> str:
        """What a function of these columns is asked, row by row."""
        parts = [self.column(name) if self.record.field(name).is_text else f"map(KEY, {self.column(name)})" for name in columns]
        if not parts:
            return "repeat((), len(records))"
        return parts[0] if len(parts) == 1 else f"zip({', '.join(parts)})"

    def mapped(self, columns: Sequence[str], function: Callable[[dict[str, Any]], Any], *, is_remembered: bool) -> str:
        """The vector of what a function makes of the named columns of each row."""
        run, keys = self.record.function_of(columns, function), self.keys(columns)
        if not is_remembered:
            return f"{self.draft.bind('F', self._noting(run))}({keys})"
        memo = self.memo(run)
        variable = self.draft.name("v")
        self.sources[variable] = memo
        is_column = len(columns) == 1 and self.record.field(columns[0]).is_text
        values = f"{self.draft.bind('M', memo.of_all)}({keys})" if is_column else f"list(map({self.draft.bind('M', memo.__getitem__)}, {keys}))"
        self.draft.add(f"{variable} = {values}")
        odd = self.draft.bind("O", memo.odd)
        self.draft.add(f"if {odd}: {self.draft.bind('N', self._note_odd)}({odd}, {keys})")
        return variable

    def by_row(self, function: Callable[[dict[str, Any]], Any]) -> str:
        """The list of what a function makes of each row as a whole."""
        names = self.record.names
        run = self._noting(lambda pair: function(names(*pair)))
        return f"{self.draft.bind('F', run)}(zip(records, n))"

    def entry(self, loop: Loop, columns: Sequence[str], function: Callable[[dict[str, Any]], Any], *, is_remembered: bool) -> str:
        """Within a comprehension: what a function, which has nothing to say about a row, makes of the named columns."""
        run = self.record.function_of(columns, function)
        parts = [loop.entry(self.column(name)) if self.record.field(name).is_text else f"KEY({loop.entry(self.column(name))})" for name in columns]
        key = parts[0] if len(parts) == 1 else f"({''.join(f'{part}, ' for part in parts)})"
        return f"{self.draft.bind('M', self.memo(run))}[{key}]" if is_remembered else f"{self.draft.bind('F', run)}({key})"

    def entry_by_row(self, loop: Loop, function: Callable[[dict[str, Any]], Any]) -> str:
        names = self.record.names
        return f"{self.draft.bind('F', lambda record, number: function(names(record, number)))}({loop.entry('records')}, {loop.entry('n')})"

    def memo(self, function: Callable[[Any], Any]) -> Memo:
        return self.setting.memories.memo(function)

    def look(self, name: str, check: Callable[[Any], Note | None]) -> None:
        """Looks at each value of a column once, by what it is remembered by: what there is to say of it is noted for every row that has it."""
        variable = self.column(name)
        if not self.record.field(name).is_text:
            keys = self.draft.name("y")
            self.draft.add(f"{keys} = list(map(KEY, {variable}))")
            variable = keys
        seen, notes = self.setting.memories.seen(), self.setting.notes

        def look(values: Iterable[Any]) -> None:
            for index, value in enumerate(values):
                if value not in seen:
                    note = check(value)
                    if note is None:
                        seen.add(value)
                    else:
                        notes.append((index, note))

        self.draft.add(f"if not {self.draft.bind('S', seen)}.issuperset({variable}): {self.draft.bind('L', look)}({variable})")

    def distinct(self, vectors: Sequence[str]) -> str:
        """The set of what several vectors have side by side, gathered once."""
        variable = self.gathered.get(tuple(vectors))
        if variable is None:
            variable = self.gathered[tuple(vectors)] = self.draft.name("d")
            self.draft.values["together"] = _together
            self.draft.add(f"{variable} = together({', '.join(vectors)})")
        return variable

    def require(self, condition: str) -> None:
        self.draft.add(f"if not ({condition}): raise NotPlain")

    def leave_out(self, kept: str) -> None:
        """Goes on with the rows for which a vector has something true, and there may be none. `kept` is a name: it is read several times."""
        with self.draft.block(f"if not all({kept}):"):
            self.draft.add(f"records, n, k = PICKED(records, compress(range(len(records)), {kept})), list(compress(n, {kept})), list(compress(k, {kept}))")
            if self.record.columns is not None:
                self.draft.add(f"cols = [list(compress(c, {kept})) for c in cols]")
        self.loaded.clear()
        self.gathered.clear()

    def _noting(self, function: Callable[[Any], Any]) -> Callable[[Iterable[Any]], list[Any]]:
        notes = self.setting.notes

        def each(keys: Iterable[Any]) -> list[Any]:
            made = []
            for index, key in enumerate(keys):
                try:
                    made.append(function(key))
                except Noted as noted:
                    made.append(noted.value)
                    notes.extend((index, note) for note in noted.notes)
            return made

        return each

    def _note_odd(self, odd: dict[Any, list[Note]], keys: Iterable[Any]) -> None:
        notes = self.setting.notes
        for index, key in enumerate(keys):
            if key in odd:
                notes.extend((index, note) for note in odd[key])


def _together(*vectors: Sequence[Any]) -> set[tuple[Any, ...]]:
    """What vectors have side by side. Where only one of them has several values, it is any of these with those of the others."""
    values = list(map(set, vectors))
    return set(product(*values) if sum(len(some) > 1 for some in values) <= 1 else zip(*vectors, strict=True))
