"""What is worth saying of values that the schema allows: known ones once for a cell, those of rows for each row.

Law: every way of making a task says the same of it. What is said is only a fault; who finds it worth saying is not known here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from specc.base.fault import Fault, Sighting
from specc.base.location import Route
from specc.compiler.bind import used_columns
from specc.compiler.limits import Places
from specc.compiler.refusal import NotPlainError
from specc.compiler.residual import BROKEN, Hole
from specc.template.scalar import Scalar


@dataclass(frozen=True, slots=True)
class Remark:
    """`facts` are the arguments of the rule's wording. Of those that fold into one, the heaviest is worded."""

    facts: dict[str, object] = field(default_factory=dict)
    fold: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """`look` gets the values at `routes` of a payload, None where there is none, and is told at the first. `suspects`: a value
    there whose JSON it isn't found in has nothing to be said of. `is_error`: what is said keeps a row from being made.
    """

    rule: str
    routes: tuple[Route, ...]
    look: Callable[..., Iterable[Remark]]
    suspects: re.Pattern[bytes] | None = None
    is_error: bool = False
    is_of_rows: bool = False
    """Whether known values are left alone: they are looked at where they are written."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenWatch:
    """A watch on values that hang on the row; `scalar` is the first of them."""

    watch: Watch
    scalar: Scalar

    def faults(self, payload: Any, places: Places, sighting: Sighting) -> Iterator[Fault]:
        values = [value_at(payload, route) for route in self.watch.routes]
        return faults(self.watch, values, places, sighting)


def divided(watches: Iterable[Watch], skeleton: Any, places: Places, sighting: Sighting) -> tuple[list[Fault], tuple[OpenWatch, ...]]:
    """What is said of a cell as a whole, and the watches that are left for its rows."""
    told: list[Fault] = []
    left: list[OpenWatch] = []
    for watch in watches:
        values = [value_at(skeleton, route) for route in watch.routes]
        hole = next((value for value in values if isinstance(value, Hole)), None)
        if hole is None and not watch.is_of_rows:
            told += faults(watch, values, places, sighting)
        elif hole is not None:
            left.append(OpenWatch(watch, hole.scalar))
    return told, tuple(left)


def faults(watch: Watch, values: Sequence[Any], places: Places, sighting: Sighting) -> Iterator[Fault]:
    if values[0] is None or any(value is BROKEN for value in values):
        return
    for remark in watch.look(*values):
        span, related = places.value(watch.routes[0])
        yield Fault(watch.rule, span, remark.facts, fold=remark.fold, related=related, sighting=sighting, weight=remark.weight)


def value_at(payload: Any, route: Route) -> Any:
    for step in route:
        payload = payload.get(step) if isinstance(payload, dict) else None
    return None if isinstance(payload, dict | list) else payload


def block_watcher(left: OpenWatch, skeleton: Any, places: Places, cell: Sighting, notes: list[Any]) -> Callable[..., None]:
    """Looks at the JSON of a block's holes, a list for each route that is one; empty JSON is an omitted value. What there is to say
    is noted with the index of its row; an error refuses the block."""
    watch, column = left.watch, next(iter(used_columns(left.scalar)), None)
    known = [value_at(skeleton, route) for route in watch.routes]
    suspects = watch.suspects if isinstance(known[0], Hole) else None

    def look(*holes: list[bytes]) -> None:
        if suspects is not None and suspects.search(b"\n".join(holes[0])) is None:
            return
        for index, raws in enumerate(zip(*holes, strict=True)):
            if suspects is not None and suspects.search(raws[0]) is None:
                continue
            given = iter(raws)
            values = [_value(next(given)) if isinstance(value, Hole) else value for value in known]
            for fault in faults(watch, values, places, cell):
                if watch.is_error:
                    raise NotPlainError
                notes.append((index, (fault, column)))

    return look


def _value(raw: bytes) -> Any:
    return orjson.loads(raw) if raw else None
