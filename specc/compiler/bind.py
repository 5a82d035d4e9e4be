"""Binding times: what of a task is known per cell is rendered here, once; what needs the row stays as a hole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from specc.base.fault import Fault, Sighting
from specc.base.location import Route, Span, reached
from specc.base.similar import similar
from specc.compiler.residual import BROKEN, Hole
from specc.template.names import Reference
from specc.template.scalar import Rendered, Scalar
from specc.template.scan import Templates, needs_row
from specc.template.values import ROW_NAMES, RowNeededError, is_empty

if TYPE_CHECKING:
    from specc.syntax.document import Document
    from specc.template.failure import Failure

NEEDS_ROW = object()
VALUE_CHARACTERS_MAX = 200


@dataclass(slots=True, eq=False)
class Binder:
    """Renders the scalars of one cell. `spoken` maps routes whose text is spoken or an id to their parameter's kind."""

    templates: Templates
    context: dict[str, Any]
    sighting: Sighting
    kinds: dict[Route, str]
    faults: list[Fault] = field(default_factory=list)

    def fold(self, route: Route) -> Any:
        """The value of the scalar at a route of the document: rendered, BROKEN, or NEEDS_ROW."""
        scalar = self.templates.scalars[route]
        if needs_row(scalar):
            return NEEDS_ROW
        try:
            rendered = self.templates.render(scalar, {**self.context, **dict.fromkeys(ROW_NAMES, RowNeededError)})
        except RowNeededError:
            return NEEDS_ROW
        return settle(self, scalar, rendered, self.sighting, self.context)

    def tree(self, value: Any, route: Route) -> Any:
        """The data below a route with every template rendered or left as a hole."""
        if isinstance(value, dict):
            return {name: self.tree(item, (*route, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self.tree(item, (*route, index)) for index, item in enumerate(value)]
        if route in self.templates.broken:
            return BROKEN
        if route not in self.templates.scalars:
            return value
        folded = self.fold(route)
        return Hole(route, self.templates.scalars[route]) if folded is NEEDS_ROW else folded


def seen_in(sighting: Sighting, scalar: Scalar, context: dict[str, Any], at: Reference | None = None) -> Sighting:
    """The sighting with the column that is named at a place of a scalar, or the first that it uses; and the row's value there."""
    row = context.get("row")
    if sighting.row is None or not isinstance(row, dict):
        return sighting
    column = at.path[1] if at is not None and at.path[0] == "row" and len(at.path) > 1 else first_column(scalar)
    value = row.get(column)
    return replace(sighting, column=column, value=None if value is None else str(value)[:VALUE_CHARACTERS_MAX])


def used_columns(scalar: Scalar) -> tuple[str, ...]:
    """The columns that a scalar names."""
    return tuple(dict.fromkeys(_named_columns(scalar)))


def first_column(scalar: Scalar) -> str | None:
    return next(_named_columns(scalar), None)


def _named_columns(scalar: Scalar) -> Iterator[str]:
    return (item.path[1] for item in scalar.references if item.path[0] == "row" and len(item.path) > 1)


def is_padded(value: object) -> bool:
    """Whether a text has white space around it."""
    return isinstance(value, str) and value != (bare := value.strip()) and bare != ""


def column_span(document: Document, column: str) -> Span:
    """Where a spec speaks of a column of its data: in its contract, or where it names the data."""
    declared: Route = ("audience", "columns", column)
    return document.key_span(declared) if document.has(declared) else document.span(("audience", "from"))


def padded_fault(document: Document, column: str) -> Fault:
    """The fault of a padded value in a column that a video uses, without the row it is in."""
    return Fault("D108", column_span(document, column), {"problem": "padded-values", "column": column}, fold=f"padded:{column}")


def settle(binder: Binder, scalar: Scalar, rendered: Rendered, sighting: Sighting, context: dict[str, Any]) -> Any:
    """The value of a rendering, or BROKEN with its fault noted."""
    if rendered.failure is not None:
        binder.faults.append(_failed(binder.templates, scalar, rendered.failure, seen_in(sighting, scalar, context), context))
        return BROKEN
    if not (scalar.route in binder.kinds or isinstance(rendered.value, str)):
        return rendered.value
    problems = list(_unfit(binder, scalar, rendered, sighting, context))
    binder.faults.extend(problems)
    return BROKEN if problems else rendered.value


def _failed(templates: Templates, scalar: Scalar, failure: Failure, sighting: Sighting, context: dict[str, Any]) -> Fault:
    facts = dict(failure.facts)
    rule = failure.rule
    reference = next((item for item in scalar.references if failure.partial is None and item.path[-1] == facts.get("name") and item.start <= failure.offset < item.end), None)
    if reference is None and failure.partial is None:
        reference = next((item for item in scalar.references if item.path[-1] == facts.get("name")), None)
    if reference is not None and rule == "V101":
        span = templates.span(scalar.route, reference.start, reference.end)
        facts["holder"] = ".".join(reference.path[:-1])
        rule = "D102" if reference.path[:-1] == ("row",) else rule
    else:
        span = templates.output_span(scalar.route, failure.offset, failure.partial)
    if rule == "V104":
        facts["near"] = similar(str(facts["name"]), templates.partials)
        facts["problem"] = templates.unread.get(str(facts["name"]), "")
    fold = str(facts.get("problem") or facts.get("name", ""))
    return Fault(rule, span, facts, fold=fold, within=templates.document.span(scalar.route), values=_values(scalar, context), sighting=sighting)


def _unfit(binder: Binder, scalar: Scalar, rendered: Rendered, sighting: Sighting, context: dict[str, Any]) -> Iterator[Fault]:
    """Empty values where something is spoken or named, and text that UTF-8 has no bytes for."""
    kind = binder.kinds.get(scalar.route)
    value = rendered.value
    whole = binder.templates.document.span(scalar.route)
    sighting = seen_in(sighting, scalar, context) if kind and (rendered.empty or is_empty(value)) else sighting
    if kind and is_empty(value):
        yield Fault("V109", whole, {"kind": kind, "value": value, "what": scalar.text.strip()}, fold="whole", values=_values(scalar, context), sighting=sighting)
    elif kind and not scalar.is_native:
        for offset in rendered.empty:
            reference = next((item for item in scalar.references if item.start == offset), None)
            span = binder.templates.span(scalar.route, offset, reference.end if reference else offset + 1)
            what = ".".join(reference.path) if reference else scalar.text
            seen = seen_in(sighting, scalar, context, reference)
            yield Fault("V109", span, {"kind": kind, "value": "", "what": what}, within=whole, values=_values(scalar, context), sighting=seen)
    if isinstance(value, str) and not value.isascii() and _has_surrogate(value):
        yield Fault("V105", whole, {"problem": "the text holds half of a surrogate pair, which UTF-8 can't write", "error": ""}, fold="surrogate", sighting=sighting)


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _values(scalar: Scalar, context: dict[str, Any]) -> dict[str, str]:
    """The values of the names a scalar uses, for people to see."""
    values: dict[str, str] = {}
    for reference in scalar.references:
        value = reached(context, reference.path)
        if isinstance(value, str | int | float | bool):
            values[".".join(reference.path)] = repr(value)[:60]
    return values
