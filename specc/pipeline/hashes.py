"""Which of millions of hashes came more than once, in flat memory: in as many partitions as it takes for each to fit into it."""

import io
import tempfile
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Any

MEMORY_VALUES_MAX = 100_000
PARTITIONS = 64
"""A power of two, at most 256."""
_PARTED_VALUES = 1 << 13  # more don't stay in the processor's cache
_PARTS_BYTES_MAX = 1 << 22
_HASH_BYTES = 8

Pieces = Callable[[], Iterator[bytes]]
"""Gives the values of a partition anew, piece by piece."""


class Hashes:
    """64-bit integers, spread evenly, given by their bytes. Few stay together; many are parted, and go to a file in long stretches of one
    partition each."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._parts: list[bytearray] = []
        self._parted = 0
        self._file: Any = None
        self._stretches: list[list[tuple[int, int]]] = []

    def add(self, raw: bytes) -> None:
        self._held += raw
        if len(self._held) > (_PARTED_VALUES if self._parts else MEMORY_VALUES_MAX) * _HASH_BYTES:
            self._part()

    def _part(self) -> None:
        """What is held goes to its partitions. Equal values are all in one."""
        self._parts = self._parts or [bytearray() for _ in range(PARTITIONS)]
        for start in range(0, len(self._held), _PARTED_VALUES * _HASH_BYTES):
            values: list[list[int]] = [[] for _ in range(PARTITIONS)]
            appends = [part.append for part in values] * (256 // PARTITIONS)
            raw = bytes(self._held[start : start + _PARTED_VALUES * _HASH_BYTES])
            for byte, value in zip(raw[::_HASH_BYTES], _values(raw), strict=True):
                appends[byte](value)
            for part, some in zip(self._parts, values, strict=True):
                part.extend(array("q", some).tobytes())
        self._parted += len(self._held)
        self._held.clear()
        if self._parted > _PARTS_BYTES_MAX:
            self._write()

    def _write(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - see `close`
            self._stretches = [[] for _ in range(PARTITIONS)]
        start = self._file.seek(0, io.SEEK_END)
        for stretches, part in zip(self._stretches, self._parts, strict=True):
            end = start + self._file.write(part)
            stretches.append((start, end))
            start = end
            part.clear()
        self._parted = 0

    def raw(self) -> list[bytes]:
        """The values of each partition."""
        self._part()
        return [b"".join(self._pieces(number)) for number in range(PARTITIONS)]

    def absorb(self, raw: Sequence[bytes]) -> None:
        """Goes on with values that were parted elsewhere."""
        self._part()
        for part, some in zip(self._parts, raw, strict=True):
            part.extend(some)
            self._parted += len(some)
        if self._parted > _PARTS_BYTES_MAX:
            self._write()

    def suspects(self) -> list[set[int]]:
        """The integers that came more than once, in sets that fit into memory. Nearly always there are none."""
        found: list[set[int]] = []
        for pieces in self._partitions():
            suspicious = _several(pieces)
            if not suspicious:
                continue
            if found and len(found[-1]) + len(suspicious) <= MEMORY_VALUES_MAX:
                found[-1] |= suspicious
            else:
                found.append(suspicious)
        return found

    def _partitions(self) -> Iterator[Pieces]:
        if not self._parts:
            yield lambda: iter((bytes(self._held),))
            return
        self._part()
        for number in range(PARTITIONS):
            yield partial(self._pieces, number)

    def _pieces(self, number: int) -> Iterator[bytes]:
        for start, end in self._stretches[number] if self._stretches else ():
            self._file.seek(start)
            yield self._file.read(end - start)
        yield bytes(self._parts[number])

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _several(pieces: Pieces) -> set[int]:
    """The values that came more than once."""
    seen: set[int] = set()
    count = 0
    for piece in pieces():
        values = _values(piece)
        seen.update(values)
        count += len(values)
    if len(seen) == count:
        return set()
    several = Counter(chain.from_iterable(map(_values, pieces())))
    return {value for value, times in several.items() if times > 1}


def _values(raw: bytes) -> list[int]:
    return memoryview(raw).cast("q").tolist()
