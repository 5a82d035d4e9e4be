"""A program: one cell of a spec, compiled. It takes rows one at a time and gives tasks and faults."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from specc.base.fault import Fault, Sighting
from specc.base.location import Route, Span, dotted, reached
from specc.catalog.keywords import Violation
from specc.catalog.models import Model
from specc.compiler.bind import (
    NEEDS_ROW,
    VALUE_CHARACTERS_MAX,
    Binder,
    is_padded,
    padded_fault,
    seen_in,
    settle,
)
from specc.compiler.limits import Places, id_faults, limit_faults
from specc.compiler.media import Media
from specc.compiler.output import default_file, extension, is_plainly_safe, unsafe_because
from specc.compiler.payload import content_digest, normalised, parted, task_uuid, without_omitted
from specc.compiler.residual import BROKEN, Hole, Residual, decide, filled, has_broken
from specc.compiler.task import Task
from specc.compiler.watch import OpenWatch
from specc.compiler.words import OpenWords
from specc.expand.cells import Cell
from specc.syntax.document import Document
from specc.template.scalar import Scalar
from specc.template.scan import Templates
from specc.template.values import OMIT

PLACEHOLDER_UUID = "00000000-0000-4000-8000-000000000000"
_FILE: Route = ("output", "file")
_WHEN: Route = ("when",)


@dataclass(frozen=True, slots=True, eq=False)
class RowContext:
    """What a program needs of a row. `is_text`: the data has no types of its own."""

    key: str | None
    number: int | None
    names: dict[str, Any]
    sighting: Sighting
    is_text: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """`skeleton` is the payload with holes; `faults` hold for the cell as a whole; `is_made` is False where `when` says so."""

    spec: str
    cell: Cell
    model: Model
    templates: Templates
    context: dict[str, Any]
    kinds: dict[Route, str]
    places: Places
    skeleton: dict[str, Any]
    holes: tuple[Hole, ...]
    residuals: tuple[Residual, ...]
    delivery: frozenset[str]
    file: Any
    when: Any
    faults: tuple[Fault, ...] = ()
    columns: tuple[str, ...] = ()
    """Those of the data that its videos use."""
    media: Media | None = None
    watches: tuple[OpenWatch, ...] = ()
    words: tuple[OpenWords, ...] = ()

    def lengths(self, task: Task | None, faults: Iterable[Fault]) -> Iterator[tuple[str, int]]:
        """How long a row's texts are, by the path of each parameter with a limit of length: as far as they were made."""
        for route in dict.fromkeys(residual.route for residual in self.residuals if residual.keyword == "maxLength"):
            path = dotted(route)
            told = (fault.facts.get("value") for fault in faults if fault.rule == "P109" and fault.facts.get("path") == path)
            value = next(told, None) if task is None else reached(task.payload, route)
            if isinstance(value, str):
                yield path, len(value)

    @property
    def is_made(self) -> bool:
        return self.when is NEEDS_ROW or bool(self.when)

    def run(self, row: RowContext) -> tuple[Task | None, list[Fault]]:
        """The task of a row with its faults. None where `when` leaves it out, or where a fault leaves no whole payload;
        a payload that only breaks limits is whole, and whether it is made is not decided here."""
        context = {**self.context, **row.names}
        binder = Binder(self.templates, context, row.sighting, self.kinds)
        if self.when is NEEDS_ROW and not self._condition(binder, row, context):
            return None, binder.faults
        values = {hole.route: self._value(hole, binder, row, context) for hole in self.holes}
        payload = without_omitted(filled(self.skeleton, lambda hole: values[hole.route])) if values else self.skeleton
        file = self._file(binder, row, context)
        binder.faults.extend(self._checked(payload, values, row))
        for left in self.watches:
            binder.faults.extend(left.faults(payload, self.places, seen_in(row.sighting, left.scalar, row.names)))
        for spoken in self.words:
            binder.faults.extend(spoken.faults(payload, row.names.get("row"), row.sighting))
        binder.faults.extend(self._padded(row, context))
        if file is BROKEN or not isinstance(payload, dict) or has_broken(payload):
            return None, binder.faults
        return self._task(payload, file, row), binder.faults

    @property
    def is_whole(self) -> bool:
        """Whether a row can make a whole payload at all."""
        return self.file is not BROKEN and not has_broken(self.skeleton)

    def _condition(self, binder: Binder, row: RowContext, context: dict[str, Any]) -> bool:
        value = self._settled(self.templates.scalars[_WHEN], binder, row, context)
        return value is not BROKEN and bool(value)

    def _settled(self, scalar: Scalar, binder: Binder, row: RowContext, context: dict[str, Any]) -> Any:
        return settle(binder, scalar, self.templates.render(scalar, context), row.sighting, context)

    def _value(self, hole: Hole, binder: Binder, row: RowContext, context: dict[str, Any]) -> Any:
        value = self._settled(hole.scalar, binder, row, context)
        if isinstance(value, dict | list):
            facts = {"path": _path(hole.route), "value": value, "kind": "mapping" if isinstance(value, dict) else "list"}
            binder.faults.append(Fault("V108", self.templates.document.span(hole.route), facts, fold="structure", sighting=seen_in(row.sighting, hole.scalar, context)))
            return BROKEN
        if self.media is None or not isinstance(value, str):
            return normalised(value)
        made, fault = self.media.settled(hole.route[1:], value, self.places, lambda: seen_in(row.sighting, hole.scalar, context))
        if fault is not None:
            binder.faults.append(fault)
        return made

    def _file(self, binder: Binder, row: RowContext, context: dict[str, Any]) -> Any:
        if self.file is not NEEDS_ROW:
            return self.file
        scalar = self.templates.scalars.get(_FILE)
        if scalar is None:
            return self._safe(default_file(self.spec, row.key, self.cell.names), binder, row)
        file = self._settled(scalar, binder, row, context)
        return BROKEN if file is BROKEN else self._safe(file, binder, row)

    def _safe(self, file: Any, binder: Binder, row: RowContext) -> Any:
        if (fault := file_fault(self.templates, file, row.sighting)) is not None:
            binder.faults.append(fault)
            return BROKEN
        return str(file)

    def _checked(self, payload: Any, values: dict[Route, Any], row: RowContext) -> Iterator[Fault]:
        def judge(violation: Violation) -> Violation | None:
            return _mixed(violation, values, is_text=row.is_text)

        if not (self.holes or self.residuals):
            return
        scalars = {hole.route[1:]: hole.scalar for hole in self.holes}

        def sighting(route: Route) -> Sighting:
            scalar = scalars.get(route)
            return seen_in(row.sighting, scalar, row.names) if scalar else row.sighting

        if not isinstance(payload, dict):
            return
        sound = not has_broken(payload)
        for residual in self.residuals:
            yield from limit_faults(decide(residual, payload, is_sound=sound), self.places, self.model, sighting=sighting, judge=judge)
        if self.holes:
            held = {route[1:] for route in values}
            yield from id_faults(self.model, _only(payload, held), self.places, sighting)

    def _padded(self, row: RowContext, context: dict[str, Any]) -> Iterator[Fault]:
        values = context.get("row", {})
        for name in self.columns if isinstance(values, dict) else ():
            if is_padded(value := values.get(name)):
                yield replace(padded_fault(self.templates.document, name), sighting=replace(row.sighting, column=name, value=str(value)[:VALUE_CHARACTERS_MAX]))

    def _task(self, payload: dict[str, Any], file: str, row: RowContext) -> Task:
        delivery, rest = parted(payload, self.delivery)
        content = content_digest(rest)
        uuid = task_uuid(content)
        complete = {**delivery, "taskUUID": uuid, **rest}
        return Task(self.spec, row.key or self.spec, row.number, self.cell.names, complete, content, uuid, f"{file}.{extension(payload.get('outputFormat'))}", self.media.listed(payload) if self.media else {})


