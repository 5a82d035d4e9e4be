"""`specc schema`: the JSON Schema of a spec, for editors that complete, document and check while one types; or its reference."""

import json
from collections.abc import Callable
from pathlib import Path

import click

from specc.base.errors import UsageError
from specc.catalog.models import Model
from specc.catalog.tolerant import editor_schema
from specc.cli.models import find_model, known_models
from specc.cli.selecting import format_option


@click.command("schema")
@format_option("json", "markdown", help="A schema, or a reference to read.")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("-"), metavar="FILE", help="Where it goes; `-`, the default, is stdout.")
@click.option("--model", "named", metavar="ID", help="The same as MODEL.")
@click.argument("model", required=False, metavar="[MODEL]")
def command(output: Path, *, model: str | None, named: str | None, form: str) -> None:
    """Print the JSON Schema of specs, with the parameters of the model under `task`.

    It is for MODEL only; without it, for all models. In Markdown, it is a
    reference: of the keys of a spec, or with MODEL of its parameters, with
    limits, defaults, values and what holds across them.

    An editor with a YAML language server completes and documents keys by it, and marks what the provider would refuse.
    Templates are taken anywhere in `task`: what they become is for `specc lint` to check.

    \b
    Examples:
      specc schema -o specc.schema.json
      specc schema heygen:avatar@5
      specc schema heygen:avatar@5 --format markdown

    \b
    Then let a spec begin with the line
      # yaml-language-server: $schema=specc.schema.json
    """
    if model is not None and named is not None:
        raise UsageError("MODEL and --model are both given", "give one of them")
    chosen = model if model is not None else named
    _write(output, _TEXTS[form](None if chosen is None else find_model(chosen)))


def _json(model: Model | None) -> str:
    return schema_text([model] if model is not None else list(known_models().values()))


def _markdown(model: Model | None) -> str:
    from specc.check.structure import language_schema
    from specc.report.reference import language_markdown, model_markdown

    return language_markdown(language_schema()) if model is None else model_markdown(model)


def schema_text(models: list[Model]) -> str:
    """The editor schema as it is printed: the same text on any machine."""
    from specc.check.structure import language_schema

    return json.dumps(editor_schema(language_schema(), models), indent=2) + "\n"


def _write(output: Path, text: str) -> None:
    from specc.pipeline.targets import require_free
    from specc.pipeline.writing import AtomicFile

    if str(output) == "-":
        click.echo(text, nl=False)
        return
    require_free(output, also=(model.path for model in known_models().values()))
    with AtomicFile(output) as stream:
        stream.write(text.encode())
    click.echo(f"wrote {click.format_filename(output)}", err=True)


_TEXTS: dict[str, Callable[[Model | None], str]] = {"json": _json, "markdown": _markdown}
