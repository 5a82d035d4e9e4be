"""Tables of JSON lines. What they mean is what `json` says; `orjson` reads the lines on which the two agree, faster."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

import orjson

from specc.audience.parts import Reading
from specc.audience.row import BadRow, Block, Table, UnreadableAudienceError, block_sizes
from specc.audience.stream import Opened, begin, is_utf_8

_DIGITS_TO_ZERO = bytes(ord("0") if chr(byte) in "123456789" else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19  # orjson rounds integers beyond 64 bits
_SHORT_LINE_BYTES = 1000  # too short to be nested as deeply as json refuses and orjson doesn't


def json_lines(stream: BinaryIO, reading: Reading) -> Table:
    opened = begin(stream, reading.encoding, reading.part)
    blocks = _blocks(opened, reading.file, reading.part.line)
    return Table(reading.file, None, blocks, is_text=False, is_positional=False, has_bom=opened.has_bom)


def _blocks(opened: Opened, file: str, line: int) -> Iterator[Block]:
    source = opened.byte_lines()
    number = 1
    for size in block_sizes():
        lines: list[bytes] = []
        unread = None
        try:
            lines.extend(islice(source, size))
        except UnreadableAudienceError as error:
            unread = error
        records, starts, failure = _parsed(lines, line, opened.encoding)
        if records:
            yield Block(file, number, records, starts.__getitem__)
        if failure is not None or unread is not None:
            raise failure or unread  # type: ignore[misc]
        if len(lines) < size:
            return
        line += len(lines)
        number += len(records)


def _parsed(lines: list[bytes], first: int, encoding: str) -> tuple[list[Any], Sequence[int], UnreadableAudienceError | None]:
    """The records of lines, the line of each, and what keeps the rest from being read."""
    if is_utf_8(encoding) and all(map(_SHORT_LINE_BYTES.__gt__, map(len, lines))) and not _has_long_number(b"".join(lines)):
        try:
            records = list(map(orjson.loads, lines))
        except orjson.JSONDecodeError:
            pass
        else:
            if set(map(type, records)) == {dict}:
                return records, range(first, first + len(lines)), None
    return _parsed_one_by_one(lines, first, encoding)


def _has_long_number(raw: bytes) -> bool:
    return _LONG_NUMBER in raw.translate(_DIGITS_TO_ZERO)


def _parsed_one_by_one(lines: list[bytes], first: int, encoding: str) -> tuple[list[Any], list[int], UnreadableAudienceError | None]:
    records: list[Any] = []
    starts: list[int] = []
    for line, raw in enumerate(lines, first):
        if not raw.strip():
            continue
        try:
            records.append(_record(raw.decode(encoding), line))
        except UnicodeDecodeError as error:
            problem = f"line {line}: byte 0x{raw[error.start]:02x} is not {encoding}"
            return records, starts, UnreadableAudienceError(problem, "save the file as UTF-8")
        except UnicodeError:
            return records, starts, UnreadableAudienceError(f"the file can't be read as {encoding}", "save it as UTF-8")
        starts.append(line)
    return records, starts, None


def _record(text: str, line: int) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply, or a number too long"
        return _bad(line, f"not JSON: {problem}")
    return value if isinstance(value, dict) else _bad(line, "not a JSON object")


def _bad(line: int, problem: str) -> BadRow:
    return BadRow(0, line, "D101", {"problem": problem, "help": "write one JSON object a line"})
