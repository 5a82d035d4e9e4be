"""Cells: one language × one element of every axis, after `exclude` and `include`. Bounded; order is the spec's."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

from specc.base.fault import Fault
from specc.base.location import Route
from specc.base.similar import similar
from specc.syntax.document import Document

CELLS_MAX = 10_000

_RULES = ("exclude", "include")


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element of an axis: its name, the value templates see, and where that value stands in the spec."""

    name: str
    value: Any
    route: Route


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """`names` maps each axis to its element's name (`{"language": "es-ES", "shape": "tall"}`); `scope` holds the values
    under `language` and `matrix`; `routes` says where a dotted path into them is written.
    """

    names: Mapping[str, str]
    scope: Mapping[str, Any]
    routes: Mapping[tuple[str, ...], Route]


def cells(document: Document) -> tuple[list[Cell], list[Fault]]:
    """All cells of a document; a spec without languages and matrix has one, with no names."""
    axes = _axes(document)
    faults = [Fault("M101", document.key_span(route), {"axis": axis}) for axis, (route, elements) in axes.items() if not elements]
    if faults:
        return [], faults
    count = prod(len(elements) for _, elements in axes.values())
    if count > CELLS_MAX:
        route = ("matrix",) if document.has(("matrix",)) else ("languages",)
        sizes = {axis: len(elements) for axis, (_, elements) in axes.items()}
        return [], [Fault("M104", document.key_span(route), {"count": count, "limit": CELLS_MAX, "sizes": sizes})]
    faults.extend(_duplicates(document, axes))
    product = list(itertools.product(*(elements for _, elements in axes.values())))
    named = [{axis: element.name for axis, element in zip(axes, combination, strict=True)} for combination in product]
    excluded, wrong = _matched(document, "exclude", named, axes)
    included, more = _matched(document, "include", named, axes)
    faults += wrong + more
    kept = [index for index in range(len(product)) if index not in excluded or index in included]
    return [_cell(dict(zip(axes, product[index], strict=True))) for index in kept], faults


def _axes(document: Document) -> dict[str, tuple[Route, list[Element]]]:
    axes: dict[str, tuple[Route, list[Element]]] = {}
    if isinstance(document.get(("languages",)), dict | list):
        axes["language"] = (("languages",), [_language(element) for element in _elements(document, ("languages",))])
    for axis, elements in document.mapping(("matrix",)).items():
        if axis not in _RULES and axis != "language" and isinstance(elements, dict | list):  # languages have a place of their own
            axes[axis] = (("matrix", axis), [_named(element) for element in _elements(document, ("matrix", axis))])
    return axes


def _elements(document: Document, route: Route) -> Iterator[Element]:
    value = document.get(route)
    if isinstance(value, dict):
        for name, item in value.items():
            yield Element(name, item, (*route, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if not isinstance(item, dict | list):
                yield Element(_shown(item), item, (*route, index))


def _language(element: Element) -> Element:
    values = element.value if isinstance(element.value, dict) else {}
    return Element(element.name, {"code": element.name, **values}, element.route)


def _named(element: Element) -> Element:
    if isinstance(element.value, dict):
        return Element(element.name, {"name": element.name, **element.value}, element.route)
    return element


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _duplicates(document: Document, axes: Mapping[str, tuple[Route, list[Element]]]) -> Iterator[Fault]:
    for axis, (_, elements) in axes.items():
        seen: set[str] = set()
        for element in elements:
            if element.name in seen:
                yield Fault("M102", document.span(element.route), {"axis": axis, "name": element.name})
            seen.add(element.name)


def _matched(document: Document, rule: str, named: list[dict[str, str]], axes: Mapping[str, tuple[Route, list[Element]]]) -> tuple[set[int], list[Fault]]:
    """The cells that a list of patterns matches, and a fault for each pattern that matches none."""
    patterns = document.get(("matrix", rule))
    matched: set[int] = set()
    faults: list[Fault] = []
    for index, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
        if not isinstance(pattern, dict):
            continue
        wanted = {axis: _shown(value) for axis, value in pattern.items()}
        found = {number for number, names in enumerate(named) if all(names.get(axis) == name for axis, name in wanted.items())}
        if not found:
            faults.append(Fault("M103", document.span(("matrix", rule, index)), {"rule": rule, "near": _near(wanted, axes)}))
        matched |= found
    return matched, faults


def _near(wanted: Mapping[str, str], axes: Mapping[str, tuple[Route, list[Element]]]) -> list[str]:
    for axis, name in wanted.items():
        if axis not in axes:
            return similar(axis, axes)
        names = [element.name for element in axes[axis][1]]
        if name not in names:
            return similar(name, names)
    return []


def _cell(elements: Mapping[str, Element]) -> Cell:
    scope: dict[str, Any] = {"matrix": {}}
    routes: dict[tuple[str, ...], Route] = {}
    for axis, element in elements.items():
        path = ("language",) if axis == "language" else ("matrix", axis)
        routes[path] = element.route
        if axis == "language":
            scope["language"] = element.value
        else:
            scope["matrix"][axis] = element.value
    if not scope["matrix"]:
        del scope["matrix"]
    return Cell({axis: element.name for axis, element in elements.items()}, scope, routes)
