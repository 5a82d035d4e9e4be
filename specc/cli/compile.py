"""`specc compile`."""

import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from specc.cli.selecting import Share, make_selection, selection_options, variable_options
from specc.pipeline.writing import AtomicFile

FORMATS = ("json", "jsonl", "manifest")
REJECTED_TOLD_MAX = 20


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC...")
@click.option("-o", "--output-file", type=click.Path(path_type=Path), default=Path("-"), metavar="FILE", help="Where tasks go; `-`, the default, is stdout. FILE is packed if it ends in .gz, .bz2, .xz or .zst.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="json: an array to POST as it is; jsonl: a task a line; manifest: a line of {key, cell, row, file, digest, task}. Default: jsonl for a FILE that ends in .jsonl or .ndjson, otherwise json.")
@selection_options
@variable_options
@click.option("--keep-going", is_flag=True, help="Write the sound tasks although others have errors.")
@click.option("--shard", type=Share(), metavar="I/N", help="Compile only the I-th of N equal parts of all rows; the N outputs in order are the whole (jsonl, manifest).")
@click.option("--rejected", type=click.Path(path_type=Path), metavar="FILE", help="Write rejected rows to a file, as JSON lines of {key, row, codes, messages}.")
def command(paths: tuple[Path, ...], *, output_file: Path, form: str | None, only: tuple[str, ...], rows: tuple[str, ...], limit: int | None, variables: tuple[str, ...], shard: tuple[int, int] | None, keep_going: bool, rejected: Path | None) -> int:
    """Turn specs into the provider's task payloads.

    With errors nothing is written and the exit code is 1; with --keep-going the
    sound tasks are written and the rejected rows are named on stderr. The same
    spec and data give the same bytes everywhere. A video that several rows
    share is one task; the manifest has a line for each of its files.

    \b
    Examples:
      specc compile examples/welcome -o tasks.json
      specc compile a.video.yaml --format jsonl --only language=es-ES
      specc compile a.video.yaml --format manifest --row c-001 --limit 2
    """
    from specc.pipeline import compilation
    from specc.pipeline.outputs import Output, form_of

    if rejected is not None and os.path.realpath(rejected) == os.path.realpath(output_file):
        raise click.UsageError("--rejected and --output-file name the same file")
    if shard and (rows or limit):
        raise click.UsageError("--shard takes part of all rows: it goes with neither --row nor --limit")
    made = compilation(paths, make_selection(only=only, rows=rows, limit=limit, variables=variables, share=shard))
    with Rejects(rejected) as rejects:
        try:
            with AtomicFile(output_file) as writer:
                output = Output(form or form_of(output_file), writer, rejects.add, rejects.restart)
                made.run(output)
                _require_sound(made.report, keep_going=keep_going)
                output.end()
        except _HasErrorsError:
            pass
        if keep_going:
            rejects.tell()
    return told(made.report, has_written=keep_going)


class _HasErrorsError(Exception):
    """There are errors: nothing is to be left under the output's name."""


def _require_sound(report: Any, *, keep_going: bool) -> None:
    if report.count("error") and not keep_going:
        raise _HasErrorsError


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
    from specc.cli.terminal import columns, is_coloured
    from specc.report.text import render

    if report.count("error") or report.count("warning"):
        click.echo(render(report, is_coloured=is_coloured(sys.stderr), columns=columns()), err=True, nl=False)
    if report.count("error") and not has_written:
        click.echo("nothing was written", err=True)
    return int(report.count("error") > 0)

