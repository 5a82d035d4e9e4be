"""How the data of an audience is cut for several processes, after one has read its first rows.

A part may end within those rows, or before them all: what has been read is in no portion, and nothing is in two.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from specc.audience.compression import format_suffix
from specc.audience.parts import BadCutError, Part
from specc.audience.row import UnreadableAudienceError
from specc.pipeline.disk import Here
from specc.pipeline.sources import fraction_read, open_part, split_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specc.pipeline.rows import Audience

PART_BYTES_MAX = 1 << 21
_WRITTEN_BYTES = 12 * 1024 * 1024
"""About so much is written of a part, which a process holds until it is the part's turn."""

_FORMATS = frozenset((".csv", ".tsv", ".jsonl", ".ndjson"))
"""What is cut by bytes, and read without threads, which a fork doesn't take along."""

NO_PORTION = (BadCutError, UnreadableAudienceError)
"""A part can't be read to its end: it was cut wrongly, or there is something wrong with the data. One process tells what."""


@dataclass(slots=True)
class Portions:
    """The parts with rows that are left, found one by one; the first `skipped` rows of the first part are done."""

    parts: Iterator[Part]
    skipped: int


def portions(audience: Audience, jobs: int, *, written: int) -> Portions | None:
    """None where the data can't be cut, or isn't worth it. `written` bytes were made of the rows that are done."""
    if not _can_be_cut(audience):
        return None
    try:
        count = _size(audience) // _part_bytes(audience, written)
        return None if count < jobs else _left(audience, count)
    except (OSError, *NO_PORTION):
        return None


def _can_be_cut(audience: Audience) -> bool:
    sources = audience.sources
    if sources is None or audience.is_part or not isinstance(sources.files.disk, Here):
        return False
    return all(format_suffix(name) in _FORMATS and (sources.files.folder / name).is_file() for name in sources.names)


def _size(audience: Audience) -> int:
    assert audience.sources is not None
    return sum(map(audience.sources.files.audience_size, audience.sources.names))


def _part_bytes(audience: Audience, written: int) -> int:
    """How long a part is to be, by what was made of the rows that were read."""
    assert audience.sources is not None
    read = (fraction_read(audience.sources) or 0) * _size(audience)
    return min(PART_BYTES_MAX, int(_WRITTEN_BYTES * read / written) + 1 if read and written else PART_BYTES_MAX)


def _left(audience: Audience, count: int) -> Portions:
    """The parts without those that are done."""
    assert audience.sources is not None
    skipped = audience.count
    parts = split_sources(audience.sources, count)
    for part in parts:
        found = 0
        for rows in _row_counts(audience, part):
            found += rows
            if found > skipped:
                return Portions(chain((part,), parts), skipped)
        skipped -= found
    return Portions(parts, 0)


def _row_counts(audience: Audience, part: Part) -> Iterator[int]:
    """How many rows each block of a part has."""
    assert audience.sources is not None
    assert audience.table is not None
    with ExitStack() as streams:
        for block in open_part(audience.sources, part, audience.table, streams).blocks:
            yield len(block.records)
