"""Data that changes while it is read is noticed, in whichever pass and by however many processes; nothing is left of what was made of it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from specc.base.errors import ChangedError
from specc.pipeline import Compilation, Selection, compilation, lint
from specc.pipeline.outputs import Output
from specc.pipeline.writing import AtomicFile
from tests.stories.conftest import GOOD

ROWS = "id,name\n" + "".join(f"r{number},Ana\n" for number in range(30_000))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("good.video.yaml").write_text(GOOD, encoding="utf-8")
    Path("rows.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def append() -> None:
    with Path("rows.csv").open("a", encoding="utf-8") as data:
        data.write("late,Ana\n")


def overwrite() -> None:
    """As long as before."""
    Path("rows.csv").write_text(ROWS.replace("r29999,Ana", "r29999,Eva"), encoding="utf-8")
    os.utime("rows.csv", ns=(0, 1))


def replace() -> None:
    Path("new.csv").write_text(ROWS, encoding="utf-8")
    os.utime("new.csv", ns=(0, Path("rows.csv").stat().st_mtime_ns))
    Path("new.csv").replace("rows.csv")


def cut() -> None:
    Path("rows.csv").write_text("id,name\nr1,A", encoding="utf-8")


def remove() -> None:
    Path("rows.csv").unlink()


def once(made: Compilation, change: Callable[[], None], *, in_pass: int = 1) -> Compilation:
    """Has the data changed when some of it has been read."""
    left = [change]

    def watch(sight: object) -> None:
        if sight.number == in_pass and left:  # type: ignore[attr-defined]
            left.pop()()

    made.watch = watch
    return made


@pytest.mark.parametrize("change", [append, overwrite, replace, cut, remove])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_change_is_noticed(change: Callable[[], None], jobs: int, folder: Path) -> None:
    made = once(compilation([Path("good.video.yaml")], Selection()), change)
    made.jobs = jobs
    with pytest.raises(ChangedError, match=r"rows\.csv changed while it was read"), AtomicFile(Path("out.jsonl")) as writer:
        made.run(Output("jsonl", writer, lambda _: None, lambda: None))
    assert sorted(path.name for path in folder.iterdir() if path.name != "rows.csv") == ["good.video.yaml"]


def test_a_change_between_two_passes_is_noticed(folder: Path) -> None:
    Path("rows.csv").write_text(ROWS + "r1,Ana\n", encoding="utf-8")
    made = once(compilation([Path("good.video.yaml")], Selection()), append, in_pass=2)
    with pytest.raises(ChangedError):
        lint(made)


def test_a_change_since_the_inputs_were_taken_is_noticed(folder: Path) -> None:
    made = compilation([Path("good.video.yaml")], Selection())
    made.inputs()
    append()
    with pytest.raises(ChangedError):
        lint(made)


def few() -> None:
    Path("rows.csv").write_text("id,name\na,Ana\nb,Bea\n", encoding="utf-8")


def test_a_change_while_tasks_are_asked_for_is_noticed(folder: Path) -> None:
    few()
    tasks = iter(compilation([Path("good.video.yaml")], Selection()))
    next(tasks)
    append()
    with pytest.raises(ChangedError):
        list(tasks)


def test_data_that_stays_is_read_as_often_as_it_takes(folder: Path) -> None:
    few()
    made = compilation([Path("good.video.yaml")], Selection())
    made.inputs()
    assert lint(made).count("error") == 0
    assert lint(made).count("error") == 0
