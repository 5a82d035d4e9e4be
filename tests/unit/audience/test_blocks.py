"""Blocks hold what stands in a file, in order; the lines of records are those at which `csv` was when it read them."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.audience.parts import Reading
from specc.audience.readers import open_table
from specc.audience.row import BadRow, Block, Row, UnreadableAudienceError, rows

CELLS = st.text(st.sampled_from('ab,"\n\r é'), max_size=6)
LINES = st.sampled_from(['{"a": 1}', "", " ", "[1]", '{"a"', '{"a": 18446744073709551616}', '{"a": -9223372036854775809}', '{"a": 1e400}', '{"a": NaN}',
    '{"a": "\\ud800"}', '{"a": 1, "b": 2, "a": 3}', '{"a": -0.0}', '{"a": -0}', '{"a": ' + "[" * 990 + "]" * 990 + "}", '{"a": ' + "9" * 5000 + "}", '{"a": "é"}'])  # fmt: skip


def blocks_before_failure(raw: bytes, suffix: str) -> tuple[list[Block], str]:
    found: list[Block] = []
    try:
        for block in open_table(io.BytesIO(raw), Reading("x"), suffix=suffix).blocks:
            found.append(block)  # noqa: PERF402
    except UnreadableAudienceError as error:
        return found, str(error)
    return found, ""


@given(st.lists(st.one_of(st.just([]), st.lists(CELLS, min_size=1, max_size=3)), max_size=12), st.sampled_from(["\n", "\r\n"]))
def test_lines_are_those_of_csv(table: list[list[str]], end: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows([["a", "b"], *table])
    reader = csv.reader(io.StringIO(text.getvalue(), newline=""))
    expected, line = [], 1
    for record in reader:
        if record:
            expected.append((line, record))
        line = reader.line_num + 1
    blocks, _ = blocks_before_failure(text.getvalue().encode(), ".csv")
    assert [(block.line(index), record) for block in blocks for index, record in enumerate(block.records)] == expected[1:]


@pytest.mark.parametrize("count", [0, 1, 255, 256, 257, 640, 2000])
@pytest.mark.parametrize(("raw", "end", "suffix", "told"), [
    (b"x,y\n", b'"open\n', ".csv", "unexpected end of data"), (b"x,y\n", b'x"y,"a"b\n', ".csv", "expected after"),
    (b'{"a": 1}\n', b'{"a": "\xff"}\n', ".jsonl", "byte 0xff is not utf-8"),
])  # fmt: skip
def test_what_precedes_a_failure_is_handed_over(count: int, raw: bytes, end: bytes, suffix: str, told: str) -> None:
    header = b"a,b\n" if suffix == ".csv" else b""
    blocks, problem = blocks_before_failure(header + raw * count + end, suffix)
    assert sum(len(block.records) for block in blocks) == count
    assert f"line {count + 1 + len(header) // 4}: " in problem
    assert told in problem


def test_numbers_go_on_from_block_to_block() -> None:
    table = open_table(io.BytesIO(b"a\n" + b"x\n\n" * 2000), Reading("x"), suffix=".csv")
    assert [(row.number, row.line) for row in rows(table)] == [(number, 2 * number) for number in range(1, 2001)]


@given(st.lists(LINES, max_size=8))
def test_json_lines_mean_what_json_says(lines: list[str]) -> None:
    raw = "".join(f"{line}\n" for line in lines).encode()
    expected = [(line, meaning(text)) for line, text in enumerate(lines, 1) if text.strip()]
    found = rows(open_table(io.BytesIO(raw), Reading("x"), suffix=".jsonl"))
    assert repr([(row.line, row.values if isinstance(row, Row) else None) for row in found]) == repr(expected)


def meaning(text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def test_a_long_line_is_nested_no_deeper_than_json_allows() -> None:
    raw = b'{"a": ' + b"[" * 1010 + b"]" * 1010 + b"}\n"
    (row,) = rows(open_table(io.BytesIO(raw), Reading("x"), suffix=".jsonl"))
    assert isinstance(row, BadRow)
    assert "nested too deeply" in str(row.facts["problem"])


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1 << 17])
def test_chunks_leave_no_trace(suffix: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specc.audience.stream._CHUNK_BYTES", size)
    csv_text = '\ufeffa,b\r\n1,"x\r\ny"\r\n\r\n"é\r€","\r"\r\nlast,\r\n'
    raw = csv_text.encode() if suffix == ".csv" else '\ufeff{"a": "é"}\r\n\n{"a":\r2}\n[]'.encode()
    table = open_table(io.BytesIO(raw), Reading("x"), suffix=suffix)
    found = [(row.number, row.line, list(row.values.values()) if isinstance(row, Row) else row.rule) for row in rows(table)]
    csv_rows = [(1, 2, ["1", "x\r\ny"]), (2, 5, ["é\r€", "\r"]), (3, 8, ["last", ""])]
    assert found == (csv_rows if suffix == ".csv" else [(1, 1, ["é"]), (2, 3, [2]), (3, 4, "D101")])
    assert table.has_bom


@pytest.mark.parametrize("size", [1, 2, 3, 1 << 17])
def test_rows_before_a_wrong_byte_are_read(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specc.audience.stream._CHUNK_BYTES", size)
    blocks, problem = blocks_before_failure("\ufeffa\né\n".encode() + b"\xe2\x82\n", ".csv")
    assert [list(block.records) for block in blocks] == [[["é"]]]
    assert "byte 0xe2 at offset 8 is not utf-8" in problem
