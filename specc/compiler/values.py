"""What is made of the value of one hole: its JSON, its truth, a file name. Functions of the names of a row, fit to be remembered by the columns they hang on.

They refuse, by an exception, whatever the plain tier has to say something about; a warning goes with the value.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import orjson

from specc.base.fault import Sighting
from specc.base.location import Route, dotted
from specc.compiler.bind import first_column, is_padded, padded_fault, used_columns
from specc.compiler.checks import is_valid
from specc.compiler.escaping import escaped_one
from specc.compiler.limits import id_fault
from specc.compiler.memo import Noted
from specc.compiler.payload import normalised
from specc.compiler.pieces import checked
from specc.compiler.program import Program
from specc.compiler.refusal import NotPlainError
from specc.compiler.tiers import HolePlan
from specc.compiler.vectors import Note
from specc.template.scalar import plain
from specc.template.values import OMIT, is_empty

_Value = TypeVar("_Value")

Names = Mapping[str, Any]
"""`row`, and `row_number` where it is needed."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one cell's holes."""

    program: Program

    def json(self, hole: HolePlan) -> Callable[[Names], bytes]:
        """The hole's JSON; empty where it is omitted."""
        run, unknown = self._rendering(hole), self.unknown_ids(hole)
        is_named = hole.scalar.route in self.program.kinds
        media = self.media(hole)

        def json(names: Names) -> bytes:
            value, notes = normalised(run(names)), self._padding(hole, names)
            text = b""
            if media is not None:
                value = media(value)
            if value is not OMIT:
                if isinstance(value, dict | list) or (is_named and is_empty(value)) or not is_valid(hole.residuals, value):
                    raise NotPlainError
                notes += unknown(value)
                text = orjson.dumps(value)
            return _with_notes(text, notes)

        return json

    def truth(self, hole: HolePlan) -> Callable[[Names], bool]:
        run = self._rendering(hole)
        return lambda names: bool(run(names))

    def file(self, hole: HolePlan) -> Callable[[Names], str]:
        """The text of a file name, not yet known to be safe."""
        run = self._rendering(hole)

        def file(names: Names) -> str:
            value = run(names)
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                raise NotPlainError
            return _with_notes(str(value), self._padding(hole, names))

        return file

    def media(self, hole: HolePlan) -> Callable[[Any], Any] | None:
        """What puts contents in the place of paths; None where no file can be meant."""
        return None if self.program.media is None else self.program.media.plain(hole.route)

    def unknown_ids(self, hole: HolePlan) -> Callable[[Any], list[Note]]:
        """Notes on an id that the model's catalog doesn't have; where the catalog is complete it is no warning."""
        program, column = self.program, first_column(hole.scalar)

        def notes(value: Any) -> list[Note]:
            fault = id_fault(program.model, hole.route, value, program.places)
            if fault is None:
                return []
            if fault.facts.get("is_complete"):
                raise NotPlainError
            return [(replace(fault, sighting=self._cell), column)]

        return notes if self.has_catalog(hole.route) else _none

    def known_ids(self, route: Route) -> frozenset[str]:
        """The ids of a parameter that are known."""
        parameter = self.program.model.parameter(dotted(route))
        return self.program.model.ids.get(parameter.notes.get("catalog", ""), frozenset()) if parameter else frozenset()

    def has_catalog(self, route: Route) -> bool:
        parameter = self.program.model.parameter(dotted(route))
        return parameter is not None and "catalog" in parameter.notes

    def look(self, name: str, *, is_spoken: bool) -> Callable[[Any], Note | None]:
        """What there is to say of a column's value: padding is worth a note, nothing to say where something is spoken is a failure."""
        note = self._padded(name)

        def look(value: Any) -> Note | None:
            if is_spoken and is_empty(value):
                raise NotPlainError
            return note if is_padded(value) else None

        return look

    def escaped(self, name: str, *, is_spoken: bool) -> Callable[[Names], bytes]:
        """A column's text as JSON without its quotes, looked at."""
        look = self.look(name, is_spoken=is_spoken)

        def escaped(row: Names) -> bytes:
            note = look(row[name])
            return _with_notes(escaped_one(row[name]), [] if note is None else [note])

        return escaped

    def _padding(self, hole: HolePlan, names: Names) -> list[Note]:
        row = names.get("row", {})
        return [self._padded(name) for name in used_columns(hole.scalar) if is_padded(row.get(name))]

    def _padded(self, name: str) -> Note:
        return replace(padded_fault(self.program.templates.document, name), sighting=self._cell), name

    @property
    def _cell(self) -> Sighting:
        return Sighting(cell=self.program.cell.names)

    def _rendering(self, hole: HolePlan) -> Callable[[Names], Any]:
        program, scalar = self.program, hole.scalar
        environment, context = program.templates.environment, program.context
        if scalar.is_native:
            run = checked(environment, scalar.run, allows_empty=True)
            return lambda names: plain(run({**context, **names}))
        run = environment.rendering(environment.from_string(scalar.text), context)
        return checked(environment, run, allows_empty=scalar.route not in program.kinds)


def _with_notes(value: _Value, notes: list[Note]) -> _Value:
    if notes:
        raise Noted(value, notes)
    return value


def _none(_value: Any) -> list[Note]:
    return []
