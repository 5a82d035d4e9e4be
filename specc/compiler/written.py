"""Where the words of a text are written: in its template, in the constants that it names, in the templates that it includes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from specc.base.fault import Related
from specc.base.location import Route, Source, Span, dotted, reached
from specc.expand.cells import Cell
from specc.expand.variables import written_at
from specc.template.names import Reference
from specc.template.scalar import Scalar
from specc.template.scan import Templates
from specc.template.values import ROW_NAMES

TAG = "\ufffc"
"""Stands, once for each of its characters, for a tag of a template: what it comes to isn't written there."""

_RAW = re.compile(r"(\{%[-+]?\s*raw\s*[-+]?%\})(.*?)(\{%[-+]?\s*endraw\s*[-+]?%\})", re.DOTALL)
_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_INCLUDE = re.compile(r"\{%[-+]?\s*include\s+[\"']([^\"']+)[\"']")
_AROUND = re.compile(r"\{\{[-+]?\s*$"), re.compile(r"\s*(?:\||[-+]?\}\})")
_TEXTS_MAX = 64
"""Of so many texts is remembered what is the same in all cells."""

Place = tuple[Span, tuple[Related, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A text as it is written, its tags hidden; `place` is that of some of its characters, and where they are used. `shown` is the
    text with its tags."""

    text: str
    shown: str
    place: Callable[[int, int], Place]
    is_constant: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """What is known of where the values of one cell come from. `context` has its names."""

    templates: Templates
    cell: Cell
    overrides: Mapping[str, Any]
    context: Mapping[str, Any]

    def texts(self, route: Route) -> Iterator[Written]:
        """Everything that is written for the value at a route of the document."""
        document = self.templates.document
        text = document.get(route)
        if not isinstance(text, str):
            return
        scalar = self.templates.scalars.get(route)
        if scalar is None:
            yield Written(text, text, lambda start, end: (document.inner_span(route, start, end), ()))
            return
        if scalar.bare is None:
            yield Written(hidden(text), text, lambda start, end: (document.inner_span(route, start, end), ()))
        for reference in spoken_references(scalar):
            yield from self._constant(route, reference)
        yield from self._included(text, set())

    def _constant(self, route: Route, reference: Reference) -> Iterator[Written]:
        value = reached(self.context, reference.path)
        if not isinstance(value, str) or reference.path[0] in ROW_NAMES:
            return
        document = self.templates.document
        source = written_at(reference.path, self.cell, document, self.overrides)
        is_bare = reference.path == self.templates.scalars[route].bare

        def used() -> Span:
            return document.span(route) if is_bare else document.inner_span(route, reference.start, reference.end)

        def place(start: int, end: int) -> Place:
            assert source is not None
            return document.inner_span(source, start, end), (Related(used(), f"used here as `{dotted(route[1:])}`"),)

        if source is None or document.get(source) != value:
            yield Written(value, value, lambda _start, _end: (used(), ()))
        else:
            yield Written(value, value, place, is_constant=True)

    def _included(self, text: str, seen: set[str]) -> Iterator[Written]:
        for name in _INCLUDE.findall(text):
            if name not in seen and (source := self.templates.partials.get(name)) is not None:
                seen.add(name)
                yield Written(hidden(source.text), source.text, _in_source(source))
                yield from self._included(source.text, seen)


def _in_source(source: Source) -> Callable[[int, int], Place]:
    return lambda start, end: (source.span(start, end), ())


@lru_cache(maxsize=_TEXTS_MAX)
def hidden(text: str) -> str:
    """A template without its tags, each of their characters hidden; what stands between `raw` and `endraw` is written."""
    text = _RAW.sub(lambda found: TAG * len(found[1]) + found[2].replace("{", "\ue000").replace("}", "\ue001") + TAG * len(found[3]), text)
    text = _TAGS.sub(lambda found: TAG * len(found[0]), text)
    return text.replace("\ue000", "{").replace("\ue001", "}")


@lru_cache(maxsize=_TEXTS_MAX)
def spoken_references(scalar: Scalar) -> tuple[Reference, ...]:
    """The names in a template whose values are part of its text: `{{ name }}`, with or without filters."""
    return tuple(_spoken(scalar))


def _spoken(scalar: Scalar) -> Iterator[Reference]:
    before, after = _AROUND
    for reference in scalar.references:
        is_here = scalar.text[reference.start : reference.end] == ".".join(reference.path)
        if is_here and before.search(scalar.text, 0, reference.start) and after.match(scalar.text, reference.end):
            yield reference
