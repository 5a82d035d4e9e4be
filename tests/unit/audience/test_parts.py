"""Parts of a file, read one by one and joined, are the file; a wrong cut shows before anything wrong is used."""

import csv
import io
import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.audience import parts
from specc.audience.parts import BadCutError, Part, Reading
from specc.audience.readers import open_table, split_table
from specc.audience.row import BadRow, UnreadableAudienceError

CELLS = st.text(st.sampled_from('ab,"\n\ré'), max_size=4)
RAW = st.lists(st.sampled_from(["a", ",", '"', '""', '"a\nb"', '5" nail', "\n", "\r\n", "\r", "é"]), max_size=40).map("".join)
JSON = st.lists(st.sampled_from(['{"a": "\\""}', '{"a": "\\n"}', '{"b":\r2}', "", "[", '"', '{"a": "é"}']), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n"])
READING = Reading("x")


@pytest.fixture(autouse=True, scope="module")
def _tiny_parts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1)
        monkeypatch.setattr(parts, "_WINDOWS_BYTES", (4, 1 << 20))
        yield


def whole(raw: bytes, suffix: str, reading: Reading = READING) -> tuple[list[tuple[int, Any]], str]:
    """The records, each with its line, and what keeps the rest from being read."""
    found: list[tuple[int, Any]] = []
    try:
        for block in open_table(io.BytesIO(raw), reading, suffix=suffix).blocks:
            found += ((block.line(index), "bad" if isinstance(record, BadRow) else record) for index, record in enumerate(block.records))
    except UnreadableAudienceError as error:
        return found, str(error)
    return found, ""


def joined(raw: bytes, suffix: str, count: int) -> tuple[list[tuple[int, Any]], str] | None:
    """As a caller does it: in order, up to the first failure. None where a cut was wrong."""
    columns = open_table(io.BytesIO(raw), READING, suffix=suffix).columns
    found: list[tuple[int, Any]] = []
    for part in split_table(io.BytesIO(raw), READING, suffix=suffix, count=count):
        try:
            records, problem = whole(raw, suffix, replace(READING, part=pickle.loads(pickle.dumps(part)), columns=columns))
        except BadCutError:
            return None
        found += records
        if problem:
            return found, problem
    return found, ""


@given(st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=12), ENDS, st.sampled_from(["", "\ufeff"]), st.integers(2, 20))
def test_parts_of_what_csv_writes_are_the_whole(table: list[list[str]], end: str, bom: str, count: int) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows([["a", "b\nc"], *table])
    raw = (bom + text.getvalue()).encode()
    assert joined(raw, ".csv", count) == whole(raw, ".csv")
    assert joined(raw[: -len(end)], ".csv", count) == whole(raw[: -len(end)], ".csv")


@given(RAW, st.integers(2, 40))
def test_parts_of_any_text_are_the_whole_or_fail(text: str, count: int) -> None:
    raw = f"a\n{text}".encode()
    assert joined(raw, ".csv", count) in (whole(raw, ".csv"), None)


@given(JSON, ENDS, st.sampled_from(["", "\ufeff"]), st.integers(2, 40))
def test_parts_of_json_lines_are_the_whole(lines: list[str], end: str, bom: str, count: int) -> None:
    raw = (bom + end.join(lines)).encode()
    assert joined(raw, ".jsonl", count) == whole(raw, ".jsonl")


@pytest.mark.parametrize("start", range(1, 60))
def test_every_wrong_cut_shows(start: int) -> None:
    raw = b'a,b\n"x\ny",5" nail\n\n"\n\n",2\r\n"a ""q""\n",3\n'
    records, _ = whole(raw, ".csv")
    if raw[start - 1 : start] != b"\n" or start >= len(raw):
        return
    line = 1 + raw[:start].count(b"\n")
    cut = [Part("x", 0, start, is_last=False), Part("x", start, None, line)]
    try:
        found = [record for part in cut for record in whole(raw, ".csv", Reading("x", part=part, columns=("a", "b")))[0]]
    except BadCutError:
        assert line not in {1, *(at for at, _ in records)}
    else:
        assert found == records


def test_a_stray_quote_forbids_no_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_WINDOWS_BYTES", (16, 64))
    raw = b'a,b\n5" nail,1\n' + b"x,y\n" * 1000
    assert len(list(split_table(io.BytesIO(raw), READING, suffix=".csv", count=4))) == 4
    assert joined(raw, ".csv", 4) == whole(raw, ".csv")


def test_a_large_file_is_cut_evenly() -> None:
    raw = b"a,b\n" + b'1,"x\ny"\n' * 10_000
    cut = list(split_table(io.BytesIO(raw), READING, suffix=".csv", count=4))
    assert [part.start for part in cut] == pytest.approx([0, 20_000, 40_000, 60_000], abs=20)
    assert [part.is_last for part in cut] == [False, False, False, True]


@pytest.mark.parametrize(("raw", "encoding"), [("a\n1\n2\n3\n".encode("utf-16"), "utf-16"), (b"a\r1\r2\r3\r", "utf-8"), (b"a\n\xe9\n" * 3, "shift-jis"), (b"", "utf-8")])
def test_what_cant_be_cut_is_one_part(raw: bytes, encoding: str) -> None:
    assert list(split_table(io.BytesIO(raw), Reading("x", encoding), suffix=".csv", count=3)) == [Part("x")]
