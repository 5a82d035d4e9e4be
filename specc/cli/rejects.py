"""What `specc compile` tells beside its tasks: the rows it rejected, and its findings."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from specc.pipeline.writing import AtomicFile

REJECTED_TOLD_MAX = 20


class Rejects(ExitStack):
    """The rejected rows of a compilation, in a file if one is wanted; the first few are kept for people."""

    def __init__(self, path: Path | None) -> None:
        super().__init__()
        self.count = 0
        self.first: list[str] = []
        self._file = self.enter_context(AtomicFile(path)) if path is not None else None

    def restart(self) -> None:
        self.count = 0
        self.first.clear()
        if self._file is not None:
            self._file.restart()

    def add(self, item: Any) -> None:
        """A key may hold what UTF-8 can't, and be rejected for that."""
        self.count += 1
        if len(self.first) < REJECTED_TOLD_MAX:
            name = f"row {item.row}" if item.row is not None else "the spec"
            self.first.append(f"{name}{f' (key {item.key})' if item.key else ''}: {', '.join(item.codes)}")
        if self._file is not None:
            line = {"key": item.key, "row": item.row, "codes": list(item.codes), "messages": list(item.messages)}
            self._file.write(json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode("utf-8", errors="replace") + b"\n")

    def tell(self) -> None:
        for line in self.first:
            click.echo(f"rejected: {line}", err=True)
        if self.count > len(self.first):
            click.echo(f"rejected: {self.count - len(self.first):,} more" + ("" if self._file else "; --rejected FILE lists them all"), err=True)


def told(report: Any, *, has_written: bool) -> int:
    """Prints the findings to stderr, where data goes to stdout, and gives the exit code. Infos alone are for `lint`."""
    from specc.cli.terminal import columns, echo, is_coloured
    from specc.report.text import render

    if report.count("error") or report.count("warning"):
        echo(render(report, is_coloured=is_coloured(sys.stderr), columns=columns()), is_err=True)
    if report.count("error") and not has_written:
        click.echo("nothing was written", err=True)
    return int(report.count("error") > 0)

