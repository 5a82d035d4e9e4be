"""Rows out of named pipes: they can be read once, and are needed as often as it takes."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import specc as api
from tests.stories.conftest import GOOD, Specc

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
TWICE = "id,name\na,Ana\nb,Bea\nb,Cho\nc,Bea\n"


@contextmanager
def fed(name: str, text: str) -> Iterator[None]:
    """A pipe into which somebody writes: whoever opens it once more finds it empty, instead of waiting for ever."""
    os.mkfifo(name)
    is_over = threading.Event()

    def write() -> None:
        Path(name).write_text(text, encoding="utf-8")
        while not is_over.wait(0.1):
            Path(name).write_text("", encoding="utf-8")

    threading.Thread(target=write, daemon=True).start()
    yield
    is_over.set()
    os.close(os.open(name, os.O_RDONLY | os.O_NONBLOCK))


@pytest.mark.parametrize("arguments", [
    ("lint", "."), ("compile", ".", "--format", "jsonl"), ("compile", ".", "--keep-going"), ("compile", ".", "--keep-going", "--shard", "1/2"),
    ("compile", ".", "--keep-going", "--jobs", "2"), ("compile", ".", "--row", "c"), ("compile", ".", "--limit", "2"),
])  # fmt: skip
def test_a_pipe_is_as_good_as_a_file(arguments: tuple[str, ...], good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text(TWICE, encoding="utf-8")
    whole = specc(*arguments)
    (good / "rows.csv").unlink()
    with fed("rows.csv", TWICE):
        assert specc(*arguments) == whole


def test_shards_of_a_pipe(good: Path, specc: Specc) -> None:
    (good / "rows.csv").unlink()
    with fed("rows.csv", TWICE.replace("b,Cho", "d,Cho")):
        done = specc("compile", ".", "--shard-rows", 2, "-o", "build")
    assert (done.code, sorted(file.name for file in (good / "build").iterdir())) == (0, ["manifest.json", "part-00000.jsonl", "part-00001.jsonl"])


def test_specs_share_what_is_read_once(good: Path, specc: Specc) -> None:
    (good / "rows.csv").unlink()
    (good / "more.video.yaml").write_text(GOOD.replace("name: good", "name: more").replace("Hello", "Hi").replace("/{{", "/more-{{"), encoding="utf-8")
    with fed("rows.csv", TWICE.replace("b,Cho", "d,Cho")):
        assert "(2 specs, 4 cells, 8 rows, 16 videos)" in specc("lint", ".").out


def test_a_pipe_among_files(good: Path) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("rows.csv", "[rows.csv, more.csv]"), encoding="utf-8")
    with fed("more.csv", "id,name\nd,Dan\n"):
        assert len(api.compile(".").tasks) == 8
