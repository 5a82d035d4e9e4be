"""`specc diff`."""

from pathlib import Path
from typing import Any

import click

from specc.cli.project import named_project, project_options
from specc.cli.selecting import format_option, make_selection, part_options, variable_options

EXAMPLES = 3


@click.command()
@click.argument("ref")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@format_option("text", "json")
@click.option("--limit-examples", type=click.IntRange(min=0), default=EXAMPLES, show_default=True, metavar="N", help="At most N examples of each kind.")
@part_options
@variable_options
@project_options
def command(ref: str, paths: tuple[Path, ...], *, form: str, limit_examples: int, only: tuple[str, ...], rows: tuple[str, ...], variables: tuple[str, ...]) -> int:
    """Tell which videos have changed since a git ref, field by field.

    The specs at or below PATH (the current folder by default) are compiled as
    they were at REF and as they are in the working tree, with the data of
    either. Videos are matched by spec, key of their row, and cell. What leaves
    a video as it was is no difference: a comment, another order of keys, a
    template that comes to the same.

    A video is blocked when errors keep it from being made today; the errors go
    to stderr. Data that git doesn't hold at REF is taken as it is today. Files that
    two specs write to are told by `specc lint`.

    Exit codes: 0 no difference, 1 some, 2 wrong usage.

    \b
    Examples:
      specc diff HEAD
      specc diff origin/main videos/ --only language=es-ES
      specc diff v1.2 a.video.yaml --row c-001 --format json
    """
    from specc.cli.terminal import echo_account
    from specc.pipeline.difference import difference
    from specc.pipeline.history import opened_repository
    from specc.pipeline.projects import Projects
    from specc.report.difference import render, render_json

    wanted = paths or (Path(),)
    selection = make_selection(only=only, rows=rows, variables=variables)
    with opened_repository(ref, wanted) as repository:
        found, told = difference(repository, wanted, selection, examples_max=limit_examples, projects=Projects(named_project()))
    _tell(told, ref)
    if not found.specs:
        click.echo(f"warning: no *.video.yaml found in {', '.join(map(str, wanted))}, then or today", err=True)
    echo_account(found, form, render, render_json)
    return int(not found.is_none)


def _tell(told: Any, ref: str) -> None:
    """Errors of either side, those of the ref a line each: they can't be mended any more."""
    from specc.cli.terminal import echo_findings
    from specc.report.text import concise_line

    for note in told.notes:
        click.echo(f"note: {note}", err=True)
    for finding in (finding for report in told.then for finding in report.findings if finding.severity == "error"):
        click.echo(f"at {ref}: {concise_line(finding)}", err=True)
    errors = [finding for report in told.now for finding in report.findings if finding.severity == "error"]
    if errors:
        echo_findings(errors, is_err=True)
        click.echo(err=True)
