"""Texts put together from pieces, in generated source: one comprehension a text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from specc.compiler.bind import used_columns
from specc.compiler.escaping import QUOTE, escaped_one
from specc.compiler.pieces import Choice, ColumnText, Computed, Piece, Words, checked
from specc.compiler.program import Program
from specc.compiler.refusal import NotPlainError
from specc.compiler.tiers import HolePlan
from specc.compiler.values import Values
from specc.compiler.vectors import Loop, Note, Vectors
from specc.template.values import is_empty


@dataclass(slots=True)
class Joining:
    """The texts of one cell. `looked` are the columns that have been looked at, and whether as spoken."""

    program: Program
    vectors: Vectors
    values: Values
    looked: dict[str, bool] = field(default_factory=dict)
    escaped: dict[str, str] = field(default_factory=dict)
    """The vectors of columns as JSON without its quotes."""

    def text(self, hole: HolePlan) -> str:
        """The list of a hole's texts. Padding is told of every column that a scalar names, whatever branch it takes."""
        assert hole.pieces is not None
        loop = Loop()
        joined = self._joined(hole.pieces, loop, is_spoken=hole.scalar.route in self.program.kinds, is_certain=True)
        for name in self.vectors.record.known(used_columns(hole.scalar)):
            self.column(name, is_spoken=False)
        return loop.over(joined)

    def parts(self, hole: HolePlan) -> tuple[bytes | str, ...] | None:
        """The JSON of a hole's texts as bytes and vectors of bytes; None where they are more than words and columns as they are."""
        pieces, record = hole.pieces or (), self.vectors.record
        if not all(isinstance(piece, Words) or (isinstance(piece, ColumnText) and record.has(piece.name) and record.field(piece.name).is_plain) for piece in pieces):
            return None
        is_spoken = hole.scalar.route in self.program.kinds
        made = [escaped_one(piece.text) if isinstance(piece, Words) else self._escaped(piece.name, is_spoken=is_spoken) for piece in pieces if isinstance(piece, Words | ColumnText)]
        for name in record.known(used_columns(hole.scalar)):
            self.column(name, is_spoken=False)
        return QUOTE, *made, QUOTE

    def sizes(self, hole: HolePlan) -> tuple[str, int]:
        """The list of how long what rows bring to the texts of `parts` is, and how long the rest is."""
        pieces = hole.pieces or ()
        self.vectors.draft.values["TEXT"] = "".join
        columns = [self.vectors.column(piece.name) for piece in pieces if isinstance(piece, ColumnText)]
        texts = columns[0] if len(columns) == 1 else f"map(TEXT, zip({', '.join(columns)}))"
        return f"list(map(len, {texts}))" if columns else "[0 for _ in k]", sum(len(piece.text) for piece in pieces if isinstance(piece, Words))

    def _escaped(self, name: str, *, is_spoken: bool) -> str:
        """The vector of a column as JSON without its quotes, looked at; what repeats is both once for each value."""
        if name in self.escaped:
            self.column(name, is_spoken=is_spoken)
        elif name not in self.looked and self.vectors.record.is_repetitive((name,)):
            self.looked[name] = is_spoken
            self.escaped[name] = self.vectors.mapped((name,), self.values.escaped(name, is_spoken=is_spoken), is_remembered=True)
        else:
            column = self.column(name, is_spoken=is_spoken)
            self.escaped[name] = self.vectors.draft.name("e")
            self.vectors.draft.add(f"{self.escaped[name]} = escaped({column})")
        return self.escaped[name]

    def column(self, name: str, *, is_spoken: bool) -> str:
        """The vector of a column, looked at."""
        variable = self.vectors.column(name)
        if name not in self.looked or (is_spoken and not self.looked[name]):
            self.looked[name] = is_spoken
            self._look(name, variable, is_spoken=is_spoken)
        return variable

    def _look(self, name: str, variable: str, *, is_spoken: bool) -> None:
        record = self.vectors.record
        column = record.field(name)
        if column.is_converted:
            return
        look = self.values.look(name, is_spoken=is_spoken)
        if not column.is_text:
            self.vectors.look(name, lambda key: look(key[1]))
        elif record.is_repetitive((name,)):
            self.vectors.look(name, look)
        else:
            self._look_at_each(name, variable, look, is_spoken=is_spoken)

    def _look_at_each(self, name: str, variable: str, look: Callable[[Any], Note | None], *, is_spoken: bool) -> None:
        """White space is all that can be odd about ASCII; what else may be, is looked at value by value."""
        notes = self.vectors.setting.notes

        def each(values: list[str]) -> None:
            for index, value in enumerate(values):
                if not (value[:1].isalnum() and value[-1:].isalnum()):
                    note = look(value)
                    if note is not None:
                        notes.append((index, note))

        spoken = f" or not all({variable}) or not ''.join({variable}).isascii()" if is_spoken else ""
        stripped = "k" if name == self.vectors.setting.key else f"list(map(STRIP, {variable}))"
        self.vectors.draft.add(f"if {stripped} != {variable}{spoken}: {self.vectors.draft.bind('L', each)}({variable})")

    def _joined(self, pieces: tuple[Piece, ...], loop: Loop, *, is_spoken: bool, is_certain: bool) -> str:
        if not pieces:
            return "''"
        self.vectors.draft.values["TEXT"] = "".join
        parts = [self._part(piece, loop, is_spoken=is_spoken, is_certain=is_certain) for piece in pieces]
        return f"TEXT(({', '.join(parts)},))"

    def _part(self, piece: Piece, loop: Loop, *, is_spoken: bool, is_certain: bool) -> str:
        """An expression for a piece's text. What isn't certain to be needed is looked at where it is used."""
        match piece:
            case Words(text):
                return self.vectors.draft.bind("W", text)
            case ColumnText(name):
                return self._column_text(name, loop, is_spoken=is_spoken, is_certain=is_certain)
            case Choice(test, then, otherwise):
                branches = [self._joined(side, loop, is_spoken=is_spoken, is_certain=False) for side in (then, otherwise)]
                return f"({branches[0]} if {self._computed(test, loop)} else {branches[1]})"
            case Computed():
                return self._computed(piece, loop)

    def _column_text(self, name: str, loop: Loop, *, is_spoken: bool, is_certain: bool) -> str:
        record, draft = self.vectors.record, self.vectors.draft
        if not record.has(name):
            return f"{draft.bind('F', _absent)}()"
        column = record.field(name)
        entry = loop.entry(self.column(name, is_spoken=is_spoken and is_certain))
        if column.is_plain:
            return entry if is_certain or not is_spoken else f"{draft.bind('S', _solid)}({entry})"
        environment = self.program.templates.environment
        run = checked(environment, environment.from_string(f"{{{{ row[{name!r}] }}}}").render, allows_empty=not is_spoken)
        text = self._computed(Computed(run, (name,), name), loop)
        return text if column.is_text or is_spoken else f"({entry} if {entry}.__class__ is str else {text})"

    def _computed(self, piece: Computed, loop: Loop) -> str:
        record = self.vectors.record
        if piece.columns is None:
            return self.vectors.entry_by_row(loop, piece.run)
        columns = record.known(piece.columns)
        return self.vectors.entry(loop, columns, lambda row: piece.run({"row": row}), is_remembered=record.is_repetitive(columns))


def _absent() -> str:
    raise NotPlainError


def _solid(value: str) -> str:
    if is_empty(value):
        raise NotPlainError
    return value
