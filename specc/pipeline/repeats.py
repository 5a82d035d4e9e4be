"""What comes twice among millions of rows: keys, files and contents, found in flat memory after the rows were read.

A first run takes every row for the only one of its kind and spills what would tell. Where something did come twice, the rows are
run once more, knowing which. Law: the outcome is that of comparing each row with all before it.
"""

import heapq
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from specc.pipeline.spill import Texts


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """The positions, in order, of what came before, each with the position of the first."""

    positions: "array[int]" = field(default_factory=lambda: array("q"))
    firsts: "array[int]" = field(default_factory=lambda: array("q"))

    def __bool__(self) -> bool:
        return len(self.positions) > 0

    def first(self, position: int) -> int | None:
        """The position of the first of its kind, or None: this is it."""
        index = bisect_left(self.positions, position)
        return self.firsts[index] if index < len(self.positions) and self.positions[index] == position else None

    def within(self, start: int, end: int) -> "array[int]":
        """The positions from `start` up to, not including, `end`."""
        return self.positions[bisect_left(self.positions, start) : bisect_left(self.positions, end)]

    def append(self, position: int, first: int) -> None:
        self.positions.append(position)
        self.firsts.append(first)


class Spilled(Protocol):
    """What `Texts` and `Digests` are."""

    def __iter__(self) -> Iterator[Any]: ...

    def suspects(self) -> list[set[int]]: ...

    def hash_of(self, value: Any, /) -> int: ...


def repeats(spilled: Spilled, *, is_counted: Callable[[int], bool] = lambda _position: True, starts: Sequence[int] = (0,)) -> Repeats:
    """The values that came before. At each of the positions `starts` everything is new again."""
    return _merged(_exactly(spilled, wanted, is_counted, starts) for wanted in spilled.suspects())


def collisions(names: Texts, contents: Iterable[Any]) -> Repeats:
    """Where a name came before with another content."""
    suspects = names.suspects()
    if len(suspects) > 1 and names.has_several:
        suspects = [set().union(*suspects)]  # one name of a task decides about its others
    return _merged(_colliding(names, contents, wanted) for wanted in suspects)


def _merged(found: Iterator[Repeats]) -> Repeats:
    parts = list(found)
    if len(parts) == 1:
        return parts[0]
    made = Repeats()
    for position, first in heapq.merge(*(zip(part.positions, part.firsts, strict=True) for part in parts)):
        made.append(position, first)
    return made


def _exactly(spilled: Spilled, wanted: set[int], is_counted: Callable[[int], bool], starts: Sequence[int]) -> Repeats:
    seen: dict[Any, int] = {}
    made = Repeats()
    fresh = set(starts)
    for position, value in enumerate(spilled):
        if position in fresh:
            seen.clear()
        if value is not None and spilled.hash_of(value) in wanted and is_counted(position):
            first = seen.setdefault(value, position)
            if first != position:
                made.append(position, first)
    return made


def _colliding(names: Texts, contents: Iterable[Any], wanted: set[int]) -> Repeats:
    seen: dict[str, tuple[int, Any]] = {}
    made = Repeats()
    for position, (value, content) in enumerate(zip(names, contents, strict=True)):
        for name in value if isinstance(value, list) else (value,):
            if names.hash_of(name) in wanted:
                first, other = seen.setdefault(name, (position, content))
                if other != content:
                    made.append(position, first)
                    break
    return made
