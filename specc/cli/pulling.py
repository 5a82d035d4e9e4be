"""`specc models pull`, `diff` and `check`: a project's own schemas of models, beside what is published of them."""

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specc.base.errors import SpeccError, UnreadableError, UsageError
from specc.cli.terminal import echo_json

if TYPE_CHECKING:
    from specc.base.diagnostic import Diagnostic
    from specc.catalog.models import Model
    from specc.pipeline.pulling import Pulled

_SANDBOX = "sandbox"
_Command = Callable[..., Any]
_NOT_AGAIN = frozenset(("stdin",))


def _from_options(function: _Command) -> _Command:
    for option in (
        click.option("--sandbox", "is_sandbox", is_flag=True, help="From the sandbox: its own made-up models, and the bundled ones as it publishes them."),
        click.option("--from", "origin", metavar="URL|FILE|-", help="Where the schema is: an address, a file that was saved, or stdin. [default: the provider's]"),
    ):
        function = option(function)
    return function


_form = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print.")


@click.command("pull", short_help="Get a model's schema from the provider.")
@click.argument("model", required=False)
@_from_options
@click.option("--date", metavar="YYYY-MM-DD", default=lambda: dt.date.today().isoformat(), help="Date to note in the file. [default: today]")  # noqa: DTZ011 - the user's own day
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
    from specc.pipeline.pulling import keep

    for item in _pulled(model, _given(origin, is_sandbox=is_sandbox), _checked_date(date)):
        if not keep(item, is_forced=force):
            click.echo(f"{item.new.id}: nothing has changed", err=True)
            continue
        _tell_changes(item)
        click.echo(f"wrote {_shown(item.file)}", err=True)
        _tell_of_project(item)


@click.command("diff", short_help="Tell what has changed in a model's schema, and which specs break.")
@click.argument("model", required=False)
@_from_options
@_form
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
    from specc.pipeline.known import folder_root
    from specc.pipeline.pulling import breaks

    found = [(item, breaks(folder_root(Path.cwd()), item.new) if item.changes else []) for item in _pulled(model, _given(origin, is_sandbox=is_sandbox), "")]
    _PRINT_DIFF[form](found)
    return int(any(item.changes for item, _ in found))


@click.command("check", short_help="Fail where a pulled schema has drifted, or was edited.")
@click.option("--offline", is_flag=True, help="Only look whether files were edited by hand.")
@click.option("--sandbox", "is_sandbox", is_flag=True, help="Against what the sandbox publishes, wherever a model came from.")
@_form
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
    from specc.pipeline.known import folder_root
    from specc.pipeline.pulling import pulled_models

    models = pulled_models(folder_root(Path.cwd()))
    edited = [model for model in models if not is_signed(model.schema)]
    drifted, failures = ([], []) if offline else _drifted(models, _SANDBOX if is_sandbox else None)
    _PRINT_CHECK[form](models, edited, drifted, failures)
    if edited or drifted:
        return 1
    return failures[0].exit_code if failures else 0


def _drifted(models: "list[Model]", given: str | None) -> "tuple[list[Pulled], list[SpeccError]]":
    """What isn't any more as it was pulled; and why it isn't known of others."""
    drifted, failures = [], []
    for model in models:
        try:
            item = _again(model, given=given)
        except SpeccError as error:
            failures.append(error)
            click.echo(f"error: {model.id}: {error.message}", err=True)
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
    return _SANDBOX if is_sandbox else origin


def _checked_date(date: str) -> str:
    try:
        return dt.date.fromisoformat(date).isoformat()
    except ValueError:
        raise click.UsageError(f"--date: {date!r} is no date like 2026-11-25") from None


def _pulled(model: str | None, given: str | None, date: str) -> "list[Pulled]":
    """What is published of a model, or of all that were pulled before."""
    from specc.pipeline.known import folder_root
    from specc.pipeline.pulling import obtain, pull, pulled_models

    root = folder_root(Path.cwd())
    if model is not None:
        if not model.strip():
            raise click.UsageError("the model's id is empty: give one such as heygen:avatar@5")
        return [pull(model, obtain(model, given, root), root, date)]
    if given is not None:
        raise click.UsageError("which model is it? Give its id, such as heygen:avatar@5")
    broken: list[UnreadableError] = []
    models = pulled_models(root, broken=broken)
    for error in broken:
        click.echo(f"warning: {error.message}\n  help: {error.help}", err=True)
    if not models:
        raise UsageError("no model was pulled yet", "name one: `specc models pull heygen:avatar@5`")
    return [item for known in models if (item := _again(known, date)) is not None]


def _again(model: "Model", date: str = "", *, given: str | None = None) -> "Pulled | None":
    """What is published today where a model came from, or at `given`; None where it can't be asked again, which is told."""
    from specc.pipeline.known import folder_root
    from specc.pipeline.pulling import obtain, pull

    root, source = folder_root(Path.cwd()), given or model.notes["source"]
    if source in _NOT_AGAIN or not (source == _SANDBOX or "://" in source or Path(source).is_file()):
        click.echo(f"note: {model.id} came from {source}, which can't be asked again", err=True)
        return None
    return pull(model.id, obtain(model.id, source, root), root, date)


