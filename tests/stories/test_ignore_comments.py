"""Comments that silence: until a day, in files that several specs share, the same for lint and compile."""

import json
from datetime import date
from pathlib import Path

import pytest

from specc.cli import selecting
from tests.stories.conftest import GOOD, Specc

SILENCED = "    speed: 1.6  # specc: ignore[P105] until 2027-01-31 because our account allows it\n"


def codes(specc: Specc, *arguments: str) -> list[str]:
    return [finding["code"] for finding in json.loads(specc("lint", *arguments, "--format", "json").out)["findings"]]


@pytest.fixture
def silenced(good: Path) -> Path:
    (good / "good.video.yaml").write_text(GOOD.replace("  speech:\n", f"  speech:\n{SILENCED}"), encoding="utf-8")
    return good


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(selecting, "today", lambda: date(2027, 1, 31))
    return monkeypatch


def test_what_is_silenced_is_made_until_its_day(silenced: Path, specc: Specc, day: pytest.MonkeyPatch) -> None:
    assert codes(specc) == []
    done = specc("compile", "good.video.yaml", "-o", "out.json")
    assert (done.code, len(json.loads(Path("out.json").read_text()))) == (0, 6)
    day.setattr(selecting, "today", lambda: date(2027, 2, 1))
    assert codes(specc) == ["P105", "S114"]
    done = specc("compile", "good.video.yaml", "-o", "later.json")
    assert done.code == 1
    assert not Path("later.json").exists() or json.loads(Path("later.json").read_text()) == []


def test_plan_and_run_know_the_day(silenced: Path, specc: Specc, day: pytest.MonkeyPatch) -> None:
    assert specc("plan", "good.video.yaml").code == 0
    day.setattr(selecting, "today", lambda: date(2027, 2, 1))
    assert specc("plan", "good.video.yaml").code == 1
    assert specc("run", "good.video.yaml", "--sandbox").code == 1


def test_an_ended_comment_that_would_silence_nothing_is_an_unused_one(silenced: Path, specc: Specc, day: pytest.MonkeyPatch) -> None:
    spec = silenced / "good.video.yaml"
    spec.write_text(spec.read_text().replace("speed: 1.6", "speed: 1.5").replace("2027", "2026"), encoding="utf-8")
    assert codes(specc) == ["S111"]


def test_a_comment_in_a_base_is_unused_when_no_spec_needs_it(project: Path, specc: Specc) -> None:
    base = GOOD.replace("audience:\n  from: rows.csv\n  key: id\n  columns:\n    name: {type: string, minLength: 1}\n", "vars: {speed: 1}\n")
    base = base.replace(" {{ row.name }}", "").replace("{{ row.id }}", "{{ vars.speed }}")
    base = base.replace("  speech:\n", "  speech:\n    speed: 1.6  # specc: ignore[P105]\n")
    Path("base.yaml").write_text(base, encoding="utf-8")
    Path("a.video.yaml").write_text("extends: base.yaml\n", encoding="utf-8")
    Path("b.video.yaml").write_text("extends: base.yaml\ntask: {speech: {speed: 1.2}}\noutput: {file: 'b-{{ language.code }}'}\n", encoding="utf-8")
    assert codes(specc) == []
    Path("a.video.yaml").unlink()
    assert codes(specc) == ["S111"]


def test_of_a_part_of_the_videos_nothing_is_said_to_be_unused(good: Path, specc: Specc) -> None:
    (good / "good.video.yaml").write_text(GOOD.replace("hello: Hello}", "hello: Hello}  # specc: ignore[P105]"), encoding="utf-8")
    assert codes(specc) == ["S111"]
    assert "S111" in specc("compile", "good.video.yaml").err
    assert "S111" not in specc("compile", "good.video.yaml", "--only", "language=es-ES").err
    assert "S111" not in specc("compile", "good.video.yaml", "--row", "a").err


def test_a_comment_of_a_partial(good: Path, specc: Specc, day: pytest.MonkeyPatch) -> None:
    spec, partial = good / "good.video.yaml", good / "bye.j2"
    spec.write_text(GOOD.replace("{{ row.name }}.", "{{ row.name }}. {% include 'bye.j2' %}"), encoding="utf-8")
    partial.write_text("See https://acme.dev/blog.\n", encoding="utf-8")
    before = specc("compile", "good.video.yaml").data
    assert codes(specc) == ["L108"]
    comment = "{# specc: ignore[L108] until 2027-01-31 as it is spelled out #}\n"
    partial.write_text(comment + partial.read_text(), encoding="utf-8")
    assert codes(specc) == []
    assert specc("compile", "good.video.yaml").data == before
    day.setattr(selecting, "today", lambda: date(2027, 2, 1))
    assert codes(specc) == ["S114", "L108"]
    partial.write_text(f"{comment}See you.  {comment}", encoding="utf-8")
    assert codes(specc, "--fix") == ["S111"]
    assert partial.read_text() == f"See you.  {comment}"
