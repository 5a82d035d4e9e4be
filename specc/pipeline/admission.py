"""Which rows get a video: `where`, the contract of the columns, the key and the language, in this order.

`row` decides for one row and says what is wrong. `function` makes the same decision at speed, and raises for whatever isn't in order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from specc.audience.contract import Column, keep
from specc.audience.row import BadRow, Block, Row, row_at
from specc.base.fault import Fault, Sighting
from specc.base.location import Route
from specc.compiler.bind import Binder, settle
from specc.compiler.checks import is_valid, text_checks
from specc.compiler.draft import Draft
from specc.compiler.memo import Memo
from specc.compiler.pieces import NotPlainError, checked, columns_among
from specc.compiler.record import MISSING, Record, typed
from specc.compiler.residual import BROKEN, residuals_of
from specc.pipeline.rows import Audience, text_of
from specc.template.scalar import Scalar, plain, render
from specc.template.scan import Templates

_FROM: Route = ("audience", "from")
_WHERE: Route = ("audience", "where")


@dataclass(frozen=True, slots=True)
class Admission:
    """`early` are the columns of the contract that `where` needs; the others are checked after it: a row that is left out is
    nobody's mistake.
    """

    audience: Audience
    templates: Templates
    constants: Mapping[str, Any]
    early: tuple[Column, ...]
    late: tuple[Column, ...]

    def row(self, block: Block, index: int) -> Row | None:
        """One row, converted and with its key; None where it gets no video. What is wrong goes to the audience's faults."""
        assert self.audience.table is not None
        raw = row_at(self.audience.table.columns, block, index)
        if isinstance(raw, BadRow):
            self._bad(raw, block.file)
            return None
        row = self._kept(raw, block.file, self.early)
        if row is None or not self._is_wanted(row, block.file):
            return None
        row = self._kept(row, block.file, self.late)
        return None if row is None else self._named(row, block.file)

    def _kept(self, row: Row, file: str, columns: tuple[Column, ...]) -> Row | None:
        assert self.audience.table is not None
        kept = keep(row, columns, is_text=self.audience.table.is_text)
        if isinstance(kept, Row):
            return kept
        key = text_of(row.values.get(self.audience.key or ""))
        for bad in kept:
            self._bad(bad, file, key)
        return None

    def _bad(self, bad: BadRow, file: str, key: str | None = None) -> None:
        sighting = Sighting(row=bad.number, key=key, file=file, line=bad.line, column=bad.column, value=bad.value)
        document, declared = self.audience.document, ("audience", "columns", bad.column or "")
        span = document.key_span(declared) if document.has(declared) else document.span(_FROM)
        fold = f"{bad.facts.get('keyword', '')}{bad.facts.get('problem', '')}"
        self.audience.faults.append(Fault(bad.rule, span, bad.facts, fold=fold, sighting=sighting))

    def _is_wanted(self, row: Row, file: str) -> bool:
        literal = self.audience.document.get(_WHERE)
        if isinstance(literal, bool):
            return literal
        scalar = self.templates.scalars.get(_WHERE)
        if scalar is None:
            return _WHERE not in self.templates.broken
        context = {"vars": self.constants, "row": row.values, "row_number": row.number}
        binder = Binder(self.templates, context, row.sighting(file), {})
        value = settle(binder, scalar, render(self.templates.environment, scalar, context), binder.sighting, context)
        self.audience.faults.extend(binder.faults)
        return value is not BROKEN and bool(value)

    def _named(self, row: Row, file: str) -> Row | None:
        """The row with its key, or None where key or language forbid it."""
        audience, column = self.audience, self.audience.key
        assert audience.table is not None
        if audience.language is not None and audience.languages and audience.language in row.values:
            language = row.values[audience.language]
            if language not in audience.languages:
                facts = {"language": language, "known": list(audience.languages)}
                audience.fault("D109", ("audience", "language"), facts, sighting=row.sighting(file, audience.language), fold=str(language))
                return None
        if column is None:
            return Row(row.number, row.line, row.values, str(row.number))
        if column not in row.values and audience.table.columns is not None:
            return None  # told once, of the header
        value = row.values.get(column)
        key = "" if value is None else str(value).strip()
        if not key:
            audience.fault("D106", ("audience", "key"), {"column": column}, sighting=row.sighting(file, column))
            return None
        if (first := audience.first(key, row.number)) != row.number:
            facts = {"key": key, "column": column, "first": first}
            audience.fault("D105", ("audience", "key"), facts, sighting=row.sighting(file, column))
            return None
        return Row(row.number, row.line, row.values, key)

    def function(self, record: Record, entries_max: int) -> Callable[[Any, int], str | None]:
        """From a raw record and its number to its key; None where `where` leaves it out. Raises for what `row` should look at."""
        return _Writer(self, record, entries_max, Draft()).function()


