"""What is worth saying of values that the schema allows: known ones once for a cell, those of rows for each row.

Law: every way of making a task says the same of it. What is said is only a fault; who finds it worth saying is not known here.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from specc.base.fault import Fault, Sighting
from specc.base.location import Route, reached
from specc.compiler.bind import first_column
from specc.compiler.limits import Places
from specc.compiler.memo import Memo, Memories, Seen
from specc.compiler.refusal import NotPlainError
from specc.compiler.residual import BROKEN, Hole
from specc.template.scalar import Scalar


@dataclass(frozen=True, slots=True)
class Remark:
    """`facts` are the arguments of the rule's wording. Of those that fold into one, the heaviest is worded."""

    facts: dict[str, object] = field(default_factory=dict)
    fold: str = ""
    weight: int = 0
    at: Route = ()
    """The parameter it is told at, if that isn't the first one; it need not be there."""
    beside: tuple[Route, ...] = ()
    """Parameters that have to do with it."""
    remedy: tuple[Route, Any] | None = None
    """A parameter and the value that would mend it: the fact `remedy` of its fault."""


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """`look` gets the values at `routes` of a payload, None where there is none, then True for each of `presences` that is there.
    It is told at the first. `suspects`: a value there whose JSON it isn't found in has nothing to be said of. `is_error`: what is
    said keeps a row from being made.
    """

    rule: str
    routes: tuple[Route, ...]
    look: Callable[..., Iterable[Remark]]
    suspects: re.Pattern[bytes] | None = None
    is_error: bool = False
    is_of_rows: bool = False
    """Whether known values are left alone: they are looked at where they are written."""
    counts: tuple[Callable[[Any], Any], ...] = ()
    """What counts of each of the values, so that few things are remembered of many: values of which the same counts differ in nothing else.
    Where nothing is said of some values, nothing is said of others that count the same; nor of any with one that counts for nothing."""
    presences: tuple[Route, ...] = ()
    never: Callable[[Any], bool] | None = None
    """Whether there is nothing to be said of a payload with holes, whatever its rows bring. A watch that has it looks at absent values too,
    and remembers what it had nothing to say of."""


@dataclass(frozen=True, slots=True, eq=False)
class OpenWatch:
    """A watch on values that hang on the row; `scalar` is the first of them."""

    watch: Watch
    scalar: Scalar

    @property
    def is_asked_of_few(self) -> bool:
        """Whether it is asked of each set of values once, before it is asked of rows."""
        return self.watch.never is not None and not self.watch.presences

    def holes(self, skeleton: Any) -> list[Route]:
        """The routes of those values, in the order in which the watch asks for them."""
        routes = (*self.watch.routes, *self.watch.presences)
        return [route for route, value in zip(routes, _values(self.watch, skeleton), strict=True) if isinstance(value, Hole)]

    def faults(self, payload: Any, places: Places, sighting: Sighting) -> Iterator[Fault]:
        return faults(self.watch, _values(self.watch, payload), places, sighting)


def divided(watches: Iterable[Watch], skeleton: Any, places: Places, sighting: Sighting) -> tuple[list[Fault], tuple[OpenWatch, ...]]:
    """What is said of a cell as a whole, and the watches that are left for its rows."""
    told: list[Fault] = []
    left: list[OpenWatch] = []
    for watch in watches:
        if value_at(skeleton, watch.routes[0]) is None if watch.never is None else watch.never(skeleton):
            continue
        values = _values(watch, skeleton)
        hole = next((value for value in values if isinstance(value, Hole)), None)
        if hole is None and not watch.is_of_rows:
            told += faults(watch, values, places, sighting)
        elif hole is not None:
            left.append(OpenWatch(watch, hole.scalar))
    return told, tuple(left)


def faults(watch: Watch, values: Sequence[Any], places: Places, sighting: Sighting) -> Iterator[Fault]:
    if (values[0] is None and watch.never is None) or any(value is BROKEN for value in values):
        return
    for remark in watch.look(*values):
        span, related = places.place(remark.at or watch.routes[0])
        facts = remark.facts if remark.remedy is None else {**remark.facts, "remedy": places.remedy(*remark.remedy)}
        related = (*related, *places.beside(remark.beside))
        yield Fault(watch.rule, span, facts, fold=remark.fold, related=related, sighting=sighting, weight=remark.weight)


def _values(watch: Watch, payload: Any) -> list[Any]:
    values = [value_at(payload, route) for route in watch.routes]
    return values + [_presence(payload, route) for route in watch.presences] if watch.presences else values


