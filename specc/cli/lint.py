"""`specc lint`."""

import sys
from pathlib import Path
from typing import Any

import click

from specc.cli.reporting import format_options, make_writing, rendered
from specc.cli.selecting import checked_rules, jobs_option, make_selection, rule_options, variable_options
from specc.cli.watching import watched
from specc.pipeline.writing import write_text

THRESHOLDS = ("error", "warning", "info")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@format_options
@click.option("--output-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write findings to a file.")
@rule_options
@click.option("--fail-on", type=click.Choice(THRESHOLDS), default="error", show_default=True, help="The least severity that makes the exit code 1.")
@variable_options
@jobs_option
@click.option("--changed", metavar="REF", help="Report only what differs from a git ref: specs, and rows of specs.")
@click.option("--stdin-filename", type=click.Path(path_type=Path), default=Path("stdin.video.yaml"), metavar="FILE", help="Where the spec read from `-` would stand.")
def command(paths: tuple[Path, ...], *, form: str, template: str | None, template_file: Path | None, statistics: bool, output_file: Path | None, select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, variables: tuple[str, ...], jobs: int, changed: str | None, stdin_filename: Path) -> int:
    """Report every mistake in the specs at or below PATH.

    Each spec (`*.video.yaml`) is checked over all its cells and all rows of its
    audience. A mistake is reported once, at its place, with the rows that show
    it. Infos, such as columns that nothing uses, take a line each and make the
    exit code 1 only with `--fail-on info`.

    With --changed, a spec is left out if it is the same at REF in content, with
    its partials and its data; of one with some new or changed rows, only their
    findings are told. A changed comment is no difference. Rows that read from
    stdin can't be compared, and file names that clash between specs are looked
    for without --changed alone.

    With --format template, a template that uses `f` is written once for each
    finding, any other once for all, with `findings`, `summary` and
    `statistics`. Fields are those of --format json, such as `f.file`,
    `f.line`, `f.column`, `f.code`, `f.name`, `f.severity`, `f.message`,
    `f.help`, `f.fingerprint` and `f.occurrences.rows`.

    PATH is the current folder by default; `-` reads a spec from stdin.
    Hidden folders, virtual environments and node_modules are skipped.

    \b
    Examples:
      specc lint
      specc lint examples/welcome --format json
      specc lint --changed origin/main
      specc lint --statistics
      specc lint --format template --template '{{ f.file }}:{{ f.line }} {{ f.code }} {{ f.message }}'
      specc lint --select P,D --fail-on warning videos/
      cat a.video.yaml | specc lint - --stdin-filename videos/a.video.yaml
    """
    writing = make_writing(form, template=template, template_file=template_file, has_statistics=statistics, fail_on=fail_on)
    selection = make_selection(variables=variables)
    chosen = {"select": checked_rules(select), "ignore": checked_rules(ignore)}
    report = _linted(_compilation(paths, selection, stdin_filename, **chosen), jobs) if changed is None else _changed(changed, paths, selection, **chosen)
    if not report.summary.specs and changed is None:
        click.echo(f"warning: no *.video.yaml found in {', '.join(map(str, paths or (Path(),)))}", err=True)
    text = rendered(report, writing, is_file=output_file is not None).encode("utf-8", errors="replace").decode()
    if output_file is None:
        click.echo(text, nl=False, color=True if "\x1b" in text else None)
    else:
        write_text(output_file, text)
    return int(any(report.count(severity) for severity in THRESHOLDS[: THRESHOLDS.index(fail_on) + 1]))


def _compilation(paths: tuple[Path, ...], selection: Any, stdin_filename: Path, select: tuple[str, ...], ignore: tuple[str, ...]) -> Any:
    from specc.pipeline import compilation, text_compilation

    if Path("-") in paths:
        if len(paths) > 1:
            raise click.UsageError("`-` stands alone: stdin holds one spec")
        return text_compilation(str(stdin_filename), sys.stdin.buffer.read(), selection, select=select, ignore=ignore)
    return compilation(paths or (Path(),), selection, select=select, ignore=ignore)


def _linted(made: Any, jobs: int) -> Any:
    from specc.pipeline import lint

    made.jobs = jobs
    with watched(made):
        return lint(made)


def _changed(ref: str, paths: tuple[Path, ...], selection: Any, *, select: tuple[str, ...], ignore: tuple[str, ...]) -> Any:
    from specc.pipeline.changed import lint_changed
    from specc.pipeline.history import open_repository

    if Path("-") in paths:
        raise click.UsageError("a spec on stdin can't be compared with an earlier one")
    wanted = paths or (Path(),)
    report, told = lint_changed(open_repository(ref, wanted), wanted, selection, select=select, ignore=ignore)
    for note in told.notes:
        click.echo(f"note: {note}", err=True)
    return report
