"""`specc catalog`: the avatars, voices and languages of models, found by words and by what is known of them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specc.base.errors import UsageError
from specc.base.similar import meant
from specc.cli.selecting import format_option
from specc.cli.terminal import echo_json

if TYPE_CHECKING:
    from specc.catalog.models import Model
    from specc.catalog.searching import Entry

_SHOWN_MAX = 50


@click.command("catalog")
@click.argument("catalog", metavar="avatars|voices|languages")
@click.argument("query", nargs=-1)
@click.option("--language", metavar="TAG|NAME", help="Only those of a language: `es`, `es-MX` or `spanish`.")
@click.option("--gender", metavar="NAME", help="Only those of a gender, such as `female`.")
@click.option("--orientation", metavar="NAME", help="Only those made from footage of an orientation, such as `portrait`.")
@click.option("--model", "model_id", metavar="ID", help="Only of this model; without it, of all that have such a list.")
@format_option("text", "ids", "yaml", "json", help="How it is written; `ids` is one a line, `yaml` a line to paste into a spec.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help=f"At most N, best first; 0 for all.  [default: {_SHOWN_MAX} as text, else all]")
def command(
    catalog: str, query: tuple[str, ...], *, language: str | None, gender: str | None, orientation: str | None, model_id: str | None, form: str, limit: int | None
) -> int:
    """Find avatars, voices and languages that the models know, by words of their ids and by what is known of them.

    Every word of QUERY has to be found in an id, or nearly. Gender and language
    are read off ids where their form tells them, orientations come from looks that
    others use: an id of which nothing is known isn't found by --gender,
    --language or --orientation. It is said whether a list is complete, and how to
    get it whole.

    Exit codes: 0 found, 1 nothing found, 2 wrong usage.

    \b
    Examples:
      specc catalog voices --language es --gender female
      specc catalog avatars business standing
      specc catalog voices jenny --format yaml
      specc catalog languages --format ids
    """
    from specc.catalog.searching import find

    models = _models(catalog, model_id)
    wanted = {name: value for name, value in (("language", language), ("gender", gender), ("orientation", orientation)) if value is not None}
    if language is not None:
        _require_language(language)
    found = [entry for model in models for entry in find(model, catalog, query, wanted)]
    bound = (_SHOWN_MAX if form == "text" else 0) if limit is None else limit
    shown = found[:bound] if bound else found
    _PRINT[form](catalog, shown, models)
    if not found:
        _tell_unknown(catalog, models, wanted)
    _tell(catalog, found, len(shown), models, query)
    return int(not found)


def _models(catalog: str, model_id: str | None) -> "list[Model]":
    from specc.cli.models import find_model, known_models

    chosen = list(known_models().values()) if model_id is None else [find_model(model_id)]
    models = [model for model in chosen if catalog in model.ids]
    if not models:
        names = sorted({name for model in chosen for name in model.ids})
        whose = f"{model_id} has" if model_id is not None else "the models have"
        raise UsageError(f"{whose} no catalog '{catalog}'", meant(catalog, names, f"catalogs are {', '.join(names)}" if names else "all that it takes is in `specc models show`"))
    return models


def _require_language(language: str) -> None:
    from specc.catalog.searching import language_of

    if not language_of(language):
        raise UsageError(f"--language: {language!r} is no language that is known", "give a tag such as es or es-MX, or a name such as spanish")


def _text(_catalog: str, entries: "list[Entry]", models: "list[Model]") -> None:
    width = max((len(entry.id) for entry in entries), default=0)
    for entry in entries:
        told = ", ".join(_trait(name, value) for name, value in entry.traits.items())
        whose = f"  [{entry.model.id}]" if len(models) > 1 else ""
        click.echo(f"{entry.id:{width}}  {told}{whose}".rstrip())


def _trait(name: str, value: object) -> str:
    return value.replace("_", " ") if isinstance(value, str) else f"{name.replace('_', ' ')}: {str(value).lower()}"


def _ids(_catalog: str, entries: "list[Entry]", _models: "list[Model]") -> None:
    for id in dict.fromkeys(entry.id for entry in entries):
        click.echo(id)


def _yaml(catalog: str, entries: "list[Entry]", _models: "list[Model]") -> None:
    for line in dict.fromkeys(f"{key}: {_scalar(entry.id)}" for entry in entries for key in _keys(entry.model, catalog)):
        click.echo(line)


def _keys(model: "Model", catalog: str) -> Iterable[str]:
    """What the parameters are called that take an id of a catalog."""
    return [parameter.path.rpartition(".")[2] for parameter in model.noted("catalog") if parameter.notes["catalog"] == catalog]


def _scalar(id: str) -> str:
    """An id as YAML has it; one that could be read as something else in quotes."""
    plain = id.replace("_", "").replace("-", "")
    return id if plain.isascii() and plain.isalnum() and not plain.isdigit() and id[0].isalpha() and id.lower() not in ("no", "yes", "on", "off", "true", "false", "null") else json.dumps(id)


def _json(catalog: str, entries: "list[Entry]", models: "list[Model]") -> None:
    lists = [{"id": model.id, "known": len(model.ids[catalog]), "complete": catalog in model.complete} for model in models]
    found = [{"id": entry.id, "model": entry.model.id, **({"traits": dict(entry.traits)} if entry.traits else {})} for entry in entries]
    echo_json({"catalog": catalog, "models": lists, "found": found})


def _tell(catalog: str, found: "list[Entry]", shown: int, models: "list[Model]", query: tuple[str, ...]) -> None:
    """How many there are, and whether that is all there is."""
    if shown < len(found):
        click.echo(f"{shown:,} of {len(found):,} shown; `--limit 0` shows all", err=True)
    if not found and query:
        hint = meant(" ".join(query), sorted({id for model in models for id in model.ids[catalog]}), "")
        click.echo(f"nothing found{hint and f'; {hint}'}", err=True)
    for model in models:
        count = f"{model.id}: {len(model.ids[catalog]):,} {catalog}"
        if catalog in model.complete:
            click.echo(f"{count}, which are all that it takes{_origin(model)}", err=True)
        else:
            click.echo(f"{count} known, which aren't all; `specc models pull {model.id}` gets the provider's own list", err=True)


def _tell_unknown(catalog: str, models: "list[Model]", wanted: dict[str, str]) -> None:
    """Which values there are of what was asked for, where the one that was given is none."""
    from specc.catalog.searching import known_values

    for name in ("gender", "orientation"):
        known = known_values(models, catalog, name)
        if name in wanted and wanted[name].casefold() not in known:
            click.echo(f"--{name}: no {catalog} are known to be {wanted[name]!r}; known are {', '.join(known) or 'none'}", err=True)


def _origin(model: "Model") -> str:
    source, date = model.notes.get("source"), model.notes.get("date")
    return f" ({Path(source).name if '://' not in source else source}, {date})" if source else ""


_PRINT: "dict[str, Callable[[str, list[Entry], list[Model]], None]]" = {"text": _text, "ids": _ids, "yaml": _yaml, "json": _json}
