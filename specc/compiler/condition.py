"""A condition on a payload that may have holes: a JSON Schema with two words more, answered by yes, no, or that it hangs on a row.

Law: the answer on a payload with holes, if it is one, is the answer on that payload filled, whatever the rows bring. What it asks of
a value that isn't of the right kind is left to the words of JSON Schema; the two words more only ever hold of what they can judge.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specc.base.location import Route, dotted
from specc.catalog.accept import keyword_acceptor
from specc.catalog.fit import OF_VALUES, BeyondError, ask
from specc.catalog.kinds import is_number
from specc.catalog.models import Model
from specc.compiler.residual import BROKEN, Hole, may_vanish

Verdict = bool | None
"""None: it hangs on the row."""

_VANISHING = frozenset((Hole, dict))
_OF_ONE = {"required", "properties"}

Judge = Callable[[Any], Verdict]
Schema = Any


class NoParameterError(BeyondError):
    """A condition on a parameter that the model doesn't have."""


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """`values` are the routes whose values it asks for, `presences` those of which it asks only whether they are there."""

    judge: Judge
    values: tuple[Route, ...]
    presences: tuple[Route, ...]


def condition(schema: Schema, model: Model) -> Condition:
    """The condition that a schema over a model's payloads states. Raises `BeyondError` for one that can't be understood,
    `NoParameterError` for one on what the model doesn't have.
    """
    made = _only_of(_needed(schema), _made(schema, (), model))
    asked = dict(_asked(schema, (), model))
    return Condition(made, tuple(route for route, is_value in asked.items() if is_value), tuple(route for route, is_value in asked.items() if not is_value))


def _only_of(names: frozenset[str], judge: Judge) -> Judge:
    """Says at once that it doesn't hold of a payload without these names, which most don't have."""
    return lambda payload: names <= payload.keys() and judge(payload)


def _made(schema: Schema, route: Route, model: Model) -> Judge:
    if isinstance(schema, bool):
        return lambda _value: schema
    ask(isinstance(schema, dict))
    if schema.keys() == _OF_ONE and isinstance(schema["properties"], dict) and schema["required"] == [*schema["properties"]] and len(schema["required"]) == 1:
        name = schema["required"][0]
        return _of_member(name, _made(schema["properties"][name], (*route, name), model))
    return _every([_judge(keyword, schema, route, model) for keyword in schema])


def _of_member(name: str, judge: Judge) -> Judge:
    """`required` and `properties` in one, where both are about one name, as they mostly are."""

    def holds(value: Any) -> Verdict:
        if not isinstance(value, dict):
            return None if _is_unknown(value) else True
        if name not in value:
            return False
        item = value[name]
        said = judge(item)
        return None if said is not None and item.__class__ in _VANISHING and may_vanish(item) else said

    return holds


def _needed(schema: Schema) -> frozenset[str]:
    """What has to be in a mapping that a schema holds of."""
    if not isinstance(schema, dict):
        return frozenset()
    return frozenset(schema.get("required", ())).union(*map(_needed, schema.get("allOf", ())))


def _judge(keyword: str, schema: Mapping[str, Any], route: Route, model: Model) -> Judge:
    if keyword in OF_VALUES:
        return _of_value(schema, keyword)
    ask(keyword in _JUDGES)
    return _JUDGES[keyword](schema[keyword], route, model)


def _every(judges: list[Judge]) -> Judge:
    if len(judges) == 1:
        return judges[0]

    def holds(value: Any) -> Verdict:
        verdict: Verdict = True
        for judge in judges:
            said = judge(value)
            if said is False:
                return False
            if said is None:
                verdict = None
        return verdict

    return holds


def _not(limit: Schema, route: Route, model: Model) -> Judge:
    return _negated(_made(limit, route, model))


def _negated(judge: Judge) -> Judge:
    def holds(value: Any) -> Verdict:
        said = judge(value)
        return None if said is None else not said

    return holds


def _all_of(limit: Schema, route: Route, model: Model) -> Judge:
    ask(isinstance(limit, list) and bool(limit))
    return _every([_made(schema, route, model) for schema in limit])


def _any_of(limit: Schema, route: Route, model: Model) -> Judge:
    ask(isinstance(limit, list) and bool(limit))
    return _negated(_every([_not(schema, route, model) for schema in limit]))


def _of_value(schema: Mapping[str, Any], keyword: str) -> Judge:
    accepts = keyword_acceptor(schema, keyword)
    if accepts is None:
        raise BeyondError
    return lambda value: None if _is_unknown(value) else accepts(value)


def _is_unknown(value: Any) -> bool:
    return value is BROKEN or value.__class__ is Hole


def _required(limit: Schema, _route: Route, _model: Model) -> Judge:
    ask(isinstance(limit, list) and all(isinstance(name, str) for name in limit))

    def holds(value: Any) -> Verdict:
        if not isinstance(value, dict):
            return None if _is_unknown(value) else True
        verdict: Verdict = True
        for name in limit:
            if name not in value:
                return False
            if value[name].__class__ in _VANISHING and may_vanish(value[name]):
                verdict = None
        return verdict

    return holds


