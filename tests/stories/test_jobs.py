"""`--jobs 2` over data that is awkward to cut, or can't be read to its end: made and told as by one process."""

import os
from pathlib import Path
from typing import Any

import pytest

from specc.pipeline import crew
from tests.stories.conftest import GOOD, Specc

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no forks")
ROWS = "id,name\n" + "".join(f'k{number},"{"a name of some length " * 5}{number}"\n' for number in range(6000))


@pytest.mark.parametrize("key", ["  key: id\n", ""])
@pytest.mark.parametrize("form", ["jsonl", "manifest"])
@pytest.mark.parametrize("sizes", [(6000,), (3000, 3000, 3000, 6000), (1, 4351, 6000), (4352, 6000), (4351, 1, 1, 6000, 1), (6000, 4000)])
def test_rows_that_are_planned_by_may_be_more_than_a_part(sizes: tuple[int, ...], form: str, key: str, good: Path, specc: Specc) -> None:
    """However many files, and parts of them, one process has read before there are more."""
    lines = iter(ROWS.splitlines(keepends=True)[1:] * 3)
    for number, size in enumerate(sizes):
        text = "".join(next(lines).replace("k", f"k{number}-", 1) for _ in range(size))
        (good / f"part{number}.csv").write_text("id,name\n" + text, encoding="utf-8")
    (good / "good.video.yaml").write_text(GOOD.replace("rows.csv", "'part*.csv'").replace("  key: id\n", key), encoding="utf-8")
    arguments = ("compile", ".", "--format", form)
    assert specc(*arguments, "--jobs", 2) == specc(*arguments)


@pytest.mark.parametrize("form", ["jsonl", "manifest"])
@pytest.mark.parametrize("end", [b"x,\xe9\ny,b\n", b'x,"open\ny,b\n', b'x,"a" stray\ny,b\n', b"x,y,z\n"])
def test_data_that_ends_badly(end: bytes, form: str, good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_bytes(ROWS.encode() + end)
    arguments = ("compile", ".", "--keep-going", "--format", form)
    one = specc(*arguments)
    assert one.code == 1
    assert specc(*arguments, "--jobs", 2) == one


def test_data_that_goes_meanwhile(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (good / "rows.csv").write_text(ROWS + ROWS.replace("k", "l").removeprefix("id,name\n"), encoding="utf-8")
    cut = crew.portions

    def cut_and_lose(*arguments: Any, **options: Any) -> Any:
        found = cut(*arguments, **options)
        (good / "rows.csv").unlink()
        return found

    monkeypatch.setattr(crew, "portions", cut_and_lose)
    done = specc("compile", ".", "--jobs", 2)
    assert (done.code, done.out) == (1, "")
    assert "rows.csv: no such file or directory" in done.err
