"""How the data of an audience is cut for several processes, after one has read its first rows.

A part may end within those rows, or before them all: what has been read is in no portion, and nothing is in two.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specc.audience.compression import format_suffix
from specc.audience.parts import BadCutError, Part
from specc.audience.row import UnreadableAudienceError
from specc.pipeline.disk import Here
from specc.pipeline.sources import open_part, split_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specc.pipeline.rows import Audience

PART_BYTES = 16 * 1024 * 1024
_PARTS_A_JOB = 4
_FORMATS = frozenset((".csv", ".tsv", ".jsonl", ".ndjson"))
"""What is cut by bytes, and read without threads, which a fork doesn't take along."""

NO_PORTION = (BadCutError, UnreadableAudienceError)
"""A part can't be read to its end: it was cut wrongly, or there is something wrong with the data. One process tells what."""


@dataclass(slots=True)
class Portions:
    """The parts with rows that are left, the first of which `skipped` are done; `starts` has the number of rows before each
    part, where it matters.
    """

    parts: list[Part]
    skipped: int
    starts: list[int] = field(default_factory=list)


def portions(audience: Audience, jobs: int, *, is_numbered: bool) -> Portions | None:
    """None where the data can't be cut, or isn't worth it."""
    if not _can_be_cut(audience):
        return None
    assert audience.sources is not None
    try:
        parts = split_sources(audience.sources, max(jobs * _PARTS_A_JOB, _size(audience) // PART_BYTES))
        if len(parts) < jobs:
            return None
        made = _left(audience, parts)
        if is_numbered:
            made.starts = _starts(audience, made)
    except (OSError, *NO_PORTION):
        return None
    return made


def _can_be_cut(audience: Audience) -> bool:
    sources = audience.sources
    if sources is None or audience.is_part or not isinstance(sources.files.disk, Here):
        return False
    return all(format_suffix(name) in _FORMATS and (sources.files.folder / name).is_file() for name in sources.names)


def _size(audience: Audience) -> int:
    assert audience.sources is not None
    return sum((audience.sources.files.folder / name).stat().st_size for name in audience.sources.names)


def _left(audience: Audience, parts: list[Part]) -> Portions:
    """The parts without those that are done."""
    skipped = audience.count
    for index, part in enumerate(parts):
        count = 0
        for rows in _row_counts(audience, part):
            count += rows
            if count > skipped:
                return Portions(parts[index:], skipped)
        skipped -= count
    return Portions([], 0)


def _starts(audience: Audience, made: Portions) -> list[int]:
    starts, before = [], audience.count - made.skipped
    for part in made.parts:
        starts.append(before)
        before += sum(_row_counts(audience, part))
    return starts


def _row_counts(audience: Audience, part: Part) -> Iterator[int]:
    """How many rows each block of a part has."""
    assert audience.sources is not None
    assert audience.table is not None
    with ExitStack() as streams:
        for block in open_part(audience.sources, part, audience.table, streams).blocks:
            yield len(block.records)
