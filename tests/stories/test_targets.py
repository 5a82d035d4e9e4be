"""Output goes over earlier output, and never over what specc reads."""

import os
from pathlib import Path

import pytest

from specc.run.ledger import open_ledger
from tests.stories.conftest import Specc

SPEC = "good.video.yaml"


@pytest.fixture
def whole(good: Path) -> Path:
    """A project with a file of everything that is read."""
    (good / "specc.toml").write_text('policy = "policy.json"\n')
    (good / "policy.json").write_text("{}")
    (good / "known.json").write_text('{"version": 1, "findings": []}')
    (good / "greeting.j2").write_text("Hello")
    (good / "one.j2").write_text("{{ f.message }}")
    text = (good / SPEC).read_text().replace('text: "', "text: \"{% include 'greeting.j2' %} ")
    (good / SPEC).write_text(text)
    return good


def refused(specc: Specc, *arguments: object) -> str:
    """What is said by a command that writes nothing."""
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    done = specc(*arguments)
    assert (done.code, done.out) == (2, ""), done.err
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before
    return done.err


@pytest.mark.parametrize("name", [SPEC, "new.video.yaml", "specc.toml", "pyproject.toml"])
@pytest.mark.parametrize(
    "arguments",
    [("lint", "--write-baseline"), ("lint", "--output-file"), ("compile", SPEC, "-o"), ("compile", SPEC, "--rejected"), ("plan", SPEC, "--out"), ("schema", "-o"), ("results", "-o")],
)
def test_no_output_takes_the_name_of_a_spec_or_a_project(whole: Path, specc: Specc, arguments: tuple[str, ...], name: str) -> None:
    told = refused(specc, *arguments, name)
    assert told.startswith(f"error: {name} is a ")
    assert "isn't written over" in told


@pytest.mark.parametrize("name", ["rows.csv", "policy.json", "greeting.j2"])
@pytest.mark.parametrize("arguments", [("lint", "--output-file"), ("compile", SPEC, "-o"), ("compile", SPEC, "--rejected"), ("plan", SPEC, "--out")])
def test_no_output_replaces_what_a_spec_reads(whole: Path, specc: Specc, arguments: tuple[str, ...], name: str) -> None:
    told = refused(specc, *arguments, name)
    assert told.startswith(f"error: {name} is read by this command, and isn't written over\n")


def test_another_name_of_a_file_is_still_that_file(whole: Path, specc: Specc) -> None:
    Path("soft.json").symlink_to(SPEC)
    os.link("rows.csv", "hard.json")
    assert "soft.json is a spec" in refused(specc, "compile", SPEC, "-o", "soft.json")
    assert "hard.json is read" in refused(specc, "compile", SPEC, "-o", "hard.json")
    assert "is read" in refused(specc, "compile", SPEC, "-o", whole / "x" / ".." / "rows.csv")


def test_what_options_name_is_kept(whole: Path, specc: Specc) -> None:
    assert "known.json is read" in refused(specc, "lint", "--baseline", "known.json", "--output-file", "known.json")
    assert "one.j2 is read" in refused(specc, "lint", "--format", "template", "--template-file", "one.j2", "--output-file", "one.j2")
    assert specc("compile", SPEC, "-o", "tasks.json").code == 0
    assert "tasks.json is read" in refused(specc, "plan", "tasks.json", "--out", "tasks.json")


@pytest.mark.parametrize(("settings", "ledger"), [("max_cost = 9", ".specc/ledger.db"), ('ledger = "kept/paid.db"', "kept/paid.db")])
@pytest.mark.parametrize("arguments", [("results", "-o"), ("plan", SPEC, "--out")])
def test_no_output_replaces_the_ledger_that_nobody_named(good: Path, specc: Specc, arguments: tuple[str, ...], settings: str, ledger: str) -> None:
    (good / "specc.toml").write_text(settings)
    Path(ledger).parent.mkdir()
    open_ledger(ledger).close()
    assert refused(specc, *arguments, ledger).startswith(f"error: {ledger} is read by this command, and isn't written over\n")


def test_a_spec_from_stdin_keeps_its_data(whole: Path, specc: Specc) -> None:
    done = specc("lint", "-", "--stdin-filename", SPEC, "--output-file", "rows.csv", stdin=Path(SPEC).read_text())
    assert (done.code, "rows.csv is read" in done.err) == (2, True)


def test_earlier_output_is_replaced(whole: Path, specc: Specc) -> None:
    for _ in range(2):
        assert specc("lint", "--output-file", "report.txt").code == 0
        assert specc("lint", "--write-baseline", "known.json").code == 0
        assert specc("compile", SPEC, "-o", "tasks.json", "--rejected", "rejected.jsonl").code == 0
        assert specc("plan", SPEC, "--out", "plan.json").code == 0
        assert specc("schema", "-o", "specc.schema.json").code == 0


@pytest.mark.parametrize("text", ["notes", "[]", '{"version": 1}', '{"findings": [], "summary": {}}'])
def test_a_baseline_replaces_baselines_alone(whole: Path, specc: Specc, text: str) -> None:
    Path("notes.json").write_text(text)
    assert refused(specc, "lint", "--write-baseline", "notes.json").startswith("error: notes.json is there already and is no baseline, so it isn't written over\n")
    Path("notes.json").write_text("")
    assert specc("lint", "--write-baseline", "notes.json").code == 0
