"""From JSON Schema errors to the limits they stand for: which rule was broken, at which parameter, with which facts.

A schema's own `x-specc: {rule, message, help, at}` beside the keyword replaces the generic words. A policy's limits have a rule of their
own, which is told what the generic one would have said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from specc.base.location import Route, dotted, route_of
from specc.catalog.alternatives import combination
from specc.catalog.choices import choice
from specc.catalog.notes import notes_of

if TYPE_CHECKING:
    from jsonschema import ValidationError

    from specc.catalog.policy import Origin

_TOLD: Final = ("enum", "minimum", "maximum")
"""What the words for a broken limit look at beside it."""

Facts = dict[str, object]

POLICY: Final = "P118"
"""The rule of all that a policy asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class Violation:
    """A broken limit. `route` leads to the value in the payload; `missing` names the key that isn't there, or is ''."""

    rule: str
    route: Route
    keyword: str
    facts: Mapping[str, object]
    missing: str = ""
    at: str = ""
    origin: Origin | None = None


def violations(error: ValidationError) -> Iterator[Violation]:
    """The violations that one error of the validator stands for; never empty."""
    from specc.catalog.policy import origin_of

    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    notes = notes_of(schema)
    route: Route = tuple(error.absolute_path)
    keyword = str(error.validator)
    if (origin := origin_of(notes)) is not None:
        words = {f"own_{name}": str(notes.get(name, "")) for name in ("message", "help", "rule")}
        for found in _OF_KEYWORD.get(keyword, _combination)(error, route):
            told = {"schema": {name: schema[name] for name in _TOLD if name in schema}} if "schema" in found.facts else {}
            yield replace(found, rule=POLICY, facts={**found.facts, **told, **words, "limit_of": found.rule, "policy": origin.file}, origin=origin)
        return
    if "rule" in notes:
        facts = {"message": notes["message"], "help": notes.get("help", "")}
        yield Violation(notes["rule"], route, keyword, facts, at=notes.get("at", ""))
        return
    yield from _OF_KEYWORD.get(keyword, _combination)(error, route)


def _one(rule: str) -> Callable[[ValidationError, Route], Iterator[Violation]]:
    def violation(error: ValidationError, route: Route) -> Iterator[Violation]:
        schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
        facts: Facts = {"path": dotted(route), "value": error.instance, "limit": error.validator_value, "schema": schema}
        yield Violation(rule, route, str(error.validator), facts)

    return violation


def _required(error: ValidationError, route: Route) -> Iterator[Violation]:
    needed: Any = error.validator_value
    instance: Any = error.instance
    missing = [name for name in needed if name not in instance]
    # the library yields an error a name and says which only in its message
    named = [name for name in missing if error.message.startswith(repr(name))] or missing
    for name in named[:1]:
        yield Violation("P102", route, "required", {"path": dotted((*route, name))}, missing=name)


def _dependent(error: ValidationError, route: Route) -> Iterator[Violation]:
    wanted: Any = error.validator_value
    instance: Any = error.instance
    for name, needed in wanted.items():
        for other in needed if name in instance else ():
            if other not in instance:
                facts: Facts = {"path": dotted((*route, other)), "needed_by": dotted((*route, name))}
                yield Violation("P102", route, "dependentRequired", facts, missing=other, at=dotted((*route, name)))


def _additional(error: ValidationError, route: Route) -> Iterator[Violation]:
    known = list(error.schema.get("properties", {})) if isinstance(error.schema, dict) else []
    instance: Any = error.instance
    for name in instance:
        if name not in known:
            facts: Facts = {"path": dotted((*route, name)), "name": name, "known": known}
            yield Violation("P101", (*route, name), "additionalProperties", facts)


def _enum(error: ValidationError, route: Route) -> Iterator[Violation]:
    """A list of ids is the provider's catalog."""
    catalog = notes_of(error.schema).get("catalog")
    if catalog is None or not isinstance(error.instance, str) or not error.instance:
        yield from _one("P107")(error, route)
        return
    facts: Facts = {"path": dotted(route), "value": error.instance, "catalog": catalog, "known": error.validator_value, "is_complete": True}
    yield Violation("P116", route, "enum", facts)


def _combination(error: ValidationError, route: Route) -> Iterator[Violation]:
    """Where the alternatives are the rows of a table, the values that go together best are told, at the first that is another one."""
    instance: Any = error.instance
    found = combination(error.validator_value, instance) if isinstance(instance, dict) else None
    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    facts: Facts = {"path": dotted(route), "value": instance, "limit": None, "schema": schema}
    if found is None:
        rule = "P110" if isinstance(instance, str) and "expects" in notes_of(schema) else "P107"
        chosen = choice(str(error.validator), error.validator_value, instance) if isinstance(instance, dict) else None
        at = dotted((*route, *route_of(chosen.given[-1]))) if chosen is not None and chosen.given else ""
        yield Violation(rule, route, str(error.validator), {**facts, "choice": chosen}, at=at)
        return
    table, values = found
    nearest = table.nearest(values)
    at = next(name for name, value, near in zip(table.names, values, nearest[0], strict=True) if value != near)
    yield Violation("P107", (*route, at), str(error.validator), {**facts, "together": table.names, "value": values, "nearest": nearest})


_OF_KEYWORD: dict[str, Callable[[ValidationError, Route], Iterator[Violation]]] = {
    "additionalProperties": _additional,
    "required": _required,
    "dependentRequired": _dependent,
    "type": _one("P103"),
    "minimum": _one("P104"),
    "exclusiveMinimum": _one("P104"),
    "maximum": _one("P105"),
    "exclusiveMaximum": _one("P105"),
    "multipleOf": _one("P106"),
    "enum": _enum,
    "const": _one("P107"),
    "minLength": _one("P108"),
    "maxLength": _one("P109"),
    "pattern": _one("P110"),
    "format": _one("P110"),
}
