"""Tables of separated values (CSV, TSV): records at the speed of `csv` or better, their lines counted only for those who ask."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from specc.audience.lines import Lines, Record
from specc.audience.parts import BadCutError, Reading
from specc.audience.row import Block, Table, UnreadableAudienceError, block_sizes
from specc.audience.splitting import Records
from specc.audience.stream import begin

CELL_CHARACTERS_MAX = 16 * 1024 * 1024
_UNCLOSED = "unexpected end of data"
_TOO_LONG = f"a cell is longer than {CELL_CHARACTERS_MAX:,} characters"
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def comma_separated(stream: BinaryIO, reading: Reading) -> Table:
    records = _Records(stream, reading)
    header = None if reading.part.start else _header(records)
    columns = reading.columns or header or ()
    if duplicate := next((column for index, column in enumerate(columns) if column in columns[:index]), None):
        raise UnreadableAudienceError(f"the column `{duplicate}` stands twice in the header", "give every column its own name")
    return Table(reading.file, columns, _blocks(records, reading.file), is_text=True, is_positional=True, has_bom=records.has_bom)


def tab_separated(stream: BinaryIO, reading: Reading) -> Table:
    return comma_separated(stream, replace(reading, delimiter=reading.delimiter or "\t"))


class _Records:
    """The records of a stream, blank ones too. `line` is the one on which the next record starts."""

    def __init__(self, stream: BinaryIO, reading: Reading) -> None:
        csv.field_size_limit(CELL_CHARACTERS_MAX)
        opened = begin(stream, reading.encoding, reading.part)
        self._delimiter = reading.delimiter or ","
        try:
            self._records = Records(opened.texts(), self._delimiter, CELL_CHARACTERS_MAX)
        except (TypeError, ValueError):
            raise UnreadableAudienceError(f"the delimiter {self._delimiter!r} can't be used", "use one character, such as `;`") from None
        self.has_bom = opened.has_bom
        self.line = reading.part.line
        self._lines_before = reading.part.line - 1
        self.is_last = reading.part.is_last

    def take(self, count: int) -> Sequence[Record]:
        """The next records, fewer at the end and before a failure, which is raised when there are none before it any more."""
        try:
            taken = self._records.take(count)
        except csv.Error as error:
            if not self.is_last and str(error) == _UNCLOSED:
                raise BadCutError from None
            problem = _TOO_LONG if str(error).startswith("field larger") else error
            raise UnreadableAudienceError(f"line {self.line}: {problem}", "close the quote, and write quotes inside quotes twice") from None
        if self._records.failure is None:
            self.line = self._lines_before + self._records.line_count + 1
        else:  # the line on which it is told isn't the one that was read last
            *_, self.line = _starts(self.line, taken)
        return taken


class _Lines:
    """Where the records of a block start, counted when first asked."""

    __slots__ = ("_first", "_records", "_starts")

    def __init__(self, first: int, records: Sequence[Record]) -> None:
        self._first = first
        self._records = records
        self._starts: list[int] = []

    def __call__(self, index: int) -> int:
        if not self._starts:
            self._starts = list(_starts(self._first, self._records))
        return self._starts[index]


def _starts(line: int, records: Sequence[Record]) -> Iterator[int]:
    """The line on which each record that isn't blank starts, and the line after them all."""
    for record in records:
        if record:
            yield line
        line += 1 + sum(len(_LINE_BREAK.findall(cell)) for cell in record if "\n" in cell or "\r" in cell)
    yield line


def _header(records: _Records) -> tuple[str, ...]:
    while found := records.take(1):
        if found[0]:
            return tuple(found[0])
    if not records.is_last:
        raise BadCutError
    raise UnreadableAudienceError("the file is empty", "its first line names the columns")


def _blocks(records: _Records, file: str) -> Iterator[Block]:
    number = 1
    for size in block_sizes():
        line = records.line
        taken = records.take(size)
        if not taken:
            return
        kept = taken if isinstance(taken, Lines) or [] not in taken else [record for record in taken if record]
        if kept:
            yield Block(file, number, kept, _Lines(line, taken))
        number += len(kept)
