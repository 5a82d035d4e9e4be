"""What comes twice among millions of rows: keys, files and contents, found in flat memory after the rows were read.

A first run takes every row for the only one of its kind and spills what would tell. Where something did come twice, the rows are
run once more, knowing which. Law: the outcome is that of comparing each row with all before it.
"""

import heapq
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from specc.pipeline.spill import Numbers, Spill

_MEMORY_VALUES_MAX = 100_000
_PARTITIONS = 64

@dataclass(frozen=True, slots=True)
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


def repeats(spill: Spill, *, is_counted: Callable[[int], bool] = lambda _position: True) -> Repeats:
    """The repeats among spilled texts; None stands for a row that has none."""
    found = [_exactly(spill, wanted, is_counted) for wanted in _suspects(spill)]
    if len(found) == 1:
        return found[0]
    made = Repeats()
    for position, first in heapq.merge(*(zip(part.positions, part.firsts, strict=True) for part in found)):
        made.append(position, first)
    return made


def _exactly(spill: Spill, wanted: set[int], is_counted: Callable[[int], bool]) -> Repeats:
    """The repeats among the texts with these hashes."""
    seen: dict[Any, int] = {}
    made = Repeats()
    for position, text in enumerated(spill):
        if text is not None and hash(text) in wanted and is_counted(position):
            first = seen.setdefault(text, position)
            if first != position:
                made.append(position, first)
    return made


def enumerated(spill: Spill) -> Iterator[tuple[int, Any]]:
    position = 0
    for block in spill.blocks():
        for value in block:
            yield position, value
            position += 1


def _suspects(spill: Spill) -> list[set[int]]:
    """Hashes that came more than once, in sets that fit into memory."""
    if spill.count <= _MEMORY_VALUES_MAX:
        texts = [text for block in spill.blocks() for text in block if text is not None]
        if len(set(texts)) == len(texts):
            return []
        return [{hash(text) for text, count in Counter(texts).items() if count > 1}]
    numbers = Numbers(_PARTITIONS)
    for block in spill.blocks():
        numbers.add(list(map(hash, filter(None, block))))
    found: list[set[int]] = []
    for values in numbers.partitions():
        if len(set(values)) != len(values):
            suspicious = {value for value, count in Counter(values).items() if count > 1}
            if found and len(found[-1]) + len(suspicious) <= _MEMORY_VALUES_MAX:
                found[-1] |= suspicious
            else:
                found.append(suspicious)
    return found
