"""`specc compile`."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

import click

from specc.cli.selecting import make_selection, selection_options, variable_options
from specc.cli.writing import AtomicFile

FORMATS = ("json", "jsonl", "manifest")
SPOOL_BYTES_MAX = 32 * 1024 * 1024
"""Stdout can't be taken back, so tasks wait until the last is known to be sound; beyond this they wait on disk."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC...")
@click.option("-o", "--output-file", type=click.Path(path_type=Path), default=Path("-"), metavar="FILE", help="Where tasks go; `-`, the default, is stdout.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="json", show_default=True, help="json: an array to POST as it is; jsonl: a task a line; manifest: a line of {key, cell, row, file, digest, task}.")
@selection_options
@variable_options
@click.option("--keep-going", is_flag=True, help="Write the sound tasks although others have errors.")
@click.option("--rejected", type=click.Path(path_type=Path), metavar="FILE", help="Write rejected rows to a file, as JSON lines of {key, row, codes, messages}.")
def command(paths: tuple[Path, ...], *, output_file: Path, form: str, only: tuple[str, ...], rows: tuple[str, ...], limit: int | None, variables: tuple[str, ...], keep_going: bool, rejected: Path | None) -> int:
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

    if rejected is not None and os.path.realpath(rejected) == os.path.realpath(output_file):
        raise click.UsageError("--rejected and --output-file name the same file")
    made = compilation(paths, make_selection(only=only, rows=rows, limit=limit, variables=variables))
    writer = AtomicFile(output_file)
    rejects = Rejects(rejected, is_told=keep_going)
    is_streamed = keep_going or str(output_file) != "-"
    try:
        with writer, SpooledTemporaryFile(max_size=SPOOL_BYTES_MAX) as held:
            for chunk in _ENCODERS[form](rejects.without(made)):
                writer.write(chunk) if is_streamed else held.write(chunk)
            _require_sound(made.report, keep_going=keep_going)
            held.seek(0)
            while chunk := held.read(1 << 20):
                writer.write(chunk)
    except _HasErrorsError:
        pass
    rejects.write()
    return told(made.report, has_written=keep_going)


class _HasErrorsError(Exception):
    """There are errors: nothing is to be left under the output's name."""


def _require_sound(report: Any, *, keep_going: bool) -> None:
    if report.count("error") and not keep_going:
        raise _HasErrorsError


class Rejects:
    """The rejected rows of a compilation."""

    def __init__(self, path: Path | None, *, is_told: bool) -> None:
        self.path = path
        self.is_told = is_told
        self.lines: list[bytes] = []

    def without(self, made: Any) -> Iterator[Any]:
        """The tasks; what is rejected is noted on the way. Its key may hold what UTF-8 can't, and be rejected for that."""
        from specc.compiler.task import Task

        for item in made:
            if isinstance(item, Task):
                yield item
                continue
            line = {"key": item.key, "row": item.row, "codes": list(item.codes), "messages": list(item.messages)}
            self.lines.append(json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode("utf-8", errors="replace"))
            if self.is_told:
                name = f"row {item.row}" if item.row is not None else "the spec"
                click.echo(f"rejected: {name}{f' (key {item.key})' if item.key else ''}: {', '.join(item.codes)}", err=True)

    def write(self) -> None:
        if self.path is not None:
            with AtomicFile(self.path) as stream:
                for line in self.lines:
                    stream.write(line + b"\n")


def told(report: Any, *, has_written: bool) -> int:
    """Prints the findings to stderr, where data goes to stdout, and gives the exit code. Infos alone are for `lint`."""
    from specc.cli.terminal import columns, is_coloured
    from specc.report.text import render

    if report.count("error") or report.count("warning"):
        click.echo(render(report, is_coloured=is_coloured(sys.stderr), columns=columns()), err=True, nl=False)
    if report.count("error") and not has_written:
        click.echo("nothing was written", err=True)
    return int(report.count("error") > 0)


def _json(tasks: Iterator[Any]) -> Iterator[bytes]:
    from specc.compiler.payload import compact

    lead = b"[\n"
    for task in _once(tasks):
        yield lead + compact(task.payload)
        lead = b",\n"
    yield b"\n]\n" if lead == b",\n" else b"[]\n"


def _jsonl(tasks: Iterator[Any]) -> Iterator[bytes]:
    from specc.compiler.payload import compact

    for task in _once(tasks):
        yield compact(task.payload) + b"\n"


def _manifest(tasks: Iterator[Any]) -> Iterator[bytes]:
    from specc.compiler.payload import compact

    for task in tasks:
        line = {"key": task.key, "cell": dict(task.cell), "row": task.row, "file": task.file, "digest": task.digest, "task": task.payload}
        yield compact(line) + b"\n"


def _once(tasks: Iterator[Any]) -> Iterator[Any]:
    """One task a content: the provider refuses a UUID that comes twice."""
    seen: set[bytes] = set()
    for task in tasks:
        content = bytes.fromhex(task.digest)
        if content not in seen:
            seen.add(content)
            yield task


_ENCODERS: dict[str, Callable[[Iterator[Any]], Iterator[bytes]]] = {"json": _json, "jsonl": _jsonl, "manifest": _manifest}
