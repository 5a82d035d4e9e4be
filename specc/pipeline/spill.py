"""Values of millions of rows in flat memory: written to temporary files block by block, read back in the same order if ever needed.

What tells quickly whether a value came twice is kept apart: 64 bits of it, in as many partitions as it takes for each to fit into memory.
"""

from __future__ import annotations

import json
import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import orjson

MEMORY_VALUES_MAX = 100_000
PARTITIONS = 64
_SPOOL_BYTES_MAX = 1 << 20
_FLUSHED_VALUES = 1 << 16
_READ_VALUES = 1 << 16
_HASH_BYTES = 8
_LENGTH_BYTES = 8
_DIGEST_BYTES = 32


class Hashes:
    """64-bit integers, spread evenly. Few stay in memory; many go to a file for each partition."""

    def __init__(self) -> None:
        self._few = array("q")
        self._many: list[array[int]] = []
        self._held = 0
        self._files: list[Any] = []

    def add(self, values: array[int]) -> None:
        if not self._files:
            self._few.extend(values)
            if len(self._few) > MEMORY_VALUES_MAX:
                self._files = [tempfile.TemporaryFile() for _ in range(PARTITIONS)]  # noqa: SIM115 - closed when they are read
                self._many = [array("q") for _ in range(PARTITIONS)]
                self._spread(self._few)
                self._few = array("q")
            return
        self._spread(values)

    def _spread(self, values: array[int]) -> None:
        appends, mask = [held.append for held in self._many], PARTITIONS - 1
        for value in values:
            appends[value & mask](value)
        self._held += len(values)
        if self._held >= _FLUSHED_VALUES:  # of all partitions: equal values are all in one
            self._flush()

    def _flush(self) -> None:
        self._held = 0
        for file, held in zip(self._files, self._many, strict=True):
            file.write(held)
            del held[:]

    def raw(self) -> bytes:
        return b"".join(values.tobytes() for pieces in self._partitions() for values in pieces)

    def absorb(self, raw: bytes) -> None:
        self.add(_values(raw))

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

    def _partitions(self) -> Iterator[Iterable[array[int]]]:
        """The values of each, piece by piece."""
        if not self._files:
            yield (self._few,)
            return
        self._flush()
        for file in self._files:
            file.seek(0)
            yield _pieces(file)

    def close(self) -> None:
        for file in self._files:
            file.close()


def _pieces(file: Any) -> Iterator[array[int]]:
    while raw := file.read(_READ_VALUES * _HASH_BYTES):
        yield _values(raw)


def _values(raw: bytes) -> array[int]:
    values = array("q")
    values.frombytes(raw)
    return values


def _several(pieces: Iterable[array[int]]) -> set[int]:
    """The values that came more than once."""
    seen: set[int] = set()
    several: set[int] = set()
    for values in pieces:
        fresh = set(values)
        if len(fresh) < len(values):
            several.update(value for value, count in Counter(values).items() if count > 1)
        if seen:
            several |= seen & fresh
            seen |= fresh
        else:
            seen = fresh
    return several


class Spill:
    """A sequence of values, in a file, and their hashes."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES_MAX)  # noqa: SIM115 - it lives as long as its owner
        self._hashes = Hashes()

    def raw(self) -> tuple[bytes, bytes]:
        """What `absorb` takes, of a spill in a process with the same hashes."""
        self._file.seek(0)
        return self._file.read(), self._hashes.raw()

    def absorb(self, raw: tuple[bytes, bytes]) -> None:
        """Goes on with what was spilled elsewhere."""
        self._file.write(raw[0])
        self._hashes.absorb(raw[1])

    def suspects(self) -> list[set[int]]:
        """Hashes that came more than once, in sets that fit into memory."""
        return self._hashes.suspects()

    def close(self) -> None:
        self._file.close()
        self._hashes.close()


class Texts(Spill):
    """A sequence of texts. None stands for no text, a list for several."""

    def __init__(self) -> None:
        super().__init__()
        self.has_several = False
        """Whether a place has several texts."""

    def add(self, texts: Sequence[Any], compared: Iterable[str] | None = None) -> None:
        """A block. `compared` are other texts that stand for these where it is asked what came twice."""
        self.has_several = self.has_several or list in map(type, texts)
        raw = dumps(texts)
        self._file.write(len(raw).to_bytes(_LENGTH_BYTES, "big") + raw)
        self._hashes.add(array("q", map(hash, _flat(texts) if compared is None else compared)))

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(self._blocks())

    def _blocks(self) -> Iterator[list[Any]]:
        self._file.seek(0)
        while head := self._file.read(_LENGTH_BYTES):
            yield loads(self._file.read(int.from_bytes(head, "big")))
        self._file.seek(0, 2)

    hash_of = staticmethod(hash)


class Digests(Spill):
    """A sequence of SHA-256 digests, given in hex."""

    def add(self, digests: Sequence[str]) -> None:
        raw = bytes.fromhex("".join(digests))
        self._file.write(raw)
        self._hashes.add(_values(memoryview(raw).cast("q")[:: _DIGEST_BYTES // 8].tobytes()))

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while raw := self._file.read(_DIGEST_BYTES << 10):
            yield from (raw[start : start + _DIGEST_BYTES] for start in range(0, len(raw), _DIGEST_BYTES))
        self._file.seek(0, 2)

    @staticmethod
    def hash_of(digest: bytes) -> int:
        return memoryview(digest[:8]).cast("q")[0]


def dumps(values: Sequence[Any]) -> bytes:
    try:
        return orjson.dumps(values)
    except TypeError:  # half of a surrogate pair
        return json.dumps(values).encode()


def loads(raw: bytes) -> list[Any]:
    try:
        values: list[Any] = orjson.loads(raw)
    except ValueError:
        values = json.loads(raw)
    return values


def _flat(texts: Sequence[Any]) -> Iterable[str]:
    if list in map(type, texts):
        return [text for value in texts for text in (value if isinstance(value, list) else (value,))]
    return filter(None, texts)
