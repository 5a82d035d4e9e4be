"""Tables are read row by row, each with the line it starts on, and the stream stays its owner's."""

import gzip
import io
from typing import Any

import pytest

from specc.audience.parts import Reading
from specc.audience.readers import open_table
from specc.audience.row import BadRow, Row, UnreadableAudienceError, rows


def read(raw: bytes, suffix: str = ".csv", **options: Any) -> list[Row | BadRow]:
    return list(rows(open_table(io.BytesIO(raw), Reading("x", **options), suffix=suffix)))


def values(raw: bytes, suffix: str = ".csv", **options: Any) -> list[Any]:
    return [row.values for row in read(raw, suffix, **options) if isinstance(row, Row)]


@pytest.mark.parametrize(("raw", "options"), [
    (b"a,b\n1,2\n", {}), (b"a,b\r\n1,2\r\n", {}), (b"a,b\r1,2", {}), (b"\xef\xbb\xbfa,b\n1,2\n", {}), (b'"a","b"\n"1","2"\n', {}), (b"\n\na,b\n\n1,2\n\n", {}),
    (b"a;b\n1;2\n", {"delimiter": ";"}), ("a,b\n1,2\n".encode("utf-16"), {"encoding": "utf-16"}),
])  # fmt: skip
def test_the_same_table_in_many_guises(raw: bytes, options: dict[str, str]) -> None:
    assert values(raw, **options) == [{"a": "1", "b": "2"}]


def test_rows_know_the_line_they_start_on() -> None:
    found = read(b'a,b\n"one\ntwo",x\n\nlast,y\n')
    assert [(row.number, row.line) for row in found] == [(1, 2), (2, 5)]


def test_rows_of_another_length_are_told_and_passed_over() -> None:
    found = read(b"a,b\n1\n1,2,3\n1,2\n")
    assert [getattr(row, "rule", None) for row in found] == ["D107", "D107", None]
    assert isinstance(found[0], BadRow)
    assert found[0].facts == {"cells": 1, "columns": 2}


def test_json_lines_keep_their_types_and_bad_lines_are_passed_over() -> None:
    found = read(b'{"a": 1, "b": [true, null]}\n\n{"a"\n[1]\n{"a": 2}\n', ".jsonl")
    assert [getattr(row, "values", None) for row in found] == [{"a": 1, "b": [True, None]}, None, None, {"a": 2}]
    assert [(row.number, row.line) for row in found] == [(1, 1), (2, 3), (3, 4), (4, 5)]


def test_tabs_part_a_tsv() -> None:
    assert values(b"a\tb\n1,5\t2\n", ".tsv") == [{"a": "1,5", "b": "2"}]


@pytest.mark.parametrize(("raw", "options", "told"), [
    (b"id\n" + b"x" * ((1 << 24) + 1), {}, "line 2: a cell is longer than 16,777,216 characters"),
    (b"", {}, "the file is empty"), (b"a,a\n", {}, "the column `a` stands twice"), (b"a\n\xff\n", {}, "byte 0xff at offset 2 is not utf-8"),
    (b"a\n" + b"x" * 3_000_000 + b"\n\xff\n", {}, "byte 0xff at offset 3,000,003"), (b'a\n"x\n', {}, "line 2: unexpected end of data"), (b'a\n\n1\n\n"x\n', {}, "line 5: unexpected end of data"),
    (b"a\n", {"suffix": ".ods"}, "unknown format `.ods`"), (b"a\n", {"encoding": "latin-0"}, "unknown encoding `latin-0`"), (b"a\n", {"delimiter": ";;"}, "the delimiter ';;'"),
])  # fmt: skip
def test_what_holds_for_the_whole_file(raw: bytes, options: dict[str, str], told: str) -> None:
    with pytest.raises(UnreadableAudienceError) as caught:
        read(raw, **options)
    assert told in str(caught.value)
    assert caught.value.help


@pytest.mark.parametrize(("raw", "help"), [(gzip.compress(b"id\n1\n", mtime=0), "let its name end in `.gz`"), ("id\n1\n".encode("utf-16"), "write `encoding: utf-16`"), (b"\xe9d\n", "`encoding: latin-1`"), (b"id\n\xff\xfe\n", "`encoding: latin-1`")])
def test_what_a_file_looks_like_instead(raw: bytes, help: str) -> None:
    with pytest.raises(UnreadableAudienceError) as caught:
        read(raw)
    assert help in caught.value.help


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl"])
def test_the_stream_stays_open(suffix: str) -> None:
    stream = io.BytesIO(b'{"a": 1}\n')
    list(open_table(stream, Reading("x"), suffix=suffix).blocks)
    assert not stream.closed
