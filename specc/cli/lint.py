"""`specc lint`."""

from pathlib import Path
from typing import Any

import click

from specc.base.diagnostic import SEVERITIES, at_least
from specc.check.settings import View
from specc.cli.fixing import fix_options, require_diff_alone
from specc.cli.known import Known, known_options, make_known
from specc.cli.linting import (
    STDIN_NAME,
    Asked,
    fixed,
    narrowed,
    read_stdin,
    require_apart,
    tell_none,
    tell_unread,
    told,
)
from specc.cli.project import named_project, project_options
from specc.cli.reporting import Writing, format_options, make_writing, rendered
from specc.cli.selecting import checked_rules, jobs_option, make_selection, rule_options, variable_options
from specc.cli.terminal import echo
from specc.pipeline.writing import write_text


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@format_options
@click.option("-o", "--output-file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write findings to a file.")
@rule_options
@click.option("--fail-on", type=click.Choice(SEVERITIES), default="error", show_default=True, help="The least severity that makes the exit code 1.")
@variable_options
@click.option("--changed", metavar="REF", help="Report only what differs from a git ref: specs, and rows of specs.")
@click.option("--affected", is_flag=True, help="PATHs are files that have changed: lint the specs below the current folder that read them.")
@click.option("--deleted", is_flag=True, help="With --affected: files too whose deletion is staged in git.")
@fix_options
@known_options
@click.option("--watch", "stays", is_flag=True, help="Stay, and lint again what changes, until ^C.")
@click.option("--stdin-filename", type=click.Path(path_type=Path), metavar="FILE", help="Where the spec read from `-` would stand.  [default: stdin.video.yaml]")
@jobs_option
@project_options
def command(paths: tuple[Path, ...], *, form: str, template: str | None, template_file: Path | None, statistics: bool, output_file: Path | None, select: tuple[str, ...], ignore: tuple[str, ...], fail_on: str, variables: tuple[str, ...], jobs: int, changed: str | None, fix: bool, diff: bool, unsafe_fixes: bool, affected: bool, deleted: bool, stays: bool, stdin_filename: Path | None, **hiding: Any) -> int:
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

    With --baseline, what stands in FILE isn't told and doesn't count; a
    baseline never lets a video with errors be made. --write-baseline writes
    it. --add-ignores writes comments into the specs instead: those let an
    error of a provider's limit pass for `compile` and `run`, too.

    PATH is the current folder by default; `-` reads a spec from stdin.
    Hidden folders, virtual environments and node_modules are skipped. What can't
    be read of the rest is told on stderr; the exit code is 2 if nothing is found.

    A spec goes by its project's file: the nearest specc.toml, or pyproject.toml
    with [tool.specc], in its folder or above. --select takes the place of what
    that selects; --ignore is added to what it ignores, and leaves out of the
    report alone: what the project ignores doesn't keep a video from being made.

    \b
    Examples:
      specc lint
      specc lint examples/welcome --format json
      specc lint --changed origin/main
      specc lint --write-baseline known.json && specc lint --baseline known.json
      specc lint --statistics
      specc lint --format template --template '{{ f.file }} {{ f.message }}'
      specc lint --select P,D --fail-on warning videos/
      specc lint --fix
      specc lint --diff --unsafe-fixes
      cat a.video.yaml | specc lint - --stdin-filename videos/a.video.yaml
    """
    if deleted and not affected:
        raise click.UsageError("--deleted goes with --affected")
    if diff:
        require_diff_alone(form=form, has_statistics=statistics, output_file=output_file)
    writing = make_writing(form, template=template, template_file=template_file, has_statistics=statistics, fail_on=fail_on, shows_unsafe=unsafe_fixes)
    view = View(checked_rules(select, paths), checked_rules(ignore, paths))
    paths = paths if paths or affected else (Path(),)
    is_on_disk = changed is None and Path("-") not in paths
    known = make_known(paths, is_whole=is_on_disk and not (select or ignore), is_on_disk=is_on_disk, is_mended=fix or diff, **hiding)
    asked = Asked(paths, make_selection(variables=variables), view, jobs, changed, stdin_filename or STDIN_NAME, read_stdin(paths, changed, stdin_filename), is_telling=not known.hides)
    if stays:
        _refuse_staying(known, is_affected=affected)
        require_apart(asked, (output_file,), (known.baseline, template_file))
        _stay(asked, known, writing, output_file)
    if affected:
        asked = narrowed(asked, known, with_deleted=deleted)
    require_apart(asked, (output_file, known.written), (known.baseline, template_file))
    report, code = fixed(asked, diff=diff, unsafe_fixes=unsafe_fixes) if fix or diff else told(asked, known)
    if not report.summary.specs and changed is None and not affected and not asked.unread:
        tell_none(paths)
    if code is not None:
        return code or tell_unread(asked)
    report = known.new(report)
    _emit(report, writing, output_file, is_data_out=fix and asked.text is not None)
    unread = tell_unread(asked)
    return int(any(report.count(severity) for severity in at_least(fail_on))) or unread


def _emit(report: Any, writing: Writing, output_file: Path | None, *, is_data_out: bool = False) -> None:
    """Writes the report; to stderr where stdout has data."""
    text = rendered(report, writing, is_file=output_file is not None)
    if output_file is None:
        echo(text, is_err=is_data_out)
    else:
        write_text(output_file, text.encode("utf-8", errors="replace").decode())


def _refuse_staying(known: Known, *, is_affected: bool) -> None:
    if is_affected or known.is_mended or not known.is_on_disk or known.written is not None or known.is_updated or known.adds_ignores:
        raise click.UsageError("--watch only tells what is found in specs on disk: leave out `-`, --changed, --affected, and what writes files")


def _stay(asked: Asked, known: Known, writing: Writing, output_file: Path | None) -> None:
    """Ends by ^C alone."""
    from specc.cli.staying import stay
    from specc.pipeline.files import require_paths
    from specc.pipeline.standing import Standing

    require_paths(asked.paths)
    stay(Standing(asked.paths, asked.selection, asked.view, asked.jobs, named_project), lambda report: _emit(known.new(report), writing, output_file))
