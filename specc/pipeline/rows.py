"""The audience of a spec: opened, its header checked, its rows read in blocks."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from specc.audience.contract import Column, contract
from specc.audience.row import Block, Table, UnreadableAudienceError
from specc.base.fault import Fault, Sighting
from specc.base.jsonvalue import text_of
from specc.base.location import Route
from specc.pipeline.files import SpecFiles
from specc.pipeline.hygiene import header_faults
from specc.syntax.document import Document

if TYPE_CHECKING:
    from specc.pipeline.sources import Sources

_FROM: Route = ("audience", "from")
_DELIMITERS = (";", "\t", "|", ",")


First = Callable[[str, int], int]
"""From a key and the number of its row to the number of the first row with that key, which may be itself."""


def _remembering() -> First:
    seen: dict[str, int] = {}
    return seen.setdefault


@dataclass(slots=True, eq=False)
class Audience:
    """An open audience. `faults` holds what was wrong with it as a whole, and with its rows as they are read."""

    document: Document
    table: Table | None = None
    columns: list[Column] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    first: First = field(default_factory=_remembering)
    count: int = 0
    start: int = 0
    """How many rows come before the first one that is read."""
    is_broken: bool = False
    """Whether an error ended the data."""
    is_part: bool = False
    sources: "Sources | None" = None
    streams: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Closes the data's files; standard input stays open."""
        self.streams.close()

    def paths(self) -> Iterator[Path]:
        """The data's files."""
        return iter(()) if self.sources is None else self.sources.paths()

    @property
    def key(self) -> str | None:
        return text_of(self.document.get(("audience", "key")))

    @property
    def language(self) -> str | None:
        return text_of(self.document.get(("audience", "language")))

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
    from specc.pipeline.sources import find_sources, open_inline, open_sources

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
    if audience.table is not None:
        audience.faults += header_faults(document, audience.table)
    return audience


def _check_header(audience: Audience) -> None:
    names = audience.column_names()
    if names is None:
        return
    if not names and not audience.document.get(_FROM):
        audience.fault("D101", _FROM, {"problem": "there are no rows", "help": "add at least one"})
    wanted: list[tuple[Route, str | None]] = [(("audience", "key"), audience.key), (("audience", "language"), audience.language)]
    wanted += [(("audience", "columns", column.name), column.name) for column in audience.columns]
    if (delimiter := _other_delimiter(names, [name for _, name in wanted if name is not None])) is not None:
        facts: dict[str, object] = {"problem": f"its header is one column, `{names[0]}`", "help": f"write `delimiter: {json.dumps(delimiter)}` in `audience`"}
        audience.fault("D101", _FROM, facts)
        audience.table = None
        return
    for route, name in wanted:
        if name is not None and names and name not in names:
            is_declared = route[1] == "columns"
            span = audience.document.key_span(route) if is_declared else audience.document.span(route)
            audience.faults.append(Fault("D102", span, {"name": name, "known": list(names)}))


def _other_delimiter(names: tuple[str, ...], wanted: list[str]) -> str | None:
    """By what to cut a header that was taken for one column, and holds one that is wanted."""
    if len(names) != 1:
        return None
    return next((delimiter for delimiter in _DELIMITERS if not set(wanted).isdisjoint(names[0].split(delimiter)) and names[0] not in wanted), None)


def blocks(audience: Audience) -> Iterator[Block]:
    """The blocks of the data, their rows counted. What ends them too early goes to `faults`."""
    table = audience.table
    if table is None:
        return
    try:
        for block in table.blocks:
            audience.count += len(block.records)
            yield block
    except UnreadableAudienceError as error:
        audience.fault("D101", _FROM, {"problem": str(error), "help": error.help})
        audience.is_broken = True
        return
    if audience.count == 0 and not audience.is_part and not audience.faults:
        audience.fault("D101", _FROM, {"problem": f"{table.file} has no rows", "help": "add at least one below the header"})
