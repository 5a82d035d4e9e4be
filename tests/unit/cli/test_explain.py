"""`specc explain`: rules by code, name and family, laid out for the terminal."""

import pytest
from click.testing import CliRunner, Result

from specc.base.errors import UsageError
from specc.check.rule import Rule, Wording
from specc.check.table import RULES
from specc.cli.explain import command, page


def explain(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def wordy() -> Wording:
    """A number is above the parameter's maximum, which the provider refuses before it makes anything of the video.

    Why: the task would come back as an error
    after it was queued, as would any other with `{{ vars.speed }}` in it.

    - an item that is long enough to need a second line on a terminal of the usual width, as here
      and goes on
    - another

    Bad:

        speech: {speed: 1.6}    # a comment that makes this line longer than the eighty columns that prose has

    Good:

        speed: 1.5
          # indented

    Source: the model's page.
    """
    return Wording("")


PAGE = """\
P900 wordy (error)

A number is above the parameter's maximum, which the provider refuses before it
makes anything of the video.

Why: the task would come back as an error after it was queued, as would any
other with `{{ vars.speed }}` in it.

- an item that is long enough to need a second line on a terminal of the usual
  width, as here and goes on
- another

Bad:

    speech: {speed: 1.6}    # a comment that makes this line longer than the eighty columns that prose has

Good:

    speed: 1.5
      # indented

Source: the model's page."""


def test_layout() -> None:
    assert page(Rule("P900", "wordy", "error", wordy), 80) == PAGE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_a_page(rule: Rule) -> None:
    result = explain(rule.code)
    assert result.stdout.startswith(f"{rule.code} {rule.name} ({rule.severity})\n\n")
    assert rule.summary.split()[0] in result.stdout
    assert explain(rule.code.lower()).stdout == result.stdout
    prose = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert max(map(len, prose)) <= 80


def test_a_name_of_two_rules_shows_both() -> None:
    headings = [line for line in explain("wrong-type").stdout.splitlines() if "wrong-type (" in line]
    assert headings == ["S106 wrong-type (error)", "P103 wrong-type (error)"]


def test_a_family() -> None:
    pages = explain("M").stdout
    assert all(f"{rule.code} {rule.name}" in pages for rule in RULES if rule.code.startswith("M"))


@pytest.mark.parametrize(
    ("wanted", "help_"),
    [
        ("undefined-varable", "did you mean undefined-variable or unused-variable?"),
        ("zzz", "`specc rules` lists them"),
        ("", "`specc rules` lists them"),
    ],
)
def test_an_unknown_rule(wanted: str, help_: str) -> None:
    with pytest.raises(UsageError, match=f"no rule '{wanted}'") as caught:
        explain(wanted)
    assert caught.value.help == help_
    assert caught.value.exit_code == 2


def test_help_has_an_example() -> None:
    assert "  specc explain P105\n" in explain("--help").stdout
