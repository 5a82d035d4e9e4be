"""The layers of names a template sees, and where each of them is written: constants, `--set`, the cell, the row."""

from collections.abc import Iterable, Mapping
from typing import Any

from specc.base.location import Route
from specc.expand.cells import Cell
from specc.syntax.document import Document

Names = Mapping[str, "Names | None"]


def constants(document: Document, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """`vars` of the spec with those of the command line over them."""
    return {**document.mapping(("vars",)), **overrides}


def names_in_scope(constant: Mapping[str, Any], made: Iterable[Cell], *, columns: Iterable[str] | None, has_audience: bool) -> Names:
    """Every name that exists in some cell, nested; None for what lies below isn't known before rendering."""
    scope: dict[str, Names | None] = {"omit": None, "vars": {name: _nested(value) for name, value in constant.items()}}
    languages: dict[str, Names | None] = {}
    axes: dict[str, Names | None] = {}
    for cell in made:
        languages.update({name: _nested(value) for name, value in cell.scope.get("language", {}).items()})
        for axis, value in cell.scope.get("matrix", {}).items():
            axes[axis] = _merged(axes.get(axis, {}), _nested(value))
    if languages:
        scope["language"] = languages
    if axes:
        scope["matrix"] = axes
    if has_audience:
        scope["row"] = None if columns is None else dict.fromkeys(columns)
        scope["row_number"] = None
    return scope


def written_at(path: tuple[str, ...], cell: Cell, document: Document, overrides: Mapping[str, Any]) -> Route | None:
    """Where in the spec the value of a path is written, or None: from the command line, from data, or made up."""
    if path[:1] == ("vars",) and len(path) > 1:
        return path if path[1] not in overrides and document.has(path) else None
    for prefix, route in cell.routes.items():
        if path[: len(prefix)] == prefix:
            found = (*route, *path[len(prefix) :])
            return found if document.has(found) else None
    return None


def _nested(value: Any) -> Names | None:
    return {name: _nested(item) for name, item in value.items()} if isinstance(value, dict) else None


def _merged(left: Names | None, right: Names | None) -> Names | None:
    return None if left is None or right is None else {**left, **right}
