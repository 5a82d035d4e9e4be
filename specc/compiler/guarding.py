"""Limits across parameters that hang on values of rows, over blocks of rows: asked once for each set of the values that they look at.

Law: a guard says "sound" where deciding its residual on the row's payload finds no error; otherwise "not for me".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from specc.base.location import Route
from specc.catalog.accept import ANNOTATIONS
from specc.compiler.payload import without_omitted
from specc.compiler.residual import Hole, Residual, filled
from specc.template.values import OMIT

HOLES_MAX: Final = 6
"""Limits that look at more values than these are left to the plain way: they would hardly be the same twice."""

_NAMES = frozenset(("required", "dependentRequired"))
_PARTS = frozenset(("allOf", "anyOf", "oneOf"))
_ONE = frozenset(("not", "if", "then", "else"))


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """`routes` are the holes that the residual looks at."""

    residual: Residual
    routes: tuple[Route, ...]

    def judge(self, skeleton: Any) -> Callable[[Sequence[bytes]], bool]:
        """Whether values, as JSON in the order of the routes, are sound; what is omitted is empty."""
        accepts, route = self.residual.accepts, self.residual.route
        assert accepts is not None

        def is_sound(raws: Sequence[bytes]) -> bool:
            values = {hole: orjson.loads(raw) if raw else OMIT for hole, raw in zip(self.routes, raws, strict=True)}
            found: Any = without_omitted(filled(skeleton, lambda hole: values.get(hole.route[1:], hole)))
            for step in route:
                if not isinstance(found, dict) or step not in found:
                    return True
                found = found[step]
            return bool(accepts(found))

        return is_sound


def guard(residual: Residual, places: Mapping[Route, Hole]) -> Guard | None:
    """The guard of a residual that is about more than one value; None where it can't be asked for a few values alone."""
    if residual.accepts is None:
        return None
    # an `if` is decided with its branches, which stand beside it
    asked = {keyword: residual.schema[keyword] for keyword in (residual.keyword, "then", "else") if keyword in residual.schema}
    looked = set(_looked_at(asked, residual.route))
    routes = tuple(route for route in places if any(route[: len(place)] == place for place in looked))
    if not 0 < len(routes) <= HOLES_MAX or any(isinstance(step, int) for route in routes for step in route):
        return None
    return Guard(residual, routes)


def _looked_at(schema: Any, route: Route) -> Iterator[Route]:
    """The places that a schema asks about; one that it asks more than keys of, as a whole."""
    for keyword, value in schema.items() if isinstance(schema, dict) else ():
        if keyword == "properties":
            yield from ((*route, name) for name in value)
        elif keyword in _NAMES:
            yield from ((*route, name) for name in _named(value))
        elif keyword in _PARTS or keyword in _ONE:
            for part in value if keyword in _PARTS else [value]:
                yield from _looked_at(part, route)
        elif keyword not in ANNOTATIONS:
            yield route


def _named(value: Any) -> Iterable[str]:
    return value if isinstance(value, list) else [name for key, needed in value.items() for name in (key, *needed)]
