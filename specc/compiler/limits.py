"""The provider's limits as faults: at the value that breaks them, or where that value is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from specc.base.fault import Fault, Related, Sighting
from specc.base.fix import Remedy
from specc.base.location import Route, Span, dotted, reached, route_of
from specc.base.similar import similar
from specc.catalog.keywords import POLICY, Violation, violations
from specc.catalog.languages import is_tag
from specc.catalog.models import Model
from specc.syntax.document import Document

if TYPE_CHECKING:
    from jsonschema import ValidationError

_TASK = ("task",)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the parameters of one cell are written. `written` leads from a payload's route to the value a lone
    reference stands for (`languages.es-ES.voice`).
    """

    document: Document
    written: Mapping[Route, Route]

    def value(self, route: Route) -> tuple[Span, tuple[Related, ...]]:
        used = self.document.span((*_TASK, *route))
        source = self.written.get(route)
        if source is None:
            return used, ()
        return self.document.span(source), (Related(used, f"used here as `{dotted(route)}`"),)

    def place(self, route: Route) -> tuple[Span, tuple[Related, ...]]:
        """Where a parameter's value is written, or where it would stand."""
        return self.value(route) if self.document.has((*_TASK, *route)) else (self.document.gap((*_TASK, *route)), ())

    def beside(self, routes: Iterable[Route]) -> tuple[Related, ...]:
        """Those of some parameters that are written."""
        return tuple(Related(self.value(route)[0], f"`{dotted(route)}` is set here") for route in routes if self.document.has((*_TASK, *route)))

    def remedy(self, route: Route, value: Any) -> Remedy | None:
        """How a parameter gets a value; None where a template decides it."""
        whole = (*_TASK, *route)
        span = self.place(route)[0]
        if self.document.has(whole):
            return None if "{{" in span.text or "{%" in span.text else Remedy(dotted(route), value, span)
        there = next(depth for depth in range(len(whole), -1, -1) if self.document.has(whole[:depth]))
        return Remedy(dotted(route), value, span, tuple(map(str, whole[there:])))

    def violation(self, violation: Violation) -> tuple[Span, tuple[Related, ...]]:
        if violation.missing:
            return self.document.gap((*_TASK, *violation.route, violation.missing)), ()
        at = (*_TASK, *route_of(violation.at)) if violation.at else ()
        if at and self.document.has(at):
            return self.document.key_span(at), ()
        if _is_of_key(violation):
            return self.document.key_span((*_TASK, *violation.route)), ()
        return self.value(violation.route)


def _is_of_key(violation: Violation) -> bool:
    """Whether the key is wrong, or all that is below it."""
    if not violation.route or "message" in violation.facts:
        return True
    return violation.facts.get("limit_of", violation.rule) == "P101" or (violation.rule == POLICY and isinstance(violation.facts.get("value"), dict | list))


Judge = Callable[[Violation], Violation | None]


def limit_faults(errors: Iterator[ValidationError] | list[ValidationError], places: Places, model: Model, *, sighting: Callable[[Route], Sighting], judge: Judge) -> Iterator[Fault]:
    """The faults of validation errors; `judge` may drop a violation or put another rule to it."""
    for error in errors:
        for found in violations(error):
            violation = judge(found)
            if violation is None:
                continue
            yield _fault(violation, places, model, sighting(violation.route))


def _fault(violation: Violation, places: Places, model: Model, sighting: Sighting) -> Fault:
    span, related = places.violation(violation)
    facts = dict(violation.facts)
    limit_of = facts.get("limit_of", violation.rule)
    if limit_of == "P101":
        facts.update(_unknown_parameter(violation, model))
    value = facts.get("value")
    fold = str(value) if violation.rule == "P116" else f"{violation.keyword}:{violation.missing}:{facts.get('message', '')}"
    if violation.origin is not None:
        fold, related = f"{fold}:{violation.origin.file}:{dotted(violation.origin.route)}", (*related, *violation.origin.limit(violation.keyword))
    weight = len(value) if limit_of == "P109" and isinstance(value, str) else 0
    return Fault(violation.rule, span, facts, fold=fold, related=related, sighting=sighting, weight=weight)


def _unknown_parameter(violation: Violation, model: Model) -> dict[str, object]:
    name = str(violation.facts["name"])
    known = [str(item) for item in violation.facts["known"]]  # type: ignore[attr-defined]
    settable = [item for item in known if not _set_by(model, dotted((*violation.route[:-1], item)))]
    elsewhere = [parameter.path for parameter in model.parameters() if parameter.route[-1] == name]
    return {"near": similar(name, settable), "known": settable, "elsewhere": elsewhere}


def _set_by(model: Model, path: str) -> bool:
    parameter = model.parameter(path)
    return parameter is not None and "set-by" in parameter.notes


def owned_faults(model: Model, places: Places, sighting: Sighting) -> Iterator[Fault]:
    """Parameters that a spec can't set, because specc does."""
    for parameter in model.noted("set-by"):
        route = (*_TASK, *parameter.route)
        if places.document.has(route):
            facts = {"path": parameter.path, "name": parameter.path, "owner": parameter.notes["set-by"], "help": parameter.notes.get("help", "")}
            yield Fault("P101", places.document.key_span(route), facts, sighting=sighting)


def id_faults(model: Model, payload: Any, places: Places, sighting: Callable[[Route], Sighting]) -> Iterator[Fault]:
    """Ids that the model's catalogs don't have."""
    for parameter in model.noted("catalog"):
        route = parameter.route
        fault = id_fault(model, route, reached(payload, route), places)
        if fault is not None:
            yield replace(fault, sighting=sighting(route))


def id_fault(model: Model, route: Route, value: Any, places: Places) -> Fault | None:
    """The fault of an id at a route of the payload, or None: it is known, or nothing is known of such ids, or the
    schema has the provider's own list."""
    parameter = model.parameter(dotted(route))
    catalog = parameter.notes.get("catalog") if parameter else None
    known = model.ids.get(catalog, frozenset()) if catalog else frozenset()
    if parameter is None or "enum" in parameter.schema or not known or not isinstance(value, str) or not value or value in known:
        return None
    if parameter.notes.get("role") == "language" and not is_tag(value):
        return None  # what is no language at all is told as that
    span, related = places.value(route)
    facts = {"path": parameter.path, "value": value, "catalog": catalog, "known": known, "is_complete": catalog in model.complete}
    return Fault("P116", span, facts, fold=value, related=related)