def _presence(payload: Any, route: Route) -> Any:
    """True for what is there in every row, the hole of what may be omitted."""
    value = reached(payload, route)
    return value if value is None or value is BROKEN or (isinstance(value, Hole) and value.may_be_omitted) else True


def value_at(payload: Any, route: Route) -> Any:
    value = reached(payload, route)
    return None if isinstance(value, dict | list) else value


def block_watcher(left: OpenWatch, skeleton: Any, places: Places, cell: Sighting, notes: list[Any], memories: Memories, source: Memo | None) -> Callable[..., None]:
    """Looks at the JSON of a block's holes, a list for each of `left.holes`, behind what they have side by side if `left.is_asked_of_few`; empty
    JSON is an omitted value. What there is to say is noted with the index of its row; an error refuses the block. `source`
    gives the values of the first hole, if they are remembered."""
    watch, column = left.watch, first_column(left.scalar)
    known = _values(watch, skeleton)

    def said(raws: Sequence[Any]) -> tuple[Any, ...]:
        given = iter(raws)
        values = [_value(next(given)) if isinstance(value, Hole) else value for value in known]
        told = tuple((fault, column) for fault in faults(watch, values, places, cell))
        if told and watch.is_error:
            raise NotPlainError
        return told

    if watch.counts:
        counts = [count for count, value in zip(watch.counts, known, strict=True) if isinstance(value, Hole)]
        first = memories.seen(source)
        return _seeing(first, said, notes) if len(counts) == 1 else _counting(counts, first, memories, said, notes)
    if watch.never is None:
        return _each(said, watch.suspects if isinstance(known[0], Hole) else None, notes)
    if left.is_asked_of_few:
        return _of_few(memories.memo(said), notes)
    return _remembering(memories.memo(said), [place >= len(watch.routes) for place, value in enumerate(known) if isinstance(value, Hole)], notes)


def _each(said: Callable[[Sequence[Any]], tuple[Any, ...]], suspects: re.Pattern[bytes] | None, notes: list[Any]) -> Callable[..., None]:
    def look(*holes: list[bytes]) -> None:
        if suspects is not None and suspects.search(b"\n".join(holes[0])) is None:
            return
        for index, raws in enumerate(zip(*holes, strict=True)):
            if suspects is None or suspects.search(raws[0]) is not None:
                notes.extend((index, note) for note in said(raws))

    return look


def _of_few(memo: Memo, notes: list[Any]) -> Callable[..., None]:
    def look(distinct: set[Any], *holes: list[bytes]) -> None:
        if any(map(memo.__getitem__, distinct)):
            notes.extend((index, note) for index, raws in enumerate(zip(*holes, strict=True)) for note in memo[raws])

    return look


def _remembering(memo: Memo, is_presence: Sequence[bool], notes: list[Any]) -> Callable[..., None]:
    def look(*holes: list[bytes]) -> None:
        asked = [map(bool, hole) if is_asked else hole for hole, is_asked in zip(holes, is_presence, strict=True)]
        told = list(map(memo.__getitem__, zip(*asked, strict=True)))
        if any(told):
            notes.extend((index, note) for index, found in enumerate(told) for note in found)

    return look


def _counting(counted: Iterable[Callable[[Any], Any]], quiet: Seen, memories: Memories, said: Callable[[Sequence[Any]], tuple[Any, ...]], notes: list[Any]) -> Callable[..., None]:
    counts = [memories.memo(_counted(count)).__getitem__ for count in counted]
    clean = memories.seen()

    def look(*holes: list[bytes]) -> None:
        if quiet.covers(holes[0]):
            return
        if not any(map(counts[0], holes[0])):
            quiet.update(holes[0])
            return
        if clean.issuperset(zip(*map(map, counts, holes), strict=True)):
            return
        for index, raws in enumerate(zip(*holes, strict=True)):
            key = tuple(count(raw) for count, raw in zip(counts, raws, strict=True))
            if key not in clean:
                told = said(raws)
                notes.extend((index, note) for note in told)
                if not told:
                    clean.add(key)

    return look


def _seeing(seen: Seen, said: Callable[[Sequence[Any]], tuple[Any, ...]], notes: list[Any]) -> Callable[..., None]:
    def look(hole: list[bytes]) -> None:
        if seen.covers(hole):
            return
        for index, raw in enumerate(hole):
            if raw not in seen:
                told = said((raw,))
                notes.extend((index, note) for note in told)
                if not told:
                    seen.add(raw)

    return look


def _counted(count: Callable[[Any], Any]) -> Callable[[bytes], Any]:
    return lambda raw: count(_value(raw))


def _value(raw: Any) -> Any:
    return (raw or None) if isinstance(raw, bool) else orjson.loads(raw) if raw else None
