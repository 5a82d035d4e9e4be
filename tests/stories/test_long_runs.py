"""What a long run of lint or compile tells while it goes, and what an interrupted one leaves."""

import io
import tempfile
from pathlib import Path

import pytest

from specc.cli import watching
from specc.pipeline.outputs import Output
from tests.stories.conftest import GOOD, Specc
from tests.stories.test_compile_command import written

COUNT = 1500


@pytest.fixture
def many(good: Path) -> Path:
    rows = [f"k{number},{'' if number in (0, 900) else number}" for number in range(COUNT)]
    (good / "rows.csv").write_text("\n".join(["id,name", *rows]) + "\n", encoding="utf-8")
    return good


@pytest.fixture
def slow(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run takes longer than what is waited for."""
    monkeypatch.setattr(watching, "SILENT_S", 0.0)
    monkeypatch.setattr(watching, "_PAUSE_S", 0.0)


FOUND = "found so far: error[D104] good.video.yaml:8:5 column `name` has 0 characters, the contract says at least 1 (line 2 of rows.csv); going on\n"


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("arguments", [("lint",), ("compile", "."), ("compile", ".", "--keep-going", "-o", "tasks"), ("compile", ".", "-o", "build", "--shard-rows", 100)])
def test_an_error_is_told_once_at_once(arguments: tuple[object, ...], many: Path, specc: Specc) -> None:
    done = specc(*arguments)
    assert done.code == 1
    assert done.err.startswith(FOUND)
    assert done.err.count("found so far") == 1


@pytest.mark.usefixtures("slow")
def test_no_more_than_a_few_are_told(many: Path, specc: Specc) -> None:
    names = [f"a{number}" for number in range(9)]
    contract = "".join(f"    {name}: {{type: integer}}\n" for name in names)
    (many / "good.video.yaml").write_text(GOOD.replace("  columns:\n", "  columns:\n" + contract), encoding="utf-8")
    (many / "rows.csv").write_text(f"id,name,{','.join(names)}\n" + f"k,Ana{',x' * 9}\n" * 2, encoding="utf-8")
    assert specc("lint").err.count("found so far") == 5


@pytest.mark.usefixtures("slow")
def test_a_second_pass_tells_nothing_again(many: Path, specc: Specc) -> None:
    rows = (many / "rows.csv").read_text(encoding="utf-8").replace("k901,", "k1,")
    (many / "rows.csv").write_text(rows, encoding="utf-8")
    done = specc("lint")
    assert [line[:24] for line in done.err.splitlines()] == ["found so far: error[D104", "found so far: error[D105"]


def test_a_run_that_is_over_soon_tells_nothing(good: Path, specc: Specc) -> None:
    (good / "rows.csv").write_text("id,name\na,\n", encoding="utf-8")
    assert specc("lint").err == ""


@pytest.mark.parametrize("arguments", [("-o", "tasks.json"), ("-o", "tasks.json.gz", "--rejected", "bad.jsonl"), ()])
def test_an_interrupted_run_leaves_nothing(arguments: tuple[str, ...], good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Output, "write", interrupted)
    done = specc("compile", "good.video.yaml", *arguments)
    assert (done.code, done.out, done.err) == (130, "", "interrupted: nothing was written; with --shard-rows a run can be gone on with, by --resume\n")
    assert written(good) == set()


def test_rows_of_standard_input_may_come_twice(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("rows.csv", "'-'"), encoding="utf-8")
    done = specc("compile", ".", "--format", "jsonl", stdin="id,name\na,Ana\nb,Ana\n")
    assert (done.code, done.out.count("\n")) == (0, 2)
    assert "warning[D110]" in done.err


class FullDisk(io.FileIO):
    def __init__(self, **_: object) -> None:
        super().__init__("/dev/full", "r+")

    def truncate(self, _size: int | None = None) -> int:
        return 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to try")
@pytest.mark.parametrize("arguments", [("lint",), ("compile", "."), ("compile", ".", "-o", "tasks.json")])
def test_no_space_for_temporary_files(arguments: tuple[str, ...], good: Path, specc: Specc, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", FullDisk)
    done = specc(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err == f"error: can't write temporary files in {tempfile.gettempdir()}: No space left on device\n  help: free some space there, or set TMPDIR to another folder\n"
    assert written(good) == set()
