"""A row of an audience, and a table: its header as far as it is known before reading, and its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specc.base.fault import Sighting


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is 1-based in the data; `line` is where it starts in its file; `key` names it."""

    number: int
    line: int
    values: dict[str, Any]
    key: str = ""

    def sighting(self, file: str, column: str | None = None) -> Sighting:
        value = None if column is None else self.values.get(column)
        return Sighting(
            row=self.number,
            key=self.key or None,
            file=file,
            line=self.line,
            column=column,
            value=None if value is None else str(value),
        )


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be used: which rule says so, with which facts."""

    number: int
    line: int
    rule: str
    facts: dict[str, object]
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` is None where rows name their own. `is_text` says that every value is text until a contract converts it."""

    file: str
    columns: tuple[str, ...] | None
    rows: Iterator[Row | BadRow]
    is_text: bool


class UnreadableAudienceError(Exception):
    """The data can't be read at all, or not on. `problem` and `help` are for people."""

    def __init__(self, problem: str, help: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.help = help
        self.line: int | None = None
