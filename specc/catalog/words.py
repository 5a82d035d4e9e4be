"""What a schema asks of a value, in words: the same ones wherever limits are shown."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from specc.base.grammar import counted
from specc.catalog.notes import notes_of

Schema = Mapping[str, Any]


def limits(schema: Schema, *, choices_max: int | None = None) -> Iterator[str]:
    """What a value has to meet beyond its type; more choices than `choices_max` are counted only."""
    for name, say in _SAY.items():
        if name in schema and (words := say(schema)):
            is_long = name == "enum" and choices_max is not None and len(schema[name]) > choices_max
            yield f"one of {len(schema[name]):,}" if is_long else words


def kinds(schema: Schema) -> str:
    """The type of a value."""
    found = schema.get("type", "any")
    return " or ".join(found) if isinstance(found, list) else str(found)


def shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _range(schema: Schema) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    return f"at most {high}" if low is None else f"at least {low}" if high is None else f"{low} to {high}"


def _length(schema: Schema) -> str:
    low, high = schema.get("minLength"), schema.get("maxLength")
    if high is not None and low == high:
        return counted(high, "character")
    if high is not None:
        return f"{low:,} to {high:,} characters" if low else f"at most {high:,} characters"
    return f"at least {low:,} characters" if low and low > 1 else ""


_SAY: dict[str, Callable[[Schema], str]] = {
    "const": lambda schema: f"only {shown(schema['const'])}",
    "enum": lambda schema: ", ".join(map(shown, schema["enum"])),
    "minimum": _range,
    "maximum": lambda schema: "" if "minimum" in schema else _range(schema),
    "exclusiveMinimum": lambda schema: f"above {schema['exclusiveMinimum']}",
    "exclusiveMaximum": lambda schema: f"below {schema['exclusiveMaximum']}",
    "multipleOf": lambda schema: f"in steps of {schema['multipleOf']}",
    "minLength": _length,
    "maxLength": lambda schema: "" if "minLength" in schema else _length(schema),
    "pattern": lambda schema: str(notes_of(schema).get("expects") or f"matches {schema['pattern']}"),
}

WORDED = frozenset(_SAY)
"""The keywords that there are words for."""
