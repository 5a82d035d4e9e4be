"""What a spec holds and nothing uses: constants, languages, axes, their keys, and columns. Silent where it can't know."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain

from specc.base.fault import Fault
from specc.base.location import Route
from specc.base.similar import similar
from specc.check.rule import family
from specc.check.silencing import is_error
from specc.syntax.document import Document
from specc.template.names import Path
from specc.template.scan import Templates
from specc.template.uses import Uses, uses

_FROM: Route = ("audience", "from")
_AXIS_RULES = ("exclude", "include", "language")
_NO_CELLS = frozenset(("M101", "M104"))
_INCOMPLETE = frozenset(("P102", "P113", "P114"))
"""A task without these parts is one that other specs complete: what it offers them isn't unused."""


@dataclass(frozen=True, slots=True, eq=False)
class _Unused:
    path: Path
    route: Route
    kind: str


def unused_faults(templates: Templates, told: Collection[Fault], *, header: tuple[str, ...] | None) -> list[Fault]:
    """The faults of what no template uses, given those that have been told. `header`: the columns of the data, where it has one."""
    if any((family(fault.rule) == "S" or fault.rule in _NO_CELLS | _INCOMPLETE) and is_error(fault) for fault in told):
        return []
    document = templates.document
    used = uses(templates)
    undefined = {(fault.span.order(), fault.facts.get("name")): fault for fault in told if fault.rule in ("V101", "D102")}
    used = Uses.of(used.paths.union(*map(_meant, undefined.values())), is_open=used.is_open)
    if used.is_open:
        return []
    found = [item for item in _candidates(document, used, header) if _is_written_here(document, item.route)]
    aliased = _aliased(document) if found else {}
    faults = [_fault(document, item) for item in found if not _is_brought_in(item, aliased)]
    if (spare := _spare_columns(document, used, header or ())):
        faults.append(Fault("D111", document.span(_FROM), {"columns": spare}))
    return faults


def _meant(fault: Fault) -> list[Path]:
    """What an undefined name may be meant for: what is near it, or else anything beside it."""
    facts = fault.facts
    holder = facts.get("holder") or ("row" if fault.rule == "D102" else "")
    steps = tuple(str(holder).split(".")) if holder else ()
    known = facts.get("known")
    near = similar(str(facts["name"]), map(str, known)) if isinstance(known, list) else []
    return [(*steps, name) for name in near] or [steps]


def _fault(document: Document, item: _Unused) -> Fault:
    elements = document.get(item.route) if item.kind in ("axis", "languages") else None
    count = len(elements) if isinstance(elements, dict | list) else 0
    chosen = item.kind == "languages" and document.has(("audience", "language"))
    facts = {"name": ".".join(item.path), "kind": "chosen" if chosen else item.kind, "count": count}
    return Fault("V107", document.key_span(item.route), facts)


def _candidates(document: Document, used: Uses, header: tuple[str, ...] | None) -> Iterator[_Unused]:
    """What no template uses, in the order of the spec; of a language or axis that nothing uses, not its keys too."""
    everything = chain(_vars(document), _languages(document, used), _axes(document, used), _columns(document, header))
    return (item for item in everything if not used.has(item.path))


def _vars(document: Document) -> Iterator[_Unused]:
    for name in document.mapping(("vars",)):
        yield _Unused(("vars", name), ("vars", name), "var")


def _languages(document: Document, used: Uses) -> Iterator[_Unused]:
    if document.get(("languages",)):
        yield _Unused(("language",), ("languages",), "languages")
    if used.has(("language",)):
        yield from _keys(document, ("languages",), ("language",))


def _axes(document: Document, used: Uses) -> Iterator[_Unused]:
    for axis in document.mapping(("matrix",)):
        path = route = ("matrix", axis)
        if axis not in _AXIS_RULES and document.get(route):
            yield _Unused(path, route, "axis")
            if used.has(path):
                yield from _keys(document, route, path)


def _keys(document: Document, axis: Route, path: Path) -> Iterator[_Unused]:
    """The keys of an axis's elements, each where it stands first."""
    first: dict[str, Route] = {}
    for element in document.mapping(axis):
        for key in document.mapping((*axis, element)):
            first.setdefault(key, (*axis, element, key))
    for key, route in first.items():
        yield _Unused((*path, key), route, "key")


def _columns(document: Document, header: tuple[str, ...] | None) -> Iterator[_Unused]:
    """Columns of the contract; of one that isn't in the data that is told."""
    named = _named_columns(document)
    for name in document.mapping(("audience", "columns")):
        if name not in named and (header is None or name in header):
            yield _Unused(("row", name), ("audience", "columns", name), "column")


def _spare_columns(document: Document, used: Uses, header: tuple[str, ...]) -> list[str]:
    """Columns of the data that neither the spec nor a template names. Empty and padded names are told otherwise."""
    known = {*_named_columns(document), *document.mapping(("audience", "columns"))}
    return [name for name in header if name and name == name.strip() and name not in known and not used.has(("row", name))]


def _named_columns(document: Document) -> set[str]:
    return {str(document.get(("audience", name))) for name in ("key", "language")}


def _is_written_here(document: Document, route: Route) -> bool:
    """Whether a key stands in this file and its mapping: not in a base, which offers it to others, nor behind `<<`."""
    key, holder = document.places[route].key, document.places[route[:-1]].value
    return key is not None and key.source is document.source is holder.source and holder.start <= key.start and key.end <= holder.end


def _aliased(document: Document) -> dict[Route, list[set[Route]]]:
    """For each route that holds a value which aliases bring in under several names: those names."""
    places = defaultdict(list)
    for route, place in document.places.items():
        places[place.value.order()].append(route)
    aliased = defaultdict(list)
    for routes in places.values():
        names = {_path(route) for route in routes}
        for route in routes if len(names) > 1 else ():
            for depth in range(1, len(route) + 1):
                aliased[route[:depth]].append(names)
    return aliased


def _is_brought_in(item: _Unused, aliased: dict[Route, list[set[Route]]]) -> bool:
    """Whether an alias brings a value, or a part of it, in under another name, where it is looked at for itself."""
    return any(name[: len(item.path)] != item.path for names in aliased.get(item.route, ()) for name in names)


def _path(route: Route) -> Route:
    """What templates call the value at a route."""
    if route[:1] == ("languages",):
        return ("language", *route[2:])
    if route[:1] == ("matrix",):
        return (*route[:2], *route[3:])
    return ("row", *route[2:]) if route[:2] == ("audience", "columns") else route
