"""Options that several commands have stand in one order everywhere, and mean one thing."""

from collections.abc import Iterator

import click
import pytest

from specc.cli import COMMANDS, command

ORDER = ("--format", "--only", "--row", "--limit", "--set", "--state", "--key", "--cell", "--category", "--provider", "--jobs", "--ledger", "--config", "--isolated")
LAST = ("--ledger", "--config", "--isolated")
OWN: dict[str, tuple[str, ...]] = {"runs": ("--limit",), "catalog": ("--limit",), "plan": ("--format",), "sandbox": ("--key", "--state")}


def options(name: str) -> Iterator[str]:
    found = command.get_command(click.Context(command), name)
    assert found is not None
    yield from (next(option for option in parameter.opts if option.startswith("--")) for parameter in found.params if isinstance(parameter, click.Option))


@pytest.mark.parametrize("name", COMMANDS)
def test_shared_options_come_in_one_order(name: str) -> None:
    found = [option for option in options(name) if option not in OWN.get(name, ())]
    assert [option for option in found if option in ORDER] == [option for option in ORDER if option in found]
    last = [option for option in LAST if option in found]
    assert found[len(found) - len(last) :] == last


@pytest.mark.parametrize("name", COMMANDS)
def test_defaults_and_repeats_are_worded_alike(name: str) -> None:
    found = command.get_command(click.Context(command), name)
    assert found is not None
    helps = [parameter.help or "" for parameter in found.params if isinstance(parameter, click.Option)]
    assert not [text for text in helps if " [default" in text and "  [default" not in text]
    assert not [parameter for parameter in found.params if parameter.multiple and "Repeatable." not in (getattr(parameter, "help", "") or "")]
