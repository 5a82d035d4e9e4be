"""`specc rules`: every rule there is, by family."""

from collections.abc import Callable
from itertools import groupby
from textwrap import fill

import click

from specc.check.rulebook import Rulebook
from specc.cli.project import project_options, rulebook
from specc.cli.selecting import format_option
from specc.cli.terminal import echo_json, page_columns
from specc.report.pages import rules_markdown, title


@click.command("rules")
@format_option("text", "json", "markdown")
@project_options
def command(*, form: str) -> None:
    """List the rules, by family: code, name, severity and what each says.

    Codes and names never change their meaning. Either can stand in a comment that silences a rule, and in
    `specc explain`.

    \b
    Examples:
      specc rules
      specc rules --format json
    """
    _PRINT[form](rulebook())


def _print_text(book: Rulebook) -> None:
    name_width = max(len(rule.name) for rule in book.rules)
    for number, (family, group) in enumerate(groupby(book.rules, key=lambda rule: rule.family)):
        rules = list(group)
        click.echo(("\n" if number else "") + f"{family} {title(rules[0])}")
        for rule in rules:
            facts = f"{rule.code}  {rule.name:{name_width}}  {rule.severity:7}  "
            click.echo(fill(rule.summary, page_columns(), initial_indent=facts, subsequent_indent=" " * len(facts)))


def _print_json(book: Rulebook) -> None:
    rows = [
        {"code": rule.code, "name": rule.name, "severity": rule.severity, "family": title(rule), "summary": rule.summary}
        for rule in book.rules
    ]
    echo_json({"rules": rows})


def _print_markdown(book: Rulebook) -> None:
    click.echo(rules_markdown(book.rules), nl=False)


_PRINT: dict[str, Callable[[Rulebook], None]] = {"text": _print_text, "json": _print_json, "markdown": _print_markdown}
