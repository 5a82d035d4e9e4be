"""A pass over the rows of specs: what it spills to find what comes twice, and what it does knowing it.

Positions count all tasks of a pass, over all its specs; rows are known by their number in their own spec.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from specc.base.fault import Fault, Sighting
from specc.compiler.program import file_span
from specc.pipeline.build import Building, Rejected, file_names, rejected
from specc.pipeline.repeats import Repeats, collisions, repeats
from specc.pipeline.spill import Chain, Spill
from specc.pipeline.unit import Unit

if TYPE_CHECKING:
    from specc.compiler.emit import Made

_NAMED_MAX = 20_000
"""So many first ones are told by name; others are "an earlier one"."""


class Sink(Protocol):
    """Where tasks go. `begin` starts over: what was written before is void."""

    is_once: bool
    """Whether a content is written once, however many rows and specs make it."""

    def begin(self) -> None: ...

    def write(self, unit: Unit, made: list[Made], again: frozenset[int]) -> None:
        """Tasks in order; `again` are the indexes of those whose content was written before."""

    def reject(self, item: Rejected) -> None: ...


class NoSink:
    """For who wants the findings alone."""

    is_once = False

    def begin(self) -> None:
        pass

    def write(self, unit: Unit, made: list[Made], again: frozenset[int]) -> None:
        pass

    def reject(self, item: Rejected) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier pass found to come twice: keys of rows, by spec and number; files; contents, by spec, and over all of them."""

    keys: dict[int, Repeats] = field(default_factory=dict)
    files: Repeats = field(default_factory=Repeats)
    doubles: dict[int, Repeats] = field(default_factory=dict)
    again: Repeats = field(default_factory=Repeats)
    firsts: array[int] = field(default_factory=lambda: array("q"))
    is_all: bool = False
    """Whether files and contents have been looked for."""


