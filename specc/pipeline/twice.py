"""What is said of videos that come twice: of files that two of them are written to, and of rows that make the same one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from specc.base.fault import Fault, Sighting
from specc.compiler.program import file_span
from specc.syntax.document import Document

Where = Callable[[int], Sighting | None]
"""From a row's number to its file and line; None where nobody knows them any more."""


def nowhere(_number: int) -> None:
    return None


class Maker(NamedTuple):
    """Who makes a video: a cell of a spec, and a row unless the spec has none."""

    spec: str
    row: int | None
    key: str
    cell: Mapping[str, str]

    def words(self, *, with_spec: bool) -> str:
        row = [] if self.row is None else [f"row {self.key}"]
        where = ", ".join([*row, *(f"{axis} {name}" for axis, name in self.cell.items())])
        return f"{where} of {self.spec}" if where and with_spec else where or self.spec

    def sighting(self, at: Sighting | None) -> Sighting:
        """Where it is seen; `at` tells the line of its row."""
        return replace(at or Sighting(), cell=self.cell, row=self.row, key=None if self.row is None else self.key)


def collision(document: Document, file: str, first: Maker | None, second: Maker, at: Sighting | None) -> Fault:
    """`first` is None where nobody remembers."""
    is_far = first is not None and first.spec != second.spec
    told = "an earlier one" if first is None else first.words(with_spec=is_far)
    return Fault("M106", file_span(document), {"file": file, "first": told, "second": second.words(with_spec=is_far)}, sighting=second.sighting(at))


def double(document: Document, first: Maker | None, second: Maker, at: Sighting | None) -> Fault:
    """`first_row` is for those who look at some rows alone."""
    told = "an earlier row" if first is None else f"row {first.key}"
    facts = {"first": told, "second": f"row {second.key}", "first_row": None if first is None else first.row}
    return Fault("D110", document.span(("audience", "from")), facts, sighting=second.sighting(at))
