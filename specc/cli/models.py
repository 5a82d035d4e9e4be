"""`specc models`: the models whose limits are known, and what each of their parameters takes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from specc.base.errors import UnreadableError, UsageError
from specc.base.resources import data_folder
from specc.base.similar import meant
from specc.catalog.comparing import tables
from specc.catalog.models import Model, Parameter, Schema
from specc.catalog.notes import notes_of
from specc.catalog.words import kinds, limits, shown
from specc.cli.pulled import tell_broken
from specc.cli.pulling import check, diff, pull
from specc.cli.selecting import format_option
from specc.cli.terminal import echo_json, page_columns


@click.group("models", invoke_without_command=True)
@format_option("text", "json")
@click.pass_context
def command(context: click.Context, *, form: str) -> None:
    """List the models whose limits are known: id, name, parameters, the ids in their catalogs, and file.

    Those that a project has pulled come before the ones that ship with specc.

    \b
    Examples:
      specc models
      specc models show heygen:avatar@5
      specc models pull heygen:avatar@5
      specc models check
    """
    if context.invoked_subcommand is None:
        _PRINT_LIST[form](_listed())


@command.command("list", short_help="List the models, as without a command.")
@format_option("text", "json")
def list_models(*, form: str) -> None:
    """List the models whose limits are known, as `specc models` does.

    \b
    Examples:
      specc models list --format json
    """
    _PRINT_LIST[form](_listed())


@command.command("show", short_help="Show a model's parameters.")
@click.argument("model")
@format_option("text", "json")
def show(model: str, *, form: str) -> None:
    """Show the parameters of MODEL: path, type, what is allowed, default, and whether it is required.

    A parameter is required where its parent is given.

    \b
    Examples:
      specc models show heygen:avatar@5
      specc models show heygen:avatar@5 --format json
    """
    _PRINT_MODEL[form](find_model(model))


for _subcommand in (pull, diff, check):
    command.add_command(_subcommand)


def known_models() -> dict[str, Model]:
    """The models that a spec in the current folder may name."""
    from specc.pipeline.known import models_at

    return models_at([Path.cwd()])


def _listed() -> list[Model]:
    """As `known_models`, but of a project whose models can't all be read those that can."""
    from specc.pipeline.pulling import kept_models

    try:
        return list(known_models().values())
    except UnreadableError:
        kept = kept_models(Path.cwd())
        tell_broken(kept)
        return list(kept.known.values())


def find_model(id: str) -> Model:
    models = known_models()
    if id not in models:
        raise UsageError(f"no model '{id}'", meant(id, models, f"models are {', '.join(models)}; `specc models pull {id}` gets it, if the provider has it"))
    return models[id]


def constraint(schema: Schema) -> str:
    """What a value has to meet beyond its type, in words."""
    notes = notes_of(schema)
    if "set-by" in notes:
        return f"set by {notes['set-by']}"
    listed = _catalog(schema)
    found = "; ".join(limits({name: limit for name, limit in schema.items() if not (listed and name == "enum")}))
    return found if not listed else listed if not found else f"{listed}; {found}"


def _list_text(models: list[Model]) -> None:
    for number, model in enumerate(models):
        catalogs = ", ".join(f"{len(ids):,} {name}" for name, ids in model.ids.items()) or "none"
        facts = {
            "name": _name(model),
            "parameters": str(len(list(model.parameters()))),
            "catalogs": catalogs + ("" if model.is_complete or not model.ids else " (not complete)"),
            "file": _file(model),
            **({"from": f"{model.notes['source']}, {model.notes.get('date', '')}"} if "source" in model.notes else {}),
        }
        click.echo(("\n" if number else "") + model.id)
        for name, value in facts.items():
            click.echo(f"  {name:12}{value}")


def _list_json(models: list[Model]) -> None:
    echo_json({"models": [_summary(model) for model in models]})


def _summary(model: Model) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": _name(model),
        "documentation": model.notes.get("documentation"),
        "parameters": len(list(model.parameters())),
        "catalogs": {name: len(ids) for name, ids in model.ids.items()},
        "catalogs_complete": model.is_complete,
        "file": _file(model),
        "source": model.notes.get("source"),
        "date": model.notes.get("date"),
    }


def _model_text(model: Model) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2, 0, 0))
    for name in ("path", "type", "allowed", "default", "required"):
        table.add_column(no_wrap=name != "allowed", overflow="fold")
    table.add_row("PARAMETER", "TYPE", "ALLOWED", "DEFAULT", "REQUIRED")
    for parameter in model.parameters():
        table.add_row(*map(Text, _cells(parameter)))
    console = Console(width=page_columns(), highlight=False, color_system=None)
    with console.capture() as capture:
        console.print(table)
    click.echo(f"{model.id}  {_name(model)}\n{model.notes.get('documentation', '')}\n")
    for line in capture.get().splitlines():
        click.echo(line.rstrip())
    for names, rows in tables(model.schema).items():
        click.echo(f"\n{', '.join(names)} go together: {', '.join('x'.join(map(shown, row)) for row in rows)}")


def _cells(parameter: Parameter) -> Iterator[str]:
    schema = parameter.schema
    yield parameter.path
    yield kinds(schema)
    yield constraint(schema)
    yield shown(schema["default"]) if "default" in schema else ""
    yield "yes" if parameter.is_required else ""


def _model_json(model: Model) -> None:
    parameters = [
        {
            "path": parameter.path,
            "type": parameter.schema.get("type"),
            "constraint": constraint(parameter.schema),
            "default": parameter.schema.get("default"),
            "required": parameter.is_required,
            "description": parameter.schema.get("description", ""),
        }
        for parameter in model.parameters()
    ]
    together = [{"parameters": names, "values": rows} for names, rows in tables(model.schema).items()]
    echo_json({"model": {**_summary(model), "parameters": parameters, **({"together": together} if together else {})}})


def _name(model: Model) -> str:
    return str(model.schema.get("title", ""))


def _file(model: Model) -> str:
    here, path = Path.cwd(), model.path
    return f"schemas/models/{model.file}.schema.json" if path is None or not path.is_relative_to(here) or data_folder("schemas") in path.parents else path.relative_to(here).as_posix()


def _catalog(schema: Schema) -> str:
    catalog = notes_of(schema).get("catalog")
    if not catalog:
        return ""
    return f"one of {len(schema['enum']):,} {catalog}" if "enum" in schema else f"id among {catalog}"


_PRINT_LIST: dict[str, Callable[[list[Model]], None]] = {"text": _list_text, "json": _list_json}
_PRINT_MODEL: dict[str, Callable[[Model], None]] = {"text": _model_text, "json": _model_json}
