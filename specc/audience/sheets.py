"""Tables of a workbook (Excel): its first sheet, each cell with the type that it has there.

Text stays text (`007`); a number without a fraction is an integer, as nobody who types 5 means 5.0; dates and times become
ISO 8601 text; an empty cell, or one with an error (`#N/A`), is null, and rows of them are passed over.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, BinaryIO

from specc.audience.parts import Reading
from specc.audience.row import Block, Table, UnreadableAudienceError, block_sizes
from specc.base.errors import MissingExtraError

_INTEGER_MAX = 1 << 53


def workbook(stream: BinaryIO, reading: Reading) -> Table:
    numbered = _rows(stream)
    _, header = next(numbered, (0, ()))
    columns = tuple("" if name is None else str(name) for name in _trimmed(header))
    if not columns:
        raise UnreadableAudienceError("the first sheet is empty", "its first row names the columns")
    if duplicate := next((column for index, column in enumerate(columns) if column in columns[:index]), None):
        raise UnreadableAudienceError(f"the column `{duplicate}` stands twice in the header", "give every column its own name")
    return Table(reading.file, columns, _blocks(numbered, reading.file, len(columns)), is_text=False, is_positional=True)


def _rows(stream: BinaryIO) -> Iterator[tuple[int, list[Any]]]:
    """Rows that aren't blank, each with its number in the sheet."""
    try:
        import python_calamine
    except ImportError:
        error = MissingExtraError("an .xlsx file", "data")
        raise UnreadableAudienceError(error.message, error.help) from None
    try:
        sheet = python_calamine.load_workbook(stream).get_sheet_by_index(0)
        for number, cells in enumerate(sheet.iter_rows(), 1):
            values = [_plain(cell) for cell in cells]
            if any(value is not None for value in values):
                yield number, values
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableAudienceError(f"the file is damaged, or no .xlsx file: {error}", "save it again as .xlsx, or as CSV") from None


def _blocks(numbered: Iterator[tuple[int, list[Any]]], file: str, width: int) -> Iterator[Block]:
    number = 1
    for size in block_sizes():
        taken = list(islice(numbered, size))
        if taken:
            lines = [line for line, _ in taken]
            records = [cells[:width] if len(_trimmed(cells)) <= width else cells for _, cells in taken]
            yield Block(file, number, records, lines.__getitem__)
        if len(taken) < size:
            return
        number += len(taken)


def _trimmed(cells: Sequence[Any]) -> Sequence[Any]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells[:end]


def _plain(cell: Any) -> Any:
    if cell == "":
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _INTEGER_MAX:
        return int(cell)
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, date | datetime | time) else cell