def admission(audience: Audience, templates: Templates, constants: Mapping[str, Any]) -> Admission:
    scalar = templates.scalars.get(_WHERE)
    needed = _needed(scalar) if scalar else frozenset()
    early = tuple(column for column in audience.columns if needed is None or column.name in needed)
    late = tuple(column for column in audience.columns if column not in early)
    return Admission(audience, templates, constants, early, late)


def _needed(scalar: Scalar) -> frozenset[str] | None:
    """The columns a condition names; None where it may need any."""
    columns = columns_among(reference for reference in scalar.references if reference.path[0] == "row")
    return None if columns is None else frozenset(columns)


@dataclass(slots=True)
class _Writer:
    """Writes the function, as `compiler.emit` does that of a cell."""

    admission: Admission
    record: Record
    entries_max: int
    draft: Draft

    def function(self) -> Callable[[Any, int], str | None]:
        draft, document = self.draft, self.admission.audience.document
        draft.values |= {"MISSING": MISSING, "KEY": typed, "NotPlain": NotPlainError}
        if self.record.columns is not None:
            draft.add(f"if len(r) != {len(self.record.columns)}: raise NotPlain")
        else:
            draft.add(f"if r.__class__ is {draft.bind('R', BadRow)}: raise NotPlain")
        for column in self.admission.early:
            self._contract(column)
        if document.get(_WHERE) is False or _WHERE in self.admission.templates.broken:
            draft.add("return None")
        elif (scalar := self.admission.templates.scalars.get(_WHERE)) is not None:
            draft.add(f"if not {self._where(scalar)}: return None")
        for column in self.admission.late:
            self._contract(column)
        self._language()
        draft.add(f"return {self._key()}")
        return draft.function("r, n")

    def _where(self, scalar: Scalar) -> str:
        environment, record = self.admission.templates.environment, self.record
        run = checked(environment, scalar.run, allows_empty=True)
        constants = {"vars": self.admission.constants}
        needed = _needed(scalar)
        if needed is None or any(reference.path[0] == "row_number" for reference in scalar.references):
            return f"{self.draft.bind('F', lambda row, number: bool(plain(run({**constants, **record.names(row, number)}))))}(r, n)"
        columns = record.known(sorted(needed))
        function = record.function_of(columns, lambda row: bool(plain(run({**constants, "row": row}))))
        return self._remembered(columns, function)

    def _remembered(self, columns: tuple[str, ...], function: Callable[[Any], Any]) -> str:
        key = self.record.key(columns)
        if self.record.is_repetitive(columns):
            return f"{self.draft.bind('M', Memo(function, self.entries_max))}[{key}]"
        return f"{self.draft.bind('F', function)}({key})"

    def _contract(self, column: Column) -> None:
        if not self.record.has(column.name):
            return  # told once, of the header
        field = self.record.field(column.name)
        residuals = residuals_of(column.validator.schema)
        if field.is_text and not field.is_converted and not self.record.is_repetitive((column.name,)):
            lengths, checks = text_checks(residuals)
            if lengths:
                bound = f" <= {lengths['max']}" if "max" in lengths else ""
                self.draft.add(f"if not {lengths.get('min', 0)} <= len({field.read}){bound}: raise NotPlain")
            for check in checks:
                self.draft.add(f"if not {self.draft.bind('C', check)}({field.read}): raise NotPlain")
            return

        def keeps(row: Mapping[str, Any]) -> bool:
            if column.name not in row or not is_valid(residuals, row[column.name]):
                raise NotPlainError
            return True

        self.draft.add(self._remembered((column.name,), self.record.function_of((column.name,), keeps)))

    def _language(self) -> None:
        audience = self.admission.audience
        if audience.language is None or not audience.languages or not self.record.has(audience.language):
            return
        languages = self.draft.bind("L", frozenset(audience.languages))
        self.draft.add(f"if {self.record.field(audience.language).read} not in {languages}: raise NotPlain")

    def _key(self) -> str:
        column = self.admission.audience.key
        if column is None:
            return "str(n)"
        if not self.record.has(column):
            return f"{self.draft.bind('F', _no_key)}()"
        field = self.record.field(column)
        if field.is_text and not field.is_converted:
            self.draft.add(f"k = {field.read}.strip()")
            self.draft.add("if not k: raise NotPlain")
            return "k"

        def key(row: Mapping[str, Any]) -> str:
            value = row.get(column)
            text = "" if value is None else str(value).strip()
            if not text:
                raise NotPlainError
            return text

        return f"{self.draft.bind('F', self.record.function_of((column,), key))}({self.record.key((column,))})"


def _no_key() -> str:
    raise NotPlainError