@dataclass(slots=True)
class Pass:
    """The taker of all units of a pass, one after the other. `start` is the position of the unit's first task."""

    sink: Sink
    known: Known = field(default_factory=Known)
    files: Spill = field(default_factory=Spill)
    contents: list[Spill] = field(default_factory=list)
    keys: dict[int, Spill] = field(default_factory=dict)
    position: int = 0
    start: int = 0
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Of first ones: their row, and their row and cell."""
    unit: Unit | None = None
    building: Building | None = None
    number: int = -1
    counts: list[Any] = field(default_factory=list)

    def begin(self, unit: Unit, building: Building) -> None:
        """From here on, what is taken is of this unit."""
        self.unit, self.building, self.number = unit, building, self.number + 1
        self.start = self.position
        self.counts = [program.skeleton.get("numberResults", 1) for program in unit.programs]
        self.contents.append(Spill())
        if unit.audience is None:
            return
        self.keys[self.number] = Spill()
        if (known := self.known.keys.get(self.number)) is not None:
            unit.audience.first = lambda _key, number: number if (first := known.first(number - 1)) is None else first + 1
        else:
            unit.audience.first = lambda _key, number: number

    def is_repeated(self, number: int) -> bool:
        return self.known.keys[self.number].first(number - 1) is not None

    def repeats_within(self, start: int, end: int) -> bool:
        known = self.known.keys.get(self.number)
        return known is not None and len(known.within(start - 1, end - 1)) > 0

    def reject(self, item: Rejected) -> None:
        self.sink.reject(item)

    def take(self, keys: list[str | None], made: list[Made]) -> None:
        assert self.unit is not None
        again: frozenset[int] = frozenset()
        if self.known.is_all:
            made, again = self._told(made)
        else:
            self._spill(keys, made)
        self.sink.write(self.unit, made, again)

    def _spill(self, keys: list[str | None], made: list[Made]) -> None:
        if keys and not self.known.keys:
            self.keys[self.number].add(keys)
        if made:
            self.contents[-1].add([item[1] for item in made])
            self.files.add(self._names([item[2] for item in made], made))
            self.position += len(made)

    def _names(self, files: list[str], made: list[Made]) -> list[Any]:
        """What each task's files are compared by: one name, or a list where there are several results."""
        joined = "\n".join(files)
        if joined.isascii() and all(count == 1 for count in self.counts):
            return joined.lower().split("\n")
        names = [list(file_names(item[2], self.counts[item[5]])) for item in made]
        return [item[0] if len(item) == 1 else item for item in names]

    # Knowing what came before

    def _told(self, made: list[Made]) -> tuple[list[Made], frozenset[int]]:
        """The tasks that don't write over others, and which of them were made before; the findings of both."""
        start, end = self.position, self.position + len(made)
        self.position = end
        for position in self.known.firsts[bisect_left(self.known.firsts, start) : bisect_left(self.known.firsts, end)]:
            if len(self.names) < _NAMED_MAX:
                self.names[position] = (f"row {made[position - start][3]}", self._who(made[position - start]))
        doubles = self.known.doubles.get(self.number, _NONE)
        colliding = {position - start for position in self.known.files.within(start, end)}
        kept: list[Made] = []
        again: set[int] = set()
        for index, item in enumerate(made):
            if index in colliding:
                self._collide(item, start + index)
                continue
            position = start + index
            if self.known.again.first(position) is not None:
                again.add(len(kept))
            first = doubles.first(position - self.start)
            if first is not None and (first + self.start < start or made[first + self.start - start][4] != item[4]):
                self._double(item, first + self.start)
            kept.append(item)
        return kept, frozenset(again)

    def _collide(self, item: Made, position: int) -> None:
        assert self.unit is not None
        assert self.building is not None
        first = self.known.files.first(position)
        sighting = self._sighting(item)
        facts = {"file": item[2], "first": self.names.get(first or 0, _EARLIER)[1], "second": self._who(item)}
        fault = Fault("M106", file_span(self.unit.document), facts, sighting=sighting)
        self.building.add([fault])
        self.building.tasks -= 1
        self.sink.reject(rejected(item[3], sighting.row, [fault]))

    def _double(self, item: Made, first: int) -> None:
        assert self.unit is not None
        assert self.building is not None
        if self.unit.audience is None:
            return
        facts = {"first": self.names.get(first, _EARLIER)[0], "second": f"row {item[3]}"}
        self.building.add([Fault("D110", self.unit.document.span(("audience", "from")), facts, sighting=self._sighting(item))])

    def _sighting(self, item: Made) -> Sighting:
        assert self.unit is not None
        is_row = self.unit.audience is not None
        return Sighting(cell=self.unit.programs[item[5]].cell.names, row=item[4] if is_row else None, key=item[3] if is_row else None)

    def _who(self, item: Made) -> str:
        assert self.unit is not None
        cell = self.unit.programs[item[5]].cell.names
        row = [f"row {item[3]}"] if self.unit.audience is not None else []
        return ", ".join([*row, *(f"{axis} {name}" for axis, name in cell.items())]) or self.unit.name

    # Finding out

    def found(self) -> Known | None:
        """What is known now that wasn't before, or None: nothing came twice."""
        if self.known.is_all:
            return None
        keys = {} if self.known.keys else {number: found for number, spill in self.keys.items() if (found := repeats(spill))}
        if keys:
            return Known(keys)
        files = collisions(self.files, Chain(self.contents))
        doubles = self._doubles(files)
        again = doubles.get(0, _NONE) if len(self.contents) == 1 else _NONE
        if len(self.contents) > 1 and self.sink.is_once:
            again = repeats(Chain(self.contents), is_counted=lambda position: files.first(position) is None)
        if not (files or doubles or again):
            return None
        return Known(self.known.keys, files, doubles, again, self._firsts(files, doubles), is_all=True)

    def _doubles(self, files: Repeats) -> dict[int, Repeats]:
        """Contents that come twice in a spec with an audience, by positions within it."""
        found, start = {}, 0
        for number, spill in enumerate(self.contents):
            if (number in self.keys or self.sink.is_once) and (made := repeats(spill, is_counted=lambda position, start=start: files.first(start + position) is None)):  # type: ignore[misc]
                found[number] = made
            start += spill.count
        return found

    def _firsts(self, files: Repeats, doubles: dict[int, Repeats]) -> array[int]:
        """The positions whose names will be asked for."""
        wanted = set(files.firsts[:_NAMED_MAX])
        start = 0
        for number, spill in enumerate(self.contents):
            wanted.update(start + first for first in doubles.get(number, _NONE).firsts[:_NAMED_MAX])
            start += spill.count
        return array("q", sorted(wanted)[:_NAMED_MAX])

    def close(self) -> None:
        for spill in (self.files, *self.contents, *self.keys.values()):
            spill.close()


_NONE = Repeats()
_EARLIER = ("an earlier row", "an earlier one")
