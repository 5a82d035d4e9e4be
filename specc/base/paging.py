"""Streams in pieces: so many items at a time as are asked about together."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def pages(items: Iterable[Item], count_max: int) -> Iterator[list[Item]]:
    """The items in order, in lists of that many; the last may be shorter."""
    coming = iter(items)
    while page := list(islice(coming, count_max)):
        yield page
