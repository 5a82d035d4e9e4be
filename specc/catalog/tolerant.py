"""The editor schema: the language with a model's parameters under `task`, for YAML language servers. Pure.

Law: what it refuses, the linter refuses too. A template may become anything, a lone one may even remove its key
(`omit`), and a spec that extends others inherits keys; so a limit holds only where none of these can meet it. Only
keywords that draft-07 and 2020-12 read alike are used.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from specc.catalog.models import Model, Schema
from specc.catalog.notes import notes_of

_MARK = r"\{\{|\{%"
_LONE = r"^\s*\{\{[\s\S]*\}\}\s*$"
_TEMPLATE: Schema = {"$ref": "#/definitions/template"}
_SURE: Schema = {"$ref": "#/definitions/sure"}
_DEFINITIONS: dict[str, Schema] = {
    "template": {"type": "string", "pattern": _MARK},
    "sure": {
        "$comment": "A value that no template can remove.",
        "anyOf": [
            {"type": ["number", "boolean", "null"]},
            {"type": "string", "not": {"pattern": _LONE}},
            {"type": "array", "maxItems": 0},
            {"type": "array", "contains": _SURE},
            {"type": "object", "maxProperties": 0},
            {"type": "object", "not": {"additionalProperties": {"not": _SURE}}},
        ],
    },
}
_PROSE = ("title", "description", "default", "examples")
_COMBINING = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentRequired")
_OF_TEXTS = ("pattern", "minLength", "maxLength")
_OF_NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_OF_VALUES = frozenset(("type", "const", "enum", *_OF_TEXTS, *_OF_NUMBERS))


def editor_schema(language: Schema, models: Sequence[Model]) -> Schema:
    """The JSON Schema of a spec whose model is one of `models`."""
    root = {**_without_demands(language), "$schema": "http://json-schema.org/draft-07/schema#"}
    properties = root["properties"] = dict(root["properties"])
    properties["model"] = {**properties["model"], "enum": [model.id for model in models]}
    demands = [_demands(language)]
    branches: list[Schema] = []
    for model in models:
        task = {**_prose(properties["task"]), "type": "object", **_members(model.schema)}
        demanded = _demands(_by_user(model.schema))
        if len(models) == 1:
            properties["task"] = task
            demands.append({"properties": {"task": demanded}})
        else:
            branches.append(_for_model(model, task))
            demands.append(_for_model(model, demanded))
    root |= {"allOf": branches} if branches else {}
    return root | {"if": {"not": {"required": ["extends"]}}, "then": {"allOf": demands}, "definitions": _DEFINITIONS}


def _for_model(model: Model, task: Schema) -> Schema:
    chosen = {"required": ["model"], "properties": {"model": {"const": model.id}}}
    return {"if": chosen, "then": {"properties": {"task": task}}}


def _without_demands(schema: Any) -> Any:
    """The language is never templated: only what a base can add, and annotations of our own, are left out."""
    if isinstance(schema, list):
        return [_without_demands(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: value for name, value in schema.items() if name != "x-specc" and not (name == "required" and isinstance(value, list))}
    return {name: _without_demands(value) for name, value in kept.items()}


def _by_user(schema: Schema) -> Schema:
    """A model's schema as far as a spec's `task` has to meet it: `taskType` and `model` are filled in by specc."""
    return {**schema, "required": [name for name in schema.get("required", ()) if name not in ("taskType", "model")]}


def _prose(schema: Schema) -> Schema:
    return {name: schema[name] for name in _PROSE if name in schema}


def _is_owned(schema: Schema) -> bool:
    return "set-by" in notes_of(schema)


# What a value may be: nothing here depends on which other keys there are.


def _shape(schema: Schema) -> Schema:
    if schema.get("type") == "object":
        return {**_prose(schema), "type": ["object", "string"], "pattern": _MARK, **_members(schema)}
    if schema.get("type") == "array":
        items = {"items": _shape(schema["items"])} if isinstance(schema.get("items"), dict) else {}
        return {**_prose(schema), "type": ["array", "string"], "pattern": _MARK, **items}
    return {**_prose(schema), "anyOf": [_limits(schema), _TEMPLATE]}


def _members(schema: Schema) -> Schema:
    properties = {name: _shape(child) for name, child in schema.get("properties", {}).items() if not _is_owned(child)}
    extra = schema.get("additionalProperties", True)
    return {"additionalProperties": _shape(extra) if isinstance(extra, dict) else extra, "properties": properties}


def _limits(schema: Schema) -> Schema:
    """A decimal step is left to the linter: editors divide in binary, where 1.05 is no multiple of 0.01."""
    kept = {name: value for name, value in schema.items() if name in _OF_VALUES}
    if "media" in notes_of(schema):
        kept.pop("pattern", None)  # it may be the name of a file, which only the linter can look for
    if isinstance(kept.get("multipleOf"), float):
        del kept["multipleOf"]
    return kept


# What has to be there: holds for a spec that inherits nothing.


def _demands(schema: Schema) -> Schema:
    owned = {name for name, child in schema.get("properties", {}).items() if _is_owned(child)}
    required = [name for name in schema.get("required", ()) if name not in owned]
    within = {name: _where_sure(child) for name, child in schema.get("properties", {}).items() if _has_demands(child)}
    conditions: Schema = _might({name: schema[name] for name in _COMBINING if name in schema})
    parts = {"required": required, "properties": within}
    return {name: value for name, value in parts.items() if value} | conditions


def _has_demands(schema: Schema) -> bool:
    return schema.get("type") == "object" and bool(_demands(schema))


def _where_sure(schema: Schema) -> Schema:
    """A mapping that loses all its keys goes away itself, and its demands with it."""
    return {"if": _SURE, "then": _demands(schema)}


# Conditions across keys, in three-valued logic: might hold after rendering, or must hold whatever is rendered.


def _might(schema: Any) -> Any:
    return _translated(schema, _MIGHT, lambda limits: {"anyOf": [limits, _TEMPLATE]}, unknown=True)


def _must(schema: Any) -> Any:
    return _translated(schema, _MUST, lambda limits: {"allOf": [limits, {"not": _TEMPLATE}]}, unknown=False)


def _translated(schema: Any, table: dict[str, Callable[[Any], Schema]], of_values: Callable[[Schema], Schema], *, unknown: bool) -> Any:
    if isinstance(schema, bool):
        return schema
    notes = notes_of(schema)
    limits = {name: value for name, value in schema.items() if name in _OF_VALUES}
    parts: list[Any] = [of_values(limits)] if limits else []
    for keyword, value in schema.items():
        if keyword in table:
            parts.append(table[keyword](value))
        elif keyword not in _OF_VALUES and keyword not in (*_PROSE, "x-specc"):
            parts.append(unknown)
    comment = {"$comment": notes["message"]} if "message" in notes else {}
    return _joined([part for part in parts if part is not True], comment)


def _joined(parts: Iterable[Any], comment: Schema) -> Any:
    """All parts in one schema; those that share a keyword side by side."""
    joined: Schema = dict(comment)
    apart: list[Any] = []
    for part in parts:
        if isinstance(part, bool) or not joined.keys().isdisjoint(part):
            apart.append(part)
        else:
            joined |= part
    if not apart:
        return joined
    return {**comment, "allOf": [{name: value for name, value in joined.items() if name not in comment}, *apart]}


def _each(translate: Callable[[Any], Any]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda schemas: {name: translate(schema) for name, schema in schemas.items()}


def _surely_there(names: list[str]) -> Schema:
    return {"required": names, "properties": dict.fromkeys(names, _SURE)}


def _paired(needs: dict[str, list[str]]) -> Schema:
    return {"allOf": [{"if": _surely_there([name]), "then": {"required": needed}} for name, needed in needs.items()]}


_MIGHT: dict[str, Callable[[Any], Schema]] = {
    "required": lambda names: {"required": names},
    "properties": lambda schemas: {"properties": _each(_might)(schemas)},
    "dependentRequired": _paired,
    "not": lambda schema: {"not": _must(schema)},
    "allOf": lambda schemas: {"allOf": [_might(schema) for schema in schemas]},
    "anyOf": lambda schemas: {"anyOf": [_might(schema) for schema in schemas]},
    "oneOf": lambda schemas: {"anyOf": [_might(schema) for schema in schemas]},
}
_MUST: dict[str, Callable[[Any], Schema]] = {
    "required": _surely_there,
    "properties": lambda schemas: {"properties": _each(_must)(schemas)},
    "not": lambda schema: {"not": _might(schema)},
    "allOf": lambda schemas: {"allOf": [_must(schema) for schema in schemas]},
    "anyOf": lambda schemas: {"anyOf": [_must(schema) for schema in schemas]},
}
