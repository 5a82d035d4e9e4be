"""Lines cut at the delimiter are the records that `csv` makes of them."""

import csv
import gc
import io
import weakref
from collections.abc import Iterable, Iterator
from itertools import cycle, islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.audience.lines import Record
from specc.audience.splitting import Records

CELL_CHARACTERS_MAX = 50
PIECES = ("a", "b c", ",", ";", "\n", "\r\n", "\r", '"', '""', "é", "\x00", "\x0b", "\x85", " ", "\t", "x" * 60)


def outcome(records: Iterable[Record]) -> tuple[list[Record], str]:
    """The records, and what ends them too early."""
    made: list[Record] = []
    failure = ""
    try:
        made.extend(records)
    except csv.Error as error:
        failure = str(error)
    return made, failure


def taken(records: Records, counts: Iterator[int]) -> Iterator[Record]:
    """All records, as many at a time as is said."""
    while some := records.take(next(counts)):
        yield from some


def lines_of(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def texts_of(lines: list[str], sizes: list[int]) -> list[str]:
    """Lines in texts of several each."""
    left = iter(lines)
    texts = ["".join(islice(left, size)) for size in sizes]
    return [*texts, "".join(left), ""]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.lists(st.integers(0, 4), max_size=8), st.sampled_from(",;\t |\"'"), st.lists(st.integers(1, 9), min_size=1))
def test_records_are_those_of_csv(pieces: list[str], sizes: list[int], delimiter: str, counts: list[int]) -> None:
    before = csv.field_size_limit(CELL_CHARACTERS_MAX)
    try:
        lines = lines_of("".join(pieces))
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        records = Records(iter(texts_of(lines, sizes)), delimiter, CELL_CHARACTERS_MAX)
        assert outcome(taken(records, cycle(counts))) == outcome(reader)
    finally:
        csv.field_size_limit(before)


@given(st.lists(st.sampled_from(["a,b\n", '"a\nb",c\n', "\n", "a,b\r\n", 'a,"b"\n']), max_size=20), st.lists(st.integers(0, 4), max_size=8))
def test_lines_are_counted_as_records_are_read(lines: list[str], sizes: list[int]) -> None:
    reader = csv.reader(lines_of("".join(lines)), strict=True)
    records = Records(iter(texts_of(lines, sizes)), ",", CELL_CHARACTERS_MAX)
    for record in taken(records, repeat(1)):
        assert record == next(reader)
        assert records.line_count == reader.line_num


@pytest.mark.parametrize("text", ["a,b\nc,d\n", 'a,"b\n"\nc,d\n'])
def test_what_was_read_is_given_back_at_once(text: str) -> None:
    """A process reads thousands of parts: none may wait for a collection to be freed."""
    gc.disable()
    try:
        records = Records(iter([text]), ",", CELL_CHARACTERS_MAX)
        records.take(1)
        alive = weakref.ref(records)
        del records
        assert alive() is None
    finally:
        gc.enable()
