"""`specc lint`."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from specc.cli.known import Known, known_options, make_known
from specc.cli.reporting import Writing, format_options, make_writing, rendered
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
@known_options
@click.option("--affected", is_flag=True, help="PATHs are files that have changed: lint the specs below the current folder that read them.")
@click.option("--watch", "stays", is_flag=True, help="Stay, and lint again what changes, until ^C.")
@click.option("--stdin-filename", type=click.Path(path_type=Path), default=Path("stdin.video.yaml"), metavar="FILE", help="Where the spec read from `-` would stand.")
def command(paths: tuple[Path, ...], *, form: str, template: str | None, template_file: Path | None, statistics: bool, output_file: Path | None, select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, variables: tuple[str, ...], jobs: int, changed: str | None, affected: bool, stays: bool, stdin_filename: Path, **hiding: Any) -> int:
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

    With --baseline, what stands in FILE isn't told and doesn't count; a
    baseline never lets a video with errors be made. --write-baseline writes
    it. --add-ignores writes comments into the specs instead: those let an
    error of a provider's limit pass for `compile` and `run`, too.

    PATH is the current folder by default; `-` reads a spec from stdin.
    Hidden folders, virtual environments and node_modules are skipped.

    \b
    Examples:
      specc lint
      specc lint examples/welcome --format json
      specc lint --changed origin/main
      specc lint --write-baseline known.json && specc lint --baseline known.json
      specc lint --statistics
      specc lint --format template --template '{{ f.file }}:{{ f.line }} {{ f.code }} {{ f.message }}'
      specc lint --select P,D --fail-on warning videos/
      cat a.video.yaml | specc lint - --stdin-filename videos/a.video.yaml
    """
    writing = make_writing(form, template=template, template_file=template_file, has_statistics=statistics, fail_on=fail_on)
    selection = make_selection(variables=variables)
    chosen = {"select": checked_rules(select), "ignore": checked_rules(ignore)}
    paths = paths if paths or affected else (Path(),)
    is_on_disk = changed is None and Path("-") not in paths
    known = make_known(paths, is_whole=is_on_disk and not (select or ignore), is_on_disk=is_on_disk, **hiding)
    emit = partial(_emit, writing=writing, output_file=output_file)
    if stays:
        _refuse_staying(known, is_affected=affected)
        _stay(paths, selection, lambda report: emit(known.new(report)), jobs, **chosen)
    if affected:
        paths = _affected(paths, selection, is_on_disk=is_on_disk)
    if changed is not None:
        report = known.new(_changed(changed, paths, selection, **chosen))
    else:
        report = _told(partial(_compilation, paths, selection, stdin_filename, **chosen), jobs, known)
    if report is None:
        return 0
    if not report.summary.specs and changed is None and not affected:
        click.echo(f"warning: no *.video.yaml found in {', '.join(map(str, paths))}", err=True)
    emit(report)
    return int(any(report.count(severity) for severity in THRESHOLDS[: THRESHOLDS.index(fail_on) + 1]))


def _emit(report: Any, *, writing: Writing, output_file: Path | None) -> None:
    text = rendered(report, writing, is_file=output_file is not None).encode("utf-8", errors="replace").decode()
    if output_file is None:
        click.echo(text, nl=False, color=True if "\x1b" in text else None)
    else:
        write_text(output_file, text)


def _refuse_staying(known: Known, *, is_affected: bool) -> None:
    if is_affected or not known.is_on_disk or known.written is not None or known.is_updated or known.adds_ignores:
        raise click.UsageError("--watch only tells what is found in specs on disk: leave out `-`, --changed, --affected, --write-baseline, --update-baseline and --add-ignores")


def _stay(paths: tuple[Path, ...], selection: Any, tell: Callable[[Any], None], jobs: int, **chosen: Any) -> None:
    """Ends by ^C alone."""
    from specc.cli.staying import stay
    from specc.pipeline.standing import standing

    stay(standing(paths, selection, jobs=jobs, **chosen), tell)


def _affected(paths: tuple[Path, ...], selection: Any, *, is_on_disk: bool) -> tuple[Path, ...]:
    from specc.pipeline.affected import affected_specs

    if not is_on_disk:
        raise click.UsageError("--affected looks for specs on disk: leave out `-` and --changed")
    return tuple(affected_specs(paths, selection))


def _compilation(paths: tuple[Path, ...], selection: Any, stdin_filename: Path, select: tuple[str, ...], ignore: tuple[str, ...]) -> Any:
    from specc.pipeline import compilation, text_compilation

    if Path("-") in paths:
        if len(paths) > 1:
            raise click.UsageError("`-` stands alone: stdin holds one spec")
        return text_compilation(str(stdin_filename), sys.stdin.buffer.read(), selection, select=select, ignore=ignore)
    return compilation(paths, selection, select=select, ignore=ignore)


def _told(make: Callable[[], Any], jobs: int, known: Known) -> Any:
    """The report; None where a baseline has taken it all."""
    made = make()
    report = _linted(made, jobs, is_telling=not known.hides)
    if known.written is not None:
        known.write(report)
        return None
    if known.adds_ignores:
        known.add_ignores(known.new(report, is_quiet=True).findings, made.sources)
        report = _linted(make(), jobs, is_telling=False)
    return known.new(report)


def _linted(made: Any, jobs: int, *, is_telling: bool) -> Any:
    from specc.pipeline import lint

    made.jobs = jobs
    with watched(made, is_telling=is_telling):
        return lint(made)


def _changed(ref: str, paths: tuple[Path, ...], selection: Any, *, select: tuple[str, ...], ignore: tuple[str, ...]) -> Any:
    from specc.pipeline.changed import lint_changed
    from specc.pipeline.history import open_repository

    if Path("-") in paths:
        raise click.UsageError("a spec on stdin can't be compared with an earlier one")
    report, told = lint_changed(open_repository(ref, paths), paths, selection, select=select, ignore=ignore)
    for note in told.notes:
        click.echo(f"note: {note}", err=True)
    return report
