"""Fixes of spoken text."""

import re
from collections.abc import Iterator

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Route, Span
from specc.check.rule import Setting
from specc.syntax.document import Place
from specc.syntax.insertion import changes_only

_HEADER = re.compile(r"[|>]([1-9]?)([+-]?)([1-9]?)")
_FIRST_LINES = re.compile(r"(?<=\n)(?:[ \t]*\r?\n)+")
_SPACE = r"(?:\s|\\[ntr ]|\\\r?\n)*"


def strip_text(fault: Fault, setting: Setting) -> Fix | None:
    """Takes off the white space that the text itself has, where it is written. What a constant has may be wanted between words."""
    document = setting.document
    for route, place in document.places.items():
        text = document.get(route)
        if not isinstance(text, str) or text == text.strip() or not _holds(place.value, fault.span):
            continue
        edits = tuple(_edits(place))
        if edits and changes_only(place.value.source, edits, route, text.strip()):
            return Fix("take it out", edits, _is_of_task(route) and not fault.related)
    return None


def _holds(whole: Span, part: Span) -> bool:
    """A block scalar's last line breaks are beyond its span."""
    return whole.source is part.source and whole.start <= part.start <= whole.end


def _is_of_task(route: Route) -> bool:
    return route[:1] == ("task",)


def _edits(place: Place) -> Iterator[Edit]:
    span, raw = place.value, place.value.text
    if place.style in ("'", '"'):
        inner = raw[1:-1]
        start = re.match(_SPACE, inner)
        end = re.search(f"{_SPACE}$", inner)
        assert start is not None
        assert end is not None
        yield from _removals(span, (1, 1 + start.end()), (1 + end.start(), 1 + len(inner)))
    elif place.style in ("|", ">") and (header := _HEADER.match(raw)):
        if header[2] != "-":
            at = span.start + header.start(2)
            yield Edit(Span(span.source, at, span.start + header.end(2)), "-")
        lines = _FIRST_LINES.match(raw, raw.find("\n") + 1)
        yield from _removals(span, lines.span() if lines else (0, 0), (len(raw.rstrip()), len(raw)))
        last = span.source.line_span(span.source.position(span.start + len(raw.rstrip())).line).end
        yield from _removals(span, (len(raw), max(len(raw), last - span.start)))


def _removals(span: Span, *parts: tuple[int, int]) -> Iterator[Edit]:
    yield from (Edit(Span(span.source, span.start + start, span.start + end), "") for start, end in parts if start < end)
