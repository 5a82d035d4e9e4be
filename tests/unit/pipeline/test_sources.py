"""An audience's files are one table, and their parts are, joined, the same table."""

import gzip
import io
import pickle
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from specc.audience import parts
from specc.audience.row import BadRow, Row, Table, UnreadableAudienceError, row_at, rows
from specc.base.location import Source
from specc.pipeline.files import SpecFiles
from specc.pipeline.sources import Sources, find_sources, open_part, open_sources, split_sources
from specc.syntax.parse import parse

FILES = {
    "a.csv": b"id,name\n" + b"".join(b'%d,"x\ny"\n' % number for number in range(300)),
    "b.csv": b"\xef\xbb\xbfname,id\r\n" + b"z,7\r\n\r\n" * 50 + b"short\r\n",
    "c.tsv": b"id\tname\n8\tz\n",
    "d.csv.gz": gzip.compress(b"name,id\nz,9\n"),
    "e.jsonl": b'{"id": 1}\n[]\n' * 30,
    "f.jsonl": b'{"id": 2}',
    "empty.csv": b"",
    "ids.csv": b"id\n1\n",
    "weird[1].csv": b"id,name\n1,x\n",
    "broken.csv": b'id,name\n1,x\n2,"y\n',
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, raw in FILES.items():
        (tmp_path / name).write_bytes(raw)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1)
    return tmp_path


def found(source: Any) -> Sources:
    document = parse(Source("x", f"audience: {{from: {source}}}"))
    sources = find_sources(document, SpecFiles(Path("x.video.yaml")))
    assert sources is not None
    return sources


def table_of(source: Any, streams: ExitStack) -> Table:
    return open_sources(found(source), streams)


@pytest.mark.parametrize("source", ["a.csv", "[a.csv, b.csv, c.tsv, d.csv.gz]", "'[ab].csv'", "[b.csv, a.csv]", "'?.jsonl'", "e.jsonl", "'weird[1].csv'"])
@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_parts_are_the_whole(source: str, count: int, folder: Path) -> None:
    with ExitStack() as streams:
        table = table_of(source, streams)
        whole = list(rows(table))
        sources, first = pickle.loads(pickle.dumps((found(source), replace(table, blocks=iter(())))))  # as another process has them
        number, joined = 0, list[Row | BadRow]()
        for part in split_sources(sources, count):
            for block in open_part(sources, part, first, streams).blocks:
                shifted = type(block)(block.file, number + 1, block.records, block.line)
                joined += (row_at(table.columns, shifted, index) for index in range(len(block.records)))
                number += len(block.records)
    assert [row.number for row in whole] == list(range(1, len(whole) + 1))
    assert joined == whole


def test_rows_know_their_file_and_its_lines(folder: Path) -> None:
    with ExitStack() as streams:
        last = list(rows(table_of("[ids.csv]", streams)))[-1]
        assert (last.file, last.line) == ("ids.csv", 2)
        last = list(rows(table_of("[a.csv, b.csv]", streams)))[-1]
        assert isinstance(last, BadRow)
        assert (last.file, last.line, last.number, last.rule) == ("b.csv", 102, 351, "D107")


@pytest.mark.parametrize(("source", "told"), [
    ("'*.parquet'", "no file matches `*.parquet`"), ("[a.csv, e.jsonl]", "e.jsonl is of another kind of format than a.csv"), ("[a.csv, ids.csv]", "ids.csv hasn't the columns of a.csv: it misses `name`"),
    ("[ids.csv, a.csv]", "a.csv hasn't the columns of ids.csv: it adds `name`"), ("[a.csv, empty.csv]", "empty.csv: the file is empty"), ("[a.csv, nowhere.csv]", "nowhere.csv: no such file or directory"),
    ("[a.csv, '-']", "standard input can't be one of several files"), ("[a.csv, '?.csv']", "the file `a.csv` is named twice"), ("[a.csv, {id: 1}]", "rows and names of files are mixed"), ("[a.csv, 'x\\0y']", "no file name"),
    ("'x*\\0'", "no file matches"), ("'s3://people/a.parquet'", "is an address"), (f"{'x' * 300}.csv", "file name too long"), ("[broken.csv, a.csv]", "broken.csv: line 3: unexpected end of data"), ("'../*/'", "no file matches"),
])  # fmt: skip
def test_what_keeps_files_from_being_one_table(source: str, told: str, folder: Path) -> None:
    with ExitStack() as streams, pytest.raises(UnreadableAudienceError) as caught:
        list(table_of(source.replace("'", '"'), streams).blocks)
    assert told in str(caught.value)
    assert caught.value.help


def test_files_are_closed_and_standard_input_isnt(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"id\n1\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    with ExitStack() as streams:
        assert len(list(rows(table_of('"-"', streams)))) == 1
        assert list(split_sources(found('"-"'), 4)) == [parts.Part("-")]
        next(table_of("[a.csv, b.csv]", streams).blocks)  # a file that stays open is a warning, and so an error
    assert not stdin.buffer.closed
