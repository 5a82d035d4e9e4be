"""From a published schema to one in our dialect: what our engine reads, in one order, and nothing else.

Drafts and OpenAPI differ in words for the same things; those are translated. What isn't understood is left out, so that a
tidied schema never refuses what the published one accepts.
"""

from collections.abc import Callable
from typing import Any

from specc.catalog.alternatives import simplified
from specc.catalog.kinds import types_of
from specc.catalog.notes import notes_of

Schema = dict[str, Any]

ORDER = (
    *("title", "description", "x-specc", "deprecated", "type", "const", "enum"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "format", "default", "examples"),
    *("additionalProperties", "propertyNames", "minProperties", "maxProperties", "required", "dependentRequired"),
    *("properties", "patternProperties", "prefixItems", "items", "contains", "minItems", "maxItems", "uniqueItems"),
    *("not", "if", "then", "else", "allOf", "anyOf", "oneOf"),
)
"""The keywords that are kept."""

_OF_ONE = frozenset(("additionalProperties", "propertyNames", "items", "contains", "not", "if", "then", "else"))
_OF_LIST = frozenset(("prefixItems", "allOf", "anyOf", "oneOf"))
_OF_NAMES = frozenset(("properties", "patternProperties"))
_EMPTY: dict[str, Any] = {"required": [], "dependentRequired": {}, "allOf": [], "properties": {}, "examples": []}
_LEFT_OUT = frozenset(("unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains", "$dynamicRef", "$recursiveRef"))
"""What decides something, and isn't kept."""
_STRUCTURAL = frozenset(("type", "properties", "required", "additionalProperties", "dependentRequired", "allOf", "title", "description"))


def tidied(schema: Any, *, is_exact: bool = False) -> Any:
    """A schema without references, in our dialect. `is_exact`: nothing may be made looser, because something refuses what fits it."""
    if not isinstance(schema, dict):
        return schema
    made = dict(schema)
    for translate in _TRANSLATIONS:
        made = translate(made)
    made = _sure(made)
    made = {keyword: _below(keyword, value, is_exact=is_exact or keyword in ("not", "if")) for keyword, value in made.items()}
    if not is_exact:
        made = _needed_once(_default_allowed(_closed(_flattened(simplified(made)))))
    return ordered({keyword: value for keyword, value in made.items() if not (keyword in _EMPTY and value == _EMPTY[keyword])})


def ordered(schema: Schema) -> Schema:
    return {keyword: schema[keyword] for keyword in ORDER if keyword in schema}


def _below(keyword: str, value: Any, *, is_exact: bool) -> Any:
    if keyword in _OF_ONE:
        return tidied(value, is_exact=is_exact)
    if keyword in _OF_LIST and isinstance(value, list):
        return [tidied(item, is_exact=is_exact) for item in value]
    if keyword in _OF_NAMES and isinstance(value, dict):
        return {name: tidied(child, is_exact=is_exact) if child is not True else {} for name, child in value.items()}
    return value


def _sure(schema: Schema) -> Schema:
    """What refuses that which fits a part has to know the part as a whole: where something of it will be left out, it is left out too."""
    made = dict(schema)
    if made.keys() & {"minContains", "maxContains"}:
        made.pop("contains", None)
    if "not" in made and not _is_whole(made["not"]):
        del made["not"]
    if "if" in made and not _is_whole(made["if"]):
        made = {keyword: value for keyword, value in made.items() if keyword not in ("if", "then", "else")}
    if "oneOf" in made and not _is_whole(made["oneOf"]):
        made["allOf"] = [*made.get("allOf", []), {"anyOf": made.pop("oneOf")}]
    return made


def _is_whole(part: Any) -> bool:
    if isinstance(part, list):
        return all(map(_is_whole, part))
    return not isinstance(part, dict) or (part.keys().isdisjoint(_LEFT_OUT) and all(map(_is_whole, part.values())))


# Words of other drafts, and of OpenAPI.


def _nullable(schema: Schema) -> Schema:
    """OpenAPI 3.0."""
    kinds = types_of(schema)
    if schema.get("nullable") is not True or not kinds:
        return schema
    made = {**schema, "type": [*kinds, *(["null"] if "null" not in kinds else [])]}
    return {**made, "enum": [*made["enum"], None]} if isinstance(made.get("enum"), list) and None not in made["enum"] else made


def _exclusive(schema: Schema) -> Schema:
    """Draft 4: `exclusiveMinimum: true` beside `minimum`."""
    made = dict(schema)
    for exclusive, inclusive in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(made.get(exclusive), bool):
            is_exclusive = made.pop(exclusive)
            if is_exclusive and inclusive in made:
                made[exclusive] = made.pop(inclusive)
    return made


