"""What a compilation follows from is told by name, and a change of any of it shows."""

from datetime import date
from pathlib import Path

import pytest

from specc.pipeline import Selection, compilation
from specc.pipeline.inputs import changes
from tests.stories.conftest import GOOD, ROWS

SPEC = GOOD.replace("specc: 1\n", "specc: 1\nextends: base.yaml\n").replace("{{ language.hello }}", "{% include 'outer.j2' %}")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in {"base.yaml": "vars: {mark: '!'}\n", "good.video.yaml": SPEC, "rows.csv": ROWS, "outer.j2": "{% include 'inner.j2' %}", "inner.j2": "Hi"}.items():
        Path(name).write_text(text, encoding="utf-8")
    return tmp_path


def inputs(today: date | None = None, **options: object) -> dict[str, str]:
    made = compilation([Path("good.video.yaml")], Selection(today=today))
    found = made.inputs(**options)
    made.release()
    return found


@pytest.mark.parametrize(("file", "old", "new", "told"), [
    ("good.video.yaml", "Hola", "Buenas", ["good.video.yaml"]),
    ("base.yaml", "!", "?", ["good.video.yaml"]),
    ("rows.csv", "Ana", "Eva", ["rows.csv"]),
    ("inner.j2", "Hi", "Ho", ["good.video.yaml: inner.j2"]),
    ("good.video.yaml", "specc: 1", "# a remark\nspecc: 1", []),
    ("good.video.yaml", "'outer.j2'", "row.name ~ '.j2'", ["good.video.yaml", "good.video.yaml: outer.j2", "good.video.yaml: inner.j2", "what good.video.yaml includes by computed names"]),
])  # fmt: skip
def test_a_change_is_told_by_its_name(file: str, old: str, new: str, told: list[str], folder: Path) -> None:
    before = inputs()
    assert changes(before, inputs()) == []
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    assert sorted(changes(before, inputs())) == sorted(told)


def test_options_count(folder: Path) -> None:
    assert changes(inputs(**{"--format": "jsonl"}), inputs(**{"--format": "json"})) == ["--format"]


def test_what_cannot_be_known_has_always_changed(folder: Path) -> None:
    (folder / "good.video.yaml").write_text(SPEC.replace("'outer.j2'", "row.name ~ '.j2'"), encoding="utf-8")
    assert changes(inputs(), inputs()) == ["what good.video.yaml includes by computed names"]


def test_data_that_cannot_be_read_is_left_to_the_run(folder: Path) -> None:
    (folder / "rows.csv").unlink()
    assert "rows.csv" not in inputs()


def test_the_day_counts_on_which_a_comment_ends(folder: Path) -> None:
    (folder / "good.video.yaml").write_text(SPEC.replace("specc: 1", "specc: 1  # specc: ignore[P105] until 2027-01-31"), encoding="utf-8")
    last, after, later = (inputs(date(2027, month, 28)) for month in (1, 2, 3))
    assert changes(last, after) == ["what comments in good.video.yaml silenced up to a day"]
    assert changes(after, later) == []
