"""A pass over the rows of specs: what it spills to find what comes twice, and what it does knowing it.

Positions count all tasks of a pass, over all its specs; rows are known by their number in their own spec.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from specc.check.engine import Findings
from specc.compiler.batch import Batch, Made
from specc.compiler.residual import Hole
from specc.pipeline.build import Building, Rejected, rejected
from specc.pipeline.costs import Costs
from specc.pipeline.naming import file_names, files_by_key, folded
from specc.pipeline.repeats import Repeats, collisions, repeats
from specc.pipeline.sinks import Keeper, Sink
from specc.pipeline.spill import Digests, Texts
from specc.pipeline.twice import Maker, Where, collision, double, nowhere
from specc.pipeline.unit import Unit

_NAMED_MAX = 20_000
"""So many first ones are told by name; others are "an earlier one"."""


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What earlier passes found to come twice: keys of rows, by spec and number; files; contents, within a spec and over all."""

    keys: dict[int, Repeats] = field(default_factory=dict)
    files: Repeats = field(default_factory=Repeats)
    doubles: Repeats = field(default_factory=Repeats)
    again: Repeats = field(default_factory=Repeats)
    firsts: array[int] = field(default_factory=lambda: array("q"))
    spills_files: bool = False
    """Whether every file is compared, although it holds its row's key."""
    is_all: bool = False
    """Whether files and contents have been looked for."""


