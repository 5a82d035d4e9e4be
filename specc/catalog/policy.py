"""A policy: an organisation's own limits, as a JSON Schema that every task has to meet beside its model's.

Law: a policy is one more part of the model's schema, so that whatever holds the one holds the other, at the same time. What it says
of parameters that specc sets is kept; that it doesn't list them is no reason to refuse them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from specc.base.fault import Related
from specc.base.location import Route
from specc.catalog.models import Model
from specc.catalog.notes import notes_of

Schema = Any
Notes = Mapping[str, Any]
Place = Callable[[Route], Related | None]

NOTE: Final = "policy"
"""The annotation that tells a policy's limit from the model's."""
OWN: Final = ("taskType", "taskUUID", "model")
WORDS: Final = ("message", "help", "rule")
_STEPS_MAX: Final = 128
_SCHEMAS_MAX: Final = 10_000
OF_ONE: Final = frozenset(("additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"))
_CLOSING: Final = frozenset(("additionalProperties", "unevaluatedItems", "unevaluatedProperties"))
"""What these don't allow is told of the schema that they are in."""
OF_MANY: Final = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
OF_NAMED: Final = frozenset(("dependentSchemas", "patternProperties", "properties"))
IN_PLACE: Final = frozenset(("allOf", "anyOf", "else", "if", "not", "oneOf", "then"))
_LEFT_OUT: Final = frozenset(("$defs", "$id", "$ref", "$schema", "definitions", "x-specc"))


class PolicyError(ValueError):
    """What keeps a schema from being a policy; `route` leads to it."""

    def __init__(self, message: str, route: Route) -> None:
        super().__init__(message)
        self.message, self.route = message, route


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a schema is written: the file as it is shown, and the way to it. `place` finds it once something is to be said."""

    file: str
    route: Route
    place: Place = field(compare=False, repr=False)

    def limit(self, keyword: str) -> tuple[Related, ...]:
        """The place of one of its keywords, if it can be told."""
        found = self.place((*self.route, keyword)) or self.place(self.route)
        return () if found is None else (found,)


@dataclass(frozen=True, slots=True)
class Policy:
    """`schema` is what a task has to meet, without references, each of its parts annotated with its origin."""

    name: str
    schema: Schema


def make_policy(name: str, schema: Schema, place: Place = lambda _route: None) -> Policy:
    """The policy of a JSON Schema; what isn't one stays as it is. Raises `PolicyError` for references that can't be followed."""
    return Policy(name, _Reading(name, schema, place).part(schema, (), {}))


def with_policies(model: Model, policies: tuple[Policy, ...]) -> Model:
    """The model, whose tasks have to meet policies too."""
    if not policies:
        return model
    owned = {*OWN, *(parameter.path for parameter in model.noted("set-by"))}
    parts = [_sparing(policy.schema, owned) for policy in policies]
    schema = {**model.schema, "allOf": [*model.schema.get("allOf", ()), *parts]}
    return replace(model, schema=schema, _parameters={}, _noted={}, _compiled={})


@dataclass(slots=True, eq=False)
class _Reading:
    name: str
    root: Schema
    place: Place
    count: int = 0
    following: list[str] = field(default_factory=list)

    def part(self, schema: Schema, route: Route, above: Notes) -> Schema:
        """`above` are the words around a schema, which hold for it as long as it has none of its own."""
        if schema is False:
            schema = {"not": {}}
        if not isinstance(schema, dict):
            return schema
        self.count += 1
        if len(route) > _STEPS_MAX or self.count > _SCHEMAS_MAX:
            raise PolicyError("it is too deep, or has too many parts", route)
        notes = {**above, **{name: text for name, text in notes_of(schema).items() if name in WORDS}}
        made = {keyword: self._limit(keyword, limit, (*route, keyword), notes) for keyword, limit in schema.items() if keyword not in _LEFT_OUT}
        if "$ref" in schema:
            made["allOf"] = [*made.get("allOf", ()), self._followed(schema["$ref"], (*route, "$ref"), notes)]
        return {**made, "x-specc": {**notes, NOTE: Origin(self.name, route, self.place)}}

    def _limit(self, keyword: str, limit: Any, route: Route, notes: Notes) -> Any:
        if keyword in OF_ONE and not (limit is False and keyword in _CLOSING):
            return self.part(limit, route, notes)
        if keyword in OF_MANY and isinstance(limit, list):
            return [self.part(item, (*route, index), notes) for index, item in enumerate(limit)]
        if keyword in OF_NAMED and isinstance(limit, dict):
            return {name: self.part(item, (*route, name), notes) for name, item in limit.items()}
        return limit

    def _followed(self, reference: Any, route: Route, notes: Notes) -> Schema:
        if reference in self.following:
            raise PolicyError(f"`$ref` to `{reference}` leads in a circle", route)
        target, at = self._target(reference, route)
        self.following.append(reference)
        try:
            return self.part(target, at, notes)
        finally:
            self.following.pop()

    def _target(self, reference: Any, route: Route) -> tuple[Schema, Route]:
        if not isinstance(reference, str) or not reference.startswith("#") or (reference[1:] and reference[1] != "/"):
            raise PolicyError(f"`$ref` to `{reference}` isn't followed: only `#/…` is, to a part of the same file", route)
        target: Schema = self.root
        at: Route = ()
        for step in reference[2:].split("/") if reference[1:] else ():
            name = step.replace("~1", "/").replace("~0", "~")
            key: Any = int(name) if isinstance(target, list) and name.isdecimal() else name
            try:
                target = target[key]
            except (KeyError, IndexError, TypeError):
                raise PolicyError(f"`$ref` to `{reference}` leads nowhere", route) from None
            at = (*at, key)
        return target, at


def _sparing(schema: Schema, owned: set[str]) -> Schema:
    """A schema of a whole task that leaves alone what a spec can't say."""
    if not isinstance(schema, dict):
        return schema
    made = {keyword: _spared(keyword, limit, owned) for keyword, limit in schema.items()}
    if "additionalProperties" in made:
        made["properties"] = {**dict.fromkeys(sorted(owned), True), **made.get("properties", {})}
    return made


def _spared(keyword: str, limit: Any, owned: set[str]) -> Any:
    if keyword not in IN_PLACE:
        return limit
    return [_sparing(item, owned) for item in limit] if isinstance(limit, list) else _sparing(limit, owned)


def origin_of(notes: Mapping[str, Any]) -> Origin | None:
    """Where a limit is written, if it is a policy's."""
    found = notes.get(NOTE)
    return found if isinstance(found, Origin) else None

