"""Records that are cut from their lines when they are asked for: into columns, all lines of a block at once, at two thirds of the price."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any, overload

Record = list[str]

_BREAK = "\n"
"""Stands between records where they are cut together: no cell of a line is one."""


class Lines(Sequence[Record]):
    """Records that don't change. The lines have neither quotes nor what ends them."""

    __slots__ = ("_delimiter", "_lines")

    def __init__(self, lines: list[str], delimiter: str) -> None:
        self._lines, self._delimiter = lines, delimiter

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Record]:
        return map(str.split, self._lines, repeat(self._delimiter))

    @overload
    def __getitem__(self, index: int) -> Record: ...

    @overload
    def __getitem__(self, index: slice) -> "Lines": ...

    def __getitem__(self, index: int | slice) -> "Record | Lines":
        if isinstance(index, slice):
            return Lines(self._lines[index], self._delimiter)
        return self._lines[index].split(self._delimiter)

    def picked(self, indexes: Iterable[int]) -> "Lines":
        return Lines([self._lines[index] for index in indexes], self._delimiter)

    def columns(self, width: int) -> list[Record] | None:
        """None where a record has more or fewer cells."""
        cells = f"{self._delimiter}{_BREAK}{self._delimiter}".join(self._lines).split(self._delimiter)
        breaks = cells[width :: width + 1]
        if len(cells) + 1 != (width + 1) * len(self._lines) or breaks.count(_BREAK) != len(self._lines) - 1:
            return None
        return [cells[place :: width + 1] for place in range(width)]


def columns_of(records: Sequence[Any], width: int) -> list[list[Any]] | None:
    """The columns of records, at least one; None where a record isn't as wide."""
    if isinstance(records, Lines):
        return records.columns(width)
    return list(map(list, zip(*records, strict=True))) if set(map(len, records)) == {width} else None


def picked(records: Sequence[Any], indexes: Iterable[int]) -> Sequence[Any]:
    return records.picked(indexes) if isinstance(records, Lines) else [records[index] for index in indexes]
