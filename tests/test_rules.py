"""Every rule has a code and a name for ever, and a page whose examples do what it says."""

import re
from pathlib import Path

import pytest
from cases import lint_files, read_page

from specc.check.rule import Rule
from specc.check.table import BY_CODE, OURS, RULES

FAMILIES = "SVMDPALCX"
SUMMARY_CHARACTERS_MAX = 70
PAGE_COLUMNS_MAX = 100

COMPANIONS = {"P115": {"P107"}, "S114": {"P105"}, "A113": {"P113", "P114"}}
"""Errors that an example can't do without: `URL` is the only `outputType` of the one model, which refuses a `speech` beside a recording;
and what was silenced comes back."""

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def test_codes_are_unique() -> None:
    assert len(BY_CODE) == len(RULES)


def test_names_are_unique_in_a_family() -> None:
    assert len({(rule.code[0], rule.name) for rule in RULES}) == len(RULES)


def test_table_is_in_order() -> None:
    assert [rule.code for rule in RULES] == sorted(BY_CODE, key=lambda code: (FAMILIES.index(code[0]), code))


@each_rule
def test_code_and_name_have_their_form(rule: Rule) -> None:
    assert re.fullmatch(rf"[{FAMILIES}]\d{{3}}", rule.code)
    assert re.fullmatch(r"[a-z0-9.-]+", rule.name)


@each_rule
def test_rule_is_found_by_code_name_and_family(rule: Rule) -> None:
    assert OURS.find(rule.code.lower()) == [rule]
    assert rule in OURS.find(rule.name)
    assert rule in OURS.find(rule.code[0])


@each_rule
def test_page_has_all_parts(rule: Rule) -> None:
    page = read_page(rule.page)
    assert page.summary.endswith(".")
    assert len(page.summary) <= SUMMARY_CHARACTERS_MAX
    assert page.prose
    assert all(page.bad.values())
    assert all(page.good.values())
    assert page.bad != page.good
    assert page.source
    assert max(map(len, rule.page.splitlines())) <= PAGE_COLUMNS_MAX


@each_rule
def test_bad_example_breaks_the_rule_and_no_other(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = {finding.code for finding in lint_files(read_page(rule.page).bad, tmp_path).findings}
    assert found - COMPANIONS.get(rule.code, set()) == {rule.code}


@each_rule
def test_good_example_has_no_finding(rule: Rule, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    report = lint_files(read_page(rule.page).good, tmp_path)
    assert [(finding.code, finding.message) for finding in report.findings] == []
    assert report.summary.tasks > 0
