"""`specc lint`."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from specc.check.settings import View
from specc.cli.fixing import fix_options
from specc.cli.project import named_project, project_options
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
@project_options
@click.option("--changed", metavar="REF", help="Report only what differs from a git ref: specs, and rows of specs.")
@fix_options
@click.option("--stdin-filename", type=click.Path(path_type=Path), default=Path("stdin.video.yaml"), metavar="FILE", help="Where the spec read from `-` would stand.")
def command(paths: tuple[Path, ...], *, form: str, template: str | None, template_file: Path | None, statistics: bool, output_file: Path | None, select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, variables: tuple[str, ...], jobs: int, changed: str | None, stdin_filename: Path, **fixing: bool) -> int:
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

    With --format template, a template that uses `f` is written once for each
    finding, any other once for all, with `findings`, `summary` and
    `statistics`. Fields are those of --format json, such as `f.file`,
    `f.line`, `f.column`, `f.code`, `f.name`, `f.severity`, `f.message`,
    `f.help`, `f.fingerprint` and `f.occurrences.rows`.
    With --fix, what can be mended without a guess is mended in the files, and
    the rest is reported; --unsafe-fixes mends by guesses too, such as the
    nearest name. --diff prints what would be mended, and writes nothing: the
    exit code is 1 if there is something. A spec from stdin goes to stdout.

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
      specc lint --statistics
      specc lint --format template --template '{{ f.file }}:{{ f.line }} {{ f.code }} {{ f.message }}'
      specc lint --select P,D --fail-on warning videos/
      specc lint --fix
      specc lint --diff --unsafe-fixes
      cat a.video.yaml | specc lint - --stdin-filename videos/a.video.yaml
    """
    writing = make_writing(form, template=template, template_file=template_file, has_statistics=statistics, fail_on=fail_on, shows_unsafe=fixing["unsafe_fixes"])
    view = View(checked_rules(select, paths), checked_rules(ignore, paths))
    asked = _Asked(paths, make_selection(variables=variables), view, jobs, changed, stdin_filename, _stdin(paths, changed))
    report, code = _fixed(asked, **fixing) if fixing["fix"] or fixing["diff"] else (_linted(asked), None)
    if not report.summary.specs and changed is None:
        click.echo(f"warning: no *.video.yaml found in {', '.join(map(str, paths or (Path(),)))}", err=True)
    if code is not None:
        return code
    text = rendered(report, writing, is_file=output_file is not None).encode("utf-8", errors="replace").decode()
    if output_file is None:
        click.echo(text, nl=False, color=True if "\x1b" in text else None, err=fixing["fix"] and asked.text is not None)
    else:
        write_text(output_file, text)
    return int(any(report.count(severity) for severity in THRESHOLDS[: THRESHOLDS.index(fail_on) + 1]))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be linted; `text` is the spec from stdin."""

    paths: tuple[Path, ...]
    selection: Any
    view: View
    jobs: int
    changed: str | None
    stdin_filename: Path
    text: bytes | None


def _stdin(paths: tuple[Path, ...], changed: str | None) -> bytes | None:
    if Path("-") not in paths:
        return None
    if len(paths) > 1:
        raise click.UsageError("`-` stands alone: stdin holds one spec")
    if changed is not None:
        raise click.UsageError("a spec on stdin can't be compared with an earlier one")
    return sys.stdin.buffer.read()


def _compilations(asked: _Asked) -> list[Any]:
    from specc.pipeline import compilations, text_compilation

    project = named_project()
    if asked.text is not None:
        made = [text_compilation(str(asked.stdin_filename), asked.text, asked.selection, view=asked.view, project=project)]
    else:
        made = compilations(asked.paths or (Path(),), asked.selection, view=asked.view, project=project)
    for one in made:
        one.jobs = asked.jobs
    return made


def _linted(asked: _Asked) -> Any:
    from specc.check.report import joined
    from specc.pipeline import lint

    if asked.changed is not None:
        return _changed(asked.changed, asked)
    reports = []
    for made in _compilations(asked):
        with watched(made):
            reports.append(lint(made))
    return joined(reports)


def _fixed(asked: _Asked, *, fix: bool, diff: bool, unsafe_fixes: bool) -> tuple[Any, int | None]:
    """What is left to report, and the exit code where nothing is reported."""
    from specc.check.report import joined
    from specc.cli.fixing import mark, mend_findings, print_diff, write_fixes

    among = None if asked.changed is None else {mark(item) for item in _linted(asked).findings}
    every = []
    for made in _compilations(asked):
        with watched(made):
            every.append(mend_findings(made, guesses=unsafe_fixes, text=asked.text, among=among))
    report = joined([mended.report for mended in every])
    if diff:
        return report, print_diff(every, guesses=unsafe_fixes)
    assert fix
    write_fixes(every, guesses=unsafe_fixes, text=asked.text)
    return report if asked.changed is None else _linted(asked), None


def _changed(ref: str, asked: _Asked) -> Any:
    from specc.pipeline.changed import lint_changed
    from specc.pipeline.history import open_repository
    from specc.pipeline.projects import Projects

    wanted = asked.paths or (Path(),)
    report, told = lint_changed(open_repository(ref, wanted), wanted, asked.selection, view=asked.view, projects=Projects(named_project()))
    for note in told.notes:
        click.echo(f"note: {note}", err=True)
    return report
