"""The row function of a cell: a raw record in, the task's bytes out. Generated once, called for every row.

It says "sound" or raises; what is wrong with a row is then found by `Program.run`. Known values are bytes already; a hole is looked
up, or put together from its columns, checked, escaped and spliced in between.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from specc.base.location import Route
from specc.compiler.bind import used_columns
from specc.compiler.checks import text_checks
from specc.compiler.draft import Draft
from specc.compiler.memo import Memo, Seen
from specc.compiler.output import default_file, extension, is_plainly_safe
from specc.compiler.payload import without_omitted
from specc.compiler.pieces import Choice, ColumnText, Computed, NotPlainError, Piece, Words, checked
from specc.compiler.record import MISSING, Record, typed
from specc.compiler.residual import Hole, decide
from specc.compiler.splice import Member, filled_at, members
from specc.compiler.tiers import CellPlan, HolePlan
from specc.compiler.values import Note, Values, absent, at_once, careful, extension_of, solid
from specc.template.names import lone_column
from specc.template.values import is_empty

Made = tuple[bytes, str, str, str, int, int]
"""A task: its JSON, its content's digest in hex, its file; and the key and number of its row, and the number of its cell."""

RowFunction = Callable[[Any, int, str], Made | None]
"""Record, row number and key → the task; None where `when` leaves the row out."""

TEXT_CHARACTERS_MAX = 65_536
"""A longer text is left to the plain tier, which counts what templates may make."""

CELL_CHARACTERS_MAX = 1 << 24
"""A column as it is makes nothing new; it is as long as its reader lets it be."""

_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What row functions share: how a record is read, where warnings go, and how much each memo may hold."""

    record: Record
    notes: list[Note]
    entries_max: int


def emit(plan: CellPlan, setting: Setting, number: int) -> RowFunction:
    """The row function of a cell that isn't plain. Raises TypeError or ValueError for constants that only the plain tier can write."""
    return _Writer(plan, setting, number, Values(plan.program, setting.notes)).function()


