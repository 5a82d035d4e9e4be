"""`--jobs 2` over data that is awkward to cut, or can't be read to its end: made and told as by one process."""

import errno
import gzip
import os
import signal
from pathlib import Path
from typing import Any, NoReturn

import pytest

from specc.pipeline import Selection, compilation, crew, handing, portions
from specc.pipeline.sinks import NoSink
from specc.pipeline.workers import Worker
from tests.stories.conftest import GOOD, Specc

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no forks")
ROWS = "id,name\n" + "".join(f'k{number},"{"a name of some length " * 5}{number}"\n' for number in range(6000))




@pytest.fixture(autouse=True)
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were made; parts are small."""
    made: list[int] = []
    fork = os.fork
    monkeypatch.setattr(portions, "PART_BYTES_MAX", 1 << 16)
    monkeypatch.setattr(os, "fork", lambda: (made.append(fork()), made[-1])[1])
    return made


@pytest.mark.parametrize("key", ["  key: id\n", ""])
@pytest.mark.parametrize("form", ["jsonl", "manifest"])
@pytest.mark.parametrize("sizes", [(6000,), (3000, 3000, 3000, 6000), (1, 4095, 6000), (4096, 6000), (4095, 1, 1, 6000, 1), (6000, 4000)])
def test_rows_that_are_planned_by_may_be_more_than_a_part(sizes: tuple[int, ...], form: str, key: str, good: Path, specc: Specc, forks: list[int]) -> None:
    """However many files, and parts of them, one process has read before there are more."""
    lines = iter(ROWS.splitlines(keepends=True)[1:] * 3)
    for number, size in enumerate(sizes):
        text = "".join(next(lines).replace("k", f"k{number}-", 1) for _ in range(size))
        (good / f"part{number}.csv").write_text("id,name\n" + text, encoding="utf-8")
    (good / "good.video.yaml").write_text(GOOD.replace("rows.csv", "'part*.csv'").replace("  key: id\n", key), encoding="utf-8")
    arguments = ("compile", ".", "--format", form)
    assert specc(*arguments, "--jobs", 2) == specc(*arguments)
    assert len(forks) == 2


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
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: rows.csv changed while it was read\n")


@pytest.mark.parametrize("held", [handing.HELD_BYTES_MAX, 100_000])
@pytest.mark.parametrize("name", ["made.json", "made.jsonl", "made.jsonl.gz", "-"])
def test_wherever_tasks_go(name: str, held: int, good: Path, specc: Specc, forks: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """To a file, by way of a packer, or to stdout; held in memory by who made them, or on disk."""
    monkeypatch.setattr(handing, "HELD_BYTES_MAX", held)
    (good / "rows.csv").write_text(ROWS, encoding="utf-8")
    one = specc("compile", ".", "-o", name)
    before = Path(name).read_bytes() if name != "-" else b""
    assert specc("compile", ".", "-o", name, "--jobs", 3) == one
    assert len(forks) == 3
    assert name == "-" or Path(name).read_bytes() == before
    assert not name.endswith(".gz") or gzip.decompress(before).count(b"\n") == 12_000


@pytest.mark.parametrize("name", ["made.jsonl", "made.jsonl.gz"])
def test_a_process_that_is_killed(name: str, good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (good / "rows.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.setattr(Worker, "_made", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    done = specc("compile", ".", "-o", name, "--jobs", 2)
    assert (done.code, done.err) == (2, "error: a process that compiled a part of the rows was ended\n  help: there may be too little memory: try --jobs 1\n")
    assert not [path.name for path in good.iterdir() if "made" in path.name]


@pytest.mark.parametrize(("name", "told"), [("made.jsonl", "can't write made.jsonl"), ("-", "can't write temporary files in")])
def test_no_space_for_what_processes_write(name: str, told: str, good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (good / "rows.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.setattr(os, "pwrite", _full)
    done = specc("compile", ".", "-o", name, "--jobs", 2)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {told}")
    assert "No space left on device" in done.err
    assert not (good / name).exists()


def test_no_space_for_what_processes_hold(good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    (good / "rows.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.setattr(Worker, "_made", _full)
    done = specc("compile", ".", "--jobs", 2)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: can't write temporary files in")


def test_a_bug_in_a_process_is_told_as_one(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (good / "rows.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.setattr(Worker, "_made", lambda *_: {}["missing"])
    made = compilation([good], Selection())
    made.jobs = 2
    with pytest.raises(RuntimeError, match="KeyError: 'missing'"):
        made.run(NoSink())


def _full(*_: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
