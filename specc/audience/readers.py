"""Readers by format. Each takes an open binary stream and yields rows as they come; a new format is one function here."""

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

from specc.audience.row import BadRow, Row, Table, UnreadableAudienceError

CELL_CHARACTERS_MAX = 16 * 1024 * 1024
_CHUNK_BYTES = 1 << 20

Reader = Callable[[BinaryIO, str, str, str | None], Table]


def open_table(stream: BinaryIO, name: str, *, suffix: str, encoding: str = "utf-8", delimiter: str | None = None) -> Table:
    """The table of an open stream. Raises `UnreadableAudienceError` for what holds for the whole file."""
    reader = READERS.get(suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnreadableAudienceError(f"unknown format `{suffix or 'no extension'}`", f"use one of {known}")
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=encoding)  # refuses codecs that aren't of text, too
    except (LookupError, ValueError):
        raise UnreadableAudienceError(f"unknown encoding `{encoding}`", "use a name like utf-8 or latin-1") from None
    return reader(stream, name, encoding, delimiter)


def _separated(stream: BinaryIO, name: str, encoding: str, delimiter: str | None) -> Table:
    csv.field_size_limit(CELL_CHARACTERS_MAX)
    text = io.TextIOWrapper(stream, encoding=_with_bom(encoding), errors="strict", newline="")
    records = _records(text, stream, encoding, delimiter or ",")
    header = next(records, None)
    if header is None:
        raise UnreadableAudienceError("the file is empty", "its first line names the columns")
    columns = tuple(header[1])
    if duplicate := next((column for index, column in enumerate(columns) if column in columns[:index]), None):
        raise UnreadableAudienceError(f"the column `{duplicate}` stands twice in the header", "give every column its own name")
    return Table(name, columns, _rows(records, columns), is_text=True)


def _tab_separated(stream: BinaryIO, name: str, encoding: str, delimiter: str | None) -> Table:
    return _separated(stream, name, encoding, delimiter or "\t")


def _with_bom(encoding: str) -> str:
    return "utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding


def _records(text: io.TextIOWrapper, stream: BinaryIO, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Records that aren't blank, each with the line it starts on. The stream stays open: it is its owner's to close."""
    try:
        yield from _each_record(_reader(text, delimiter), stream, encoding)
    finally:
        if not stream.closed:
            text.detach()


def _reader(text: io.TextIOWrapper, delimiter: str) -> Iterable[list[str]]:
    try:
        return csv.reader(text, delimiter=delimiter, strict=True)
    except (TypeError, ValueError):
        raise UnreadableAudienceError(f"the delimiter {delimiter!r} can't be used", "use one character, such as `;`") from None


def _each_record(reader: Iterable[list[str]], stream: BinaryIO, encoding: str) -> Iterator[tuple[int, list[str]]]:
    line = 1
    iterator = iter(reader)
    while True:
        try:
            record = next(iterator)
        except StopIteration:
            return
        except UnicodeDecodeError as error:
            raise _undecodable(stream, encoding, error) from None
        except UnicodeError:
            raise UnreadableAudienceError(f"the file can't be read as {encoding}", "save it as UTF-8") from None
        except csv.Error as error:
            raise UnreadableAudienceError(f"line {line}: {error}", "close the quote, and write quotes inside quotes twice") from None
        if record:
            yield line, record
        line = iterator.line_num + 1  # type: ignore[attr-defined]


def _rows(records: Iterator[tuple[int, list[str]]], columns: tuple[str, ...]) -> Iterator[Row | BadRow]:
    for number, (line, record) in enumerate(records, 1):
        if len(record) == len(columns):
            yield Row(number, line, dict(zip(columns, record, strict=True)))
        else:
            yield BadRow(number, line, "D107", {"cells": len(record), "columns": len(columns)})


def _undecodable(stream: BinaryIO, encoding: str, error: UnicodeDecodeError) -> UnreadableAudienceError:
    """Says which byte is wrong; the error itself counts from the start of a block only."""
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


def _json_lines(stream: BinaryIO, name: str, encoding: str, _delimiter: str | None) -> Table:
    return Table(name, None, _objects(stream, encoding), is_text=False)


def _objects(stream: BinaryIO, encoding: str) -> Iterator[Row | BadRow]:
    number = 0
    for line, raw in enumerate(stream, 1):
        if not raw.strip():
            continue
        number += 1
        try:
            value = json.loads(raw.decode(_with_bom(encoding)) if line == 1 else raw.decode(encoding))
        except UnicodeDecodeError as error:
            wrong = raw[error.start]
            problem = f"line {line}: byte 0x{wrong:02x} is not {encoding}"
            raise UnreadableAudienceError(problem, "save the file as UTF-8") from None
        except UnicodeError:
            raise UnreadableAudienceError(f"the file can't be read as {encoding}", "save it as UTF-8") from None
        except (ValueError, RecursionError) as error:
            problem = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply, or a number too long"
            yield BadRow(number, line, "D101", {"problem": f"not JSON: {problem}", "help": "write one JSON object a line"})
            continue
        if isinstance(value, dict):
            yield Row(number, line, value)
        else:
            yield BadRow(number, line, "D101", {"problem": "not a JSON object", "help": "write one JSON object a line"})


READERS: dict[str, Reader] = {
    ".csv": _separated,
    ".tsv": _tab_separated,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
