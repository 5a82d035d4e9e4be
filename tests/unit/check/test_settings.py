"""Settings: what a project silences, raises and lowers, and what nobody can."""

import pytest

from specc.catalog.project import Project
from specc.check.settings import Settings, View, codes, is_silenceable, make_settings
from specc.check.table import BY_CODE, OURS, RULES


def made(view: View | None = None, **project: object) -> Settings:
    return make_settings(Project(**project), view or View())  # type: ignore[arg-type]


def test_a_family_silences_what_may_be_silenced() -> None:
    silenced = made(ignore=("S", "P1")).silenced
    assert {"S110", "P105", "P118"} <= silenced
    assert not {"S101", "S104", "S117"} & silenced


def test_what_is_not_selected_is_silenced_where_it_may_be() -> None:
    assert made(select=("P",)).silenced == {rule.code for rule in RULES if rule.family != "P" and is_silenceable(rule)}


def test_the_command_line_selects_in_the_place_of_the_project() -> None:
    settings = made(View(select=("D",)), select=("P",), ignore=("X",))
    assert "D108" not in settings.hidden
    assert "P105" in settings.hidden
    assert settings.silenced == codes(["X"], OURS)


def test_what_is_wrong_with_the_project_is_always_told() -> None:
    settings = made(View(select=("P",), ignore=("S",)), ignore=("S",))
    assert all(map(settings.tells, ("S116", "S117", "S118")))
    assert not settings.tells("S101")  # on the command line it is a matter of what is shown


@pytest.mark.parametrize("order", [("P", "P1", "P105", "above-maximum"), ("above-maximum", "P105", "P1", "P")])
def test_what_names_fewer_rules_says_more(order: tuple[str, ...]) -> None:
    wanted = {"P": "info", "P1": "warning", "P105": "error", "above-maximum": "error"}
    severities = made(severity={text: wanted[text] for text in order}).severities
    assert (severities["P105"], severities["P106"]) == ("error", "warning")


def test_what_leaves_no_whole_video_stays_an_error() -> None:
    severities = made(severity={"S": "info", "V": "warning"}).severities
    assert all(BY_CODE[code].severity != "error" for code in severities)
    assert made(severity={"S110": "error"}).raised == {"S110"}
    assert made(severity={"P105": "error"}).raised == frozenset()


def test_more_is_silenced_in_a_file() -> None:
    settings = made(ignore=("P105",)).silencing(["D", "V101"])
    assert {"P105", "D108"} <= settings.silenced
    assert "V101" not in settings.silenced
