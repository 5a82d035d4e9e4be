"""Packed output of `specc compile`: by the ending of its name, with the same bytes each time, whole or not at all."""

import bz2
import gzip
import json
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from tests.stories.conftest import Specc
from tests.stories.test_compile_command import SHARED, WRONG_ROW, written

UNPACK: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".xz": lzma.decompress, ".zst": zstd.decompress}


@pytest.mark.parametrize("suffix", UNPACK)
@pytest.mark.parametrize("form", ["json", "jsonl", "manifest"])
def test_what_is_packed_is_what_is_written_plain(form: str, suffix: str, good: Path, specc: Specc) -> None:
    plain = specc("compile", ".", "--format", form).data
    for name in ("once", "again"):
        assert specc("compile", ".", "--format", form, "-o", name + suffix).code == 0
    assert UNPACK[suffix]((good / f"once{suffix}").read_bytes()) == plain
    assert (good / f"once{suffix}").read_bytes() == (good / f"again{suffix}").read_bytes()


def test_no_name_and_no_time_goes_into_a_gzip_file(good: Path, specc: Specc) -> None:
    specc("compile", ".", "-o", "out.json.gz")
    assert (good / "out.json.gz").read_bytes()[3:8] == bytes(5)


@pytest.mark.parametrize(("name", "form"), [
    ("a.json", "json"), ("a.jsonl", "jsonl"), ("a.NDJSON", "jsonl"), ("a.jsonl.gz", "jsonl"), ("a.json.gz", "json"), ("a.gz", "json"), ("jsonl", "json"),
])  # fmt: skip
def test_the_ending_says_the_form_where_no_form_is_asked_for(name: str, form: str, good: Path, specc: Specc) -> None:
    plain = specc("compile", ".", "--format", form).data
    specc("compile", ".", "-o", name)
    raw = (good / name).read_bytes()
    assert UNPACK.get(Path(name).suffix, bytes)(raw) == plain


def test_the_format_asked_for_goes_before_the_ending(good: Path, specc: Specc) -> None:
    specc("compile", ".", "--format", "json", "-o", "a.jsonl")
    assert len(json.loads((good / "a.jsonl").read_bytes())) == 6


@pytest.mark.parametrize("suffix", UNPACK)
def test_a_second_pass_starts_over(suffix: str, good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(SHARED.replace("  columns:\n    name: {type: string, minLength: 1}\n", ""), encoding="utf-8")
    plain = specc("compile", ".", "--format", "jsonl").data
    assert specc("compile", ".", "-o", f"out.jsonl{suffix}").code == 0
    assert UNPACK[suffix]((good / f"out.jsonl{suffix}").read_bytes()) == plain


def test_with_errors_nothing_is_left_but_the_rejected_rows(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text(WRONG_ROW, encoding="utf-8")
    assert specc("compile", ".", "-o", "out.jsonl.gz", "--rejected", "bad.jsonl.zst").code == 1
    assert written(good) == {"bad.jsonl.zst"}
    assert json.loads(zstd.decompress((good / "bad.jsonl.zst").read_bytes()))["codes"] == ["D104"]


@pytest.mark.parametrize("option", ["-o", "--rejected"])
def test_a_library_that_is_not_there_is_told_first(option: str, good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "backports", None)
    monkeypatch.setitem(sys.modules, "compression", None)
    done = specc("compile", ".", option, "out.jsonl.zst")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: a .zst file needs the 'data' extra\n  help: pip install 'specc[data]'\n"
    assert written(good) == set()
