"""Which rows get a video: `where`, the contract of the columns, the key and the language, in this order.

`row` decides for one row and says what is wrong. `function` makes the same decision for blocks at speed, and raises for whatever isn't in order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from specc.audience.contract import Column, keep
from specc.audience.row import BadRow, Block, Row, row_at
from specc.base.fault import Fault, Sighting
from specc.base.location import Route
from specc.compiler.bind import Binder, settle
from specc.compiler.checks import is_valid, text_checks
from specc.compiler.pieces import checked, columns_among
from specc.compiler.residual import BROKEN, Residual, residuals_of
from specc.compiler.vectors import Setting, Vectors
from specc.pipeline.rows import Audience, text_of
from specc.template.scalar import Scalar, plain, render
from specc.template.scan import Templates

AdmitFunction = Callable[[Sequence[Any], Sequence[int]], tuple[Sequence[Any], Any, Sequence[int], Sequence[str], list[bool] | None]]
"""Records and their numbers → the records that get a video, their columns, numbers and keys; and which of all they are, None for all."""

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

    def function(self, setting: Setting) -> AdmitFunction:
        """The function of a block's records. Raises for what `row` should look at."""
        return _Writer(self, Vectors(setting)).function()


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
    vectors: Vectors

    def function(self) -> AdmitFunction:
        draft, document, record = self.vectors.draft, self.admission.audience.document, self.vectors.record
        if record.columns is not None:
            self.vectors.require(f"set(map(len, records)) == {{{len(record.columns)}}}")
            draft.add("cols = list(zip(*records))")
        else:
            self.vectors.require(f"{draft.bind('R', BadRow)} not in set(map(type, records))")
            draft.add("cols = None")
        draft.add("k, w = n, None")
        for column in self.admission.early:
            self._contract(column)
        if document.get(_WHERE) is False or _WHERE in self.admission.templates.broken:
            draft.add("return [], [], [], [], [False for _ in records]")
        elif (scalar := self.admission.templates.scalars.get(_WHERE)) is not None:
            draft.add(f"w = {self._where(scalar)}")
            self.vectors.leave_out("w")
            draft.add("if not k: return [], [], [], [], w")
        for column in self.admission.late:
            self._contract(column)
        self._language()
        draft.add(f"return records, cols, n, {self._keys()}, w")
        return draft.function("records, n")

    def _where(self, scalar: Scalar) -> str:
        run = checked(self.admission.templates.environment, scalar.run, allows_empty=True)
        constants = {"vars": self.admission.constants}
        needed = _needed(scalar)
        if needed is None or any(reference.path[0] == "row_number" for reference in scalar.references):
            return self.vectors.by_row(lambda names: bool(plain(run({**constants, **names}))))
        columns = self.vectors.record.known(sorted(needed))
        return self.vectors.mapped(columns, lambda row: bool(plain(run({**constants, "row": row}))), is_remembered=self.vectors.record.is_repetitive(columns))

    def _contract(self, column: Column) -> None:
        record, name = self.vectors.record, column.name
        if not record.has(name):
            return  # told once, of the header
        field = record.field(name)
        residuals = residuals_of(column.validator.schema)
        if field.is_text and not field.is_converted and not record.is_repetitive((name,)):
            self._text(self.vectors.column(name), residuals)
            return

        def keeps(row: Mapping[str, Any]) -> bool:
            return name in row and is_valid(residuals, row[name])

        self.vectors.require(f"all({self.vectors.mapped((name,), keeps, is_remembered=record.is_repetitive((name,)))})")

    def _text(self, texts: str, residuals: Iterable[Residual]) -> None:
        lengths, checks = text_checks(residuals)
        draft = self.vectors.draft
        if "min" in lengths:
            self.vectors.require(f"min(map(len, {texts})) >= {lengths['min']}")
        if "max" in lengths:
            self.vectors.require(f"max(map(len, {texts})) <= {lengths['max']}")
        for check in checks:
            self.vectors.require(f"all(map({draft.bind('C', check)}, {texts}))")

    def _language(self) -> None:
        audience = self.admission.audience
        if audience.language is None or not audience.languages or not self.vectors.record.has(audience.language):
            return
        languages = self.vectors.draft.bind("L", frozenset(audience.languages))
        self.vectors.require(f"{languages}.issuperset({self.vectors.column(audience.language)})")

    def _keys(self) -> str:
        draft, record, column = self.vectors.draft, self.vectors.record, self.admission.audience.key
        if column is None:
            return "list(map(str, n))"
        if not record.has(column):
            draft.add("raise NotPlain")
            return "k"
        field = record.field(column)
        if field.is_text and not field.is_converted:
            draft.add(f"k = list(map(STRIP, {self.vectors.column(column)}))")
        else:
            draft.add(f"k = {self.vectors.mapped((column,), lambda row: _key_of(row.get(column)), is_remembered=False)}")
        self.vectors.require("all(k)")
        return "k"


def _key_of(value: Any) -> str:
    return "" if value is None else str(value).strip()
