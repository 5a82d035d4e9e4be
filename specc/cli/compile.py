"""`specc compile`."""

import os
from pathlib import Path
from typing import Any

import click

from specc.cli.plans import explain_plans, require_alone
from specc.cli.project import project_of, project_options
from specc.cli.rejects import Rejects, told
from specc.cli.selecting import Share, jobs_option, make_selection, selection_options, variable_options
from specc.cli.shards import INTERRUPTED, PACKINGS, compile_shards
from specc.cli.watching import watched
from specc.pipeline.writing import AtomicFile

FORMATS = ("json", "jsonl", "manifest")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC...")
@click.option("--format", "form", type=click.Choice((*FORMATS, "text")), help="How it is written. json: an array to POST as it is; jsonl: a task a line; manifest: a line of {spec, key, cell, row, file, digest, task}. With --explain-plan, text or json.  [default: jsonl for a FILE that ends in .jsonl or .ndjson, text with --explain-plan, otherwise json]")
@click.option("-o", "--output-file", type=click.Path(path_type=Path), default=Path("-"), metavar="FILE", help="Where tasks go; `-`, the default, is stdout. FILE is packed if it ends in .gz, .bz2, .xz or .zst.")
@selection_options
@variable_options
@click.option("--keep-going", is_flag=True, help="Write the sound tasks although others have errors.")
@click.option("--rejected", type=click.Path(path_type=Path), metavar="FILE", help="Write rejected rows to a file, as JSON lines of {key, row, codes, messages}.")
@click.option("--shard-rows", type=click.IntRange(min=1), metavar="N", help="Write a file for every N rows, and a manifest.json, into the folder that -o names. Default format: jsonl.")
@click.option("--compress", type=click.Choice(PACKINGS), help="With --shard-rows: how the files are packed.")
@click.option("--resume", is_flag=True, help="With --shard-rows: go on where the same command stopped; what is there already isn't compiled again.")
@click.option("--shard", type=Share(), metavar="I/N", help="Compile only the I-th of N equal parts of all rows; the N outputs in order are the whole (jsonl, manifest).")
@click.option("--explain-plan", is_flag=True, help="Tell how rows are compiled, cell by cell, from a sample of them; make no tasks.")
@jobs_option
@project_options
def command(paths: tuple[Path, ...], *, output_file: Path, form: str | None, only: tuple[str, ...], rows: tuple[str, ...], limit: int | None, variables: tuple[str, ...], jobs: int, shard: tuple[int, int] | None, shard_rows: int | None, compress: str | None, resume: bool, keep_going: bool, rejected: Path | None, explain_plan: bool) -> int:
    """Turn specs into the provider's task payloads.

    With errors nothing is written and the exit code is 1; with --keep-going the
    sound tasks are written and the rejected rows are named on stderr. The same
    spec and data give the same bytes everywhere. A video that several rows
    share is one task; the manifest has a line for each of its files.

    With --shard-rows, the files appear when all are there, and manifest.json last:
    what it lists is the build. Until then they wait in `.unfinished`, where
    --resume finds them after ^C, a crash or a full disk; if anything they follow
    from has changed since, everything is compiled again.

    With --shard, what comes twice in two parts (keys, contents, files) is seen by
    neither: `specc lint` sees it. Equal videos have the same taskUUID.

    \b
    Examples:
      specc compile examples/welcome -o tasks.json
      specc compile a.video.yaml --format jsonl --only language=es-ES
      specc compile a.video.yaml --format manifest --row c-001 --limit 2
      specc compile a.video.yaml -o tasks.jsonl.gz
      specc compile a.video.yaml -o build --shard-rows 10000 --compress gz
      specc compile a.video.yaml -o part3.jsonl --shard 3/8
      specc compile a.video.yaml --explain-plan
    """
    if explain_plan:
        given = {"-o": output_file != Path("-"), "--row": rows, "--limit": limit, "--jobs": jobs > 1, "--shard": shard, "--shard-rows": shard_rows, "--compress": compress, "--resume": resume, "--keep-going": keep_going, "--rejected": rejected}
        require_alone(form, given)
        return explain_plans(paths, form, make_selection(only=only, variables=variables))
    if form == "text":
        raise click.UsageError("--format text goes with --explain-plan")
    from specc.pipeline import compilation
    from specc.pipeline.outputs import form_of
    from specc.pipeline.targets import require_free

    if rejected is not None and os.path.realpath(rejected) == os.path.realpath(output_file):
        raise click.UsageError("--rejected and --output-file name the same file")
    if (shard or shard_rows) and (rows or limit):
        raise click.UsageError("--shard and --shard-rows are of all rows: they go with neither --row nor --limit")
    if not shard_rows and (resume or compress):
        raise click.UsageError("--resume goes with --shard-rows" if resume else "--compress goes with --shard-rows; the name of a FILE says how it is packed")
    made = compilation(paths, make_selection(only=only, rows=rows, limit=limit, variables=variables, share=shard), project=project_of(paths))
    made.jobs = jobs
    for target in (output_file, rejected):
        require_free(target, [made])
    if shard_rows:
        return compile_shards(made, output_file, form or "jsonl", shard_rows, compress, rejected, resumes=resume, keep_going=keep_going)
    try:
        return _compile_file(made, output_file, form or form_of(output_file), rejected, keep_going=keep_going)
    except KeyboardInterrupt:
        click.echo("interrupted: nothing was written; with --shard-rows a run can be gone on with, by --resume", err=True)
        return INTERRUPTED


def _compile_file(made: Any, path: Path, form: str, rejected: Path | None, *, keep_going: bool) -> int:
    from specc.pipeline.outputs import Output

    with Rejects(rejected) as rejects:
        try:
            with AtomicFile(path) as writer:
                output = Output(form, writer, rejects.add, rejects.restart)
                with watched(made):
                    made.run(output)
                _require_sound(made.report, keep_going=keep_going)
                output.end()
        except HasErrorsError:
            pass
        if keep_going:
            rejects.tell()
    return told(made.report, has_written=keep_going)


class HasErrorsError(Exception):
    """There are errors: nothing is to be left under the output's name."""


def _require_sound(report: Any, *, keep_going: bool) -> None:
    if report.count("error") and not keep_going:
        raise HasErrorsError
