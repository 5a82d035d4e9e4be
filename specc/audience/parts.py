"""Cutting a file into parts that can be read on their own. Where a cut is right is an estimate, and a wrong one always shows.

With `csv` in its strict mode, a part that starts where a record does and is read to its end without an error ends where a
record does; so the first wrong cut is an unclosed quote at the end of the part before it, and nothing before that is wrong.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_PART_BYTES_MIN = 1 << 16
_CHUNK_BYTES = 1 << 17
_WINDOWS_BYTES = (1 << 13, 1 << 20)
"""In so many bytes a place to cut is looked for; in more where there is none."""
_CARRIAGE_RETURN_ALONE = re.compile(rb"\r[^\n]")
_HAS_LINE_FEED_AND_QUOTE_AS_BYTES = re.compile(r"(utf-?8(-sig)?|ascii|us-ascii|latin-?1|iso-?8859-\d+|(cp|windows-)125\d)\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one file: bytes, or rows where a format counts them, from `start` up to `end` or to the file's own.
    `line` is the line of the file on which it starts. The part that starts at 0 has the header.
    """

    file: str
    start: int = 0
    end: int | None = None
    line: int = 1
    is_last: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """How a stream is to be read. `file` is how it is shown; `columns` are those of a part that doesn't have the header."""

    file: str
    encoding: str = "utf-8"
    delimiter: str | None = None
    part: Part = Part("")
    columns: tuple[str, ...] | None = None


class BadCutError(Exception):
    """A part ends inside a record, so that it and all after it are to be read in one piece."""


def split_separated(stream: BinaryIO, reading: Reading, count: int) -> Iterator[Part]:
    return _split_lines(stream, reading, count, _Separated())


def split_json_lines(stream: BinaryIO, reading: Reading, count: int) -> Iterator[Part]:
    return _split_lines(stream, reading, count, _JsonLines())


def split_never(_stream: BinaryIO, reading: Reading, _count: int) -> Iterator[Part]:
    yield Part(reading.file)


@dataclass(slots=True, eq=False)
class _JsonLines:
    """The lines before a position of a file."""

    line: int = 1

    def take(self, piece: bytes) -> None:
        self.line += piece.count(b"\n")

    def cut(self, window: bytes) -> int:
        """Behind which byte of a window to cut; 0 where it can't be."""
        return window.find(b"\n") + 1


@dataclass(slots=True, eq=False)
class _Separated:
    """The lines and quotes before a position of a file: inside an open quote a line feed ends nothing."""

    line: int = 1
    quotes: int = 0
    has_carriage_return_last: bool = False

    def take(self, piece: bytes) -> None:
        if b'"' in piece:  # finding is much faster than counting
            self.quotes += piece.count(b'"')
        ends_alone = piece.count(b"\r") - piece.count(b"\r\n") if _CARRIAGE_RETURN_ALONE.search(piece) else piece.endswith(b"\r")
        self.line += piece.count(b"\n") + ends_alone
        self.line -= self.has_carriage_return_last and piece.startswith(b"\n")
        self.has_carriage_return_last = piece.endswith(b"\r")

    def cut(self, window: bytes) -> int:
        """A stray quote may make a whole window look quoted: then the first place will do."""
        first = end = window.find(b"\n") + 1
        start, quotes = 0, self.quotes
        while end:
            quotes += window.count(b'"', start, end)
            if quotes % 2 == 0:
                return end
            start, end = end, window.find(b"\n", end) + 1
        return first if len(window) == _WINDOWS_BYTES[-1] else 0


def _split_lines(stream: BinaryIO, reading: Reading, count: int, counted: _JsonLines | _Separated) -> Iterator[Part]:
    """At most `count` parts, in order, about equally long; one where the file can't be cut. Each is found when it is asked for."""
    if not _HAS_LINE_FEED_AND_QUOTE_AS_BYTES.match(reading.encoding.lower().replace("_", "-")):
        yield Part(reading.file)
        return
    size = stream.seek(0, io.SEEK_END)
    pieces = max(1, min(count, size // _PART_BYTES_MIN))
    start, line = 0, 1
    for end, following in _cuts(stream, [size * index // pieces for index in range(1, pieces)], size, counted):
        yield Part(reading.file, start, end, line, is_last=False)
        start, line = end, following
    yield Part(reading.file, start, None, line)


def _cuts(stream: BinaryIO, targets: list[int], size: int, counted: _JsonLines | _Separated) -> Iterator[tuple[int, int]]:
    """Where to cut, each with the line that starts there."""
    position = stream.seek(0)
    for target in targets:
        while position < target and (chunk := stream.read(min(_CHUNK_BYTES, target - position))):
            counted.take(chunk)
            position += len(chunk)
        window, cut = b"", 0
        for length in _WINDOWS_BYTES:
            if not cut:
                window += stream.read(length - len(window))
                cut = counted.cut(window)
        position = stream.seek(position + cut)
        counted.take(window[:cut])
        if cut and position < size:
            yield position, counted.line
