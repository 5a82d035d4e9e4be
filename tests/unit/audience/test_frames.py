"""Files of typed columns: what JSON has comes as it is, and the rest as JSON has it or not at all."""

import datetime as dt
import io
import sys
from decimal import Decimal
from itertools import product
from typing import Any

import polars as pl
import pytest

from specc.audience import frames
from specc.audience.parts import Reading
from specc.audience.readers import open_table, split_table
from specc.audience.row import BadRow, UnreadableAudienceError, rows

BERLIN = pl.Series([dt.datetime(2024, 7, 2, 1, 2, 3)]).dt.replace_time_zone("Europe/Berlin")  # noqa: DTZ001 (the zone is the next call's)
VALUES: dict[str, tuple[Any, Any]] = {
    "integer": ([1], 1), "large": (pl.Series([2**64 - 1], dtype=pl.UInt64), 2**64 - 1), "float": ([5.0], 5.0), "float32": (pl.Series([0.1], dtype=pl.Float32), 0.1),
    "boolean": ([True], True), "text": (["007"], "007"), "null": ([None], None), "category": (pl.Series(["a"], dtype=pl.Categorical), "a"),
    "date": ([dt.date(2024, 1, 2)], "2024-01-02"), "time": ([dt.time(1, 2, 3)], "01:02:03"), "datetime": ([dt.datetime(2024, 1, 2, 3, 4, 5, 600)], "2024-01-02T03:04:05.000600"),  # noqa: DTZ001
    "zoned": (BERLIN, "2024-07-02T01:02:03+02:00"), "whole decimal": ([Decimal("7.00")], 7), "decimal": ([Decimal("19.90")], 19.9),
    "list": ([[dt.date(2024, 1, 2)]], ["2024-01-02"]), "array": (pl.Series([[1, 2]], dtype=pl.Array(pl.Int8, 2)), [1, 2]), "mapping": ([{"a": Decimal("1.5"), "b": [None]}], {"a": 1.5, "b": [None]}),
}  # fmt: skip


def written(frame: pl.DataFrame, suffix: str, **options: Any) -> bytes:
    target = io.BytesIO()
    frame.write_parquet(target, **options) if suffix == ".parquet" else frame.write_ipc(target)
    return target.getvalue()


@pytest.mark.parametrize("suffix", [".parquet", ".arrow"])
@pytest.mark.parametrize("name", VALUES)
def test_values_are_those_of_json(name: str, suffix: str) -> None:
    column, expected = VALUES[name]
    table = open_table(io.BytesIO(written(pl.DataFrame({"x": column}), suffix)), Reading("x"), suffix=suffix)
    ((record,),) = (block.records for block in table.blocks)
    assert repr(record) == repr((expected,))
    assert (table.columns, table.is_text, table.is_positional) == (("x",), False, True)


@pytest.mark.parametrize(("column", "told"), [([b"x"], "bytes"), ([dt.timedelta(1)], "durations"), ([[b"x"]], "bytes"), ([{"a": [{"b": dt.timedelta(1)}]}], "durations")])
def test_what_nobody_can_speak_is_refused(column: Any, told: str) -> None:
    with pytest.raises(UnreadableAudienceError, match=f"the column `x` holds {told}"):
        open_table(io.BytesIO(written(pl.DataFrame({"x": column}), ".parquet")), Reading("x"), suffix=".parquet")


@pytest.mark.parametrize("suffix", [".parquet", ".feather"])
@pytest.mark.parametrize("count", [1, 3, 100])
def test_parts_are_the_whole(suffix: str, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "_PART_ROWS_MIN", 1)
    monkeypatch.setattr(frames, "_SLICE_ROWS", 70)
    raw = written(pl.DataFrame({"a": range(1000), "b": [str(number) for number in range(1000)]}), suffix)
    whole = list(rows(open_table(io.BytesIO(raw), Reading("x"), suffix=suffix)))
    assert [(row.number, row.line) for row in whole] == [(number, number) for number in range(1, 1001)]
    joined = []
    for part in split_table(io.BytesIO(raw), Reading("x"), suffix=suffix, count=count):
        found = list(rows(open_table(io.BytesIO(raw), Reading("x", part=part), suffix=suffix)))
        assert found[0].number == 1
        joined += [(row.line, "" if isinstance(row, BadRow) else row.values) for row in found]
    assert joined == [(row.line, "" if isinstance(row, BadRow) else row.values) for row in whole]


@pytest.mark.parametrize(("suffix", "kind"), [*product((".parquet", ".arrow"), ("empty", "start", "half", "text")), (".parquet", "hole")])
def test_damage_is_told(suffix: str, kind: str) -> None:
    options = {"compression": "zstd"} if suffix == ".parquet" else {}
    raw = written(pl.DataFrame({"a": range(10_000), "b": ["x"] * 10_000}), suffix, **options)
    damaged = {"empty": b"", "start": raw[:6], "half": raw[: len(raw) // 2], "text": b"a,b\n1,2\n" * 9, "hole": raw[:40] + b"\xff" * 200 + raw[240:]}[kind]
    with pytest.raises(UnreadableAudienceError, match="the file is damaged, or of another format: "):
        list(open_table(io.BytesIO(damaged), Reading("x"), suffix=suffix).blocks)


def test_no_rows_are_no_blocks() -> None:
    assert list(open_table(io.BytesIO(written(pl.DataFrame({"a": []}), ".parquet")), Reading("x"), suffix=".parquet").blocks) == []


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UnreadableAudienceError, match="a file of typed columns needs the 'data' extra"):
        open_table(io.BytesIO(b""), Reading("x"), suffix=".parquet")


def test_what_is_compressed_again_is_refused() -> None:
    with pytest.raises(UnreadableAudienceError, match="can't be read from a stream"):
        open_table(io.BytesIO(b""), Reading("x"), suffix=".parquet.gz")
