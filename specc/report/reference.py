"""Reference pages of the language and of models as Markdown: what their schemas say, as tables. Nothing is said here that isn't said there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from specc.catalog.models import Model, Parameter
from specc.catalog.notes import notes_of
from specc.catalog.words import kinds, limits, shown
from specc.report.pages import cell

CHOICES_MAX = 8
"""More choices than these have a list of their own."""
IDS_MAX = 250
"""More known ids than these are counted only."""

_Schema = Mapping[str, Any]


def language_markdown(schema: _Schema) -> str:
    """The keys of a spec."""
    return _keys_markdown(schema, "Keys of a spec", "specc schema")


def project_markdown(schema: _Schema) -> str:
    """The keys of a project's file."""
    return _keys_markdown(schema, "Keys of a project", "specc config schema")


def _keys_markdown(schema: _Schema, title: str, command: str) -> str:
    lines = [f"# {title}", "", f"Written by `{command} --format markdown`.", "", str(schema.get("description", "")), ""]
    rows = [(f"`{path}`", _kinds(part), _allowed(part), "yes" if is_required else "", part.get("description", "")) for path, part, is_required in _keys(schema, "")]
    return "\n".join([*lines, *_table(("Key", "Type", "Allowed", "Required", "What it is"), rows)]) + "\n"


def model_markdown(model: Model) -> str:
    """The parameters of a model, what holds across them, and its known ids."""
    notes = model.notes
    lines = [f"# {model.schema.get('title', model.id)}", "", f"Written by `specc schema {model.id} --format markdown`.", ""]
    lines += [f"Model: `{model.id}`. Documentation: {notes['documentation']}" if "documentation" in notes else f"Model: `{model.id}`.", ""]
    lines += [str(model.schema.get("description", "")), "", "## Parameters", "", "A parameter is required where its parent is given.", ""]
    lines += _table(("Parameter", "Type", "Allowed", "Default", "Required", "What it is"), map(_parameter, model.parameters()))
    lines += _choices(model.parameters())
    lines += _across(model.schema)
    return "\n".join([*lines, *_ids(model)]).rstrip("\n") + "\n"


def _keys(schema: _Schema, prefix: str) -> Iterator[tuple[str, _Schema, bool]]:
    """What can be written in a mapping, by its path; `…` stands for a key of the user's. Other spellings, with dashes, are left out."""
    for name, part in schema.get("properties", {}).items():
        if "-" not in name and not isinstance(part, bool):
            yield prefix + name, part, name in schema.get("required", ())
            if "number" not in _listed(part.get("type")):
                yield from _keys(part, f"{prefix}{name}.")
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        yield from _keys(others, f"{prefix}….")


def _listed(kind: Any) -> Sequence[Any]:
    return kind if isinstance(kind, list) else [kind]


def _parameter(parameter: Parameter) -> tuple[str, ...]:
    schema = parameter.schema
    default = f"`{shown(schema['default'])}`" if "default" in schema else ""
    return f"`{parameter.path}`", _kinds(schema), _allowed(schema), default, "yes" if parameter.is_required else "", schema.get("description", "")


def _kinds(schema: _Schema) -> str:
    found = kinds(schema)
    return "" if found == "any" and "const" in schema else found


def _allowed(schema: _Schema) -> str:
    notes = notes_of(schema)
    if "set-by" in notes:
        return f"set by {notes['set-by']}"
    words = "; ".join(limits(schema, choices_max=CHOICES_MAX))
    return words or (f"id among {notes['catalog']}" if "catalog" in notes else str(notes.get("expects", "")))


def _choices(parameters: Iterable[Parameter]) -> Iterator[str]:
    """Lists of choices that are too long for a table."""
    long = [parameter for parameter in parameters if len(parameter.schema.get("enum", ())) > CHOICES_MAX]
    for parameter in long:
        yield from ("", f"### Values of `{parameter.path}`", "", ", ".join(f"`{shown(value)}`" for value in parameter.schema["enum"]))


def _across(schema: _Schema) -> Iterator[str]:
    """What is asked across parameters, and what is unwise, where the schema has words for it."""
    advice = notes_of(schema).get("advice", ())
    for title, head, notes in (("Rules across parameters", "What is refused", list(_noted(schema))), ("Advice", "What is unwise", advice)):
        if notes:
            rows = [(note["rule"], _at(note), note.get("message", ""), note.get("help", "")) for note in notes]
            yield from ("", f"## {title}", "", *_table(("Rule", "Where", head, "Instead"), rows))


def _at(note: _Schema) -> str:
    places = note.get("at", ())
    return ", ".join(f"`{place}`" for place in ([places] if isinstance(places, str) else places))


def _noted(schema: Any) -> Iterator[_Schema]:
    if isinstance(schema, list):
        for item in schema:
            yield from _noted(item)
    elif isinstance(schema, dict):
        if "rule" in (notes := notes_of(schema)):
            yield notes
        for name, part in schema.items():
            if name != "x-specc":
                yield from _noted(part)


def _ids(model: Model) -> Iterator[str]:
    if not model.ids:
        return
    yield from ("", "## Known ids", "", "The provider has no others." if model.is_complete else "The provider has others, too.")
    for name in sorted(model.ids):
        known = sorted(model.ids[name])
        yield from ("", f"### {name.capitalize()} ({len(known):,})")
        if len(known) <= IDS_MAX:
            yield from ("", ", ".join(f"`{id}`" for id in known))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"
