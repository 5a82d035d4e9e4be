"""Specs and what is said of them: `err` with their findings to the letter, `ok` without any, `compile` with their payloads.

`SPECC_UPDATE=1 pytest tests/test_cases.py` rewrites what is expected; the difference is then read.
"""

import json
import os
from pathlib import Path

import pytest
from cases import TODAY

from specc.catalog.project import NO_PROJECT
from specc.check.report import Report
from specc.check.table import BY_CODE, RULES
from specc.compiler.task import Task
from specc.pipeline import compilation
from specc.pipeline.project import read_project_file
from specc.pipeline.unit import Selection
from specc.report.text import render

CASES = Path(__file__).parent / "cases"
SUFFIX = ".video.yaml"
COLUMNS = 100
IS_UPDATE = bool(os.environ.get("SPECC_UPDATE"))

VIDEOS = {"volumes": 11, "speeds": 101, "pitches": 1001, "pitches-inline": 1001, "pitches-calculated": 500}
"""How many videos some of the `ok` cases make: every step that a parameter has."""


def case_names(folder: str) -> list[str]:
    return sorted(file.name.removesuffix(SUFFIX) for file in (CASES / folder).glob(f"*{SUFFIX}"))


def code_of(name: str) -> str:
    return name.split("-", maxsplit=1)[0]


def compiled(folder: str, name: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Task], Report]:
    """The tasks and the report of a case, with paths as they are from the case's folder. A case may have a project of its own."""
    monkeypatch.chdir(CASES / folder)
    own = Path(f"{name}.toml")
    made = compilation([Path(f"{name}{SUFFIX}")], Selection(today=TODAY), project=read_project_file(own) if own.is_file() else NO_PROJECT)
    tasks = [item for item in made if isinstance(item, Task)]
    return tasks, made.report


def check(file: Path, text: str) -> None:
    if IS_UPDATE:
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", case_names("err"))
def test_findings_are_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, report = compiled("err", name, monkeypatch)
    assert code_of(name) in {finding.code for finding in report.findings}
    check(CASES / "err" / f"{name}.out", render(report, columns=COLUMNS))


@pytest.mark.parametrize("name", case_names("ok"))
def test_nothing_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks, report = compiled("ok", name, monkeypatch)
    assert [(finding.code, finding.message) for finding in report.findings] == []
    assert len(tasks) == VIDEOS.get(name, len(tasks)) > 0


@pytest.mark.parametrize("name", case_names("compile"))
def test_payloads_are_made(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks, report = compiled("compile", name, monkeypatch)
    assert report.count("error") == 0
    shown = [{"file": task.file, "key": task.key, "cell": dict(task.cell), "payload": task.payload} for task in tasks]
    check(CASES / "compile" / f"{name}.json", json.dumps(shown, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("code", BY_CODE)
def test_every_rule_has_a_case(code: str) -> None:
    assert [name for name in case_names("err") if name.startswith(f"{code}-")]


def test_every_case_is_of_a_rule() -> None:
    assert {code_of(name) for name in case_names("err")} == {rule.code for rule in RULES}


def test_no_expectation_is_left_over() -> None:
    assert {file.name.removesuffix(".out") for file in (CASES / "err").glob("*.out")} == set(case_names("err"))
    assert {file.name.removesuffix(".json") for file in (CASES / "compile").glob("*.json")} == set(case_names("compile"))
