"""What the terminal can show, what is asked on it, and what is printed: accounts, findings, errors, and data for programs."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from specc.base.errors import SpeccError, UsageError

if TYPE_CHECKING:
    from specc.base.diagnostic import Diagnostic

_COLUMNS, _COLUMNS_MAX = 80, 120
Made = TypeVar("Made")


def is_coloured(stream: IO[Any]) -> bool:
    """Colours on a terminal, unless NO_COLOR says no; FORCE_COLOR says yes."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream)


def is_terminal(stream: IO[Any]) -> bool:
    """Whether the stream can move its cursor: a progress bar needs that."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """The width to wrap at: the terminal's, at most 120; 80 where there is none."""
    return min(_COLUMNS_MAX, shutil.get_terminal_size((_COLUMNS, 24)).columns)


def page_columns() -> int:
    """The same for pages that are one text wherever they are written to a file."""
    return columns() if sys.stdout.isatty() else _COLUMNS


def require_yes(what: str, help: str) -> None:
    """Asks whether that is to be done. Raises UsageError with the way out where nobody can be asked, Abort for a no."""
    if not sys.stdin.isatty():
        raise UsageError(f"{what}. There is no terminal to ask on", help)
    if not click.confirm(f"{what}. Go on?", err=True):
        raise click.Abort


def echo(text: str, *, is_err: bool = False) -> None:
    """Prints a text with the colours that it has. What UTF-8 can't hold becomes `?`."""
    click.echo(text.encode("utf-8", errors="replace").decode(), nl=False, err=is_err, color=True if "\x1b" in text else None)


def echo_account(made: Made, form: str, render: Callable[..., str], render_json: Callable[[Made], str]) -> None:
    """Prints what became of something, for people as the terminal can show it, or as `json`."""
    echo(render_json(made) if form == "json" else render(made, is_coloured=is_coloured(sys.stdout), columns=columns()))


def echo_findings(findings: "Sequence[Diagnostic]", *, is_err: bool = False) -> None:
    """Prints findings with their snippets."""
    from specc.report.text import render_findings

    echo(render_findings(findings, is_coloured=is_coloured(sys.stderr if is_err else sys.stdout), columns=columns()) + "\n", is_err=is_err)


def echo_json(data: dict[str, Any]) -> None:
    """Prints data for programs."""
    from specc.report.json import dumped

    echo(dumped({"version": 1, **data}))


def echo_error(error: SpeccError, label: str = "error") -> None:
    """What is wrong and the way out, on stderr, where that doesn't end the command."""
    click.echo(f"{label}: {error.message}", err=True)
    if error.help:
        click.echo(f"  help: {error.help}", err=True)
