"""Values of millions of rows in flat memory: written to a temporary file block by block, and read back in the same order."""

import json
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

_SPOOL_BYTES_MAX = 1 << 20
_LENGTH_BYTES = 8


class Spill:
    """A sequence of blocks of JSON values. What is small stays in memory."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES_MAX)  # noqa: SIM115 - it lives as long as the spill
        self.count = 0

    def add(self, values: Sequence[Any]) -> None:
        self.add_raw(_dumps(values), len(values))

    def add_raw(self, raw: bytes, count: int) -> None:
        """A block as `raw_blocks` gave it."""
        self._file.write(len(raw).to_bytes(_LENGTH_BYTES, "big"))
        self._file.write(count.to_bytes(_LENGTH_BYTES, "big"))
        self._file.write(raw)
        self.count += count

    def raw_blocks(self) -> Iterator[tuple[bytes, int]]:
        self._file.seek(0)
        while head := self._file.read(2 * _LENGTH_BYTES):
            yield self._file.read(int.from_bytes(head[:_LENGTH_BYTES], "big")), int.from_bytes(head[_LENGTH_BYTES:], "big")
        self._file.seek(0, 2)

    def blocks(self) -> Iterator[list[Any]]:
        return (_loads(raw) for raw, _ in self.raw_blocks())

    def close(self) -> None:
        self._file.close()


class Chain:
    """Several spills as one."""

    def __init__(self, spills: Sequence[Spill]) -> None:
        self._spills = spills
        self.count = sum(spill.count for spill in spills)

    def blocks(self) -> Iterator[list[Any]]:
        for spill in self._spills:
            yield from spill.blocks()


def _dumps(values: Sequence[Any]) -> bytes:
    try:
        return orjson.dumps(values)
    except TypeError:  # half of a surrogate pair
        return json.dumps(values).encode()


def _loads(raw: bytes) -> list[Any]:
    try:
        values: list[Any] = orjson.loads(raw)
    except ValueError:
        values = json.loads(raw)
    return values


class Numbers:
    """Integers that are too many for memory, by the partition each belongs to."""

    def __init__(self, partitions: int) -> None:
        self._files = [tempfile.TemporaryFile() for _ in range(partitions)]  # noqa: SIM115 - closed one by one, when they are read
        self._held: list[list[int]] = [[] for _ in range(partitions)]
        self._appends = [held.append for held in self._held]
        self._mask = partitions - 1

    def add(self, values: Sequence[int]) -> None:
        """`values` are spread evenly, as hashes are."""
        appends, mask = self._appends, self._mask
        for value in values:
            appends[value & mask](value)
        if len(self._held[0]) > 1 << 10:
            self._flush()

    def _flush(self) -> None:
        for file, held in zip(self._files, self._held, strict=True):
            array("q", held).tofile(file)
            held.clear()

    def partitions(self) -> Iterator["array[int]"]:
        """The integers of each partition; they are gone then."""
        self._flush()
        for file in self._files:
            file.seek(0)
            values = array("q")
            values.frombytes(file.read())
            file.close()
            yield values
