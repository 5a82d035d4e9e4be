"""What the terminal can show: colours only where they are wanted, and how wide it is; and data for programs, which need neither."""

import os
import shutil
from typing import IO, Any

import click


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
    return min(120, shutil.get_terminal_size((80, 24)).columns)


def echo_json(data: dict[str, Any]) -> None:
    """Prints data for programs."""
    from specc.report.json import dumped

    click.echo(dumped({"version": 1, **data}), nl=False)
