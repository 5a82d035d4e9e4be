"""`specc compile --shard-rows`: a folder of shards, and going on where it stopped."""

from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import click

from specc import __version__
from specc.base.errors import ChangedError, UnreadableError, UsageError
from specc.cli.rejects import Rejects, told
from specc.cli.watching import watched

PACKINGS = ("gz", "bz2", "xz", "zst")
INTERRUPTED = 130


def compile_shards(made: Any, path: Path, form: str, rows: int, compress: str | None, rejected: Path | None, *, resumes: bool, keep_going: bool) -> int:
    """The folder of shards; what was finished when it is interrupted, or when the disk is full, is kept for --resume."""
    from specc.audience.compression import packer
    from specc.pipeline.folder import Folder
    from specc.pipeline.shards import Layout

    layout = Layout(form, rows, f".{compress}" if compress else "")
    if str(path) == "-":
        raise click.UsageError("--shard-rows needs a folder: name one with -o")
    if layout.packing:
        packer(layout.packing)  # what is missing is told before any work is done
    folder = Folder(path)
    with closing(folder), ExitStack() as stack:
        stack.callback(made.release)
        return _compile_in(folder, layout, made, rejected, compress, resumes=resumes, keep_going=keep_going)


def _compile_in(folder: Any, layout: Any, made: Any, rejected: Path | None, compress: str | None, *, resumes: bool, keep_going: bool) -> int:
    inputs = made.inputs(**{"specc's version": __version__, "--format": layout.form, "--shard-rows": layout.rows, "--compress": compress})
    before = folder.open(inputs, resumes=resumes)
    try:
        if resumes and _is_finished(folder, before, inputs):
            folder.drop()
            return 0
        return _compile_into(folder, layout, made, inputs, rejected, keep_going=keep_going)
    except KeyboardInterrupt:
        click.echo("interrupted; the same command with --resume goes on", err=True)
        return INTERRUPTED
    except ChangedError:
        folder.drop()  # what is there already was made of it too
        raise
    except UnreadableError as error:
        raise UnreadableError(error.message, "the same command with --resume goes on") from None
    except UsageError:
        folder.drop()
        raise


def _is_finished(folder: Any, before: dict[str, str] | None, inputs: dict[str, str]) -> bool:
    """Whether there is nothing to do; says what a run that is to be resumed does."""
    from specc.pipeline.inputs import changes

    if before is None:
        click.echo("note: there is nothing to go on with: everything is compiled", err=True)
    elif changed := changes(before, inputs):
        click.echo(f"note: everything is compiled again, because {', '.join(changed)} changed", err=True)
    elif folder.is_finished(inputs):
        click.echo(f"note: {folder.path} is finished, and nothing has changed", err=True)
        return True
    return False


def _compile_into(folder: Any, layout: Any, made: Any, inputs: dict[str, str], rejected: Path | None, *, keep_going: bool) -> int:
    from specc.pipeline.shards import Shards

    with Rejects(rejected) as rejects, closing(Shards(folder, layout, rejects.add, rejects.restart)) as shards:
        with watched(made):
            made.run(shards, shards)
        done = shards.end()
        is_sound = keep_going or not made.report.count("error")
        if is_sound:
            folder.finish(done, {"version": 1, "specc": __version__, **made.manifest(layout.form, inputs)})
        else:
            folder.drop()
        if shards.taken_over:
            click.echo(f"note: {shards.taken_over:,} of {len(done):,} shards were there already", err=True)
        if keep_going:
            rejects.tell()
    return told(made.report, has_written=is_sound)
