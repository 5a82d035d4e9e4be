"""Which tasks are asked for, as a condition in SQL. `t` is a task there and `v` its video; values are parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from specc.plan.lifecycle import State

Condition = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is empty or None narrows nothing. `cells` gives an axis the elements of which a task has one."""

    specs: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    cells: Mapping[str, frozenset[str]] = field(default_factory=dict)
    states: frozenset[State] = frozenset()
    categories: tuple[str, ...] = ()
    run: int | None = None
    providers: tuple[str, ...] = ()

    def condition(self) -> Condition:
        parts = [
            _among("t.provider", self.providers),
            _among("t.spec", self.specs),
            _among("t.key", self.keys),
            _among("v.state", sorted(self.states)),
            _among("v.error_category", self.categories),
            _among("t.run", () if self.run is None else (self.run,)),
            *(_in_cell(axis, sorted(names)) for axis, names in self.cells.items()),
        ]
        given = [part for part in parts if part[0]]
        return " AND ".join(["1 = 1", *(sql for sql, _ in given)]), tuple(value for _, values in given for value in values)


def marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _among(column: str, values: Iterable[Any]) -> Condition:
    values = tuple(values)
    return (f"{column} IN ({marks(values)})", values) if values else ("", ())


def _in_cell(axis: str, names: Iterable[str]) -> Condition:
    """A cell is JSON without spaces: quotes within names are escaped there, so that a pair is found as a pair alone. SQL's LIKE would
    take capitals for small letters.
    """
    pairs = tuple(orjson.dumps({axis: name}).decode()[1:-1] for name in names)
    return ("(" + " OR ".join("replace(t.cell, ?, '') <> t.cell" for _ in pairs) + ")", pairs) if pairs else ("", ())
