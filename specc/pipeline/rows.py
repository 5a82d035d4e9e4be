"""The rows of a spec's audience: read, converted, filtered and named, one at a time."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from specc.audience.contract import Column, contract, keep
from specc.audience.row import BadRow, Row, Table, UnreadableAudienceError
from specc.audience.row import rows as rows_of
from specc.base.fault import Fault, Sighting
from specc.base.location import Route
from specc.compiler.bind import Binder, settle
from specc.compiler.residual import BROKEN
from specc.pipeline.files import SpecFiles
from specc.pipeline.sources import Sources, find_sources, open_inline, open_sources
from specc.syntax.document import Document
from specc.template.scalar import render
from specc.template.scan import Templates

_FROM: Route = ("audience", "from")
_WHERE: Route = ("audience", "where")


@dataclass(slots=True)
class Audience:
    """An open audience. `faults` holds what was wrong with it as a whole, and with its rows as they are read."""

    document: Document
    table: Table | None = None
    columns: list[Column] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Each key with the file and the line of its first row."""
    count: int = 0
    sources: Sources | None = None
    streams: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Closes the data's files; standard input stays open."""
        self.streams.close()

    @property
    def key(self) -> str | None:
        return _text(self.document.get(("audience", "key")))

    @property
    def language(self) -> str | None:
        return _text(self.document.get(("audience", "language")))

    def column_names(self) -> tuple[str, ...] | None:
        return None if self.table is None else self.table.columns

    def fault(self, rule: str, route: Route, facts: dict[str, object], *, sighting: Sighting | None = None, fold: str = "") -> None:
        self.faults.append(Fault(rule, self.document.span(route), facts, fold=fold, sighting=sighting))


def open_audience(document: Document, files: SpecFiles) -> Audience | None:
    """The audience of a document, its header read and checked; None where a spec has none."""
    if not isinstance(document.get(("audience",)), dict) or not document.has(_FROM):
        return None
    audience = Audience(document)
    if not isinstance(document.get(_FROM), str | list):
        return audience  # its structure is told
    declared = document.get(("audience", "columns"))
    schemas = declared if isinstance(declared, dict) else {}
    try:
        audience.columns = contract({name: schema for name, schema in schemas.items() if isinstance(schema, dict)})
        audience.sources = find_sources(document, files)
        audience.table = open_inline(document) if audience.sources is None else open_sources(audience.sources, audience.streams)
    except UnreadableAudienceError as error:
        audience.fault("D101", _FROM, {"problem": str(error), "help": error.help})
        return audience
    languages = document.get(("languages",))
    audience.languages = tuple(str(name) for name in languages) if isinstance(languages, dict | list) else ()
    _check_header(audience)
    return audience


def _check_header(audience: Audience) -> None:
    names = audience.column_names()
    if names is None:
        return
    if not names and not audience.document.get(_FROM):
        audience.fault("D101", _FROM, {"problem": "there are no rows", "help": "add at least one"})
    wanted: list[tuple[Route, str | None]] = [(("audience", "key"), audience.key), (("audience", "language"), audience.language)]
    wanted += [(("audience", "columns", column.name), column.name) for column in audience.columns]
    for route, name in wanted:
        if name is not None and names and name not in names:
            is_declared = route[1] == "columns"
            span = audience.document.key_span(route) if is_declared else audience.document.span(route)
            audience.faults.append(Fault("D102", span, {"name": name, "known": list(names)}))


def rows(audience: Audience, templates: Templates, constants: dict[str, Any]) -> Iterator[Row]:
    """The sound rows that `where` lets through, each with its key. What is wrong with others goes to `faults`."""
    table = audience.table
    if table is None:
        return
    source = rows_of(table)
    while True:
        try:
            raw = next(source)
        except StopIteration:
            break
        except UnreadableAudienceError as error:
            audience.fault("D101", _FROM, {"problem": str(error), "help": error.help})
            return
        audience.count += 1
        row = _kept(audience, raw, table)
        if row is not None and _is_wanted(audience, templates, row, constants) and (named := _named(audience, row)):
            yield named
    if audience.count == 0 and not audience.faults:
        audience.fault("D101", _FROM, {"problem": f"{table.file} has no rows", "help": "add at least one below the header"})


def _kept(audience: Audience, raw: Row | BadRow, table: Table) -> Row | None:
    if isinstance(raw, BadRow):
        _bad(audience, raw, table)
        return None
    kept = keep(raw, audience.columns, is_text=table.is_text)
    if isinstance(kept, Row):
        return kept
    key = _text(raw.values.get(audience.key or ""))
    for bad in kept:
        _bad(audience, bad, table, key)
    return None


def _bad(audience: Audience, bad: BadRow, table: Table, key: str | None = None) -> None:
    sighting = Sighting(row=bad.number, key=key, file=bad.file or table.file, line=bad.line, column=bad.column, value=bad.value)
    declared: Route = ("audience", "columns", bad.column or "")
    route = declared if audience.document.has(declared) else _FROM
    span = audience.document.key_span(declared) if route is declared else audience.document.span(_FROM)
    fold = f"{bad.facts.get('keyword', '')}{bad.facts.get('problem', '')}"
    audience.faults.append(Fault(bad.rule, span, bad.facts, fold=fold, sighting=sighting))


def _is_wanted(audience: Audience, templates: Templates, row: Row, constants: dict[str, Any]) -> bool:
    literal = audience.document.get(_WHERE)
    if isinstance(literal, bool):
        return literal
    scalar = templates.scalars.get(_WHERE)
    if scalar is None:
        return _WHERE not in templates.broken
    context = {"vars": constants, "row": row.values, "row_number": row.number}
    assert audience.table is not None
    binder = Binder(templates, context, row.sighting(audience.table.file), {})
    value = settle(binder, scalar, render(templates.environment, scalar, context), binder.sighting, context)
    audience.faults.extend(binder.faults)
    return value is not BROKEN and bool(value)


def _named(audience: Audience, row: Row) -> Row | None:
    """The row with its key, or None where key or language forbid it."""
    assert audience.table is not None
    file, column = audience.table.file, audience.key
    if audience.language is not None and audience.languages and audience.language in row.values:
        language = row.values[audience.language]
        if language not in audience.languages:
            facts = {"language": language, "known": list(audience.languages)}
            audience.fault("D109", ("audience", "language"), facts, sighting=row.sighting(file, audience.language), fold=str(language))
            return None
    if column is None:
        return Row(row.number, row.line, row.values, str(row.number), row.file)
    if column not in row.values and audience.table.columns is not None:
        return None  # told once, of the header
    value = row.values.get(column)
    key = "" if value is None else str(value).strip()
    if not key:
        audience.fault("D106", ("audience", "key"), {"column": column}, sighting=row.sighting(file, column))
        return None
    if (first := audience.seen.get(key)) is not None:
        facts = {"key": key, "column": column, "first_line": first[1], "first_file": "" if first[0] == row.file else first[0]}
        audience.fault("D105", ("audience", "key"), facts, sighting=row.sighting(file, column))
        return None
    audience.seen[key] = (row.file, row.line)
    return Row(row.number, row.line, row.values, key, row.file)


def _text(value: object) -> str | None:
    return None if value is None or isinstance(value, dict | list) else str(value)
