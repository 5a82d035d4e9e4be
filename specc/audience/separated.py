"""Tables of separated values (CSV, TSV): records at the speed of `csv`, their lines counted only for those who ask."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from specc.audience.row import Block, Table, UnreadableAudienceError, block_sizes
from specc.audience.stream import lend, with_bom

CELL_CHARACTERS_MAX = 16 * 1024 * 1024
_CHUNK_BYTES = 1 << 20
_LINE_BREAK = re.compile(r"\r\n|\r|\n")

Record = list[str]


def comma_separated(stream: BinaryIO, name: str, encoding: str, delimiter: str | None) -> Table:
    records = _Records(stream, encoding, delimiter or ",")
    columns = _header(records)
    if duplicate := next((column for index, column in enumerate(columns) if column in columns[:index]), None):
        raise UnreadableAudienceError(f"the column `{duplicate}` stands twice in the header", "give every column its own name")
    return Table(name, columns, _blocks(records, name), is_text=True, is_positional=True)


def tab_separated(stream: BinaryIO, name: str, encoding: str, delimiter: str | None) -> Table:
    return comma_separated(stream, name, encoding, delimiter or "\t")


class _Records:
    """The records of a stream, blank ones too. `line` is the one on which the next record starts."""

    def __init__(self, stream: BinaryIO, encoding: str, delimiter: str) -> None:
        csv.field_size_limit(CELL_CHARACTERS_MAX)
        text = io.TextIOWrapper(lend(stream), encoding=with_bom(encoding), errors="strict", newline="")
        try:
            self._reader = csv.reader(text, delimiter=delimiter, strict=True)
        except (TypeError, ValueError):
            raise UnreadableAudienceError(f"the delimiter {delimiter!r} can't be used", "use one character, such as `;`") from None
        self._stream = stream
        self._encoding = encoding
        self.line = 1

    def take(self, count: int) -> tuple[list[Record], UnreadableAudienceError | None]:
        """The next records, fewer than `count` at the end and before the failure that is told with them."""
        records: list[Record] = []
        failure = None
        try:
            records.extend(islice(self._reader, count))
        except UnicodeDecodeError as error:
            failure = _undecodable(self._stream, self._encoding, error)
        except UnicodeError:
            failure = UnreadableAudienceError(f"the file can't be read as {self._encoding}", "save it as UTF-8")
        except csv.Error as error:
            line = _Lines(self.line, records)(len(records))
            failure = UnreadableAudienceError(f"line {line}: {error}", "close the quote, and write quotes inside quotes twice")
        self.line = self._reader.line_num + 1
        return records, failure


class _Lines:
    """Where the records of a block start, counted when first asked: a blank record has a line, too."""

    __slots__ = ("_first", "_records", "_starts")

    def __init__(self, first: int, records: list[Record]) -> None:
        self._first = first
        self._records = records
        self._starts: list[int] = []

    def __call__(self, index: int) -> int:
        if not self._starts:
            self._starts = list(self._counted())
        return self._starts[index]

    def _counted(self) -> Iterator[int]:
        line = self._first
        for record in self._records:
            if record:
                yield line
            line += 1 + sum(len(_LINE_BREAK.findall(cell)) for cell in record if "\n" in cell or "\r" in cell)
        yield line


def _header(records: _Records) -> tuple[str, ...]:
    while True:
        found, failure = records.take(1)
        if failure is not None:
            raise failure
        if not found:
            raise UnreadableAudienceError("the file is empty", "its first line names the columns")
        if found[0]:
            return tuple(found[0])


def _blocks(records: _Records, file: str) -> Iterator[Block]:
    number = 1
    for size in block_sizes():
        line = records.line
        taken, failure = records.take(size)
        kept = [record for record in taken if record] if [] in taken else taken
        if kept:
            yield Block(file, number, kept, _Lines(line, taken))
        if failure is not None:
            raise failure
        if len(taken) < size:
            return
        number += len(kept)


def _undecodable(stream: BinaryIO, encoding: str, error: UnicodeDecodeError) -> UnreadableAudienceError:
    """Says which byte is wrong; the error itself counts from the start of a chunk only."""
    wrong = error.object[error.start]
    where = ""
    if stream.seekable():
        stream.seek(0)
        where = f" at offset {_first_wrong_byte(stream, encoding):,}"
    help = "save the file as UTF-8, or name its encoding: `encoding: latin-1`"
    return UnreadableAudienceError(f"byte 0x{wrong:02x}{where} is not {encoding}", help)


def _first_wrong_byte(stream: BinaryIO, encoding: str) -> int:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    before = 0
    while chunk := stream.read(_CHUNK_BYTES):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return before - pending + error.start
        before += len(chunk)
    return before
