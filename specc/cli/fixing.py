"""`specc lint --fix` and `--diff`: what is mended, written or shown, and what is told of it."""

import sys
from collections.abc import Callable, Collection
from typing import Any

import click

from specc.base.errors import UnreadableError

_REFUSED_MAX = 10


def fix_options(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option("--diff", is_flag=True, help="Print what would be fixed as a diff; write nothing.")(function)
    function = click.option("--unsafe-fixes", is_flag=True, help="Show fixes that are guesses, and with --fix make them too.")(function)
    return click.option("--fix", is_flag=True, help="Fix what can be fixed without a guess.")(function)


def mend_findings(made: Any, *, guesses: bool, text: bytes | None, among: Collection[tuple[str, ...]] | None = None) -> Any:
    """Makes the fixes, on no disk. `among` bounds them to findings by code, file and message."""
    from specc.pipeline.fixing import mend

    def allows(item: Any) -> bool:
        return (guesses or item.fix.is_safe) and (among is None or mark(item) in among)

    return mend(made, allows, text=text)


def mark(item: Any) -> tuple[str, ...]:
    return item.code, item.span.source.name, item.message


def write_fixes(mended: Any, *, guesses: bool, text: bytes | None) -> None:
    """Writes files, or a spec from stdin to stdout. Raises `UnreadableError` where a file isn't what it was."""
    from specc.pipeline.fixing import write_changes

    if text is None:
        left = write_changes(mended.changes)
        if left:
            names = ", ".join(map(str, left))
            raise UnreadableError(f"not fixed: {names} changed meanwhile", "run it again")
    else:
        sys.stdout.buffer.write(mended.changes[0].after if mended.changes else text)
        sys.stdout.buffer.flush()
    _tell(mended, "fixed", guesses=guesses)


def print_diff(mended: Any, *, guesses: bool) -> int:
    """The exit code is 1 where something would change."""
    from specc.report.patch import unified

    for change in mended.changes:
        click.echo(unified(str(change.path), change.before, change.after).encode("utf-8", errors="surrogateescape"), nl=False)
    _tell(mended, "would fix", guesses=guesses)
    return int(bool(mended.changes))


def _tell(mended: Any, verb: str, *, guesses: bool) -> None:
    more = 0 if guesses else sum(item.fix is not None and not item.fix.is_safe for item in mended.report.findings)
    parts = []
    if mended.fixed:
        parts.append(f"{verb} {_count(len(mended.fixed), 'finding')} in {_count(len(mended.changes), 'file')}")
    if more:
        parts.append(f"{more:,}{' more' if mended.fixed else ' fixable'} with --unsafe-fixes")
    if parts:
        click.echo("; ".join(parts), err=True)
    for refusal in mended.refused[:_REFUSED_MAX]:
        first = refusal.finding.span.first
        click.echo(f"not fixed: {refusal.finding.span.source.name}:{first.line}:{first.column}: {refusal.finding.code} {refusal.finding.message}: {refusal.reason}", err=True)
    if len(mended.refused) > _REFUSED_MAX:
        click.echo(f"not fixed: {_count(len(mended.refused) - _REFUSED_MAX, 'finding')} more", err=True)
    if not mended.is_complete:
        click.echo("note: there is more to fix; run it again", err=True)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

