"""A table: its header as far as it is known before reading, and its records in blocks; and the view of one record as a row."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Any

from specc.base.fault import Sighting

BLOCK_ROWS = 384  # what is made of more doesn't stay in the processor's cache from one step to the next
_FIRST_BLOCK_ROWS = 256


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is 1-based in the data; `line` is where it starts in its `file`; `key` names it."""

    number: int
    line: int
    values: dict[str, Any]
    key: str = ""
    file: str = ""

    def sighting(self, file: str, column: str | None = None) -> Sighting:
        value = None if column is None else self.values.get(column)
        return Sighting(
            row=self.number,
            key=self.key or None,
            file=self.file or file,
            line=self.line,
            column=column,
            value=None if value is None else str(value),
        )


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be used: which rule says so, with which facts."""

    number: int
    line: int
    rule: str
    facts: dict[str, object]
    column: str | None = None
    value: str | None = None
    file: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Consecutive rows of one file as they stand there. `records` are sequences in the order of the table's columns, or
    mappings where the table has no header of its own (JSON lines, inline); a record that is a `BadRow` can't be used, and
    its number is the block's to say. `number` is the first row's, 1-based in the table; `line(index)` is the line of its
    file on which `records[index]` starts.
    """

    file: str
    number: int
    records: Sequence[Any]
    line: Callable[[int], int]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`columns` is None where rows name their own. `is_text` says that every value is text until a contract converts it,
    `is_positional` that records are sequences, `has_bom` that the file starts with a mark of UTF-8, which isn't part of it.
    Names of columns are as written, padding included.
    """

    file: str
    columns: tuple[str, ...] | None
    blocks: Iterator[Block]
    is_text: bool
    is_positional: bool
    has_bom: bool = False


def block_sizes() -> Iterable[int]:
    """How many rows to read for each block; the first is there sooner."""
    return chain((_FIRST_BLOCK_ROWS,), repeat(BLOCK_ROWS))


def rows(table: Table) -> Iterator[Row | BadRow]:
    for block in table.blocks:
        for index in range(len(block.records)):
            yield row_at(table.columns, block, index)


def row_at(columns: tuple[str, ...] | None, block: Block, index: int) -> Row | BadRow:
    """The record as a row, or why it is none."""
    record, number, line = block.records[index], block.number + index, block.line(index)
    if isinstance(record, BadRow):
        return replace(record, number=number, line=line, file=block.file)
    if isinstance(record, Mapping):
        return Row(number, line, dict(record), file=block.file)
    assert columns is not None
    if len(record) != len(columns):
        return BadRow(number, line, "D107", {"cells": len(record), "columns": len(columns)}, file=block.file)
    return Row(number, line, dict(zip(columns, record, strict=True)), file=block.file)


class UnreadableAudienceError(Exception):
    """The data can't be read at all, or not on. `problem` and `help` are for people."""

    def __init__(self, problem: str, help: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.help = help
        self.line: int | None = None
