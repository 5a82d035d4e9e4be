"""From a payload that breaks its model's schema to errors in the provider's shape. The limits are the schema's alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from specc.base.jsonvalue import Json, JsonObject
from specc.base.location import dotted
from specc.catalog.keywords import Violation, violations
from specc.catalog.models import Model
from specc.catalog.validator import PlainValidator
from specc.run.sandbox.answers import error

_SHOWN_CHARS_MAX = 80
_TYPES = {"number": "float"}
_LIMITS = {"minimum": "min", "maximum": "max", "minLength": "min", "maxLength": "max", "multipleOf": "multiplier"}
_PREFIXES = {"required": "missing", "dependentRequired": "missing"}
_WHOLE_CODES = {"additionalProperties": "unsupportedParameter", "not": "incompatibleParameters"}
_MESSAGES = {
    "additionalProperties": "Unsupported parameter '{path}'.",
    "required": "Missing required parameter '{path}'.",
    "dependentRequired": "Missing parameter '{path}', which another one needs.",
    "type": "Invalid value for '{path}': it must be of type {limit}, not {value}.",
    "minimum": "Invalid value for '{path}': {value} is less than {limit}.",
    "maximum": "Invalid value for '{path}': {value} is more than {limit}.",
    "multipleOf": "Invalid value for '{path}': {value} is not a multiple of {limit}.",
    "minLength": "Invalid value for '{path}': it has fewer than {limit} characters.",
    "maxLength": "Invalid value for '{path}': it has more than {limit} characters.",
    "enum": "Invalid value for '{path}': {value} is not one of the allowed values.",
    "const": "Invalid value for '{path}': {value} is not {limit}.",
}


def refusals(task: JsonObject, model: Model) -> list[JsonObject]:
    """An error for each limit that the task breaks, in the order of the parameters; empty when it is valid."""
    broken = sorted(_broken(task, model), key=lambda violation: dotted(violation.route))
    notes = {parameter.path: parameter.notes for parameter in model.parameters()} if broken else {}
    return [_refusal(violation, task, _documentation(violation, notes, model)) for violation in broken]


def _broken(task: JsonObject, model: Model) -> Iterator[Violation]:
    for found in PlainValidator(model.schema).iter_errors(task):
        yield from violations(found)


def _refusal(violation: Violation, task: JsonObject, documentation: str) -> JsonObject:
    refusal = error(_code(violation), _message(violation), task=task, parameter=_parameter(violation))
    refusal.update(_limits(violation.facts))
    if documentation:
        refusal["documentation"] = documentation
    return refusal


def _parameter(violation: Violation) -> str:
    if violation.missing:
        return dotted((*violation.route, violation.missing))
    return violation.at or dotted(violation.route)


def _code(violation: Violation) -> str:
    if violation.keyword in _WHOLE_CODES:
        return _WHOLE_CODES[violation.keyword]
    prefix = _PREFIXES.get(violation.keyword, "invalid")
    # a rule across parameters is known by where it points, which need not be the one that is missing
    is_across = "message" in violation.facts
    name = "" if is_across else _parameter(violation).rpartition(".")[2].partition("[")[0]
    return prefix + (name[:1].upper() + name[1:] or "Parameter")


def _message(violation: Violation) -> str:
    if "message" in violation.facts:
        message, advice = str(violation.facts["message"]), str(violation.facts.get("help", ""))
        return f"{message}: {advice}." if advice else f"{message}."
    template = _MESSAGES.get(violation.keyword, "Invalid value for '{path}': {value}.")
    facts = {name: _shown(violation.facts.get(name)) for name in ("value", "limit")}
    return template.format(path=_parameter(violation), **facts)


def _shown(value: object) -> str:
    shown = str(value) if isinstance(value, int | float) else repr(value)
    return shown if len(shown) <= _SHOWN_CHARS_MAX else shown[: _SHOWN_CHARS_MAX - 1] + "…"


def _limits(facts: Mapping[str, object]) -> JsonObject:
    schema: Any = facts.get("schema") or {}
    limits: JsonObject = {_LIMITS[keyword]: schema[keyword] for keyword in _LIMITS if keyword in schema}
    if isinstance(schema.get("type"), str):
        limits["type"] = _TYPES.get(schema["type"], schema["type"])
    allowed: list[Json] = schema.get("enum", [schema["const"]] if "const" in schema else [])
    return {**limits, "allowedValues": allowed} if allowed else limits


def _documentation(violation: Violation, notes: Mapping[str, Mapping[str, Any]], model: Model) -> str:
    own = notes.get(_parameter(violation), {})
    return str(own.get("documentation") or model.notes.get("documentation", ""))
