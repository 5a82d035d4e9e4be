"""Rulebooks: ours, and with the rules of plugins, which are found as ours are and never in their place."""

import pytest

from specc.check.rule import Rule, Wording
from specc.check.rulebook import Rulebook
from specc.check.table import BY_CODE, OURS


def loud(**_facts: object) -> Wording:
    """It is loud."""
    return Wording("loud")


LOUD = Rule("ACME101", "loud-text", "warning", loud, plugin="acme")
OTHER = Rule("ACME202", "above-maximum", "error", loud, plugin="acme")
BOOK = OURS.with_rules((LOUD, OTHER))


@pytest.mark.parametrize("text", ["ACME101", "acme101", " ACME1 ", "acme10", "loud-text", "Loud-Text"])
def test_a_plugins_rule_is_found(text: str) -> None:
    assert BOOK.find(text) == [LOUD]


def test_a_family_is_its_own() -> None:
    assert BOOK.find("ACME") == [LOUD, OTHER]
    assert BOOK.find("A") == OURS.find("A")
    assert BOOK.find("AC") == BOOK.find("ACM") == BOOK.find("") == BOOK.find("1") == []
    assert BOOK.find("above-maximum") == [BY_CODE["P105"], OTHER]


def test_ours_are_the_table() -> None:
    assert OURS.find("P105") == [BY_CODE["P105"]]
    assert OURS.find("acme101") == []
    assert OURS.with_rules(()) is OURS
    assert {"P105", "above-maximum"} <= set(OURS.names())


def test_families() -> None:
    assert (LOUD.family, BY_CODE["P105"].family) == ("ACME", "P")


def test_a_code_is_there_once() -> None:
    with pytest.raises(AssertionError):
        Rulebook((LOUD, LOUD))
