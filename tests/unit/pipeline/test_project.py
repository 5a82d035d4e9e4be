"""The project's file: where it is found, what it may say, and how a mistake in it is told in a line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from specc.base.errors import UsageError
from specc.base.range import Range
from specc.catalog.project import NO_PROJECT, OwnPrice, OwnRate, Project
from specc.pipeline.project import find_project, read_project

ALL = """\
ledger = "postgresql://host/db"
max_cost = 250
speech_seconds_max = 90.5

[prices."heygen:avatar@5"]
usd_per_second = {low = 0.06, expected = 0.0667, high = 0.07}
source = "our invoice of October"
date = 2026-10-31

[prices."other:model@1"]
usd_per_video = 2.5
source = "list price"

[speech_rates.en-US]
words_per_second = 2.4
source = "our narrator"
"""


def test_all_keys(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text(ALL)
    assert read_project(tmp_path) == Project(
        ledger="postgresql://host/db",
        max_cost=250,
        speech_seconds_max=90.5,
        prices={
            "heygen:avatar@5": OwnPrice("our invoice of October", usd_per_second=Range(0.06, 0.0667, 0.07), date="2026-10-31"),
            "other:model@1": OwnPrice("list price", usd_per_video=Range(2.5, 2.5, 2.5)),
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
        ("max_costs = 3", "specc.toml: unknown key `max_costs`", "did you mean max_cost?"),
        ("colour = 3", "specc.toml: unknown key `colour`", "keys are ledger, max_cost, speech_seconds_max, prices, speech_rates"),
        ('max_cost = "3"', "specc.toml: `max_cost`: input should be a valid number", ""),
        ("max_cost = true", "specc.toml: `max_cost`: input should be a valid number", ""),
        ("max_cost = inf", "specc.toml: `max_cost`: input should be a finite number", ""),
        ("max_cost = 0", "specc.toml: `max_cost` has to be more than 0", ""),
        ("speech_seconds_max = -1", "specc.toml: `speech_seconds_max` has to be more than 0", ""),
        ("prices = 3", "specc.toml: `prices`: input should be an object", ""),
        ("[prices.x]\nsource = 's'", "specc.toml: `prices.x`: one of `usd_per_second` and `usd_per_video` is needed", ""),
        ("[prices.x]\nusd_per_video = 1", "specc.toml: `prices.x.source`: field required", ""),
        ("[prices.x]\nusd_per_secnd = 1", "specc.toml: unknown key `prices.x.usd_per_secnd`", "did you mean usd_per_second?"),
        ("[speech_rates.en]\nsource = 's'\nwords_per_second = 0", "specc.toml: `speech_rates.en`: a rate of 0 takes for ever", ""),
        ("[speech_rates.en.words_per_second]\nmost = 1", "specc.toml: unknown key `speech_rates.en.words_per_second.most`", "keys are low, expected, high"),
        ("max_cost = ", "specc.toml is not TOML: Invalid value (at end of document)", ""),
        ("a.b = 1\na = 2", "specc.toml is not TOML: Cannot overwrite a value (at end of document)", ""),
    ],
)
def test_mistakes_are_told_in_a_line(text: str, message: str, help: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specc.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_project(Path())
    assert (caught.value.message, caught.value.help) == (message, help)
    assert "\n" not in caught.value.message


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_bytes(b"ledger = '\xff'")
    with pytest.raises(UsageError, match="is not TOML"):
        read_project(tmp_path)


def test_a_mistake_ends_a_command_with_exit_code_2(tmp_path: Path) -> None:
    (tmp_path / "specc.toml").write_text("max_costs = 1\n")
    done = subprocess.run([sys.executable, "-m", "specc", "lint"], cwd=tmp_path, capture_output=True, text=True, env={**os.environ}, check=False)
    assert done.returncode == 2
    assert done.stderr == "error: specc.toml: unknown key `max_costs`\n  help: did you mean max_cost?\n"
    assert done.stdout == ""
