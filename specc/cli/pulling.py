"""`specc models pull`, `diff` and `check`: a project's own schemas of models, beside what is published of them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specc.base.errors import SpeccError, UsageError
from specc.cli.pulled import PRINT_CHECK, PRINT_DIFF, tell_broken, tell_changes, tell_of_project
from specc.cli.selecting import format_option
from specc.cli.terminal import echo_error

if TYPE_CHECKING:
    from specc.catalog.models import Model
    from specc.pipeline.pulling import Kept, Pulled

_Command = Callable[..., Any]


def _from_options(function: _Command) -> _Command:
    for option in (
        click.option("--sandbox", "is_sandbox", is_flag=True, help="From the sandbox: its own made-up models, and the bundled ones as it publishes them."),
        click.option("--from", "origin", metavar="URL|FILE|-", help="Where the schema is: an address, a file that was saved, or stdin.  [default: the provider's]"),
    ):
        function = option(function)
    return function


@click.command("pull", short_help="Get a model's schema from the provider.")
@click.argument("model", required=False)
@_from_options
@click.option("--date", metavar="YYYY-MM-DD", default=lambda: dt.date.today().isoformat(), help="Date to note in the file.  [default: today]")  # noqa: DTZ011 - the user's own day
@click.option("--force", is_flag=True, help="Write over a file that was edited by hand.")
def pull(model: str | None, *, origin: str | None, is_sandbox: bool, date: str, force: bool) -> None:
    """Get the schema of MODEL, and keep it in the project's folder of models, where it comes before the one that ships with specc.

    Without MODEL, every model that was pulled before is pulled again from where
    it came. What is published in the resolver's form ({requestSchema, …}) and as
    OpenAPI is understood; only the latter states prices. All ids that the schema
    lists are known from then on: one that isn't listed is an error. What specc knows of the parameters goes on:
    which one is spoken, which ones take files, and how broken limits are told.

    \b
    Examples:
      specc models pull heygen:avatar@5
      specc models pull heygen:avatar@5 --from https://runware.ai/docs/models/heygen-avatar-v/schema.json
      specc models pull heygen:avatar@5 --from saved.json
      specc models pull sandbox:photo-avatar@1 --sandbox
    """
    from specc.pipeline.project import shown
    from specc.pipeline.pulling import keep, kept_models

    kept = kept_models(Path.cwd())
    for item in _pulled(model, _given(origin, is_sandbox=is_sandbox), kept, _checked_date(date)):
        if not keep(item, is_forced=force):
            click.echo(f"{item.new.id}: nothing has changed", err=True)
            continue
        tell_changes(item)
        click.echo(f"wrote {shown(item.file)}", err=True)
        tell_of_project(item, kept.root)


@click.command("diff", short_help="Tell what has changed in a model's schema, and which specs break.")
@click.argument("model", required=False)
@_from_options
@format_option("text", "json")
def diff(model: str | None, *, origin: str | None, is_sandbox: bool, form: str) -> int:
    """Tell how the schema of MODEL that is published differs from the one that is used here, and which specs of the project it would break.

    Nothing is written. Without MODEL, every model that was pulled is compared.
    What breaks are errors that the specs haven't with the schema that is used.

    Exit codes: 0 no difference, 1 some, 2 wrong usage, or nothing to compare with.

    \b
    Examples:
      specc models diff heygen:avatar@5
      specc models diff heygen:avatar@5 --from saved.json --format json
    """
    from specc.pipeline.pulling import breaks, kept_models

    kept = kept_models(Path.cwd())
    found = _pulled(model, _given(origin, is_sandbox=is_sandbox), kept)
    PRINT_DIFF[form](list(zip(found, breaks(kept, found), strict=True)))
    return int(any(item.changes for item in found))


@click.command("check", short_help="Fail where a pulled schema has drifted, or was edited.")
@click.option("--offline", is_flag=True, help="Only look whether files were edited by hand.")
@click.option("--sandbox", "is_sandbox", is_flag=True, help="Against what the sandbox publishes, wherever a model came from.")
@format_option("text", "json")
def check(*, offline: bool, is_sandbox: bool, form: str) -> int:
    """Fail where a schema that was pulled isn't what is published any more, or where its file was edited by hand. For CI.

    Exit codes: 0 all as published, 1 drifted or edited, 2 what is published can't be had.

    \b
    Examples:
      specc models check
      specc models check --offline
      specc models check --sandbox
    """
    if offline and is_sandbox:
        raise click.UsageError("--offline asks nobody: leave it or --sandbox out")
    from specc.catalog.importing import is_signed
    from specc.pipeline.pulling import kept_models

    kept = kept_models(Path.cwd())
    if kept.broken:
        raise kept.broken[0]
    edited = [model for model in kept.pulled if not is_signed(model.schema)]
    drifted, failures = ([], []) if offline else _drifted(kept, _given(None, is_sandbox=is_sandbox))
    PRINT_CHECK[form](kept.pulled, edited, drifted, failures)
    if edited or drifted:
        return 1
    return failures[0].exit_code if failures else 0


def _drifted(kept: "Kept", given: str | None) -> "tuple[list[Pulled], list[SpeccError]]":
    """What isn't any more as it was pulled; and why it isn't known of others."""
    drifted, failures = [], []
    for model in kept.pulled:
        try:
            item = _again(model, kept, given=given)
        except SpeccError as error:
            failures.append(error)
            echo_error(error, f"error: {model.id}")
            continue
        if item is not None and _has_drifted(model, item):
            drifted.append(item)
    return drifted, failures


def _has_drifted(model: "Model", item: "Pulled") -> bool:
    """What specc itself has learned of a model since is no drift."""
    return not item.is_same and item.new.notes["published"] != model.notes.get("published")


def _given(origin: str | None, *, is_sandbox: bool) -> str | None:
    if origin is not None and is_sandbox:
        raise click.UsageError("--from and --sandbox exclude each other")
    return "sandbox" if is_sandbox else origin


def _checked_date(date: str) -> str:
    try:
        return dt.date.fromisoformat(date).isoformat()
    except ValueError:
        raise click.UsageError(f"--date: {date!r} is no date like 2026-11-25") from None


def _pulled(model: str | None, given: str | None, kept: "Kept", date: str = "") -> "list[Pulled]":
    """What is published of a model, or of all that were pulled before."""
    from specc.pipeline.pulling import obtain, pull

    if model is not None:
        if not model.strip():
            raise click.UsageError("the model's id is empty: give one such as heygen:avatar@5")
        return [pull(model, obtain(model, given, kept.root), kept, date)]
    if given is not None:
        raise click.UsageError("which model is it? Give its id, such as heygen:avatar@5")
    tell_broken(kept)
    if not kept.pulled:
        raise UsageError("no model was pulled yet", "name one: `specc models pull heygen:avatar@5`")
    return [item for known in kept.pulled if (item := _again(known, kept, date)) is not None]


def _again(model: "Model", kept: "Kept", date: str = "", *, given: str | None = None) -> "Pulled | None":
    """What is published today where a model came from, or at `given`; None where it can't be asked again, which is told."""
    from specc.pipeline.pulling import can_be_asked, obtain, pull

    source = given or model.notes["source"]
    if not can_be_asked(source):
        click.echo(f"note: {model.id} came from {source}, which can't be asked again", err=True)
        return None
    return pull(model.id, obtain(model.id, source, kept.root), kept, date)
