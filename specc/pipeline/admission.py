"""Which rows get a video: `where`, the contract of the columns, the key and the language, in this order.

Decides for one row at a time, and says what is wrong. `admitting` makes the same decision for blocks, at speed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from specc.audience.contract import Column, keep
from specc.audience.row import BadRow, Block, Row, row_at
from specc.base.fault import Fault, Sighting
from specc.base.jsonvalue import text_of
from specc.base.location import Route
from specc.compiler.bind import Binder, column_span, settle
from specc.compiler.columns import columns_among
from specc.compiler.residual import BROKEN
from specc.pipeline.rows import Audience
from specc.template.scalar import Scalar
from specc.template.scan import Templates

WHERE: Route = ("audience", "where")


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
        span = column_span(self.audience.document, bad.column or "")
        fold = f"{bad.facts.get('keyword', '')}{bad.facts.get('problem', '')}{bad.facts.get('cells', '')}"
        self.audience.faults.append(Fault(bad.rule, span, bad.facts, fold=fold, sighting=sighting))

    def _is_wanted(self, row: Row, file: str) -> bool:
        literal = self.audience.document.get(WHERE)
        if isinstance(literal, bool):
            return literal
        scalar = self.templates.scalars.get(WHERE)
        if scalar is None:
            return WHERE not in self.templates.broken
        context = {"vars": self.constants, "row": row.values, "row_number": row.number}
        binder = Binder(self.templates, context, row.sighting(file), {})
        value = settle(binder, scalar, self.templates.render(scalar, context), binder.sighting, context)
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


def admission(audience: Audience, templates: Templates, constants: Mapping[str, Any]) -> Admission:
    scalar = templates.scalars.get(WHERE)
    needed = needed_columns(scalar) if scalar else frozenset()
    early = tuple(column for column in audience.columns if needed is None or column.name in needed)
    late = tuple(column for column in audience.columns if column not in early)
    return Admission(audience, templates, constants, early, late)


def looked_at(audience: Audience, keys: frozenset[str]) -> Callable[[Any], bool]:
    """Whether a raw record may have one of the keys: whatever is wrong with others isn't asked for. Of a key that is converted nothing can be said yet."""
    table, column = audience.table, audience.key
    assert table is not None
    is_converted = table.is_text and any(item.name == column and item.types and "string" not in item.types for item in audience.columns)
    if not keys or column is None or is_converted or (table.columns is not None and column not in table.columns):
        return lambda _record: True
    if not table.is_positional:
        return lambda record: not isinstance(record, BadRow) and str(record.get(column)).strip() in keys
    assert table.columns is not None
    place, width = table.columns.index(column), len(table.columns)
    return lambda record: not isinstance(record, BadRow) and len(record) == width and str(record[place]).strip() in keys


def needed_columns(scalar: Scalar) -> frozenset[str] | None:
    """The columns a condition names; None where it may need any."""
    columns = columns_among(reference for reference in scalar.references if reference.path[0] == "row")
    return None if columns is None else frozenset(columns)