def _properties(limit: Schema, route: Route, model: Model) -> Judge:
    ask(isinstance(limit, dict))
    judges = {name: _made(schema, (*route, name), model) for name, schema in limit.items()}

    def holds(value: Any) -> Verdict:
        if not isinstance(value, dict):
            return None if _is_unknown(value) else True
        verdict: Verdict = True
        for name, judge in judges.items():
            if name in value and (said := judge(value[name])) is not True:
                if said is False and not may_vanish(value[name]):
                    return False
                verdict = None
        return verdict

    return holds


# What JSON Schema has no words for.


def _ratio(limit: Schema, _route: Route, _model: Model) -> Judge:
    """`{"of": [a, b], "below": "1:1"}` or `{…, "outside": ["16:9", …]}`: of two numbers that are there and more than 0."""
    ask(isinstance(limit, dict) and len(limit.get("of", ())) == 2 and len(limit) == 2)  # noqa: PLR2004 - a ratio is of two
    first, second = limit["of"]
    below = [_ratio_of(limit["below"])] if "below" in limit else []
    outside = [_ratio_of(text) for text in limit.get("outside", ())]
    ask(bool(below or outside))

    def holds(value: Any) -> Verdict:
        if not isinstance(value, dict) or first not in value or second not in value:
            return None if _is_unknown(value) else False
        over, under = value[first], value[second]
        if _is_unknown(over) or _is_unknown(under):
            return None
        if not (is_number(over) and is_number(under) and over > 0 and under > 0):
            return False
        return all(over * two < under * one for one, two in below) and all(over * two != under * one for one, two in outside)

    return holds


def _ratio_of(text: Any) -> tuple[int, int]:
    over, _, under = str(text).partition(":")
    ask(over.isdecimal() and under.isdecimal() and int(over) > 0 and int(under) > 0)
    return int(over), int(under)


def _traits(limit: Schema, route: Route, model: Model) -> Judge:
    """A schema over what the parameter's catalog knows of an id."""
    parameter = model.parameter(dotted(route))
    ask(parameter is not None and "catalog" in parameter.notes)
    assert parameter is not None
    catalog, judge = parameter.notes["catalog"], _every([_of_trait(keyword, limit) for keyword in limit])

    def holds(value: Any) -> Verdict:
        return (None if _is_unknown(value) else False) if not isinstance(value, str) else judge(model.traits(catalog, value))

    return holds


def _of_trait(keyword: str, schema: Mapping[str, Any]) -> Judge:
    accepts = keyword_acceptor(schema, keyword)
    if accepts is None:
        raise BeyondError
    return accepts


_JUDGES: dict[str, Callable[[Schema, Route, Model], Judge]] = {
    "properties": _properties,
    "required": _required,
    "allOf": _all_of,
    "anyOf": _any_of,
    "not": _not,
    "x-ratio": _ratio,
    "x-traits": _traits,
}


# What it asks for.


def _asked(schema: Schema, route: Route, model: Model) -> Iterator[tuple[Route, bool]]:
    """The parameters that a schema asks for, each with whether it asks for its value; values come last, so that they win."""
    found = list(_walked(schema, route, model))
    yield from sorted(found, key=lambda item: item[1])


def _walked(schema: Schema, route: Route, model: Model) -> Iterable[tuple[Route, bool]]:
    if not isinstance(schema, dict):
        return
    for part in (schema.get("not"), *schema.get("allOf", ()), *schema.get("anyOf", ())):
        yield from _walked(part, route, model)
    for name in dict.fromkeys((*schema.get("required", ()), *schema.get("properties", ()))):
        if _asks_whether_there(schema, name, (*route, name), model):
            yield from ((below, False) for below in _ends((*route, name), model))
    for name in schema.get("x-ratio", {}).get("of", ()):
        yield from ((below, True) for below in _ends((*route, name), model))
    for name, below in schema.get("properties", {}).items():
        yield from _walked(below, (*route, name), model)
    if any(keyword in OF_VALUES or keyword == "x-traits" for keyword in schema):
        yield from ((below, True) for below in _ends(route, model))


def _asks_whether_there(schema: Mapping[str, Any], name: str, route: Route, model: Model) -> bool:
    """Whether it matters that a parameter is there, if there is nothing in it that is asked for."""
    holds_if_empty = _made(schema.get("properties", {}).get(name, True), route, model)({})
    return bool(holds_if_empty) == (name in schema.get("required", ()))


def _ends(route: Route, model: Model) -> Iterator[Route]:
    """A parameter, or those below it that have none below themselves. Raises `NoParameterError` where the model has none of that name."""
    parameter = model.parameter(dotted(route))
    if parameter is None:
        raise NoParameterError
    names = parameter.schema.get("properties")
    if not names:
        yield route
    for name in names or ():
        yield from _ends((*route, name), model)
