"""What is set for a project, for people and tools: a line for each value, with where it comes from."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from specc.report.json import dumped


class Shown(Protocol):
    """A value by name; `origin` is a file, with a line, an option, or the default."""

    @property
    def name(self) -> str: ...
    @property
    def value(self) -> Any: ...
    @property
    def origin(self) -> str: ...
    @property
    def line(self) -> int: ...


def render(file: str, values: Sequence[Shown]) -> str:
    """Names, values and origins in columns."""
    rows = [(item.name, _text(item.value), _origin(item)) for item in values]
    widths = [max((len(row[column]) for row in rows), default=0) for column in (0, 1)]
    lines = (f"{name:{widths[0]}}  {value:{widths[1]}}  {origin}" for name, value, origin in rows)
    return "\n".join([f"# {file or 'no project file'}", *lines]) + "\n"


def render_json(file: str, values: Sequence[Shown]) -> str:
    entries = [{"name": item.name, "value": item.value, "origin": item.origin, "line": item.line or None} for item in values]
    return dumped({"version": 1, "file": file or None, "settings": entries})


def _origin(item: Shown) -> str:
    return f"{item.origin}:{item.line}" if item.line else item.origin


def _text(value: Any) -> str:
    return "-" if value is None else "".join(_shown(value))


def _shown(value: Any) -> Iterator[str]:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return (character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
