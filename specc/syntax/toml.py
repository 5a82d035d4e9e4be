"""TOML as plain data with a place for every key and value. What is valid is for the standard library to say; here is only where it stands."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final

from specc.base.fault import Fault
from specc.base.location import Route, Source, Span
from specc.syntax.document import Document, Place

_GAP: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK: Final = re.compile(r"[ \t]*")
_STRING: Final = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|' + r"'''.*?'{3,5}" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'", re.DOTALL)
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR: Final = re.compile(r"[^,\]}#\r\n]*[^,\]}#\s]")
_WHERE: Final = re.compile(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)\Z")

Key = tuple[str, Span]


def load_toml(source: Source) -> Document:
    """The document without its places, which `with_places` finds once something is to be said of it. What isn't TOML has no data."""
    try:
        return Document(source, tomllib.loads(source.text), {})
    except tomllib.TOMLDecodeError as error:
        return Document(source, None, {}, faults=(_refused(source, str(error)),))


def with_places(document: Document) -> Document:
    """The document with a place for every key and value."""
    source = document.source
    places: dict[Route, Place] = {(): Place(source.span(0, len(source.text)))}
    if document.data is not None:
        _Scanner(source, places).document()
    return Document(source, document.data, places, faults=document.faults)


def _refused(source: Source, message: str) -> Fault:
    where = _WHERE.search(message)
    reason = message[: where.start()] if where else message
    start = len(source.text.rstrip())
    if where is not None and where[1] is not None:
        start = min(source.line_starts[int(where[1]) - 1] + int(where[2]) - 1, len(source.text))
    return Fault("S118", source.span(start, min(start + 1, len(source.text))), {"reason": f"{reason[:1].lower()}{reason[1:]}", "is_end": where is None or where[1] is None})


@dataclass(slots=True)
class _Scanner:
    """Goes once through a text that is known to be TOML."""

    source: Source
    places: dict[Route, Place]
    at: int = 0
    counts: dict[Route, int] = field(default_factory=dict)
    """How many tables each array of tables has."""

    def document(self) -> None:
        above: Route = ()
        self._skip(_GAP)
        while self.at < len(self.source.text):
            if self._sees("["):
                above = self._header()
            else:
                self._pair(above)
            self._skip(_GAP)

    def _header(self) -> Route:
        start, is_array = self.at, self._sees("[[")
        self.at += 1 + is_array
        keys = self._keys()
        self.at += 1 + is_array
        route: Route = ()
        for name, _ in keys[:-1]:
            route = self._inside((*route, name))
        name, span = keys[-1]
        route = (*route, name)
        if is_array:
            self.counts[route] = self.counts.get(route, -1) + 1
            self.places.setdefault(route, Place(span, span))
            route = (*route, self.counts[route])
        self._put(keys, (), self.source.span(start, self.at), route)
        return route

    def _inside(self, route: Route) -> Route:
        return (*route, self.counts[route]) if route in self.counts else route

    def _pair(self, above: Route) -> None:
        keys = self._keys()
        self.at += 1  # `=`
        self._skip(_BLANK)
        route = (*above, *(name for name, _ in keys))
        self._put(keys, above, self._value(route), route)

    def _put(self, keys: list[Key], above: Route, value: Span, route: Route) -> None:
        """A place for the value, and for the tables that its dotted key goes through."""
        for number, (_, span) in enumerate(keys[:-1], 1):
            self.places.setdefault((*above, *(name for name, _ in keys[:number])), Place(span, span))
        self.places[route] = Place(value, keys[-1][1])

    def _keys(self) -> list[Key]:
        keys = [self._key()]
        while self._sees("."):
            self.at += 1
            keys.append(self._key())
        return keys

    def _key(self) -> Key:
        self._skip(_BLANK)
        match = _STRING.match(self.source.text, self.at) or _BARE_KEY.match(self.source.text, self.at)
        assert match is not None
        self.at = match.end()
        self._skip(_BLANK)
        text = match[0]
        name: str = tomllib.loads(f"key = {text}")["key"] if text[0] in "\"'" else text
        return name, self.source.span(*match.span())

    def _value(self, route: Route) -> Span:
        start = self.at
        if self._sees("["):
            self._array(route)
        elif self._sees("{"):
            self._table(route)
        else:
            match = _STRING.match(self.source.text, start) or _SCALAR.match(self.source.text, start)
            assert match is not None
            self.at = match.end()
        return self.source.span(start, self.at)

    def _array(self, route: Route) -> None:
        index = 0
        self._next()
        while not self._sees("]"):
            item: Any = (*route, index)
            self.places[item] = Place(self._value(item))
            index += 1
            self._skip(_GAP)
            if self._sees(","):
                self._next()
        self.at += 1

    def _table(self, route: Route) -> None:
        self._next()
        while not self._sees("}"):
            self._pair(route)
            self._skip(_GAP)
            if self._sees(","):
                self._next()
        self.at += 1

    def _next(self) -> None:
        self.at += 1
        self._skip(_GAP)

    def _sees(self, text: str) -> bool:
        return self.source.text.startswith(text, self.at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.source.text, self.at)
        assert match is not None
        self.at = match.end()
