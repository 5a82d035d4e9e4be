"""Several files as one table: with the columns of the first, in its order, and rows numbered on from file to file."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from operator import itemgetter
from typing import Any

from specc.audience.row import BadRow, Block, Table, UnreadableAudienceError
from specc.base.grammar import counted

Opener = Callable[[], AbstractContextManager[Table]]
"""Opens a file's table, and closes the file."""


def join_tables(openers: Sequence[Opener]) -> Table:
    """Raises `UnreadableAudienceError` where a file can't be opened, or its header isn't that of the first."""
    first, *others = (_header(opener) for opener in openers)
    for other in others:
        in_order(other, first)
    rest = counted(len(others), "other file")
    has_bom = any(table.has_bom for table in (first, *others))
    return replace(first, file=f"{first.file} and {rest}", blocks=_blocks(openers, first), has_bom=has_bom)


def in_order(table: Table, first: Table) -> Table:
    """The table with its columns in the order of another."""
    if (table.is_text, table.is_positional) != (first.is_text, first.is_positional):
        raise UnreadableAudienceError(f"{table.file} is of another kind of format than {first.file}", "give files of one format")
    if table.columns is None or first.columns is None or table.columns == first.columns:
        return table
    if set(table.columns) != set(first.columns):
        raise _other_columns(table.file, table.columns, first.file, first.columns)
    return replace(table, columns=first.columns, blocks=_reordered(table, table.columns, first.columns))


def _header(opener: Opener) -> Table:
    with opener() as table:
        return table


def _blocks(openers: Sequence[Opener], first: Table) -> Iterator[Block]:
    number = 1
    for opener in openers:
        with opener() as table, _named(table.file):
            for block in in_order(table, first).blocks:
                yield replace(block, number=number)
                number += len(block.records)


def _reordered(table: Table, columns: tuple[str, ...], wanted: tuple[str, ...]) -> Iterator[Block]:
    order = itemgetter(*(columns.index(name) for name in wanted))  # two columns at least: fewer have one order
    for block in table.blocks:
        yield replace(block, records=[_record(record, order, len(columns)) for record in block.records])


def _record(record: Any, order: Callable[[Any], Any], columns: int) -> Any:
    if isinstance(record, BadRow):
        return record
    return order(record) if len(record) == columns else BadRow(0, 0, "D107", {"cells": len(record), "columns": columns})


def _other_columns(file: str, columns: Sequence[str], first_file: str, wanted: Sequence[str]) -> UnreadableAudienceError:
    told = {"misses": [name for name in wanted if name not in columns], "adds": [name for name in columns if name not in wanted]}
    differences = ", and ".join(f"{verb} {', '.join(f'`{name}`' for name in names)}" for verb, names in told.items() if names)
    return UnreadableAudienceError(f"{file} hasn't the columns of {first_file}: it {differences}", "give all files the same header")


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Says of what keeps a file from being read which file it is."""
    try:
        yield
    except UnreadableAudienceError as error:
        raise UnreadableAudienceError(f"{file}: {error.problem}", error.help) from None
