"""Whether a value fits a schema, by functions made once from the schema: no words, no library, for the many that fit.

The law: where a schema has an acceptor, it accepts what `PlainValidator` finds nothing wrong with, and nothing else.
Keywords that are not in the tables here have none, and neither has a schema whose limits aren't what JSON Schema asks for.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from specc.catalog.fit import OF_VALUES, BeyondError, Check, Schema, anything, ask

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Same:
    """A schema as itself, whatever it holds. It is never changed once it was used."""

    __slots__ = ("schema",)

    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def __hash__(self) -> int:
        return id(self.schema)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.schema is other.schema


def acceptor(schema: Schema) -> Check | None:
    """The function that tells whether a value fits a schema; None where only the validator can tell."""
    return _acceptor(_Same(schema))


def keyword_acceptor(schema: Mapping[str, Any], keyword: str) -> Check | None:
    """The function that tells whether a value fits one keyword of a schema, as it stands beside the others."""
    return _keyword_acceptor(_Same(schema), keyword)


@lru_cache(maxsize=256)
def _acceptor(same: _Same) -> Check | None:
    try:
        return _made(same.schema, is_root=True)
    except BeyondError:
        return None


@lru_cache(maxsize=1024)
def _keyword_acceptor(same: _Same, keyword: str) -> Check | None:
    try:
        return _CHECKS[keyword](same.schema[keyword], same.schema)
    except (KeyError, BeyondError):
        return None


def _made(schema: Schema, *, is_root: bool = False) -> Check:
    if isinstance(schema, bool):
        return anything if schema else _nothing
    ask(isinstance(schema, dict))
    checks = []
    for keyword, limit in schema.items():
        if keyword in _CHECKS:
            checks.append(_CHECKS[keyword](limit, schema))
        else:
            ask((is_root and keyword == "$schema" and limit == _DIALECT) or (keyword in ANNOTATIONS and isinstance(limit, ANNOTATIONS[keyword])))
    return _all_of(checks)


def _all_of(checks: list[Check]) -> Check:
    checks = [check for check in checks if check is not anything]
    if len(checks) == 1:
        return checks[0]
    if not checks:
        return anything

    def fits(value: Any) -> bool:
        for check in checks:  # noqa: SIM110 - a loop is twice as fast as `all` here, which is all that this module is for
            if not check(value):
                return False
        return True

    return fits


def _nothing(_value: Any) -> bool:
    return False


# What a mapping or list holds.


def _names(limit: Any) -> tuple[str, ...]:
    ask(isinstance(limit, list) and all(isinstance(name, str) for name in limit) and len(set(limit)) == len(limit))
    return tuple(limit)


def _required(limit: Any, _schema: Schema) -> Check:
    names = frozenset(_names(limit))
    return lambda value: not isinstance(value, dict) or names <= value.keys()


def _dependent_required(limit: Any, _schema: Schema) -> Check:
    ask(isinstance(limit, dict))
    needs = [(name, frozenset(_names(needed))) for name, needed in limit.items()]
    return lambda value: not isinstance(value, dict) or all(name not in value or needed <= value.keys() for name, needed in needs)


def _properties(limit: Any, _schema: Schema) -> Check:
    ask(isinstance(limit, dict))
    table = {name: _made(schema) for name, schema in limit.items()}

    def fits(value: Any) -> bool:
        if isinstance(value, dict):
            for name, item in value.items():
                if name in table and not table[name](item):
                    return False
        return True

    return fits


def _additional_properties(limit: Any, schema: Schema) -> Check:
    ask("patternProperties" not in schema)
    known = schema.get("properties", {})
    ask(isinstance(known, dict))
    fits = _made(limit)
    return lambda value: not isinstance(value, dict) or all(name in known or fits(item) for name, item in value.items())


def _property_names(limit: Any, _schema: Schema) -> Check:
    fits = _made(limit)
    return lambda value: not isinstance(value, dict) or all(map(fits, value))


def _items(limit: Any, schema: Schema) -> Check:
    ask("prefixItems" not in schema)
    fits = _made(limit)
    return lambda value: not isinstance(value, list) or all(map(fits, value))


# Schemas in schemas.


def _parts(limit: Any) -> list[Check]:
    ask(isinstance(limit, list) and bool(limit))
    return [_made(schema) for schema in limit]


def _any_of(limit: Any, _schema: Schema) -> Check:
    parts = _parts(limit)
    return lambda value: any(fits(value) for fits in parts)


def _one_of(limit: Any, _schema: Schema) -> Check:
    parts = _parts(limit)
    return lambda value: sum(fits(value) for fits in parts) == 1


def _not(limit: Any, _schema: Schema) -> Check:
    fits = _made(limit)
    return lambda value: not fits(value)


def _if(limit: Any, schema: Schema) -> Check:
    holds, then, otherwise = _made(limit), _made(schema.get("then", True)), _made(schema.get("else", True))
    return lambda value: then(value) if holds(value) else otherwise(value)


def _branch(limit: Any, _schema: Schema) -> Check:
    """Decides nothing but through its `if`."""
    _made(limit)
    return anything


_CHECKS: dict[str, Callable[[Any, Schema], Check]] = {
    **OF_VALUES,
    "required": _required,
    "dependentRequired": _dependent_required,
    "properties": _properties,
    "additionalProperties": _additional_properties,
    "propertyNames": _property_names,
    "items": _items,
    "allOf": lambda limit, _schema: _all_of(_parts(limit)),
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
    "then": _branch,
    "else": _branch,
}

KEYWORDS = frozenset(_CHECKS) - {"then", "else"}
"""The keywords that decide something by themselves."""

ANNOTATIONS: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "description": str,
    "$comment": str,
    "default": object,
    "examples": list,
    "deprecated": bool,
    "readOnly": bool,
    "writeOnly": bool,
    "x-specc": dict,
}
"""Keywords that decide nothing, and what they hold."""
