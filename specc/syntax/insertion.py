"""Where a key that is missing is written, in the style of the mapping it belongs to.

Law: an edit from here leaves every other value of its file as it was, or there is none.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from specc.base.fix import Edit, applied
from specc.base.location import Route, Source, Span
from specc.syntax.document import Data, Document, Place
from specc.syntax.parse import parse
from specc.syntax.resolve import Scalar
from specc.syntax.writing import written


def insertion(document: Document, route: Route, value: Scalar, *, after: str = "") -> Edit | None:
    """Adds a key to the file of the document itself, with the mappings on its way that aren't there; behind the key `after`, or as the last."""
    depth = next((depth for depth in range(len(route) - 1, 0, -1) if _is_own(document, route[:depth])), 0)
    holder, key = route[:depth], str(route[depth])
    if not isinstance(document.get(holder), dict) or document.has(route):
        return None
    text = f"{key}: {_nested(route[depth + 1 :], value)}"
    return next((edit for edit in _edits(document, holder, text, after) if changes_only(document.source, (edit,), route, value)), None)


def _nested(route: Route, value: Scalar) -> str:
    return f"{{{route[0]}: {_nested(route[1:], value)}}}" if route else written(value)


def _is_own(document: Document, route: Route) -> bool:
    """Whether a mapping stands in this file, and not in one that it extends."""
    place = document.places.get(route)
    return place is not None and place.value.source is document.source and place.value.end > place.value.start


def _edits(document: Document, holder: Route, text: str, after: str) -> Iterator[Edit]:
    """What may be the edit, the nicest first."""
    span, source = document.span(holder), document.source
    children = _children(document, holder, span)
    if span.text.startswith("{"):
        yield from _in_flow(span, children, text, after)
        return
    if not children:
        return
    indent = _indent(source, children[min(children)][0])
    if indent is None:
        return
    last = children.get(after) or max(children.values())
    line = source.position(last[1]).line
    end = source.line_span(line).end
    yield Edit(Span(source, end, end), f"{source.line_break(line)}{indent}{text}")
    first = min(start for start, _ in children.values())
    yield Edit(Span(source, first, first), f"{text}{source.line_break(line)}{indent}")


def _in_flow(span: Span, children: dict[str, tuple[int, int]], text: str, after: str) -> Iterator[Edit]:
    source, close = span.source, span.end - 1
    if not children:
        yield Edit(Span(source, span.start + 1, close), text)
        return
    end = children.get(after, max(children.values()))[1]
    yield Edit(Span(source, end, end), f", {text}")
    yield Edit(Span(source, close, close), f", {text}")


def _children(document: Document, holder: Route, span: Span) -> dict[str, tuple[int, int]]:
    """Where the keys that stand in a mapping begin, and where what belongs to each ends; an alias ends with its name's line."""
    found = {}
    for route, place in document.places.items():
        if len(route) == len(holder) + 1 and route[:-1] == holder and place.key is not None and _is_in(span, place.key):
            found[str(route[-1])] = (place.key.start, _end(place, span))
    return found


def _end(place: Place, holder: Span) -> int:
    assert place.key is not None
    value = place.value
    if _is_in(holder, value) and value.start >= place.key.end:
        return value.end
    return place.key.end + len(holder.source.text[place.key.end : holder.end].split(",")[0].split("\n")[0].rstrip("} \r"))


def _is_in(holder: Span, span: Span) -> bool:
    return span.source is holder.source and holder.start <= span.start and span.end <= holder.end


def _indent(source: Source, start: int) -> str | None:
    """The white space before a key of a block mapping, for a line of its own."""
    position = source.position(start)
    before = source.line(position.line)[: position.column - 1]
    return None if before.strip(" -") else " " * len(before)


def changes_only(source: Source, edits: Sequence[Edit], route: Route, value: Scalar) -> bool:
    """Whether a file with edits made says the same as before, but for one value."""
    before, after = _unchanged(source), parse(Source("", applied(source.text, edits)))
    return len(after.faults) <= len(before.faults) and after.data == _with(before.data, route, value)


@lru_cache(maxsize=1)
def _unchanged(source: Source) -> Document:
    """A file is asked about for one edit after the other."""
    return parse(source)


def _with(data: Data, route: Route, value: Scalar) -> Data:
    if not route:
        return value
    step = route[0]
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return [*data[:step], _with(data[step], route[1:], value), *data[step + 1 :]]
    held = data if isinstance(data, dict) else {}
    return {**held, str(step): _with(held.get(str(step)), route[1:], value)}