def file_span(document: Document) -> Span:
    """What an output file's name comes from."""
    routes: tuple[Route, ...] = (_FILE, ("audience", "key"), ("name",), ("audience", "from"))
    return next((document.span(route) for route in routes if document.has(route)), document.gap(("output",)))


def file_fault(templates: Templates, file: Any, sighting: Sighting) -> Fault | None:
    """The fault of an output file's name, or None; `omit`, null and structures name nothing."""
    if isinstance(file, str) and is_plainly_safe(file):
        return None
    reason = unsafe_because(str(file)) if isinstance(file, str | int | float) else "is empty"
    if reason is None:
        return None
    return Fault("M107", file_span(templates.document), {"file": file if isinstance(file, str | int | float) else "", "reason": reason}, fold=reason, sighting=sighting)


def _mixed(violation: Violation, values: dict[Route, Any], *, is_text: bool) -> Violation | None:
    """Text from untyped data that stands alone for a number can't fit in any row: that is the template's mistake."""
    value = values.get(("task", *violation.route))
    if violation.keyword == "type" and violation.origin is None and is_text and isinstance(value, str):
        return Violation("V108", violation.route, "type", {**violation.facts, "kind": "text"})
    return violation


def _only(payload: dict[str, Any], routes: set[Route], prefix: Route = ()) -> dict[str, Any]:
    """The part of a payload that came from holes."""
    kept: dict[str, Any] = {}
    for name, item in payload.items():
        route = (*prefix, name)
        if isinstance(item, dict):
            kept[name] = _only(item, routes, route)
        elif route in routes and item is not OMIT:
            kept[name] = item
    return kept


def _path(route: Route) -> str:
    return ".".join(map(str, route[1:]))
