"""A model's schema over a payload with holes, without the library where nothing is wrong.

The law: the answer is that of `residual.walk`, which is asked wherever something is wrong or a schema has no acceptor.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from specc.base.location import Route
from specc.catalog.accept import KEYWORDS, acceptor, keyword_acceptor
from specc.compiler.residual import BROKEN, Residual, has_hole, is_open, walk

if TYPE_CHECKING:
    from jsonschema import ValidationError


def specialise_schema(schema: dict[str, Any], payload: Any) -> tuple[list["ValidationError"], list[Residual]]:
    """The errors that hold for every row, and the checks that hang on one."""
    accepts = acceptor(schema)
    if accepts is None:
        return walk(schema, payload)
    found: list[Residual] = []
    is_sound = _gather(schema, payload, (), found) if has_hole(payload) else accepts(payload)
    return ([], found) if is_sound else walk(schema, payload)


def _gather(schema: Any, instance: Any, route: Route, found: list[Residual]) -> bool:
    """Adds the residuals in the order of the schema; False as soon as something is wrong."""
    if isinstance(schema, bool):
        return schema
    for keyword, limit in schema.items():
        if keyword in _PASSING_ON:
            if not _PASSING_ON[keyword](limit, instance, route, found):
                return False
        elif keyword in KEYWORDS:
            accepts = keyword_acceptor(schema, keyword)
            if is_open(keyword, instance, schema):
                found.append(Residual(route, keyword, schema, accepts))
            elif instance is not BROKEN and not (accepts is not None and accepts(instance)):
                return False
    return True


def _properties(limit: Any, instance: Any, route: Route, found: list[Residual]) -> bool:
    return not isinstance(instance, dict) or all(_gather(schema, instance[name], (*route, name), found) for name, schema in limit.items() if name in instance)


def _items(limit: Any, instance: Any, route: Route, found: list[Residual]) -> bool:
    return not isinstance(instance, list) or all(_gather(limit, item, (*route, index), found) for index, item in enumerate(instance))


def _all_of(limit: Any, instance: Any, route: Route, found: list[Residual]) -> bool:
    return all(_gather(schema, instance, route, found) for schema in limit)


_PASSING_ON: dict[str, Callable[[Any, Any, Route, list[Residual]], bool]] = {"properties": _properties, "items": _items, "allOf": _all_of}
"""Keywords that only pass on to the values below; what they find there speaks for itself."""