@dataclass(slots=True)
class _Writer:
    plan: CellPlan
    setting: Setting
    number: int
    values: Values
    draft: Draft = field(default_factory=Draft)
    loaded: dict[str, str] = field(default_factory=dict)
    spoken: dict[str, bool] = field(default_factory=dict)

    def function(self) -> RowFunction:
        draft, plan = self.draft, self.plan
        draft.values |= {"sha256": sha256, "dumps": orjson.dumps, "VARIANT": _VARIANT, "NotPlain": NotPlainError, "MISSING": MISSING, "KEY": typed}
        if plan.when is not None:
            with draft.block(f"if not {self._value(plan.when, self.values.truth(plan.when))}:"):
                draft.add("return None")
        values = {hole.route: self._hole(hole) for hole in plan.holes}
        self._check_presence(values)
        payload = plan.program.skeleton
        optional = {hole.route for hole in plan.holes if hole.is_optional}
        content = {name: value for name, value in payload.items() if name != "taskUUID" and name not in plan.program.delivery}
        draft.add(f"x = sha256({self._spliced(members(content, optional, is_sorted=True), values)}).hexdigest()")
        draft.add("u = sha256((x + ':0').encode()).hexdigest()")
        draft.add("u = f'\"{u[:8]}-{u[8:12]}-4{u[13:16]}-{VARIANT[u[16]]}{u[17:20]}-{u[20:32]}\"'.encode()")
        values[("taskUUID",)] = "u"
        task = {**payload, "taskUUID": Hole(("taskUUID",), plan.program.templates.scalars.get(("task",)))}  # type: ignore[arg-type]
        line = self._spliced(members(task, optional, is_sorted=False), values)
        draft.add(f"return {line}, x, {self._file(values)}, k, n, {self.number}")
        return draft.function("r, n, k")

    # Columns

    def _column(self, name: str, *, is_spoken: bool) -> str:
        """The variable that holds a column's raw value, loaded and looked at once."""
        variable = self.loaded.get(name)
        if variable is None:
            variable = self.loaded[name] = self.draft.name("c")
            self.draft.add(f"{variable} = {self.setting.record.field(name).read}")
            self._look(name, variable, is_spoken=is_spoken)
        elif is_spoken and not self.spoken.get(name):
            self._look(name, variable, is_spoken=True)
        self.spoken[name] = self.spoken.get(name, False) or is_spoken
        return variable

    def _look(self, name: str, variable: str, *, is_spoken: bool) -> None:
        """Padding is worth a note; nothing to say where something is spoken is a failure."""
        field = self.setting.record.field(name)
        if field.is_converted:
            return
        look = self.values.look(name, is_spoken=is_spoken)
        if field.is_text and self.setting.record.is_repetitive((name,)):
            seen = Seen(look, self.setting.entries_max)
            self.draft.add(f"if {variable} not in {self.draft.bind('S', seen)}: {self.draft.bind('L', seen.look)}({variable})")
            return
        guard = f"{variable}.strip() is not {variable}" + (f" or not {variable}[:1].isalnum()" if is_spoken else "")
        if not field.is_text:
            guard = f"{variable}.__class__ is str and ({guard})"
        self.draft.add(f"if {guard}: {self.draft.bind('L', look)}({variable})")

    # Holes

    def _hole(self, hole: HolePlan) -> str:
        """A variable with the hole's JSON, empty where it is omitted."""
        if hole.is_remembered or hole.scalar.is_native or hole.pieces is None:
            bare = self._bare(hole)
            value = bare if bare is not None else self._value(hole, self.values.json(hole))
        else:
            value = self._text(hole)
        variable = self.draft.name("h")
        self.draft.add(f"{variable} = {value}")
        return variable

    def _bare(self, hole: HolePlan) -> str | None:
        variable = self._lone_column(hole)
        if variable is None:
            return None
        self._check_text(hole, variable, characters_max=CELL_CHARACTERS_MAX)
        return f"dumps({variable})"

    def _lone_column(self, hole: HolePlan) -> str | None:
        """The variable of a hole that is one column of text with many values: no template need run."""
        column = lone_column(hole.scalar.bare)
        if hole.is_remembered or column is None or not self.setting.record.has(column):
            return None
        field = self.setting.record.field(column)
        if field.is_converted or not field.is_text:
            return None
        return self._column(column, is_spoken=hole.scalar.route in self.plan.program.kinds)

    def _look_at_all(self, hole: HolePlan) -> None:
        """Padding is told of every column that a scalar names, whatever branch it takes."""
        for name in self.setting.record.known(used_columns(hole.scalar)):
            self._column(name, is_spoken=False)

    def _text(self, hole: HolePlan) -> str:
        assert hole.pieces is not None
        is_spoken = hole.scalar.route in self.plan.program.kinds
        variable = self.draft.name("t")
        parts = self._parts(hole.pieces, is_spoken=is_spoken, is_certain=True)
        self._look_at_all(hole)
        self.draft.add(f"{variable} = ''.join(({', '.join(parts)},))")
        if is_spoken and not any(isinstance(piece, Words) and not is_empty(piece.text) for piece in hole.pieces):
            self.draft.add(f"if {self.draft.bind('E', is_empty)}({variable}): raise NotPlain")
        self._check_text(hole, variable)
        return f"dumps({variable})"

    def _parts(self, pieces: tuple[Piece, ...], *, is_spoken: bool, is_certain: bool) -> list[str]:
        return [self._part(piece, is_spoken=is_spoken, is_certain=is_certain) for piece in pieces]

    def _part(self, piece: Piece, *, is_spoken: bool, is_certain: bool) -> str:
        """An expression for a piece's text. What isn't certain to be needed is looked at where it is used."""
        match piece:
            case Words(text):
                return self.draft.bind("W", text)
            case ColumnText(name):
                return self._column_text(name, is_spoken=is_spoken, is_certain=is_certain)
            case Choice(test, then, otherwise):
                branches = [f"''.join(({', '.join(self._parts(side, is_spoken=is_spoken, is_certain=False))},))" if side else "''" for side in (then, otherwise)]
                return f"({branches[0]} if {self._computed(test)} else {branches[1]})"
            case Computed():
                return self._computed(piece)

    def _column_text(self, name: str, *, is_spoken: bool, is_certain: bool) -> str:
        if not self.setting.record.has(name):
            return f"{self.draft.bind('F', absent)}()"
        field = self.setting.record.field(name)
        variable = self._column(name, is_spoken=is_spoken and is_certain)
        environment = self.plan.program.templates.environment
        if field.is_text and not field.is_converted:
            return variable if is_certain or not is_spoken else f"{self.draft.bind('S', solid)}({variable})"
        run = checked(environment, environment.from_string(f"{{{{ row[{name!r}] }}}}").render, allows_empty=not is_spoken)
        text = self._computed(Computed(run, (name,), name))
        return text if field.is_text or is_spoken else f"({variable} if {variable}.__class__ is str else {text})"

    def _computed(self, piece: Computed) -> str:
        context, record = self.plan.program.context, self.setting.record
        if piece.columns is None:
            return f"{self.draft.bind('F', lambda row, number: piece.run({**context, **record.names(row, number)}))}(r, n)"
        columns = record.known(piece.columns)
        run = record.function_of(columns, lambda row: piece.run({**context, "row": row}))
        key = record.key(columns)
        if record.is_repetitive(columns):
            return f"{self.draft.bind('M', Memo(run, self.setting.entries_max))}[{key}]"
        return f"{self.draft.bind('F', run)}({key})"

    def _value(self, hole: HolePlan, function: Callable[[Mapping[str, Any]], Any]) -> str:
        """An expression for what a function makes of a hole's value."""
        record = self.setting.record
        function_now = at_once(function)
        if hole.columns is None:
            return f"{self.draft.bind('F', lambda row, number: function_now(record.names(row, number)))}(r, n)"
        columns = record.known(hole.columns)
        run = record.function_of(columns, lambda row: function({"row": row}))
        if hole.is_remembered:
            return f"{self.draft.bind('M', Memo(run, self.setting.entries_max))}[{record.key(columns)}]"
        return f"{self.draft.bind('F', at_once(run))}({record.key(columns)})"

    def _check_text(self, hole: HolePlan, variable: str, *, characters_max: int = TEXT_CHARACTERS_MAX) -> None:
        """Checks a text that was put together, line by line."""
        lengths, checks = text_checks(hole.residuals)
        low, high = lengths.get("min", 0), min(lengths.get("max", characters_max), characters_max)
        self.draft.add(f"if not {low} <= len({variable}) <= {high}: raise NotPlain")
        for check in checks:
            self.draft.add(f"if not {self.draft.bind('C', check)}({variable}): raise NotPlain")
        if self.values.has_catalog(hole.route):
            notes, known = self.setting.notes, self.values.unknown_ids(hole)
            self.draft.add(f"{self.draft.bind('N', lambda value: notes.extend(known(value)))}({variable})")

    def _check_presence(self, values: Mapping[Route, str]) -> None:
        """Limits that hang on which keys are there are decided once for each set of omitted holes."""
        optional = [hole.route for hole in self.plan.holes if hole.is_optional]
        if not optional:
            if not self._is_sound(frozenset()):
                self.draft.add("raise NotPlain")
            return
        sound = Memo(lambda there: self._require(frozenset(route for route, is_there in zip(optional, there, strict=True) if not is_there)))
        shape = ", ".join(f"{values[route]} != b''" for route in optional)
        self.draft.add(f"{self.draft.bind('M', sound)}[({shape},)]")

    def _require(self, omitted: frozenset[Route]) -> bool:
        if not self._is_sound(omitted):
            raise NotPlainError
        return True

    def _is_sound(self, omitted: frozenset[Route]) -> bool:
        filled = without_omitted(filled_at(self.plan.program.skeleton, omitted))
        return isinstance(filled, dict) and not any(next(decide(residual, filled), None) for residual in self.plan.across)

    # Splicing

    def _spliced(self, parts: list[bytes | Member], values: Mapping[Route, str]) -> str:
        names = []
        for part in parts:
            if isinstance(part, bytes):
                names.append(self.draft.bind("B", part))
                continue
            names.append(self._member(part, values))
        return f"b''.join(({', '.join(names)},))"

    def _member(self, part: Member, values: Mapping[Route, str]) -> str:
        value = self._mapping(part.members, values) if part.members else values[part.route]
        return f"({part.before!r} + {value} + {part.after!r} if {value} else b'')" if part.before or part.after else value

    def _mapping(self, parts: tuple[Member, ...], values: Mapping[Route, str]) -> str:
        """A variable with the JSON of a mapping, empty where all of its members are omitted."""
        within = ", ".join(self._member(part, values) for part in parts)
        variable = self.draft.name("m")
        self.draft.add(f"{variable} = b','.join(filter(None, ({within},)))")
        self.draft.add(f"if {variable}: {variable} = b'{{' + {variable} + b'}}'")
        return variable

    def _file(self, values: Mapping[Route, str]) -> str:
        """An expression for the output file, made safe of."""
        program, draft = self.plan.program, self.draft
        if isinstance(program.file, str):
            name = draft.bind("W", program.file)
        else:
            name = draft.name("f")
            draft.add(f"{name} = {self._file_name()}")
            draft.values |= {"is_plain": is_plainly_safe, "careful": careful}
            draft.add(f"if not is_plain({name}): careful({name})")
        container = program.skeleton.get("outputFormat")
        if not isinstance(container, Hole):
            return f"{name} + {draft.bind('W', '.' + extension(container))}"
        return f"{name} + '.' + {draft.bind('X', extension_of)}({values[('outputFormat',)]})"

    def _file_name(self) -> str:
        plan = self.plan.file
        if plan is None:
            spec, names = self.plan.program.spec, self.plan.program.cell.names
            return f"{self.draft.bind('D', lambda key: default_file(spec, key, names))}(k)"
        if plan.pieces is not None and not plan.is_remembered:
            parts = self._parts(plan.pieces, is_spoken=False, is_certain=True)
            self._look_at_all(plan)
            return f"''.join(({', '.join(parts)},))"
        if (bare := self._lone_column(plan)) is not None:
            return bare
        return self._value(plan, self.values.file(plan))
