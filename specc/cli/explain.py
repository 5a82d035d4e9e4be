"""`specc explain`: a rule's page, laid out for the terminal. The pages are the rules' own docstrings."""

import re
from collections.abc import Iterator
from textwrap import wrap

import click

from specc.check.rule import Rule
from specc.cli.project import project_options, rulebook
from specc.cli.selecting import require_rule
from specc.cli.terminal import page_columns

_COLUMNS_MAX = 100
_ITEM = re.compile(r"(?:[-*]|\d+\.) +")
_CODE = re.compile(r"`[^`]+`")
_BINDING = "\0"


@click.command("explain")
@click.argument("rule", metavar="CODE|NAME")
@project_options
def command(rule: str) -> None:
    """Explain a rule: what it says and why, with an example that breaks it and one that keeps it.

    Findings show their rule's code and name, and either will do. A name that two families share shows both rules; the
    beginning of a code shows a family.

    \b
    Examples:
      specc explain P105
      specc explain undefined-variable
      specc explain D
    """
    found = require_rule(rule, rulebook())
    click.echo("\n\n".join(page(item, min(page_columns(), _COLUMNS_MAX)) for item in found))


def page(rule: Rule, columns: int) -> str:
    """Heading and docstring of a rule; prose is wrapped, code and lists keep their lines."""
    return "\n".join([f"{rule.code} {rule.name} ({rule.severity})", "", *_laid_out(rule.page, columns)])


def _laid_out(text: str, columns: int) -> Iterator[str]:
    paragraph: list[str] = []
    for line in text.splitlines():
        is_prose = bool(line.strip()) and (not line[0].isspace() or _is_item(paragraph))
        if not is_prose or _is_item([line]):
            yield from _wrapped(" ".join(paragraph), columns)
            paragraph = []
        if is_prose:
            paragraph.append(line.strip())
        else:
            yield line
    yield from _wrapped(" ".join(paragraph), columns)


def _is_item(paragraph: list[str]) -> bool:
    return bool(paragraph) and _ITEM.match(paragraph[0]) is not None


def _wrapped(paragraph: str, columns: int) -> list[str]:
    """The lines of a paragraph; text in backquotes stays on one of them."""
    item = _ITEM.match(paragraph)
    indent = " " * len(item[0]) if item else ""
    bound = _CODE.sub(lambda code: code[0].replace(" ", _BINDING), paragraph)
    lines = wrap(bound, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return [line.replace(_BINDING, " ") for line in lines]
