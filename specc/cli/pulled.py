"""What `specc models pull`, `diff` and `check` say of schemas: how they differ, which specs break, and what was edited."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specc.base.grammar import counted
from specc.cli.terminal import echo_error, echo_findings, echo_json

if TYPE_CHECKING:
    from specc.base.diagnostic import Diagnostic
    from specc.base.errors import SpeccError
    from specc.catalog.models import Model
    from specc.pipeline.pulling import Kept, Pulled


def tell_broken(kept: "Kept") -> None:
    for error in kept.broken:
        echo_error(error, "warning")


def tell_changes(item: "Pulled") -> None:
    if item.old is None:
        click.echo(f"{item.new.id}: {len(item.new.parameters())} parameters{_catalogs(item.new)}")
        return
    click.echo(f"{item.new.id}: {counted(len(item.changes), 'change')} beside {_place(item.old)}{_catalogs(item.new)}")
    _tell_list(item)


def _tell_list(item: "Pulled") -> None:
    width = max((len(change.path) for change in item.changes), default=0)
    for change in item.changes:
        click.echo(f"  {change.path or '(task)':{max(width, 6)}}  {change.text}")


def _catalogs(model: "Model") -> str:
    told = [f"{len(model.ids[name]):,} {name}" for name in sorted(model.complete)]
    return f"; all ids known: {', '.join(told)}" if told else ""


def tell_of_project(item: "Pulled", root: Path) -> None:
    from specc.catalog.models import bundled_models
    from specc.catalog.pricing import own_price
    from specc.pipeline.files import is_project

    notes = item.new.notes
    if item.new.task_type not in {model.task_type for model in bundled_models().values()}:
        click.echo(f"note: its task type is {item.new.task_type or 'not stated'}, and specc makes videos", err=True)
    if "pricing" in notes and own_price(notes["pricing"], source=notes["source"], date=notes["date"]) is None:
        click.echo("note: what the schema says of prices isn't understood: they count as unknown", err=True)
    if not is_project(root):
        click.echo(f"note: this folder is no project: only specs in {_shown(root)} itself see the model; an empty specc.toml makes it one", err=True)


def _diff_text(found: "list[tuple[Pulled, list[Diagnostic]]]") -> None:
    for item, broken in found:
        if not item.changes:
            click.echo(f"{item.new.id}: no difference between {_place(item.old)} and {item.new.notes['source']}")
            continue
        click.echo(f"{item.new.id}: {counted(len(item.changes), 'difference')} between {_place(item.old)} and {item.new.notes['source']}")
        _tell_list(item)
        if broken:
            click.echo(f"\n{counted(len(broken), 'new error')} in {counted(len({error.span.source.name for error in broken}), 'spec')}:\n")
            echo_findings(broken)
        else:
            click.echo("no spec of the project breaks")


def _diff_json(found: "list[tuple[Pulled, list[Diagnostic]]]") -> None:
    echo_json({"models": [{**_identity(item), "changes": [_change(change) for change in item.changes], "breaks": [_broken(error) for error in broken]} for item, broken in found]})


def _check_text(models: "list[Model]", edited: "list[Model]", drifted: "list[Pulled]", failures: "list[SpeccError]") -> None:
    for model in edited:
        click.echo(f"{model.id}: {_place(model)} was edited by hand since it was pulled")
    for item in drifted:
        source = item.new.notes["source"]
        click.echo(f"{item.new.id}: {source} has changed: {counted(len(item.changes), 'difference')}; `specc models diff {item.new.id}{' --sandbox' if source == 'sandbox' else ''}` tells which")
    if not models:
        click.echo("no model was pulled: there is nothing to check", err=True)
    elif not edited and not drifted and not failures:
        click.echo(f"{counted(len(models), 'model')} checked: all is as it was pulled", err=True)


def _check_json(models: "list[Model]", edited: "list[Model]", drifted: "list[Pulled]", _failures: "list[SpeccError]") -> None:
    ids = {item.new.id for item in drifted}
    told = [{"id": model.id, "file": _place(model), "edited": model in edited, "drifted": model.id in ids, "source": model.notes["source"]} for model in models]
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


PRINT_DIFF: dict[str, Callable[..., None]] = {"text": _diff_text, "json": _diff_json}
PRINT_CHECK: dict[str, Callable[..., None]] = {"text": _check_text, "json": _check_json}
