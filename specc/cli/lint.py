"""`specc lint`."""

import sys
from pathlib import Path
from typing import Any

import click

from specc.check.settings import View
from specc.cli.project import named_project, project_options
from specc.cli.selecting import checked_rules, jobs_option, make_selection, rule_options, variable_options
from specc.cli.watching import watched
from specc.pipeline.writing import write_text

FORMATS = ("text", "concise", "json", "sarif", "github")
THRESHOLDS = ("error", "warning", "info")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How findings are written.")
@click.option("--output-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write findings to a file.")
@rule_options
@click.option("--fail-on", type=click.Choice(THRESHOLDS), default="error", show_default=True, help="The least severity that makes the exit code 1.")
@variable_options
@jobs_option
@project_options
@click.option("--changed", metavar="REF", help="Report only what differs from a git ref: specs, and rows of specs.")
@click.option("--stdin-filename", type=click.Path(path_type=Path), default=Path("stdin.video.yaml"), metavar="FILE", help="Where the spec read from `-` would stand.")
def command(paths: tuple[Path, ...], *, form: str, output_file: Path | None, select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, variables: tuple[str, ...], jobs: int, changed: str | None, stdin_filename: Path) -> int:
    """Report every mistake in the specs at or below PATH.

    Each spec (`*.video.yaml`) is checked over all its cells and all rows of its
    audience. A mistake is reported once, at its place, with the rows that show
    it. Infos, such as columns that nothing uses, take a line each and make the
    exit code 1 only with `--fail-on info`.

    With --changed, a spec is left out if it is the same at REF in content, with
    its partials and its data; of one with some new or changed rows, only their
    findings are told. A changed comment is no difference; where the project's
    file, a policy or a model differs, all of a spec does. Rows that read from
    stdin can't be compared, and file names that clash between specs are looked
    for without --changed alone.

    PATH is the current folder by default; `-` reads a spec from stdin.
    Hidden folders, virtual environments and node_modules are skipped.

    A spec goes by its project's file: the nearest specc.toml, or pyproject.toml
    with [tool.specc], in its folder or above. --select takes the place of what
    that selects; --ignore is added to what it ignores, and leaves out of the
    report alone: what the project ignores doesn't keep a video from being made.

    \b
    Examples:
      specc lint
      specc lint examples/welcome --format json
      specc lint --changed origin/main
      specc lint --select P,D --fail-on warning videos/
      cat a.video.yaml | specc lint - --stdin-filename videos/a.video.yaml
    """
    selection = make_selection(variables=variables)
    view = View(checked_rules(select), checked_rules(ignore))
    report = _linted(_compilations(paths, selection, stdin_filename, view), jobs) if changed is None else _changed(changed, paths, selection, view)
    if not report.summary.specs and changed is None:
        click.echo(f"warning: no *.video.yaml found in {', '.join(map(str, paths or (Path(),)))}", err=True)
    text = _rendered(report, form, is_file=output_file is not None).encode("utf-8", errors="replace").decode()
    if output_file is None:
        click.echo(text, nl=False, color=True if "\x1b" in text else None)
    else:
        write_text(output_file, text)
    return int(any(report.count(severity) for severity in THRESHOLDS[: THRESHOLDS.index(fail_on) + 1]))


def _compilations(paths: tuple[Path, ...], selection: Any, stdin_filename: Path, view: View) -> list[Any]:
    from specc.pipeline import compilations, text_compilation

    project = named_project()
    if Path("-") in paths:
        if len(paths) > 1:
            raise click.UsageError("`-` stands alone: stdin holds one spec")
        return [text_compilation(str(stdin_filename), sys.stdin.buffer.read(), selection, view=view, project=project)]
    return compilations(paths or (Path(),), selection, view=view, project=project)


def _linted(every: list[Any], jobs: int) -> Any:
    from specc.check.report import joined
    from specc.pipeline import lint

    reports = []
    for made in every:
        made.jobs = jobs
        with watched(made):
            reports.append(lint(made))
    return joined(reports)


def _changed(ref: str, paths: tuple[Path, ...], selection: Any, view: View) -> Any:
    from specc.pipeline.changed import lint_changed
    from specc.pipeline.history import open_repository
    from specc.pipeline.projects import Projects

    if Path("-") in paths:
        raise click.UsageError("a spec on stdin can't be compared with an earlier one")
    wanted = paths or (Path(),)
    report, told = lint_changed(open_repository(ref, wanted), wanted, selection, view=view, projects=Projects(named_project()))
    for note in told.notes:
        click.echo(f"note: {note}", err=True)
    return report


def _rendered(report: Any, form: str, *, is_file: bool) -> str:
    import importlib

    if form == "text":
        from specc.cli.terminal import columns, is_coloured
        from specc.report.text import render

        return render(report, is_coloured=not is_file and is_coloured(sys.stdout), columns=columns())
    if form == "concise":
        from specc.report.text import concise

        return concise(report)
    rendered: str = importlib.import_module(f"specc.report.{form}").render(report)
    return rendered
