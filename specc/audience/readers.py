"""Readers by format. Each takes an open binary stream and hands over blocks of records; a new format is one row here."""

import io
from collections.abc import Callable
from typing import BinaryIO

from specc.audience.json_lines import json_lines
from specc.audience.row import Table, UnreadableAudienceError
from specc.audience.separated import comma_separated, tab_separated

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


READERS: dict[str, Reader] = {
    ".csv": comma_separated,
    ".tsv": tab_separated,
    ".jsonl": json_lines,
    ".ndjson": json_lines,
}
