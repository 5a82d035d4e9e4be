"""`specc schema`: the JSON Schema of a spec, for editors that complete, document and check while one types."""

import json
from pathlib import Path

import click

from specc.catalog.models import Model
from specc.catalog.tolerant import editor_schema
from specc.cli.models import find_model, known_models


@click.command("schema", short_help="Print the JSON Schema of specs, for editors.")
@click.option(
    "-o", "--output", metavar="FILE", default="-", show_default=True, type=click.Path(path_type=Path), help="Where to write it; - is standard output."
)
@click.option("--model", metavar="ID", help="Only for this model; without it, for all of them.")
def command(output: Path, *, model: str | None) -> None:
    """Print the JSON Schema of specs, with the parameters of the model under `task`.

    An editor with a YAML language server completes and documents keys by it, and marks what the provider would refuse.
    Templates are taken anywhere in `task`: what they become is for `specc lint` to check.

    \b
    Examples:
      specc schema -o specc.schema.json
      specc schema --model heygen:avatar@5

    \b
    Then let a spec begin with the line
      # yaml-language-server: $schema=specc.schema.json
    """
    models = [find_model(model)] if model is not None else list(known_models().values())
    _write(output, schema_text(models))


def schema_text(models: list[Model]) -> str:
    """The editor schema as it is printed: the same text on any machine."""
    from specc.check.structure import language_schema

    return json.dumps(editor_schema(language_schema(), models), indent=2) + "\n"


def _write(output: Path, text: str) -> None:
    from specc.pipeline.writing import AtomicFile

    if str(output) == "-":
        click.echo(text, nl=False)
        return
    with AtomicFile(output) as stream:
        stream.write(text.encode())
    click.echo(f"wrote {click.format_filename(output)}", err=True)
