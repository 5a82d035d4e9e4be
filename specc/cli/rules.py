"""`specc rules`: every rule there is, by family."""

import json
import shutil
import sys
from collections.abc import Callable
from itertools import groupby
from textwrap import fill

import click

from specc.check.rule import Rule
from specc.check.table import RULES
from specc.report.pages import FAMILIES, rules_markdown

_COLUMNS = 80


@click.command("rules", short_help="List the rules.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True, help="How to print them."
)
def command(*, form: str) -> None:
    """List the rules, by family: code, name, severity and what each says.

    Codes and names never change their meaning. Either can stand in a comment that silences a rule, and in
    `specc explain`.

    \b
    Examples:
      specc rules
      specc rules --format json
    """
    _PRINT[form]()


def _print_text() -> None:
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else _COLUMNS
    name_width = max(len(rule.name) for rule in RULES)
    for number, (family, rules) in enumerate(groupby(RULES, key=_family)):
        click.echo(("\n" if number else "") + f"{family} {FAMILIES[family]}")
        for rule in rules:
            facts = f"{rule.code}  {rule.name:{name_width}}  {rule.severity:7}  "
            click.echo(fill(rule.summary, columns, initial_indent=facts, subsequent_indent=" " * len(facts)))


def _print_json() -> None:
    rows = [
        {"code": rule.code, "name": rule.name, "severity": rule.severity, "family": FAMILIES[_family(rule)], "summary": rule.summary}
        for rule in RULES
    ]
    click.echo(json.dumps({"version": 1, "rules": rows}, indent=2))


def _family(rule: Rule) -> str:
    return rule.code[0]


def _print_markdown() -> None:
    click.echo(rules_markdown(RULES), nl=False)


_PRINT: dict[str, Callable[[], None]] = {"text": _print_text, "json": _print_json, "markdown": _print_markdown}
