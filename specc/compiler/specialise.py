"""Specialise: one cell of a spec under its model becomes a program. Everything a row can't change is settled here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from specc.base.fault import Fault, Sighting
from specc.base.location import Route
from specc.catalog.keywords import Violation
from specc.catalog.models import Model
from specc.compiler.bind import NEEDS_ROW, Binder, used_columns
from specc.compiler.limits import Places, id_faults, limit_faults, owned_faults
from specc.compiler.media import LocalFiles, Media
from specc.compiler.output import default_file
from specc.compiler.payload import normalised, without_omitted
from specc.compiler.program import PLACEHOLDER_UUID, Program, file_fault
from specc.compiler.residual import BROKEN, Hole
from specc.compiler.schema import specialise_schema
from specc.compiler.watch import Watch, divided
from specc.compiler.words import WordWatch, settled
from specc.compiler.written import Origin
from specc.expand.cells import Cell
from specc.expand.variables import written_at
from specc.template.scan import Templates
from specc.template.values import OMIT

_FILE: Route = ("output", "file")
_WHEN: Route = ("when",)
_MODELS_MAX = 64
"""Of so many models is remembered what is the same for all their cells."""


@dataclass(frozen=True, slots=True, eq=False)
class Common:
    """What all cells of a spec have in common: its variables, those that are set over them, and what is behind the names of
    files; without `files` no value names one.
    """

    constants: Mapping[str, Any]
    overrides: Mapping[str, Any]
    has_audience: bool
    files: LocalFiles | None = None
    watches: Iterable[Watch] = ()
    words: Iterable[WordWatch] = ()


def specialise(spec: str, templates: Templates, cell: Cell, model: Model, common: Common) -> Program:
    """The program of a cell; its faults are those of the constants, told once for the cell."""
    sighting = Sighting(cell=cell.names)
    context: dict[str, Any] = {"vars": dict(common.constants), "omit": OMIT, **cell.scope}
    kinds = _kinds(model)
    binder = Binder(templates, context, sighting, kinds)
    when = _condition(binder)
    if when is not NEEDS_ROW and not when:
        return _never(spec, templates, cell, model, context, when, tuple(binder.faults))
    skeleton = _skeleton(model, binder)
    places = Places(templates.document, _written(templates, cell, common.overrides))
    file = _file(binder, spec, cell, has_audience=common.has_audience)
    media = Media.of(model, common.files)
    wrong_media = list(media.settle(skeleton, places, sighting)) if media is not None else []
    errors, residuals = specialise_schema(model.schema if media is None else model.compiled_schema, skeleton)
    faults = [*binder.faults, *owned_faults(model, places, sighting), *wrong_media]
    empty = {fault.span for fault in binder.faults if fault.rule == "V109"}

    def judge(violation: Violation) -> Violation | None:
        return None if places.value(violation.route)[0] in empty else violation

    faults.extend(limit_faults(errors, places, model, sighting=lambda _route: sighting, judge=judge))
    faults.extend(id_faults(model, skeleton, places, lambda _route: sighting))
    holes = tuple(_holes(skeleton))
    told, left = divided(common.watches, skeleton, places, sighting)
    said, words = settled(common.words, skeleton, Origin(templates, cell, common.overrides, context), places, sighting)
    faults += [*told, *said]
    return Program(spec, cell, model, templates, context, kinds, places, skeleton, holes, tuple(residuals), _delivery(model), file, when, tuple(faults), _columns(templates, holes), media, left, words)


def _never(spec: str, templates: Templates, cell: Cell, model: Model, context: dict[str, Any], when: Any, faults: tuple[Fault, ...]) -> Program:
    return Program(spec, cell, model, templates, context, {}, Places(templates.document, {}), {}, (), (), frozenset(), BROKEN, when, faults)


def _skeleton(model: Model, binder: Binder) -> dict[str, Any]:
    task = binder.tree(binder.templates.document.mapping(("task",)), ("task",))
    head: dict[str, Any] = {"taskType": model.task_type} if model.task_type else {}
    head |= {"taskUUID": PLACEHOLDER_UUID, "model": model.id}
    owned = {parameter.path for parameter in model.noted("set-by")}
    body = normalised(without_omitted({name: value for name, value in task.items() if name not in owned}))
    return head | (body if isinstance(body, dict) else {})


def _condition(binder: Binder) -> Any:
    templates = binder.templates
    if _WHEN in templates.scalars:
        value = binder.fold(_WHEN)
        return False if value is BROKEN else value
    if _WHEN in templates.broken:
        return False
    literal = templates.document.get(_WHEN)
    return literal if isinstance(literal, bool) else True


def _file(binder: Binder, spec: str, cell: Cell, *, has_audience: bool) -> Any:
    templates = binder.templates
    if _FILE in templates.broken:
        return BROKEN
    literal = templates.document.get(_FILE)
    if _FILE in templates.scalars:
        file = binder.fold(_FILE)
        if file is NEEDS_ROW or file is BROKEN:
            return file
    elif isinstance(literal, str):
        file = literal
    elif has_audience:
        return NEEDS_ROW
    else:
        file = default_file(spec, None, cell.names)
    fault = file_fault(templates, file, binder.sighting)
    if fault is not None:
        binder.faults.append(fault)
        return BROKEN
    return str(file)


def _columns(templates: Templates, holes: tuple[Hole, ...]) -> tuple[str, ...]:
    scalars = [hole.scalar for hole in holes]
    if _FILE in templates.scalars:
        scalars.append(templates.scalars[_FILE])
    return tuple(dict.fromkeys(name for scalar in scalars for name in used_columns(scalar)))


@lru_cache(maxsize=_MODELS_MAX)
def _kinds(model: Model) -> dict[Route, str]:
    return {("task", *parameter.route): parameter.notes["kind"] for parameter in model.noted("kind")}


@lru_cache(maxsize=_MODELS_MAX)
def _delivery(model: Model) -> frozenset[str]:
    return frozenset(parameter.path for parameter in model.noted("delivery") if parameter.notes["delivery"])


def _written(templates: Templates, cell: Cell, overrides: Mapping[str, Any]) -> dict[Route, Route]:
    written: dict[Route, Route] = {}
    for route, scalar in templates.scalars.items():
        if route[:1] == ("task",) and scalar.bare and (source := written_at(scalar.bare, cell, templates.document, overrides)):
            written[route[1:]] = source
    return written


def _holes(value: Any) -> Iterator[Hole]:
    if isinstance(value, Hole):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _holes(item)
    elif isinstance(value, list):
        for item in value:
            yield from _holes(item)
