"""The missing half of a size comes from the shape that the project's other specs agree on."""

from pathlib import Path

import pytest
from cases import BASE

from specc.base.fix import applied
from specc.pipeline import compilation, lint
from specc.pipeline.unit import Selection

WIDE = "task:\n  width: 1920\n  height: 1080\n"
OWN = "extends: base.yaml\ntask:\n  width: 1280  # for phones\n  outputQuality: 90\n"


def fixed(own: str, others: list[str], folder: Path) -> str | None:
    (folder / "specc.toml").touch()
    (folder / "base.yaml").write_text(BASE, encoding="utf-8")
    for number, text in enumerate(others):
        (folder / f"other-{number}.video.yaml").write_text(f"extends: base.yaml\n{text}", encoding="utf-8")
    (folder / "own.video.yaml").write_text(own, encoding="utf-8")
    (finding,) = (item for item in lint(compilation([Path("own.video.yaml")], Selection())).findings if item.code == "P111")
    assert finding.fix is None or not finding.fix.is_safe
    return None if finding.fix is None else applied(own, finding.fix.edits)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_stands_behind_the_half_that_is_there(folder: Path) -> None:
    assert fixed(OWN, [WIDE, "matrix: {size: {hd: {width: 1280, height: 720}}}\n"], folder) == OWN.replace("phones\n", "phones\n  height: 720\n")


def test_a_height_has_its_width(folder: Path) -> None:
    own = OWN.replace("width: 1280", "height: 720")
    assert fixed(own, [WIDE], folder) == own.replace("phones\n", "phones\n  width: 1280\n")


@pytest.mark.parametrize(
    ("own", "others"),
    [
        (OWN, []),
        (OWN, ["task: {width: 1080, height: 1920}\n", WIDE]),
        (OWN, ["task: {resolution: 720p}\n"]),
        (OWN.replace("1280", "1281"), [WIDE]),
        (OWN.replace("1280 ", '"{{ 1280 }}" '), [WIDE]),
    ],
    ids=["alone", "they differ", "none has a size", "no whole number", "calculated"],
)
def test_otherwise_nothing_is_guessed(own: str, others: list[str], folder: Path) -> None:
    assert fixed(own, others, folder) is None
