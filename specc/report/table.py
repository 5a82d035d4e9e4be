"""Tables and wrapped lines for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.cells import cell_len, set_cell_size

from specc.report.paint import Paint

NO_COST: Final = "–"
_FIRST_COLUMNS_MIN: Final = 12

Row = tuple[tuple[str, ...], str | None]
"""Cells, and a colour for the last of them."""


def table(rows: Iterable[Row], columns: int, paint: Paint) -> list[str]:
    """The first row is the head. Columns are as wide as their text; the first one gives way when there isn't room for all."""
    made = list(rows)
    if not made:
        return []
    rest = [max(cell_len(cells[i]) for cells, _ in made) for i in range(1, len(made[0][0]))]
    room = max(_FIRST_COLUMNS_MIN, columns - sum(rest) - 2 * len(rest))
    first = min(room, max(cell_len(cells[0]) for cells, _ in made))
    return [_line(cells, (first, *rest), colour, paint, is_head=i == 0) for i, (cells, colour) in enumerate(made)]


def _line(cells: Sequence[str], widths: Sequence[int], colour: str | None, paint: Paint, *, is_head: bool) -> str:
    padded = [set_cell_size(tail(cells[0], widths[0]), widths[0])]
    padded += [" " * (width - cell_len(cell)) + cell for cell, width in zip(cells[1:-1], widths[1:-1], strict=True)]
    is_number = cells[-1].startswith("$") or cells[-1] == "cost"
    last = " " * (widths[-1] - cell_len(cells[-1])) + cells[-1] if is_number else cells[-1]
    line = "  ".join([*padded, paint(last, colour, is_bold=is_head)])
    return paint(line, is_bold=True) if is_head else line


def cut(text: str, columns: int) -> str:
    """The beginning of a text."""
    return text if cell_len(text) <= columns else set_cell_size(text, columns - 1).rstrip() + "…"


def tail(text: str, width: int) -> str:
    """The end of a path says more than its beginning."""
    while cell_len(text) > width:
        text = "…" + text[2:]
    return text


def wrapped(head: str, plain_head: str, text: str, columns: int) -> Iterator[str]:
    """Words are never cut: an address must stay whole to be of use."""
    room, line, lead = columns - len(plain_head), "", head
    for word in text.split():
        if line and cell_len(line) + 1 + cell_len(word) > room:
            yield lead + line
            line, lead = "", " " * len(plain_head)
        line += f" {word}" if line else word
    yield lead + line
