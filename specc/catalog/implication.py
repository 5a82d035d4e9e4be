"""Whether some limits refuse all that another refuses, found by trying everything that they can tell apart.

The law: `covers` is true only where it is certain. It knows keywords that ask which parameters are there and whether one
has a certain value; of anything else it says no.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

from specc.base.location import Route, reached
from specc.catalog.validator import PlainValidator

Schema = dict[str, Any]
_Asked = dict[Route, dict[Any, None]]

CASES_MAX = 20_000
_PROSE = frozenset(("title", "description", "x-specc"))
_ABSENT = object()
_OTHER = "\0other"
"""A value that no schema names."""


class _BeyondError(Exception):
    """A keyword that asks for more than is tried here."""


def covers(limits: Sequence[Schema], limit: Schema) -> bool:
    """Whether every object that breaks `limit` breaks one of `limits` too."""
    asked: _Asked = {}
    try:
        for schema in (*limits, limit):
            _gather(schema, (), asked)
    except _BeyondError:
        return False
    checks, check = [PlainValidator(schema) for schema in limits], PlainValidator(limit)
    cases = _cases(asked)
    return cases is not None and all(check.is_valid(case) or any(not other.is_valid(case) for other in checks) for case in cases)


def _gather(schema: Any, route: Route, asked: _Asked) -> None:
    """Notes which parameters a schema asks about, and which values it compares them with."""
    for keyword, value in schema.items() if isinstance(schema, dict) else ():
        if keyword in _GATHERERS:
            _GATHERERS[keyword](value, route, asked)
        elif not (keyword in _PROSE or (keyword == "type" and value == "object")):
            raise _BeyondError


def _names(value: Any, route: Route, asked: _Asked) -> None:
    for name in value:
        asked.setdefault((*route, name), {})


def _children(value: Any, route: Route, asked: _Asked) -> None:
    _names(value, route, asked)
    for name, child in value.items():
        _gather(child, (*route, name), asked)


def _needs(value: Any, route: Route, asked: _Asked) -> None:
    for name, needed in value.items():
        _names([name, *needed], route, asked)


def _parts(value: Any, route: Route, asked: _Asked) -> None:
    for child in value:
        _gather(child, route, asked)


def _values(value: Any, route: Route, asked: _Asked) -> None:
    asked.setdefault(route, {}).update(dict.fromkeys(value))


_GATHERERS: dict[str, Callable[[Any, Route, _Asked], None]] = {
    "required": _names,
    "properties": _children,
    "dependentRequired": _needs,
    "const": lambda value, route, asked: _values([value], route, asked),
    "enum": _values,
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _parts),
    **dict.fromkeys(("not", "if", "then", "else"), _gather),
}


def _cases(asked: _Asked) -> Iterator[Schema] | None:
    """Every object that can be told from another by what is asked; None where there are too many."""
    parents = {route[:length] for route in asked for length in range(1, len(route))}
    choices = {route: [_ABSENT, {}] if route in parents else [_ABSENT, _OTHER, *values] for route, values in sorted(asked.items())}
    count = 1
    for values in choices.values():
        count *= len(values)
    return None if count > CASES_MAX else (_object(dict(zip(choices, values, strict=True))) for values in product(*choices.values()))


def _object(chosen: dict[Route, Any]) -> Schema:
    made: Schema = {}
    for route, value in chosen.items():
        holder = reached(made, route[:-1])
        if isinstance(holder, dict) and value is not _ABSENT:
            holder[route[-1]] = {} if isinstance(value, dict) else value
    return made
