"""Whether one value keeps to one limit: the keywords of JSON Schema that look at a value and not into it.

Each function makes a check from a limit; a limit that isn't what JSON Schema asks for raises `BeyondError`.
"""

import re
from collections.abc import Callable, Sized
from typing import Any

from specc.catalog.kinds import TYPES, ecma_pattern, is_multiple, is_number

Check = Callable[[Any], bool]
Schema = Any


class BeyondError(Exception):
    """A schema that only the library's validator understands."""


def ask(is_so: bool) -> None:  # noqa: FBT001 - reads as the condition that it is
    """Raises `BeyondError` where a limit isn't as it has to be."""
    if not is_so:
        raise BeyondError


def anything(_value: Any) -> bool:
    """The check that everything passes."""
    return True


def _type(limit: Any, _schema: Schema) -> Check:
    if isinstance(limit, str):
        ask(limit in TYPES)
        return TYPES[limit]
    ask(isinstance(limit, list) and bool(limit) and all(isinstance(name, str) and name in TYPES for name in limit) and len(set(limit)) == len(limit))
    kinds = [TYPES[name] for name in limit]
    return lambda value: any(is_kind(value) for is_kind in kinds)


def _values(allowed: Any) -> Check:
    """Membership as JSON has it: 1 and 1.0 are one value, 1 and true are two."""
    ask(isinstance(allowed, list) and bool(allowed) and all(item is None or isinstance(item, str | int | float) for item in allowed))
    plain = frozenset(item for item in allowed if not isinstance(item, bool))
    truths = frozenset(item for item in allowed if isinstance(item, bool))

    def is_one(value: Any) -> bool:
        if isinstance(value, bool):
            return value in truths
        return (value is None or isinstance(value, str | int | float)) and value in plain

    return is_one


def _of_type(is_one: Check, schema: Schema) -> Check:
    """A value of the wrong type is told as that, and as nothing else."""
    if not schema.get("type"):
        return is_one
    is_kind = _type(schema["type"], schema)
    return lambda value: is_one(value) or not is_kind(value)


def _enum(limit: Any, schema: Schema) -> Check:
    return _of_type(_values(limit), schema)


def _const(limit: Any, schema: Schema) -> Check:
    return _of_type(_values([limit]), schema)


# Limits of numbers and texts.


def _of_number(holds: Callable[[Any, Any], bool], is_limit: Check = is_number) -> Callable[[Any, Schema], Check]:
    def made(limit: Any, _schema: Schema) -> Check:
        ask(is_limit(limit))
        return lambda value: not is_number(value) or holds(value, limit)

    return made


def _of_size(kind: type[Sized], holds: Callable[[int, int], bool]) -> Callable[[Any, Schema], Check]:
    def made(limit: Any, _schema: Schema) -> Check:
        ask(type(limit) is int and limit >= 0)
        return lambda value: not isinstance(value, kind) or holds(len(value), limit)

    return made


def _pattern(limit: Any, _schema: Schema) -> Check:
    ask(isinstance(limit, str))
    try:
        search = ecma_pattern(limit).search
    except (re.error, RecursionError, OverflowError):
        raise BeyondError from None
    return lambda value: not isinstance(value, str) or search(value) is not None


def _format(limit: Any, _schema: Schema) -> Check:
    """Told to people, never checked."""
    ask(isinstance(limit, str))
    return anything


OF_VALUES: dict[str, Callable[[Any, Schema], Check]] = {
    "type": _type,
    "enum": _enum,
    "const": _const,
    "minimum": _of_number(lambda value, limit: value >= limit),
    "maximum": _of_number(lambda value, limit: value <= limit),
    "exclusiveMinimum": _of_number(lambda value, limit: value > limit),
    "exclusiveMaximum": _of_number(lambda value, limit: value < limit),
    "multipleOf": _of_number(is_multiple, lambda step: is_number(step) and step > 0),
    "minLength": _of_size(str, lambda size, limit: size >= limit),
    "maxLength": _of_size(str, lambda size, limit: size <= limit),
    "minItems": _of_size(list, lambda size, limit: size >= limit),
    "maxItems": _of_size(list, lambda size, limit: size <= limit),
    "minProperties": _of_size(dict, lambda size, limit: size >= limit),
    "maxProperties": _of_size(dict, lambda size, limit: size <= limit),
    "pattern": _pattern,
    "format": _format,
}
