"""Places in a source text. Offsets count characters; lines and columns are 1-based and made on demand."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

Route = tuple[str | int, ...]
"""The way from a document's root to a value: `("task", "speech", "speed")`."""

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Position:
    line: int
    column: int


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text and the name it is shown under (a path as the user would write it)."""

    name: str
    text: str
    _starts: list[int] = field(default_factory=list, repr=False)

    @property
    def line_starts(self) -> list[int]:
        if not self._starts:
            self._starts.append(0)
            self._starts.extend(match.end() for match in _LINE_BREAK.finditer(self.text))
        return self._starts

    def position(self, offset: int) -> Position:
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its line break."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def line_break(self, number: int) -> str:
        """How a 1-based line ends; the last as the one before it, and one alone in the usual way."""
        number = min(number, len(self.line_starts) - 1)
        return self.text[self.line_span(number).end : self.line_starts[number]] if number else "\n"

    def span(self, start: int, end: int) -> "Span":
        return Span(self, start, end)

    def line_span(self, number: int) -> "Span":
        start = self.line_starts[number - 1]
        return Span(self, start, start + len(self.line(number)))


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` up to, not including, `end` of a source."""

    source: Source
    start: int
    end: int

    def __post_init__(self) -> None:
        assert 0 <= self.start <= self.end <= len(self.source.text), (self.start, self.end, self.source.name)

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> Position:
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """The position just past the last character."""
        return self.source.position(self.end)

    def order(self) -> tuple[str, int, int]:
        return self.source.name, self.start, self.end


def dotted(route: Route) -> str:
    """A route as people write it: `task.speech.speed`, `audience.from[3].name`."""
    text = ""
    for step in route:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def route_of(path: str) -> Route:
    """The route of a parameter's path, `speech.speed`."""
    return tuple(path.split("."))


def reached(value: Any, route: Route) -> Any:
    """The value at a route of keys, in mappings; None where there is none."""
    for step in route:
        value = value.get(step) if isinstance(value, dict) else None
    return value
