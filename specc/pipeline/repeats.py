"""What comes twice among millions of rows: keys, files and contents, found in flat memory after the rows were read.

A first run takes every row for the only one of its kind and spills what would tell. Where something did come twice, the rows are
run once more, knowing which. Law: the outcome is that of comparing each row with all before it.
"""

import heapq
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from specc.pipeline.spill import Numbers

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


class Blocks(Protocol):
    """What `Spill` and `Chain` are: texts in order, none of them empty, None for what has none, a list for what has several."""

    count: int

    def blocks(self) -> Iterator[list[Any]]: ...


def repeats(spill: Blocks, *, is_counted: Callable[[int], bool] = lambda _position: True) -> Repeats:
    """The texts that came before."""
    return _merged(_exactly(spill, wanted, is_counted) for wanted in _suspects(spill))


def collisions(names: Blocks, contents: Blocks) -> Repeats:
    """Where a name came before with another content."""
    suspects = _suspects(names)
    if len(suspects) > 1 and any(list in map(type, block) for block in names.blocks()):
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


def _exactly(spill: Blocks, wanted: set[int], is_counted: Callable[[int], bool]) -> Repeats:
    seen: dict[Any, int] = {}
    made = Repeats()
    for position, text in _enumerated(spill):
        if text is not None and hash(text) in wanted and is_counted(position):
            first = seen.setdefault(text, position)
            if first != position:
                made.append(position, first)
    return made


def _colliding(names: Blocks, contents: Blocks, wanted: set[int]) -> Repeats:
    seen: dict[str, tuple[int, str]] = {}
    made = Repeats()
    for (position, value), (_, content) in zip(_enumerated(names), _enumerated(contents), strict=True):
        for name in value if isinstance(value, list) else (value,):
            if hash(name) in wanted:
                first, other = seen.setdefault(name, (position, content))
                if other != content:
                    made.append(position, first)
                    break
    return made


def _enumerated(spill: Blocks) -> Iterator[tuple[int, Any]]:
    return enumerate(value for block in spill.blocks() for value in block)


def _suspects(spill: Blocks) -> list[set[int]]:
    """Hashes that came more than once, in sets that fit into memory. Nearly always there are none."""
    if spill.count <= _MEMORY_VALUES_MAX:
        texts = [text for block in spill.blocks() for text in _flat(block)]
        return [] if len(set(texts)) == len(texts) else [_more_than_once(map(hash, texts))]
    numbers = Numbers(_PARTITIONS)
    for block in spill.blocks():
        numbers.add(list(map(hash, _flat(block))))
    found: list[set[int]] = []
    for values in numbers.partitions():
        if len(set(values)) == len(values):
            continue
        suspicious = _more_than_once(values)
        if found and len(found[-1]) + len(suspicious) <= _MEMORY_VALUES_MAX:
            found[-1] |= suspicious
        else:
            found.append(suspicious)
    return found


def _more_than_once(values: Iterable[int]) -> set[int]:
    return {value for value, count in Counter(values).items() if count > 1}


def _flat(block: list[Any]) -> list[str]:
    if list in map(type, block):
        return [text for value in block for text in (value if isinstance(value, list) else (value,))]
    return list(filter(None, block))
