"""Options that several commands share: which specs, which part of them, which findings, in which form."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specc.base.errors import UsageError
from specc.cli.project import rulebook

if TYPE_CHECKING:
    from specc.check.rule import Rule
    from specc.check.rulebook import Rulebook

Decorated = Callable[..., Any]


def format_option(*forms: str, help: str = "How it is written.") -> Callable[[Decorated], Decorated]:
    """`--format`; the first form is the default."""
    return click.option("--format", "form", type=click.Choice(forms), default=forms[0], show_default=True, help=help)


def variable_options(function: Decorated) -> Decorated:
    return click.option("--set", "variables", multiple=True, metavar="NAME=VALUE", help="Set a variable over the spec's `vars`. Repeatable.")(function)


def rule_options(function: Decorated) -> Decorated:
    function = click.option("--ignore", multiple=True, metavar="RULE", help="Leave out these rules too: codes, prefixes or names. Repeatable.")(function)
    return click.option("--select", multiple=True, metavar="RULE", help="Report only these rules, whatever the project selects: codes, prefixes or names. Repeatable.")(function)


def jobs_option(function: Decorated) -> Decorated:
    return click.option("--jobs", "-j", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N", help="Processes over the rows of large CSV, TSV and JSON lines files.")(function)


def selection_options(function: Decorated) -> Decorated:
    return part_options(click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N tasks.")(function))


def part_options(function: Decorated) -> Decorated:
    function = click.option("--row", "rows", multiple=True, metavar="KEY", help="Only the row with this key. Repeatable.")(function)
    return click.option("--only", multiple=True, metavar="AXIS=NAME", help="Only this element of an axis, such as language=es-ES. Repeatable.")(function)


def make_selection(*, only: tuple[str, ...] = (), rows: tuple[str, ...] = (), limit: int | None = None, variables: tuple[str, ...] = (), share: tuple[int, int] | None = None) -> Any:
    """The `Selection` of these options. Raises `UsageError` for what isn't `NAME=VALUE`."""
    from specc.pipeline import Selection
    from specc.syntax.resolve import resolve

    axes: dict[str, set[str]] = {}
    for text in only:
        axis, name = pair("--only", text)
        axes.setdefault(axis, set()).add(name)
    overrides = {name: resolve(value) for name, value in (pair("--set", text) for text in variables)}
    return Selection({axis: frozenset(names) for axis, names in axes.items()}, frozenset(rows), limit, overrides, share, today())


def today() -> date:
    """The day, in UTC: the same for everybody."""
    return datetime.now(UTC).date()


class Share(click.ParamType[tuple[int, int]]):
    """`2/8`, as (2, 8)."""

    name = "share"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> Any:
        match = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", value)
        number, shares = map(int, match.groups()) if match else (0, 0)
        if not 1 <= number <= shares:
            self.fail(f"{value!r} is no share: write 1/4 for the first of four", parameter, context)
        return number, shares


def checked_rules(texts: tuple[str, ...], paths: Iterable[Path]) -> tuple[str, ...]:
    """The rules as given, also separated by commas. Raises `UsageError` for one that what the command names doesn't have."""
    if any(not text.strip(" ,") for text in texts):
        raise UsageError("--select or --ignore is given no rule", "name rules, such as P105,D or above-maximum, or leave it out")
    wanted = tuple(part.strip() for text in texts for part in text.split(",") if part.strip())
    if wanted:
        known = rulebook(paths)
        for text in wanted:
            require_rule(text, known)
    return wanted


def require_rule(text: str, known: "Rulebook") -> "list[Rule]":
    """The rules of a text. Raises `UsageError` where there is none."""
    from specc.base.similar import meant

    found = known.find(text)
    if not found:
        raise UsageError(f"no rule '{text}'", meant(text, known.names(), "`specc rules` lists them", count_max=3))
    return found


def pair(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise UsageError(f"{option} {text!r} is no NAME=VALUE pair", f"write {option} {name or 'name'}=value")
    return name, value
