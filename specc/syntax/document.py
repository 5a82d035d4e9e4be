"""A parsed document: plain data, and where in the source each of its values, keys and characters stands."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from specc.base.fault import Fault
from specc.base.location import Route, Source, Span
from specc.syntax.characters import character_length, character_offsets
from specc.syntax.ignores import Ignore

Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Place:
    """`value` spans the value as written (quotes and block header included); `style` is YAML's: '' plain, ' " | >."""

    value: Span
    key: Span | None = None
    style: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """Data read from one source, or merged from several: each place knows its own source."""

    source: Source
    data: Data
    places: dict[Route, Place]
    ignores: tuple[Ignore, ...] = ()
    faults: tuple[Fault, ...] = ()
    _offsets: dict[Route, list[int]] = field(default_factory=dict, repr=False)
    _texts: list[tuple[Route, str]] = field(default_factory=list, repr=False)

    def has(self, route: Route) -> bool:
        return route in self.places

    def get(self, route: Route) -> Data:
        """The value at a route, or None where there is none."""
        value = self.data
        for step in route:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
                value = value[step]
            else:
                return None
        return value

    def mapping(self, route: Route) -> "dict[str, Data]":
        """The mapping at a route; an empty one where there is none."""
        value = self.get(route)
        return value if isinstance(value, dict) else {}

    def span(self, route: Route) -> Span:
        """The span of the value, of its nearest ancestor's where the route leads nowhere."""
        while route and route not in self.places:
            route = route[:-1]
        return self.places[route].value

    def key_span(self, route: Route) -> Span:
        place = self.places.get(route)
        return place.key if place and place.key else self.span(route)

    def gap(self, route: Route) -> Span:
        """Where a missing key would stand: named by the key of the nearest mapping it belongs in, at the root by its first key."""
        parent = next((route[:depth] for depth in range(len(route) - 1, 0, -1) if route[:depth] in self.places), ())
        if parent:
            return self.key_span(parent)
        keys = (place.key for known, place in self.places.items() if len(known) == 1 and place.key)
        first = next((key for key in keys if key.source is self.source), None)
        return first or self.source.span(0, 0)

    def inner_span(self, route: Route, start: int, end: int) -> Span:
        """The span in the source of the characters `start` to `end` of a text value."""
        place = self.places[route]
        offsets = self._offsets.get(route)
        if offsets is None:
            text = self.get(route)
            assert isinstance(text, str)
            offsets = self._offsets[route] = character_offsets(place.value.text, place.style, text)
        base = place.value.start
        if not offsets:
            return place.value
        first = last = offsets[min(start, len(offsets) - 1)]
        if end > start:
            last = offsets[min(end, len(offsets)) - 1]
            last += character_length(place.value.text, place.style, last)
        return Span(place.value.source, base + first, max(base + first, base + last))

    def texts(self, below: Route) -> Iterator[tuple[Route, str]]:
        """Every text value below a route, in the order of the source."""
        if not self._texts:
            self._texts.extend((route, value) for route in self.places if isinstance(value := self.get(route), str))
        depth = len(below)
        yield from self._texts if not below else (item for item in self._texts if item[0][:depth] == below)
