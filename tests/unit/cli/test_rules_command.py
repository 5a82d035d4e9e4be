"""`specc rules`: all rules, for people in 80 columns and for programs as JSON."""

import json
import re

import pytest
from click.testing import CliRunner, Result

from specc.check.table import RULES
from specc.cli.rules import command
from specc.report.pages import FAMILIES


def rules(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(command, arguments, env=environment, catch_exceptions=False)


def test_text_has_every_rule_in_its_family() -> None:
    lines = rules().stdout.splitlines()
    assert [line[:4] for line in lines if line[1:4].isdigit()] == [rule.code for rule in RULES]
    above = lines[: lines.index("P provider's limits")]
    assert any(re.match(r"D105  duplicate-row-key +error    \S", line) for line in above)
    assert all(line == line.rstrip() and len(line) <= 80 for line in lines)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"COLUMNS": "200"}, {"LC_ALL": "C"}])
def test_text_is_plain_and_narrow_off_a_terminal(environment: dict[str, str]) -> None:
    assert rules(**environment).stdout == rules().stdout
    assert "\x1b" not in rules().stdout


def test_every_family_has_a_title() -> None:
    assert {rule.code[0] for rule in RULES} <= set(FAMILIES)


def test_json() -> None:
    data = json.loads(rules("--format", "json").stdout)
    assert data["version"] == 1
    assert [rule["code"] for rule in data["rules"]] == [rule.code for rule in RULES]
    assert data["rules"][0] == {
        "code": "S101",
        "name": "yaml-syntax",
        "severity": "error",
        "family": "structure of the file",
        "summary": RULES[0].summary,
    }


def test_help_has_an_example() -> None:
    assert "  specc rules --format json\n" in rules("--help").stdout
