"""What `specc lint` does: lints specs on disk, from stdin or against a git ref, mends them, and hides what is known."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from specc.base.errors import SpeccError
from specc.check.settings import View
from specc.cli.known import Known
from specc.cli.project import named_project
from specc.cli.terminal import echo_error
from specc.cli.watching import watched

STDIN_NAME = Path("stdin.video.yaml")


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What is to be linted; `text` is the spec from stdin."""

    paths: tuple[Path, ...]
    selection: Any
    view: View
    jobs: int
    changed: str | None
    stdin_filename: Path
    text: bytes | None
    is_telling: bool = True
    """Whether errors are told while it goes on."""
    unread: list[SpeccError] = field(default_factory=list)
    """Takes why specs that were found can't be read."""


def read_stdin(paths: tuple[Path, ...], changed: str | None, name: Path | None) -> bytes | None:
    if Path("-") not in paths:
        if name is not None:
            raise click.UsageError("--stdin-filename names a spec on stdin: write `-` in the place of PATH, or leave it out")
        return None
    if len(paths) > 1:
        raise click.UsageError("`-` stands alone: stdin holds one spec")
    if changed is not None:
        raise click.UsageError("a spec on stdin can't be compared with an earlier one")
    return sys.stdin.buffer.read()


def narrowed(asked: Asked, known: Known, *, with_deleted: bool) -> Asked:
    from specc.pipeline.affected import affected_specs
    from specc.pipeline.history import staged_deletions, was_known

    if not known.is_on_disk:
        raise click.UsageError("--affected looks for specs on disk: leave out `-` and --changed")
    for path in asked.paths:
        if not path.exists() and not path.is_symlink() and not was_known(path):
            click.echo(f"note: there is no {path}, and git knows of none", err=True)
    unread: list[Any] = []
    deleted = staged_deletions(Path()) if with_deleted else []
    paths = tuple(affected_specs((*asked.paths, *deleted), asked.selection, named_project(), unread))
    return replace(asked, paths=paths, unread=unread)


def require_apart(asked: Asked, targets: tuple[Path | None, ...], read: tuple[Path | None, ...]) -> None:
    """Raises `UsageError` where what is written would replace what is read, be it specs and theirs, or `read`."""
    from specc.pipeline.targets import require_free

    for target in targets:
        require_free(target, _compilations(asked), also=read)


def _compilations(asked: Asked) -> Iterator[Any]:
    """One a project. Nothing is read before the first is asked for."""
    from specc.pipeline import compilations, text_compilation

    project = named_project()
    unread: list[Any] = []
    if asked.text is not None:
        made = [text_compilation(str(asked.stdin_filename), asked.text, asked.selection, view=asked.view, project=project)]
    else:
        made = compilations(asked.paths, asked.selection, view=asked.view, project=project, unread=unread)
    asked.unread.extend(error for error in unread if error.message not in {known.message for known in asked.unread})
    for one in made:
        one.jobs = asked.jobs
        yield one


def told(asked: Asked, known: Known) -> tuple[Any, int | None]:
    """What is left to report, and the exit code where a baseline has taken it."""
    if asked.changed is not None:
        return _changed(asked.changed, asked), None
    report, comments = _linted(asked)
    if known.written is not None:
        known.write(report)
        return report, 0
    if known.adds_ignores:
        report = known.add_ignores(report, comments, again=lambda: _linted(asked))
    return report, None


def tell_none(paths: tuple[Path, ...]) -> None:
    """Tells that no spec was found, and by which patterns it was looked for."""
    from specc.pipeline.projects import Projects

    projects = Projects(named_project()).of_each(paths)
    include = list(dict.fromkeys(pattern for project in projects for pattern in project.include or ("*.video.yaml",)))
    exclude = list(dict.fromkeys(pattern for project in projects for pattern in project.exclude))
    hidden = f"; the project's `exclude` leaves out {', '.join(exclude)}" if exclude else ""
    click.echo(f"warning: no {' or '.join(include)} found in {', '.join(map(str, paths))}{hidden}", err=True)


def tell_unread(asked: Asked) -> int:
    """Tells what was found and couldn't be read; the exit code if that is all there is to say."""
    for error in asked.unread:
        echo_error(error)
    return 2 if asked.unread else 0


def _linted(asked: Asked) -> tuple[Any, Any]:
    """The report of all specs, and where comments may be written for what is found."""
    from specc.check.report import joined
    from specc.check.silencing import SharedComments
    from specc.pipeline import lint

    reports, comments = [], SharedComments()
    for made in _compilations(asked):
        with watched(made, is_telling=asked.is_telling):
            reports.append(lint(made))
        comments.sources.update(made.comments.sources)
        comments.partials.update(made.comments.partials)
    return joined(reports), comments


def fixed(asked: Asked, *, diff: bool, unsafe_fixes: bool) -> tuple[Any, int | None]:
    """What is left to report, once it is fixed, or as a `diff`; and the exit code where nothing is reported."""
    from specc.check.report import joined
    from specc.cli.fixing import mark, mend_findings, print_diff, write_fixes

    among = None if asked.changed is None else {mark(item) for item in _changed(asked.changed, asked).findings}
    every, locked = [], None if diff or asked.text is not None else set[Path]()
    for made in _compilations(asked):
        with watched(made, is_telling=asked.is_telling):
            every.append(mend_findings(made, guesses=unsafe_fixes, text=asked.text, among=among, locked=locked))
    report = joined([mended.report for mended in every])
    if diff:
        return report, print_diff(every, guesses=unsafe_fixes)
    write_fixes(every, guesses=unsafe_fixes, text=asked.text, locked=locked or ())
    return report if asked.changed is None else _changed(asked.changed, asked), None


def _changed(ref: str, asked: Asked) -> Any:
    from specc.pipeline.changed import lint_changed
    from specc.pipeline.history import opened_repository
    from specc.pipeline.projects import Projects

    with opened_repository(ref, asked.paths) as repository:
        report, told = lint_changed(repository, asked.paths, asked.selection, view=asked.view, projects=Projects(named_project()))
    for note in told.notes:
        click.echo(f"note: {note}", err=True)
    return report
