"""Checks a document against the schema of the spec language; the errors become faults of family S."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from specc.audience.contract import is_schema
from specc.base.fault import Fault
from specc.base.location import Route, dotted
from specc.base.resources import shipped_data
from specc.catalog.keywords import Violation, violations
from specc.catalog.models import Model
from specc.catalog.notes import notes_of
from specc.catalog.validator import PlainValidator, schema_error
from specc.syntax.document import Document

if TYPE_CHECKING:
    from jsonschema import ValidationError


@cache
def language_schema() -> dict[str, Any]:
    schema: dict[str, Any] = shipped_data("language.schema.json")
    return schema


@cache
def _validator() -> PlainValidator:
    return PlainValidator(language_schema())


def structure_faults(document: Document, models: dict[str, Model]) -> list[Fault]:
    """Everything that is wrong with the frame of a spec, the content of `task` left aside."""
    if document.data is None and document.faults:
        return []
    if document.data is None and not document.span(()).text:
        what = "has no keys yet" if document.source.text.strip() else "is empty"
        return [Fault("S105", document.source.span(0, 0), {"path": "specc", "help": f"the file {what}; `specc init` writes a spec to start from"})]
    if not isinstance(document.data, dict):
        return [Fault("S106", document.span(()), {"path": "the spec", "value": document.data, "types": "object"})]
    faults = [fault for error in _validator().iter_errors(document.data) for violation in violations(error) for fault in _fault(document, error, violation)]
    model = document.get(("model",))
    if isinstance(model, str) and model not in models:
        faults.append(Fault("S108", document.span(("model",)), {"name": model, "known": list(models)}))
    faults.extend(_contract_faults(document))
    return faults


def _fault(document: Document, error: "ValidationError", violation: Violation) -> Iterator[Fault]:
    route = violation.route
    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    if violation.missing:
        yield Fault("S105", document.gap((*route, violation.missing)), {"path": dotted((*route, violation.missing))}, fold=violation.missing)
    elif violation.keyword == "additionalProperties":
        facts = {"name": violation.facts["name"], "known": violation.facts["known"], "path": dotted(route[:-1])}
        yield Fault("S104", document.key_span(route), facts)
    elif route == ("specc",):
        yield Fault("S107", document.span(route), {"value": document.get(route)})
    elif violation.keyword == "not":
        yield Fault("S104", document.key_span((*route, "language")), {"name": "language", "known": [], "path": dotted(route)})
    else:
        wanted = notes_of(schema).get("expects", "") if violation.keyword != "type" else ""
        facts = {"path": dotted(route), "value": document.get(route), "types": schema.get("type"), "wanted": wanted or _bounds(violation.keyword)}
        yield Fault("S106", document.span(route), facts)


def _bounds(keyword: str) -> str:
    return {"minLength": "a longer text", "maxLength": "one character"}.get(keyword, "")


def _contract_faults(document: Document) -> Iterator[Fault]:
    """A column's contract is itself a JSON Schema."""
    base: Route = ("audience", "columns")
    for name, schema in document.mapping(base).items():
        error = schema_error(schema)
        if error is not None:
            route = (*base, name, *error.absolute_path)
            span = document.span(route)
            yield Fault("S106", span, {"path": dotted(route), "value": error.instance, "wanted": "JSON Schema"})
            continue
        if isinstance(schema, dict) and not is_schema(schema):
            route = (*base, name, "pattern") if "pattern" in schema else (*base, name)
            wanted = "a pattern" if "pattern" in schema else "JSON Schema without references"
            yield Fault("S106", document.span(route), {"path": dotted(route), "value": document.get(route), "wanted": wanted})
