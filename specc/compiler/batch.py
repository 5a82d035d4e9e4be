"""Tasks of many rows as block functions make them: by columns, so that what is done to all of them is done to a column at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple, Self

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


_PLACE = itemgetter(4, 5)
"""Of a task among others: its row and its cell."""


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
        return map(Made._make, zip(*self._columns(), strict=True))

    def __getitem__(self, index: int) -> Made:
        return Made(self.lines[index], self.digests[index], self.files[index], self.keys[index], self.rows[index], self.cells[index])

    def append(self, task: Made) -> None:
        self.lines.append(task.line)
        self.digests.append(task.digest)
        self.files.append(task.file)
        self.keys.append(task.key)
        self.rows.append(task.row)
        self.cells.append(task.cell)

    def extend(self, others: Batch) -> None:
        self.lines += others.lines
        self.digests += others.digests
        self.files += others.files
        self.keys += others.keys
        self.rows += others.rows
        self.cells += others.cells

    def part(self, start: int, end: int | None = None) -> Batch:
        return Batch(self.lines[start:end], self.digests[start:end], self.files[start:end], self.keys[start:end], self.rows[start:end], self.cells[start:end])

    def cut(self, start: int) -> Batch:
        """Takes out the tasks from there on."""
        taken = self.part(start)
        for column in self._columns():
            del column[start:]
        return taken

    def without(self, indexes: Collection[int]) -> Batch:
        return Batch.of(task for index, task in enumerate(self) if index not in indexes) if indexes else self

    def in_order(self) -> Batch:
        """By row, and by cell within each."""
        return Batch.of(sorted(self, key=_PLACE))

    def _columns(self) -> tuple[list[bytes], list[bytes], list[str], list[str], list[int], list[int]]:
        return self.lines, self.digests, self.files, self.keys, self.rows, self.cells
