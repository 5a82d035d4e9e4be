"""Readers by format. Each takes an open binary stream and hands over blocks of records; a new format is one row here."""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from specc.audience.compression import format_inner, unpacked
from specc.audience.frames import arrow, parquet, split_arrow, split_parquet
from specc.audience.json_lines import json_lines
from specc.audience.parts import Part, Reading, split_json_lines, split_never, split_separated
from specc.audience.row import Table, UnreadableAudienceError
from specc.audience.separated import comma_separated, tab_separated
from specc.audience.sheets import workbook


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """How a format's streams are read, and how a file of it is cut into at most so many parts."""

    read: Callable[[BinaryIO, Reading], Table]
    split: Callable[[BinaryIO, Reading, int], Iterable[Part]]


def open_table(stream: BinaryIO, reading: Reading, *, suffix: str) -> Table:
    """The table of an open stream. Raises `UnreadableAudienceError` for what holds for the whole file."""
    source, inner = unpacked(stream, suffix)
    format = FORMATS.get(inner.lower())
    if format is None:
        known = ", ".join(sorted(FORMATS))
        raise UnreadableAudienceError(f"unknown format `{suffix or 'no extension'}`", f"use one of {known}")
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=reading.encoding)  # refuses codecs that aren't of text, too
    except (LookupError, ValueError):
        raise UnreadableAudienceError(f"unknown encoding `{reading.encoding}`", "use a name like utf-8 or latin-1") from None
    return format.read(source, reading)


def split_table(stream: BinaryIO, reading: Reading, *, suffix: str, count: int) -> Iterable[Part]:
    """Parts of a file whose table could be opened, one where it can't be cut; found one by one. Each is opened with `Reading.part`, and with
    `Reading.columns` if it isn't the first.
    """
    source, inner = unpacked(stream, suffix)
    return FORMATS[inner.lower()].split(source, reading, count) if source.seekable() else [Part(reading.file)]


def is_read_in_order(suffix: str) -> bool:
    """Whether a format is read from its first byte to its last, in the order of its rows."""
    inner = format_inner(suffix)
    return inner in FORMATS and FORMATS[inner].split in (split_separated, split_json_lines)


FORMATS: dict[str, Format] = {
    ".csv": Format(comma_separated, split_separated),
    ".tsv": Format(tab_separated, split_separated),
    ".jsonl": Format(json_lines, split_json_lines),
    ".ndjson": Format(json_lines, split_json_lines),
    ".parquet": Format(parquet, split_parquet),
    ".arrow": Format(arrow, split_arrow),
    ".feather": Format(arrow, split_arrow),
    ".ipc": Format(arrow, split_arrow),
    ".xlsx": Format(workbook, split_never),
}