def _dependencies(schema: Schema) -> Schema:
    """`dependencies` and `dependentSchemas`: what a schema says where a key is there."""
    given = {**_mapping(schema, "dependencies"), **_mapping(schema, "dependentSchemas")}
    if not given:
        return schema
    names = {name: value for name, value in given.items() if isinstance(value, list)}
    schemas = [{"if": {"required": [name]}, "then": value} for name, value in given.items() if isinstance(value, dict)]
    return {**schema, "dependentRequired": {**names, **_mapping(schema, "dependentRequired")}, "allOf": [*schema.get("allOf", []), *schemas]}


def _tuples(schema: Schema) -> Schema:
    """Draft 2019-09: `items` as a list."""
    if not isinstance(schema.get("items"), list):
        return schema
    rest = {"items": schema["additionalItems"]} if "additionalItems" in schema else {}
    return {**{name: value for name, value in schema.items() if name != "items"}, "prefixItems": schema["items"], **rest}


def _media(schema: Schema) -> Schema:
    """What kind of file a parameter takes, where the schema says that it is one."""
    kind = str(schema.get("contentMediaType", "")).partition("/")[0]
    return {**schema, "x-specc": {**notes_of(schema), "media": kind}} if kind in ("audio", "image", "video") else schema


def _single(schema: Schema) -> Schema:
    """A list of one type is that type."""
    kinds = schema.get("type")
    return {**schema, "type": kinds[0]} if isinstance(kinds, list) and len(kinds) == 1 else schema


def _mapping(schema: Schema, keyword: str) -> dict[str, Any]:
    found = schema.get(keyword)
    return found if isinstance(found, dict) else {}


_TRANSLATIONS: tuple[Callable[[Schema], Schema], ...] = (_single, _nullable, _exclusive, _dependencies, _tuples, _media)


def _default_allowed(schema: Schema) -> Schema:
    """A default is a value that may be given."""
    allowed, default = schema.get("enum"), schema.get("default")
    if not isinstance(allowed, list) or default is None or isinstance(default, dict | list) or any(default == item and isinstance(default, bool) == isinstance(item, bool) for item in allowed):
        return schema
    return {**schema, "enum": [default, *allowed]}


# Schemas that are put together from parts.


def _flattened(schema: Schema) -> Schema:
    """Parts of an `allOf` that only add parameters belong to the whole: names and paths are looked for there."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return schema
    made, left = dict(schema), []
    for part in parts:
        if not isinstance(part, dict) or not _is_structural(part) or not _fits(made, part):
            left.append(part)
            continue
        made["properties"] = {**made.get("properties", {}), **part.get("properties", {})}
        made["required"] = list(dict.fromkeys([*made.get("required", []), *part.get("required", [])]))
        made["dependentRequired"] = {**part.get("dependentRequired", {}), **made.get("dependentRequired", {})}
        left += part.get("allOf", [])
        made |= {keyword: part[keyword] for keyword in ("type", "title", "description") if keyword in part and keyword not in made}
    return {**made, "allOf": left}


def _closed(schema: Schema) -> Schema:
    """What neither the whole names nor its parts isn't there: where the parts name nothing else, that is `additionalProperties`."""
    if "unevaluatedProperties" not in schema or "additionalProperties" in schema:
        return schema
    parts = [schema[keyword] for keyword in ("allOf", "anyOf", "oneOf", "if", "then", "else") if keyword in schema]
    if not _names(parts) <= schema.get("properties", {}).keys():
        return schema
    return {**schema, "additionalProperties": schema["unevaluatedProperties"]}


def _names(part: Any) -> set[str]:
    """The parameters that parts name; one that takes whatever there is names what nothing else does."""
    if isinstance(part, list):
        return {name for item in part for name in _names(item)}
    if not isinstance(part, dict):
        return set()
    if part.keys() & {"additionalProperties", "patternProperties", "unevaluatedProperties"}:
        return {""}
    own = part["properties"].keys() if isinstance(part.get("properties"), dict) else set()
    return {*own, *(name for keyword in ("allOf", "anyOf", "oneOf", "if", "then", "else") for name in _names(part.get(keyword)))}


def _needed_once(schema: Schema) -> Schema:
    """What is needed anyway isn't needed by another parameter too: it would be told twice."""
    required, needs = schema.get("required"), schema.get("dependentRequired")
    if not isinstance(required, list) or not isinstance(needs, dict) or not all(isinstance(names, list) for names in needs.values()):
        return schema
    left = {name: rest for name, names in needs.items() if (rest := [other for other in names if other not in required])}
    return {**schema, "dependentRequired": left}


def _is_structural(part: Schema) -> bool:
    return part.keys() <= _STRUCTURAL and part.get("additionalProperties", True) is not False


def _fits(whole: Schema, part: Schema) -> bool:
    """Whether a part names nothing that the whole has otherwise, and isn't about objects alone where the whole is about more."""
    known = whole.get("properties", {})
    return part.get("type", "object") == "object" and all(name not in known or known[name] == child for name, child in part.get("properties", {}).items())