@dataclass(slots=True, eq=False)
class Pass:
    """The taker of all units of a pass, one after the other. `start` is the position of the unit's first task."""

    sink: Sink
    is_only: bool = False
    """Whether there is one spec."""
    jobs: int = 1
    known: Known = field(default_factory=Known)
    files: Texts = field(default_factory=Texts)
    contents: Digests = field(default_factory=Digests)
    keys: dict[int, Texts] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    position: int = 0
    firsts: dict[int, Maker] = field(default_factory=dict)
    """Of first ones: who makes them."""
    unit: Unit | None = None
    building: Building | None = None
    counts: list[Any] = field(default_factory=list)
    is_file_by_key: bool = False
    keeper: Keeper | None = None
    costs: Costs | None = None
    watch: Callable[[], None] | None = None
    """Called when a block has been taken."""
    faults: int = 0
    is_sound: bool = True
    """Whether no row was rejected since the last ones were taken; `faults` were found in rows up to there."""
    before: int = 1
    """The number of the unit's first row: what came twice is told by positions."""
    collided: list[Rejected] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    """Since the last block: what else was wrong with a row is told after its files."""

    @property
    def number(self) -> int:
        return len(self.starts) - 1

    def begin(self, unit: Unit, building: Building) -> None:
        """From here on, what is taken is of this unit."""
        self._hand_on()
        self.unit, self.building = unit, building
        self.starts.append(self.position)
        self.faults, self.is_sound = 0, True
        self.counts = [program.skeleton.get("numberResults", 1) for program in unit.programs]
        self.is_file_by_key = not self.known.spills_files and len(self.starts) == 1 and self.is_only and files_by_key(unit)
        if unit.audience is None:
            if self.keeper is not None:
                self.keeper.enter(unit, self)
            return
        self.keys[self.number] = self._key_texts()
        before = self.before = unit.audience.start + 1
        if (known := self.known.keys.get(self.number)) is not None:
            unit.audience.first = lambda _key, number: number if (first := known.first(number - before)) is None else first + before
        else:
            unit.audience.first = lambda _key, number: number
        if self.keeper is not None:
            self.keeper.enter(unit, self)

    def _key_texts(self) -> Texts:
        return Texts(folded if self.is_file_by_key else None)

    def repeats_within(self, start: int, end: int) -> bool:
        known = self.known.keys.get(self.number)
        return known is not None and len(known.within(start - self.before, end - self.before)) > 0

    def is_changed(self, rows: tuple[int, int], tasks: int) -> bool:
        """Whether knowing what came twice changes what is written, or said, of the rows with these numbers and the next so many tasks."""
        end = self.position + tasks
        found = (self.known.files, self.known.doubles, *((self.known.again,) if self.sink.is_once else ()))
        return self.repeats_within(*rows) or any(len(some.within(self.position, end)) > 0 for some in found)

    def reject(self, item: Rejected) -> None:
        self.is_sound = False
        self.rejected.append(item)

    def _hand_on(self) -> None:
        """Rejected rows, in the order of the data."""
        for item in sorted((*self.collided, *self.rejected), key=lambda item: item.row or 0):
            self.sink.reject(item)
        self.collided.clear()
        self.rejected.clear()

    def take(self, keys: list[str | None], made: Batch, where: Where = nowhere) -> None:
        assert self.unit is not None
        assert self.building is not None
        is_sound, self.is_sound, faults = self.is_sound, True, self.building.findings.in_rows
        again: frozenset[int] = frozenset()
        if self.keeper is not None:
            self.keeper.see(keys, is_sound=is_sound and faults == self.faults)
        self.faults = faults
        if self.known.is_all:
            made, again = self._told(made, where)
        else:
            self._spill(keys, made)
        self.sink.write(self.unit, made, again)
        self._hand_on()
        if self.watch is not None:
            self.watch()

    def _spill(self, keys: list[str | None], made: Batch) -> None:
        if keys and not self.known.keys:
            self.keys[self.number].add(keys)
        if self.costs is not None and self.building is not None:
            for line in made.lines:
                self.costs.add_json(self.building.findings, line)
        if made:
            self.contents.add(made.digests)
            if not self.is_file_by_key:
                self.files.add(self._names(made), has_several=not self._are_single)
            self.position += len(made)

    @property
    def _are_single(self) -> bool:
        """Whether every task has one result."""
        return all(count == 1 for count in self.counts)

    def _names(self, made: Batch) -> list[Any]:
        """What each task's files are compared by: one name, or a list where there are several results."""
        if self._are_single:
            return folded(made.files)
        names = [list(file_names(item.file, _count(item, self.counts[item.cell]))) for item in made]
        return [item[0] if len(item) == 1 else item for item in names]

    # Parts

    @property
    def is_first(self) -> bool:
        """Whether nothing is known yet of what comes twice, and what other processes write can be taken over."""
        return not (self.known.keys or self.known.spills_files or self.known.is_all) and self.keeper is None and hasattr(self.sink, "place")

    def finish(self) -> None:
        """No more rows come."""
        self._hand_on()

    def part(self, sink: Sink) -> Pass:
        """A pass for later rows of the same unit, in another process."""
        made = Pass(sink, self.is_only, known=self.known, unit=self.unit, building=Building(self._findings()), counts=self.counts, is_file_by_key=self.is_file_by_key, costs=self.costs)
        made.starts.append(0)
        made.keys[0] = self._key_texts()
        return made

    def _findings(self) -> Findings:
        return Findings() if self.building is None else Findings(self.building.findings.settings)

    def raw(self) -> tuple[Any, ...]:
        """What a part has spilled, for `absorb`."""
        return self.keys[0].raw(), self.contents.raw(), self.files.raw(), self.files.has_several, self.position

    def absorb(self, raw: tuple[Any, ...], rejects: Iterable[Rejected]) -> None:
        """Goes on with what a part has spilled."""
        keys, contents, files, has_several, tasks = raw
        self.keys[self.number].absorb(keys)
        self.contents.absorb(contents)
        self.files.absorb(files)
        self.files.has_several |= has_several
        self.position += tasks
        for item in rejects:
            self.sink.reject(item)
        if self.watch is not None:
            self.watch()

    # Knowing what came before

    def _told(self, made: Batch, where: Where) -> tuple[Batch, frozenset[int]]:
        """The tasks that don't write over others, and which of them were made before; the findings of both."""
        assert self.building is not None
        start, end = self.position, self.position + len(made)
        self.position = end
        for position in self.known.firsts[bisect_left(self.known.firsts, start) : bisect_left(self.known.firsts, end)]:
            if len(self.firsts) < _NAMED_MAX:
                self.firsts[position] = self._maker(made[position - start])
        colliding = {position - start for position in self.known.files.within(start, end)}
        kept = Batch()
        again: set[int] = set()
        for index, item in enumerate(made):
            if index in colliding:
                self._collide(item, start + index, where)
                continue
            position = start + index
            if self.known.again.first(position) is not None:
                again.add(len(kept))
            first = self.known.doubles.first(position)
            if first is not None and (first < start or made.rows[first - start] != item.row):
                self._double(item, first, where)
            kept.append(item)
            if self.costs is not None and first is None:
                self.costs.add_json(self.building.findings, item.line)
        return kept, frozenset(again)

    def _collide(self, item: Made, position: int, where: Where) -> None:
        assert self.unit is not None
        assert self.building is not None
        first = self.firsts.get(self.known.files.first(position) or 0)
        maker = self._maker(item)
        fault = collision(self.unit.document, item.file, first, maker, where(item.row))
        self.building.add([fault])
        self.building.tasks -= 1
        self.collided.append(rejected(item.key, maker.row, [fault]))

    def _double(self, item: Made, first: int, where: Where) -> None:
        assert self.unit is not None
        assert self.building is not None
        if self.unit.audience is not None:
            self.building.add([double(self.unit.document, self.firsts.get(first), self._maker(item), where(item.row))])

    def _maker(self, item: Made) -> Maker:
        assert self.unit is not None
        return Maker(self.unit.name, item.row if self.unit.audience is not None else None, item.key, self.unit.programs[item.cell].cell.names)

    # Finding out

    def found(self) -> Known | None:
        """What is known now that wasn't before, or None: nothing came twice."""
        self._hand_on()
        if self.known.is_all:
            return None
        if not self.known.keys and any(spill.suspects() for spill in self.keys.values()):
            keys = {number: found for number, spill in self.keys.items() if (found := repeats(spill))}
            if keys or self.is_file_by_key:
                return Known(keys, spills_files=True)
        files = _NONE if self.is_file_by_key else collisions(self.files, self.contents)
        doubles = repeats(self.contents, is_counted=lambda position: files.first(position) is None, starts=self.starts)
        again = doubles
        if len(self.starts) > 1 and self.sink.is_once:
            again = repeats(self.contents, is_counted=lambda position: files.first(position) is None)
        if not (files or doubles or again):
            return None
        firsts = array("q", sorted({*files.firsts[:_NAMED_MAX], *doubles.firsts[:_NAMED_MAX]}))
        return Known(self.known.keys, files, doubles, again, firsts, is_all=True)

    def close(self) -> None:
        self.contents.close()
        for texts in (self.files, *self.keys.values()):
            texts.close()


def _count(item: Made, count: Any) -> Any:
    """How many results a task has; where rows say it, the task does."""
    return orjson.loads(item.line).get("numberResults", 1) if isinstance(count, Hole) else count


_NONE = Repeats()
