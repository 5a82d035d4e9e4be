"""`specc explain`: a rule's page, laid out for the terminal. The pages are the rules' own docstrings."""

import re
import shutil
import sys
from collections.abc import Iterator
from textwrap import wrap

import click

from specc.base.errors import UsageError
from specc.base.similar import similar
from specc.check.rule import Rule
from specc.check.table import RULES, find_rules

_COLUMNS, _COLUMNS_MAX = 80, 100
_FENCE = "```"
_ITEM = re.compile(r"(?:[-*]|\d+\.) +")
_LABEL = re.compile(r"(?:why|bad|good|source)\b[^:]{0,30}:", re.IGNORECASE)


@click.command("explain", short_help="Explain a rule.")
@click.argument("rule", metavar="CODE|NAME")
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
    found = find_rules(rule)
    if not found:
        near = similar(rule, [name for known in RULES for name in (known.code, known.name)])
        raise UsageError(f"no rule '{rule}'", f"did you mean {' or '.join(near)}?" if near else "`specc rules` lists them")
    click.echo("\n\n".join(page(item, _columns()) for item in found))


def page(rule: Rule, columns: int) -> str:
    """Heading and docstring of a rule; prose is wrapped, code and lists keep their lines."""
    return "\n".join([f"{rule.code} {rule.name} ({rule.severity})", "", *_laid_out(rule.page, columns)])


def _columns() -> int:
    return min(shutil.get_terminal_size().columns, _COLUMNS_MAX) if sys.stdout.isatty() else _COLUMNS


def _laid_out(text: str, columns: int) -> Iterator[str]:
    for is_prose, block in _blocks(text):
        yield from _wrapped(block, columns) if is_prose else [block]


def _wrapped(paragraph: str, columns: int) -> list[str]:
    item = _ITEM.match(paragraph)
    indent = " " * len(item[0]) if item else ""
    return wrap(paragraph, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """(is it prose?, text): whole paragraphs and list items, and single lines of anything else."""
    paragraph: list[str] = []
    is_code = False
    for line in text.splitlines():
        is_fence = line.lstrip().startswith(_FENCE)
        hangs = bool(paragraph) and _ITEM.match(paragraph[0]) is not None
        is_prose = bool(line.strip()) and not is_code and not is_fence and (hangs or not line[0].isspace())
        if paragraph and (not is_prose or _ITEM.match(line) or _LABEL.match(line)):
            yield True, " ".join(paragraph)
            paragraph = []
        if is_prose:
            paragraph.append(line.strip())
        else:
            yield False, f"    {line}" if is_code and not is_fence else "" if is_fence else line
        is_code ^= is_fence
    if paragraph:
        yield True, " ".join(paragraph)
