"""Text that YAML takes for less than what is written: a `#` within it begins a comment, an `&` before it names an anchor.

Silent on comments with a space behind the `#`, after single words, and on anchors that are referred to.
"""

import re
from collections.abc import Iterator

from specc.base.fault import Fault
from specc.base.location import Source, Span
from specc.syntax.document import Document

_SUSPECT = re.compile(r"[ \t]#[^\s#!]|[:-][ \t]+&")
_COMMENT = re.compile(r"[ \t]+(#[^\s#!](?:(?![ \t]+#[ \t]|[ \t\r]*(?:\n|\Z)).)*)")
_ANCHOR = re.compile(r"&([^\s,\[\]{}]+)[ \t]+\Z")


def cut_faults(document: Document) -> Iterator[Fault]:
    """The faults of plain texts, each place once. `whole` is a fact: the span of what may have been meant."""
    if _SUSPECT.search(document.source.text) is None:
        return
    seen: set[int] = set()
    for route, text in document.texts(()):
        place = document.places[route]
        span = place.value
        if place.style or span.source is not document.source or span.start in seen:
            continue
        seen.add(span.start)
        yield from _of_text(span, text)


def _of_text(span: Span, text: str) -> Iterator[Fault]:
    source = span.source
    comment = _COMMENT.match(source.text, span.end)
    if comment is not None and " " in text:
        yield _fault(source.span(*comment.span(1)), source.span(span.start, comment.end(1)), "comment")
    anchor = _ANCHOR.search(_before(source, span.start))
    if anchor is not None and re.search(rf"\*{re.escape(anchor[1])}(?![\w-])", source.text) is None:
        start = span.start - len(anchor[0])
        yield _fault(source.span(start, start + len(anchor[1]) + 1), source.span(start, span.end), "anchor")


def _before(source: Source, at: int) -> str:
    """What stands before a place on its line."""
    return source.text[source.line_span(source.position(at).line).start : at]


def _fault(span: Span, whole: Span, kind: str) -> Fault:
    return Fault("S119", span, {"kind": kind, "text": span.text, "whole": whole})