def _tell_changes(item: "Pulled") -> None:
    if item.old is None:
        click.echo(f"{item.new.id}: {len(item.new.parameters())} parameters{_catalogs(item.new)}")
        return
    click.echo(f"{item.new.id}: {_counted(len(item.changes), 'change')} beside {_place(item.old)}{_catalogs(item.new)}")
    _tell_list(item)


def _tell_list(item: "Pulled") -> None:
    width = max((len(change.path) for change in item.changes), default=0)
    for change in item.changes:
        click.echo(f"  {change.path or '(task)':{max(width, 6)}}  {change.text}")


def _catalogs(model: "Model") -> str:
    told = [f"{len(model.ids[name]):,} {name}" for name in sorted(model.complete)]
    return f"; all ids known: {', '.join(told)}" if told else ""


def _tell_of_project(item: "Pulled") -> None:
    from specc.catalog.models import bundled_models
    from specc.catalog.pricing import own_price
    from specc.pipeline.files import is_project

    notes = item.new.notes
    if (kind := _task_type(item.new)) not in {_task_type(model) for model in bundled_models().values()}:
        click.echo(f"note: its task type is {kind or 'not stated'}, and specc makes videos", err=True)
    if "pricing" in notes and own_price(notes["pricing"], source=notes["source"], date=notes["date"]) is None:
        click.echo("note: what the schema says of prices isn't understood: they count as unknown", err=True)
    if not is_project(item.file.parent.parent):
        click.echo(f"note: this folder is no project: only specs in {_shown(item.file.parent.parent)} itself see the model; an empty specc.toml makes it one", err=True)


def _task_type(model: "Model") -> str:
    kind = model.parameter("taskType")
    return str(kind.schema.get("const", "")) if kind is not None else ""


def _diff_text(found: "list[tuple[Pulled, list[Diagnostic]]]") -> None:
    from specc.cli.terminal import columns, is_coloured
    from specc.report.text import render_findings

    for item, broken in found:
        if not item.changes:
            click.echo(f"{item.new.id}: no difference between {_place(item.old)} and {item.new.notes['source']}")
            continue
        click.echo(f"{item.new.id}: {_counted(len(item.changes), 'difference')} between {_place(item.old)} and {item.new.notes['source']}")
        _tell_list(item)
        if broken:
            click.echo(f"\n{_counted(len(broken), 'new error')} in {_counted(len({error.span.source.name for error in broken}), 'spec')}:\n")
            click.echo(render_findings(broken, is_coloured=is_coloured(sys.stdout), columns=columns()))
        else:
            click.echo("no spec of the project breaks")


def _diff_json(found: "list[tuple[Pulled, list[Diagnostic]]]") -> None:
    echo_json({"models": [{**_identity(item), "changes": [_change(change) for change in item.changes], "breaks": [_broken(error) for error in broken]} for item, broken in found]})


def _check_text(models: "list[Model]", edited: "list[Model]", drifted: "list[Pulled]", failures: "list[SpeccError]") -> None:
    for model in edited:
        click.echo(f"{model.id}: {_place(model)} was edited by hand since it was pulled")
    for item in drifted:
        source = item.new.notes["source"]
        click.echo(f"{item.new.id}: {source} has changed: {_counted(len(item.changes), 'difference')}; `specc models diff {item.new.id}{' --sandbox' if source == _SANDBOX else ''}` tells which")
    if not models:
        click.echo("no model was pulled: there is nothing to check", err=True)
    elif not edited and not drifted and not failures:
        click.echo(f"{_counted(len(models), 'model')} checked: all is as it was pulled", err=True)


def _check_json(models: "list[Model]", edited: "list[Model]", drifted: "list[Pulled]", _failures: "list[SpeccError]") -> None:
    told = [
        {"id": model.id, "file": _place(model), "edited": model in edited, "drifted": model.id in {item.new.id for item in drifted}, "source": model.notes["source"]} for model in models
    ]
    echo_json({"models": told})


def _identity(item: "Pulled") -> dict[str, Any]:
    return {"id": item.new.id, "used": _place(item.old), "published": item.new.notes["source"]}


def _change(change: Any) -> dict[str, Any]:
    told = {name: getattr(change, name) for name in ("before", "after")} | {name: list(getattr(change, name)) for name in ("added", "removed")}
    return {"path": change.path, "what": change.what, "text": change.text, **{name: value for name, value in told.items() if value not in (None, [])}}


def _broken(error: "Diagnostic") -> dict[str, Any]:
    first = error.span.first
    return {"code": error.code, "name": error.name, "message": error.message, "help": error.help, "file": error.span.source.name, "line": first.line, "column": first.column}


def _place(model: "Model | None") -> str:
    """Where a schema is, as short as it can be said."""
    if model is None or model.path is None:
        return "nothing"
    return _shown(model.path) if "source" in model.notes or model.path.is_relative_to(Path.cwd()) else "the schema that ships with specc"


def _shown(path: Path) -> str:
    from specc.pipeline.project import shown

    return str(shown(path))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


_PRINT_DIFF: dict[str, Callable[..., None]] = {"text": _diff_text, "json": _diff_json}
_PRINT_CHECK: dict[str, Callable[..., None]] = {"text": _check_text, "json": _check_json}
