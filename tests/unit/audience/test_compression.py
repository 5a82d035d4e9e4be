"""A compressed file is the file that it holds; damage is a finding, after the rows before it."""

import bz2
import gzip
import io
import lzma
import sys
from collections.abc import Callable

import pytest
from backports import zstd

from specc.audience.compression import format_suffix
from specc.audience.parts import Part, Reading
from specc.audience.readers import open_table, split_table
from specc.audience.row import Block, UnreadableAudienceError, rows

PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd.compress}
CSV = b"\xef\xbb\xbfa,b\n" + b"".join(b"%d,x%d\n" % (number, number * 7919 % 1000) for number in range(100_000))
JSON = b'{"a": 1}\n' * 100_000


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize(("raw", "inner"), [(CSV, ".csv"), (JSON, ".jsonl")])
def test_what_is_packed_is_read(suffix: str, raw: bytes, inner: str) -> None:
    packed = open_table(io.BytesIO(PACKERS[suffix](raw)), Reading("x"), suffix=f"{inner}{suffix.upper()}")
    plain = open_table(io.BytesIO(raw), Reading("x"), suffix=inner)
    assert list(rows(packed)) == list(rows(plain))
    assert packed.has_bom == plain.has_bom


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize(("raw", "inner"), [(CSV, ".csv"), (JSON, ".jsonl")])
@pytest.mark.parametrize("is_cut", [True, False])
def test_damage_is_told(suffix: str, raw: bytes, inner: str, is_cut: bool) -> None:  # noqa: FBT001
    packed = PACKERS[suffix](raw)
    middle = len(packed) // 2
    damaged = packed[: len(packed) - 20] if is_cut else packed[:middle] + bytes(byte ^ 255 for byte in packed[middle : middle + 30]) + packed[middle + 30 :]
    with pytest.raises(UnreadableAudienceError) as caught:
        list(open_table(io.BytesIO(damaged), Reading("x"), suffix=inner + suffix).blocks)
    assert caught.value.problem.startswith(f"the {suffix} file {'ends too early' if is_cut else ''}")


@pytest.mark.parametrize(("raw", "inner"), [(CSV, ".csv"), (JSON, ".jsonl")])
def test_rows_before_damage_are_read(raw: bytes, inner: str) -> None:
    table = open_table(io.BytesIO(gzip.compress(raw)[:-1]), Reading("x"), suffix=f"{inner}.gz")
    found: list[Block] = []
    with pytest.raises(UnreadableAudienceError):
        found.extend(table.blocks)
    assert sum(len(block.records) for block in found) == 100_000


def test_an_archive_of_something_else_is_told() -> None:
    with pytest.raises(UnreadableAudienceError, match=r"the \.gz file is damaged: Not a gzipped file"):
        open_table(io.BytesIO(b"a,b\n"), Reading("x"), suffix=".csv.gz")
    with pytest.raises(UnreadableAudienceError, match=r"unknown format `\.gz`"):
        open_table(io.BytesIO(b"a,b\n"), Reading("x"), suffix=".gz")


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "backports", None)
    with pytest.raises(UnreadableAudienceError) as caught:
        open_table(io.BytesIO(b""), Reading("x"), suffix=".csv.zst")
    assert caught.value.problem == "a .zst file needs the 'data' extra"
    assert caught.value.help == "pip install 'specc[data]'"


def test_what_is_packed_is_one_part() -> None:
    assert list(split_table(io.BytesIO(gzip.compress(CSV)), Reading("x"), suffix=".csv.gz", count=4)) == [Part("x")]


@pytest.mark.parametrize(("name", "suffix"), [("a/b.csv", ".csv"), ("b.v2.csv.gz", ".csv.gz"), ("b.GZ", ".GZ"), ("b", ""), ("a.csv/b", ""), ("b.csv.zip", ".zip")])
def test_suffixes(name: str, suffix: str) -> None:
    assert format_suffix(name) == suffix


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_a_line_without_end_is_refused(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specc.audience.stream._LINE_LENGTH_MAX", 1_000_000)
    with pytest.raises(UnreadableAudienceError, match="a line is longer than 1,000,000 characters"):
        list(open_table(io.BytesIO(gzip.compress(b"a\n" + b" " * 10_000_000)), Reading("x"), suffix=f"{suffix}.gz").blocks)
