"""`specc lint --fix` and `--diff`: what is mended, written or shown, and what is told of it."""

import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import click

from specc.base.errors import UnreadableError, UsageError
from specc.base.grammar import counted

_REFUSED_MAX = 10


def fix_options(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option("--diff", is_flag=True, help="Print what would be fixed as a diff; write nothing.")(function)
    function = click.option("--unsafe-fixes", is_flag=True, help="Show fixes that are guesses, and with --fix make them too.")(function)
    return click.option("--fix", is_flag=True, help="Fix what can be fixed without a guess.")(function)


def require_diff_alone(*, form: str, has_statistics: bool, output_file: Path | None) -> None:
    """Raises `UsageError` where findings are asked for in another form too: `--diff` prints none."""
    asked = [name for name, is_given in ((f"--format {form}", form != "text"), ("--statistics", has_statistics), ("--output-file", output_file is not None)) if is_given]
    if asked:
        raise UsageError(f"--diff prints a diff, and no findings: leave out {' and '.join(asked)}", "without --diff, each finding in --format json has the edits of its fix")


def mend_findings(made: Any, *, guesses: bool, text: bytes | None, among: Collection[tuple[str, ...]] | None = None, locked: set[Path] | None = None) -> Any:
    """Makes the fixes, on no disk. `among` bounds them to findings by code, file and message. Files that may not be written are left, and
    added to `locked`, if there is one.
    """
    from specc.pipeline.fixing import mend
    from specc.pipeline.writing import is_read_only

    def allows(item: Any) -> bool:
        if not (guesses or item.fix.is_safe) or (among is not None and mark(item) not in among):
            return False
        if locked is None:
            return True
        closed = {file for edit in item.fix.edits if is_read_only(file := Path(edit.span.source.name))}
        locked.update(closed)
        return not closed

    return mend(made, allows, text=text)


def mark(item: Any) -> tuple[str, ...]:
    return item.code, item.span.source.name, item.message


def write_fixes(every: Sequence[Any], *, guesses: bool, text: bytes | None, locked: Collection[Path] = ()) -> None:
    """Writes files, or a spec from stdin to stdout. Raises `UnreadableError` where a file isn't what it was."""
    from specc.pipeline.fixing import write_changes

    changes = [change for mended in every for change in mended.changes]
    if text is None:
        left = write_changes(changes)
        if left:
            names = ", ".join(map(str, left))
            raise UnreadableError(f"not fixed: {names} changed meanwhile", "run it again")
    else:
        sys.stdout.buffer.write(changes[0].after if changes else text)
        sys.stdout.buffer.flush()
    _tell(every, "fixed", guesses=guesses)
    for file in sorted(locked):
        click.echo(f"not fixed: {file} is read-only", err=True)


def print_diff(every: Sequence[Any], *, guesses: bool) -> int:
    """The exit code is 1 where something would change."""
    from specc.report.patch import is_masked, unified

    changes = [change for mended in every for change in mended.changes]
    for change in changes:
        click.echo(unified(str(change.path), change.before, change.after).encode("utf-8", errors="surrogateescape"), nl=False)
    if any(is_masked(change.before, change.after) for change in changes):
        click.echo("note: secrets are masked, so that this diff can't be applied", err=True)
    _tell(every, "would fix", guesses=guesses)
    return int(bool(changes))


def _tell(every: Sequence[Any], verb: str, *, guesses: bool) -> None:
    from specc.report.text import concise_line

    fixed = sum(len(mended.fixed) for mended in every)
    files = len({change.path for mended in every for change in mended.changes})
    refused = [refusal for mended in every for refusal in mended.refused]
    left = [item for mended in every for item in mended.report.findings if item.fix is not None and not item.fix.is_safe]
    parts = [f"{verb} {counted(fixed, 'finding')} in {counted(files, 'file')}"] if fixed else []
    if left and not guesses:
        parts.append(f"{len(left):,}{' more' if fixed else ' fixable'} with --unsafe-fixes")
    if parts:
        click.echo("; ".join(parts), err=True)
    for refusal in refused[:_REFUSED_MAX]:
        click.echo(f"not fixed: {concise_line(refusal.finding)}: {refusal.reason}", err=True)
    if len(refused) > _REFUSED_MAX:
        click.echo(f"not fixed: {counted(len(refused) - _REFUSED_MAX, 'finding')} more", err=True)
    if not all(mended.is_complete for mended in every):
        click.echo("note: there is more to fix; run it again", err=True)
