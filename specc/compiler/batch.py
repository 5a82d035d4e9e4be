"""Tasks of many rows as block functions make them: by columns, so that what is done to all of them is done to a column at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from specc.compiler.payload import compact
from specc.compiler.task import Task


class Made(NamedTuple):
    """A task: its JSON, its content's digest, its file; the key and number of its row, and the number of its cell."""

    line: bytes
    digest: bytes
    file: str
    key: str
    row: int
    cell: int

    @classmethod
    def of(cls, task: Task, cell: int) -> Self:
        return cls(compact(task.payload), bytes.fromhex(task.digest), task.file, task.key, task.row or 0, cell)


@dataclass(slots=True, eq=False)
class Batch:
    """Tasks in their order; each column has an entry a task."""

    lines: list[bytes] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, tasks: Iterable[Made]) -> Batch:
        batch = cls()
        for task in tasks:
            batch.append(task)
        return batch

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Made]:
        return map(Made._make, self.tuples())

    def __getitem__(self, index: int) -> Made:
        return Made(*(column[index] for column in self._columns()))

    def tuples(self) -> Iterator[tuple[bytes, bytes, str, str, int, int]]:
        """For those that take tasks apart: they cost a fifth."""
        return zip(*self._columns(), strict=True)

    def append(self, task: Made) -> None:
        for column, value in zip(self._columns(), task, strict=True):
            column.append(value)

    def extend(self, others: Batch) -> None:
        for column, other in zip(self._columns(), others._columns(), strict=True):
            column.extend(other)

    def part(self, start: int, end: int | None = None) -> Batch:
        return Batch(*(column[start:end] for column in self._columns()))

    def cut(self, start: int) -> Batch:
        """Takes out the tasks from there on."""
        taken = self.part(start)
        for column in self._columns():
            del column[start:]
        return taken

    def without(self, indexes: Collection[int]) -> Batch:
        return self._picked([index for index in range(len(self)) if index not in indexes]) if indexes else self

    def in_order(self) -> Batch:
        """By row, and by cell within each."""
        places = list(zip(self.rows, self.cells, strict=True))
        return self._picked(sorted(range(len(self)), key=places.__getitem__))

    def _picked(self, indexes: list[int]) -> Batch:
        return Batch(*(list(map(column.__getitem__, indexes)) for column in self._columns()))

    def _columns(self) -> tuple[list[Any], ...]:
        return self.lines, self.digests, self.files, self.keys, self.rows, self.cells
