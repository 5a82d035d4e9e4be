"""What a policy says that nothing heeds: words that JSON Schema doesn't have, and properties that no model has.

Law: what is told is certain. Words that start with `x-` are the user's own, and a property is told only where it is nearly one that a
model has there.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from specc.base.location import Route
from specc.base.similar import similar
from specc.catalog.models import Model
from specc.catalog.notes import notes_of
from specc.catalog.policy import IN_PLACE, OF_MANY, OF_NAMED, OF_ONE, OWN, WORDS, Policy, origin_of

Misspelling = tuple[Route, str, tuple[str, ...], str]
"""The way to it, what is wrong with it, what may be meant, and what there is."""

_KNOWN: Final = frozenset((
    "$anchor", "$comment", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema", "$vocabulary", "additionalItems", "allOf", "anyOf",
    "const", "contains", "contentEncoding", "contentMediaType", "contentSchema", "default", "definitions", "dependencies", "dependentRequired",
    "dependentSchemas", "deprecated", "description", "else", "enum", "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "if", "items",
    "maxContains", "maxItems", "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength", "minProperties", "minimum",
    "multipleOf", "not", "oneOf", "pattern", "patternProperties", "prefixItems", "properties", "propertyNames", "readOnly", "required", "then",
    "title", "type", "unevaluatedItems", "unevaluatedProperties", "uniqueItems", "writeOnly", "x-specc",
))  # fmt: skip
_STEPS_MAX: Final = 128
_DEFINITIONS: Final = ("$defs", "definitions")


def unknown_words(schema: Any, route: Route = ()) -> Iterator[Misspelling]:
    """The words of a schema, and of all that are in it, that nobody knows."""
    if not isinstance(schema, dict) or len(route) > _STEPS_MAX:
        return
    for word in schema:
        if word not in _KNOWN and not word.startswith("x-"):
            yield (*route, word), "is no word of JSON Schema", tuple(similar(word, _KNOWN)), "a word of your own starts with `x-`"
    for word in notes_of(schema):
        if word not in WORDS:
            yield (*route, "x-specc", word), "is nothing that a policy says", tuple(similar(word, WORDS)), f"it says {', '.join(f'`{name}`' for name in WORDS)}"
    for at, part in _parts(schema, route):
        yield from unknown_words(part, at)


def _parts(schema: dict[str, Any], route: Route) -> Iterator[tuple[Route, Any]]:
    for word, limit in schema.items():
        if word in OF_ONE:
            yield (*route, word), limit
        elif word in OF_MANY and isinstance(limit, list):
            yield from (((*route, word, index), part) for index, part in enumerate(limit))
        elif (word in OF_NAMED or word in _DEFINITIONS) and isinstance(limit, dict):
            yield from (((*route, word, name), part) for name, part in limit.items())


def unknown_properties(policy: Policy, models: Callable[[], Iterable[Model]]) -> Iterator[Misspelling]:
    """The properties that no model has where the policy has them, and that are nearly one that a model has there."""
    named = {at: path for path, at in _properties(policy.schema, "")}
    if not named:
        return
    known = list(models())
    paths = {parameter.path for model in known for parameter in model.parameters()} | set(OWN)
    anywhere: set[str] = set()
    for at, path in named.items():
        above, _, name = path.rpartition(".")
        if path in paths or name in (anywhere := anywhere or {each for model in known for each in _names(model.schema)}):
            continue
        beside = [other.removeprefix(f"{above}.") for other in paths if other.rpartition(".")[0] == above]
        if near := tuple(similar(name, beside)):
            yield at, "is a parameter that no model has", near, ""


def _properties(schema: Any, prefix: str) -> Iterator[tuple[str, Route]]:
    """The properties that are held in a task, each with the way to it in the policy's file; not those of items."""
    origin = origin_of(notes_of(schema))
    if origin is None:
        return
    for name, part in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
        yield f"{prefix}{name}", (*origin.route, "properties", name)
        yield from _properties(part, f"{prefix}{name}.")
    for limit in (limit for word, limit in schema.items() if word in IN_PLACE):
        for part in limit if isinstance(limit, list) else (limit,):
            yield from _properties(part, prefix)


def _names(schema: Any) -> Iterator[str]:
    """The properties that stand anywhere in a schema."""
    if isinstance(schema, dict) and isinstance(schema.get("properties"), dict):
        yield from schema["properties"]
    for part in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        if isinstance(part, dict | list):
            yield from _names(part)
