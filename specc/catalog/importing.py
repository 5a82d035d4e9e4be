"""From what is published to what a project keeps: one JSON file a model, the same bytes for the same schema, with where it is from.

The law: a stored file carries a hash of itself; one that was edited by hand is known as that.
"""

import hashlib
import json
import re
from typing import Any

from specc.base.errors import UsageError
from specc.catalog.annotating import annotated
from specc.catalog.notes import notes_of
from specc.catalog.published import MODEL, Published
from specc.catalog.references import inlined
from specc.catalog.tidying import ordered, tidied
from specc.catalog.validator import schema_error

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PRICING_CHARACTERS_MAX = 100_000
_MARKS = ("model", "slug", "documentation", "source", "date", "published", "sha256")
"""Of a stored schema's own notes, those that say where it is from, in their order."""
_NAME = re.compile(r"[^a-z0-9.]+")


def imported(published: Published, model: str, own: Schema | None, *, source: str, date: str) -> Schema:
    """The schema that is kept of a model; `own` is our copy, whose notes go on. Raises `UsageError` where it is no JSON Schema."""
    whole = inlined(published.schema, published.document)
    schema = tidied(whole)
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        raise UsageError(f"the schema from {source} names no parameters", "give the schema of a request")
    schema = _of_model(schema, model)
    error = schema_error(schema)
    if error is not None:
        raise UsageError(f"the schema from {source} is no JSON Schema: {error.message[:200]}")
    made = annotated(schema, own)
    marks = {
        "model": model,
        "documentation": published.documentation or notes_of(made).get("documentation", ""),
        "source": source,
        "date": date,
        "published": hashlib.sha256(_canonical([whole, published.pricing])).hexdigest(),
    }
    notes = {**notes_of(made), **({"pricing": published.pricing} if _is_kept(published.pricing) else {}), **marks}
    made["x-specc"] = {name: notes[name] for name in (*_MARKS, *sorted(notes.keys() - set(_MARKS))) if notes.get(name)}
    made["title"] = (own or {}).get("title") or published.title or schema.get("title") or model
    return _signed({"$schema": DIALECT, **_in_order(made, is_root=True)})


def stored_text(schema: Schema) -> str:
    """A line for each member and each item, so that a small difference is a small difference in git too."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def file_name(model: str) -> str:
    """The name of a model's file, without its ending."""
    return _NAME.sub("-", model.lower()).strip("-.") or "model"


def is_signed(schema: Schema) -> bool:
    """Whether a stored schema is as it was stored. Only what was pulled carries a hash."""
    return bool(notes_of(schema).get("sha256") == _signed(schema)["x-specc"]["sha256"])


def without_marks(schema: Schema) -> Schema:
    """The schema as far as anything hangs on it: not when it was pulled, and from where."""
    marks = {"source", "date", "published", "sha256"}
    return {**schema, "x-specc": {name: note for name, note in notes_of(schema).items() if name not in marks}}


def _of_model(schema: Schema, model: str) -> Schema:
    """The schema of this model alone, where it is published for several."""
    known = schema["properties"].get(MODEL)
    named = {**(known if isinstance(known, dict) else {}), "type": "string", "const": model}
    named.pop("enum", None)
    properties = {name: _sole(child) for name, child in schema["properties"].items()}
    return {**schema, "properties": {**properties, MODEL: ordered(named)}}


def _sole(schema: Any) -> Any:
    """A list of one value that has to be given is that value."""
    if isinstance(schema, dict) and isinstance(schema.get("enum"), list) and len(schema["enum"]) == 1 and "default" not in schema:
        return ordered({**{keyword: value for keyword, value in schema.items() if keyword != "enum"}, "const": schema["enum"][0]})
    return schema


def _in_order(schema: Any, *, is_root: bool = False) -> Any:
    """Keywords in their order, and ids by name: a list that was published in another order is no difference."""
    if isinstance(schema, list):
        return [_in_order(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made: Any = {}
    for keyword, value in (ordered(schema) if "type" in schema or "properties" in schema or is_root else schema).items():
        if keyword in ("properties", "patternProperties"):
            made[keyword] = {name: _in_order(child) for name, child in value.items()}
        elif keyword == "enum" and "catalog" in notes_of(schema):
            made[keyword] = sorted(value, key=str)
        elif keyword in ("x-specc", "default", "examples", "const", "enum"):
            made[keyword] = value
        else:
            made[keyword] = _in_order(value)
    return made


def _signed(schema: Schema) -> Schema:
    notes = {name: note for name, note in notes_of(schema).items() if name != "sha256"}
    made = {**schema, "x-specc": notes}
    hashed = hashlib.sha256(_canonical(made)).hexdigest()
    return {**made, "x-specc": {name: hashed if name == "sha256" else note for name, note in _placed(notes).items()}}


def _placed(notes: dict[str, Any]) -> dict[str, Any]:
    """The notes with a place for the hash behind the other marks."""
    marks = {name: notes[name] for name in _MARKS if name in notes}
    return {**marks, "sha256": "", **{name: note for name, note in notes.items() if name not in marks}}


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _is_kept(pricing: Any) -> bool:
    return bool(pricing) and len(_canonical(pricing)) <= _PRICING_CHARACTERS_MAX
