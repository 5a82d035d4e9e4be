"""Pages of rules as Markdown: what a docstring says, laid out, with examples in fences."""

import re

import pytest
from markdown_it import MarkdownIt

from specc.check.rule import Rule
from specc.check.table import RULES
from specc.report.pages import FAMILIES, page_markdown, prose, rules_markdown

BY_CODE = {rule.code: rule for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_keeps_all_its_words(rule: Rule) -> None:
    made = page_markdown(rule)
    assert re.findall(r"\w+", re.sub(r"^```\w*$", "", made, flags=re.MULTILINE)) == re.findall(r"\w+", rule.page)
    tokens = MarkdownIt().parse(made)
    assert not [token for token in tokens if token.type == "code_block"]
    fences = [token for token in tokens if token.type == "fence"]
    assert len(fences) >= 2
    assert all(token.info for token in fences)


def test_prose_has_a_line_a_paragraph() -> None:
    assert prose(BY_CODE["P105"]) == "A number is above the parameter's maximum.\n\nThe provider refuses the request: no video is made."


def test_all_rules_are_listed_and_lead_to_their_pages() -> None:
    made = rules_markdown(RULES)
    anchors = set(re.findall(r"\]\(#([\w-]+)\)", made))
    headings = re.findall(r"^### (.*)$", made, re.MULTILINE)
    assert anchors == {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert len(headings) == len(RULES)
    tokens = MarkdownIt().enable("table").parse(made)
    assert sum(token.type == "tr_open" for token in tokens) == len(RULES) + 1
    assert all(f"## {letters}: {FAMILIES[letters]}" in made for letters in {rule.code[0] for rule in RULES})
