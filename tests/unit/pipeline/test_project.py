"""The project's file: where it is found, what it may say, and how a mistake in it is told in a line."""

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from cases import BASE

from specc.base.errors import UsageError
from specc.base.range import Range
from specc.catalog.project import NO_PROJECT, OwnPrice, OwnRate, Project, project_schema
from specc.pipeline.project import find_project, read_project, require_sound

ALL = """\
select = ["P", "V", "C101"]
ignore = ["P116"]
severity = {C101 = "error", D = "info"}
per-file-ignores = {"drafts/**" = ["P", "V107"]}
include = ["specs/**/*.yaml"]
exclude = ["old"]
ledger = "postgresql://host/db"
max_cost = 250
speech_seconds_max = 90.5

[prices."heygen:avatar@5"]
usd_per_second = {low = 0.06, expected = 0.0667, high = 0.07}
source = "our invoice of October"
date = 2026-10-31

[speech_rates.en-US]
words_per_second = 2.4
source = "our narrator"
"""


def test_all_keys(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text(ALL)
    assert read_project(tmp_path) == Project(
        select=("P", "V", "C101"),
        ignore=("P116",),
        severity={"C101": "error", "D": "info"},
        per_file_ignores={"drafts/**": ("P", "V107")},
        include=("specs/**/*.yaml",),
        exclude=("old",),
        ledger="postgresql://host/db",
        max_cost=250,
        speech_seconds_max=90.5,
        prices={
            "heygen:avatar@5": OwnPrice("our invoice of October", usd_per_second=Range(0.06, 0.0667, 0.07), date="2026-10-31"),
        },
        speech_rates={"en-US": OwnRate("our narrator", words_per_second=Range(2.4, 2.4, 2.4))},
    )


def test_it_is_found_from_below(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.specc]\nmax_cost = 5\n")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert read_project(below).max_cost == 5
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'unrelated'\n")
    assert find_project(below) == tmp_path / "pyproject.toml"
    (tmp_path / "a" / "specc.toml").write_text("")
    assert read_project(below) == NO_PROJECT


def test_specc_toml_comes_first(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.specc]\nmax_cost = 5\n")
    (tmp_path / "specc.toml").write_text("max_cost = 6\n")
    assert read_project(tmp_path).max_cost == 6


def test_none_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("this is [not TOML")
    assert find_project(tmp_path) in (None, find_project(tmp_path.parent))


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("max_costs = 3", "specc.toml:1:1: unknown setting `max_costs`", "did you mean `max_cost`?"),
        ("max-costs = 3", "specc.toml:1:1: unknown setting `max-costs`", "did you mean `max_cost`?"),
        ("\n\nmax_cost = '3'", "specc.toml:3:12: `max_cost` is text, expected a number", ""),
        ("max_cost = true", "specc.toml:1:12: `max_cost` is a boolean, expected a number", ""),
        ("max_cost = inf", "specc.toml:1:12: `max_cost` is inf, expected a number", ""),
        ("max_cost = 0", "specc.toml:1:12: `max_cost` is 0, expected a number above 0", ""),
        ("speech-seconds-max = -1", "specc.toml:1:22: `speech-seconds-max` is -1, expected a number above 0", ""),
        ("prices = 3", "specc.toml:1:10: `prices` is an integer, expected a mapping", ""),
        ("[prices.x]\nsource = 's'", "specc.toml:1:1: `prices.x` needs one of `usd_per_second` and `usd_per_video`", "write the figure, or take the table out"),
        ("[prices.x]\nusd_per_video = 1", "specc.toml:1:9: `prices.x.source` is missing", "add `source = …`"),
        ("[speech_rates.en]\nsource = 's'\nwords_per_second = 0", "specc.toml:3:20: `speech_rates.en.words_per_second` is 0, expected a number above 0", ""),
        ("[prices.x]\nsource='s'\nusd_per_video = {low=2,expected=1,high=3}", "specc.toml:1:1: `prices.x` makes no sense: not 0 ≤ low ≤ expected ≤ high: 2, 1, 3", ""),
        ("max_cost = ", "specc.toml:1:11: not TOML: invalid value, where the file ends", "text stands in quotes, a decimal point is a dot, and a key stands once"),
        ("a.b = 1\na = 2", "specc.toml:2:6: not TOML: cannot overwrite a value, where the file ends", "text stands in quotes, a decimal point is a dot, and a key stands once"),
        ("selekt = 1\ncolour = 2\nmax_cost = 0", "specc.toml:1:1: unknown setting `selekt` (and 2 more: `specc lint` tells all)", "did you mean `select`?"),
    ],
)
def test_mistakes_are_told_in_a_line(text: str, message: str, help: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specc.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        require_sound(read_project(Path()))
    assert (caught.value.message, caught.value.help) == (message, help)
    assert "\n" not in caught.value.message


def test_what_is_sound_is_kept(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text("max_cost = 0\nspeech_seconds_max = 90\nledgr = 'x'\n")
    project = read_project(tmp_path)
    assert project == Project(speech_seconds_max=90)
    assert [fault.rule for fault in project.faults] == ["S116", "S117"]


def test_places_in_a_shared_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n\n[tool.specc]\nignore = ['P105']\nmax_costs = 1\n")
    with pytest.raises(UsageError, match=r"^pyproject.toml:6:1: unknown setting `max_costs`$"):
        require_sound(read_project(Path()))


@pytest.mark.parametrize("name", ["max-cost", "max_cost", "per-file-ignores", "per_file_ignores", "speech-rates"])
def test_dashes_are_underscores(name: str, tmp_path: Path) -> None:
    value = {"max": "3", "per": "{'a.video.yaml' = ['P105']}", "speech": "{en = {'words-per-second' = 2, source = 'x'}}"}[name[:6].partition("-")[0].partition("_")[0]]
    (tmp_path / "specc.toml").write_text(f"{name} = {value}\n")
    project = read_project(tmp_path)
    assert not project.faults
    assert getattr(project, name.replace("-", "_"))


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_bytes(b"ledger = '\xff'")
    (fault,) = read_project(tmp_path).faults
    assert (fault.rule, fault.span.first.column) == ("S118", 11)


def test_the_schema_is_the_model() -> None:
    """What the schema allows is what a project has, and each of our keys may be written with dashes."""
    names = {part.name for part in fields(Project)} - {"policies", "file", "faults"}
    assert {name for name in project_schema()["properties"] if "-" not in name} == names
    for kind, table in ((OwnPrice, "prices"), (OwnRate, "speech_rates")):
        entry = project_schema()["properties"][table]["additionalProperties"]
        assert {name for name in entry["properties"] if "-" not in name} == {part.name for part in fields(kind)}
    _require_twins(project_schema())


def _require_twins(schema: Any) -> None:
    properties = schema.get("properties", {})
    for name, child in properties.items():
        if "_" in name:
            assert properties[name.replace("_", "-")] == {**child, "description": f"The same as `{name}`."}
        _require_twins(child)
    if isinstance(schema.get("additionalProperties"), dict):
        _require_twins(schema["additionalProperties"])


@pytest.mark.parametrize("command", [["compile", "a.video.yaml"], ["plan", "a.video.yaml"], ["run", "a.video.yaml", "--sandbox"], ["status"]])
def test_a_mistake_ends_a_command_with_exit_code_2(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text("max_costs = 1\n")
    (tmp_path / "a.video.yaml").write_text(BASE)
    done = _specc(command, tmp_path)
    assert done.returncode == 2
    assert done.stderr == "error: specc.toml:1:1: unknown setting `max_costs`\n  help: did you mean `max_cost`?\n"
    assert done.stdout == ""


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github"])
def test_lint_tells_it_with_the_specs(form: str, tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text("max_costs = 1\n")
    (tmp_path / "a.video.yaml").write_text(BASE.replace("Hello.", "''"))
    done = _specc(["lint", "--format", form, "--select", "P"], tmp_path)
    assert done.returncode == 1
    assert "max_costs" in done.stdout
    assert "P108" in done.stdout


def test_lint_tells_it_without_specs(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text("max_costs = 1\n")
    assert "S116" in _specc(["lint"], tmp_path).stdout


def _specc(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "specc", *command], cwd=folder, capture_output=True, text=True, env={**os.environ}, check=False)
