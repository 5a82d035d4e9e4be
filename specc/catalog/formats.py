"""What a schema says of a text only by its format, as a pattern: formats are words for people, and no validator has to check them.

The law: a value gets a pattern only where every alternative for it has one; what is known of some formats is data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from specc.base.resources import shipped_data
from specc.catalog.notes import notes_of

Schema = dict[str, Any]

_PLAIN = frozenset(("type", "title", "description", "format", "pattern", "minLength", "maxLength", "examples", "x-specc", "deprecated"))


@dataclass(frozen=True, slots=True)
class Form:
    pattern: str
    expects: str
    notes: Mapping[str, Any] = field(default_factory=dict)


def with_patterns(schema: Any) -> Any:
    """The schema with a pattern for each text that is told by formats, and with what they say of its use as notes."""
    if not isinstance(schema, dict):
        return schema
    made = _formed(schema)
    if isinstance(made.get("properties"), dict):
        made = {**made, "properties": {name: with_patterns(child) for name, child in made["properties"].items()}}
    return {**made, "items": with_patterns(made["items"])} if "items" in made else made


def forms_of(schema: Schema) -> list[Form] | None:
    """What a text has to look like, one of these; None where the schema has patterns of its own, or says nothing certain."""
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema:
            forms = [_form(branch) for branch in schema[keyword]]
            return [form for form in forms if form is not None] if None not in forms else None
    form = _form(schema) if "pattern" not in schema and _is_text(schema) else None
    return None if form is None else [form]


def _formed(schema: Schema) -> Schema:
    forms = forms_of(schema)
    if not forms or "enum" in schema or "const" in schema:
        return schema
    notes: dict[str, Any] = {"expects": " or ".join(dict.fromkeys(form.expects for form in forms))}
    for form in forms:
        notes |= form.notes
    own = notes_of(schema)
    if "media" in own:
        notes["expects"] += " or a file of your own"
    pattern = schema.get("pattern") or "^(?:" + "|".join(dict.fromkeys(form.pattern for form in forms)) + ")$"
    rest = {keyword: value for keyword, value in schema.items() if keyword not in ("oneOf", "anyOf")}
    return {**rest, "type": schema.get("type", "string"), "x-specc": {**notes, **own}, "pattern": pattern}


def _form(schema: Any) -> Form | None:
    if not isinstance(schema, dict) or not _is_text(schema) or schema.keys() - _PLAIN:
        return None
    if isinstance(schema.get("pattern"), str):
        return Form(f"(?:{_within(schema['pattern'])})", str(schema.get("title") or schema.get("description") or f"text that matches {schema['pattern']}").rstrip("."))
    return _known().get(str(schema.get("format")))


def _is_text(schema: Schema) -> bool:
    return schema.get("type", "string") in ("string", ["string", "null"])


def _within(pattern: str) -> str:
    """A pattern as part of one that is anchored; what isn't anchored matches anywhere."""
    start, end = ("", pattern.removeprefix("^")) if pattern.startswith("^") and "|" not in pattern else (r"[\s\S]*", f"(?:{pattern})")
    return start + (end[:-1] if end.endswith("$") and not end.endswith("\\$") else end + r"[\s\S]*")


@cache
def _known() -> dict[str, Form]:
    data = shipped_data("formats.json")
    return {name: Form(entry["pattern"], entry["expects"], entry.get("notes", {})) for name, entry in data["formats"].items()}
