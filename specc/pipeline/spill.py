"""Values of millions of rows in flat memory: written to temporary files block by block, read back in the same order if ever needed.

What tells quickly whether a value came twice is kept apart: 64 bits of it.
"""

import io
import json
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import orjson

from specc.pipeline.hashes import Hashes
from specc.pipeline.rising import Rising

_SPOOL_BYTES_MAX = 1 << 20
_HASH_BYTES = 8
_LENGTH_BYTES = 8
_DIGEST_BYTES = 32

class Spill:
    """A sequence of values, in a file, and their hashes."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES_MAX)  # noqa: SIM115 - it lives as long as its owner
        self._hashes = Hashes()

    def raw(self) -> tuple[Any, ...]:
        """What `absorb` takes, of a spill in a process with the same hashes."""
        self._file.seek(0)
        return self._file.read(), self._hashes.raw()

    def absorb(self, raw: tuple[Any, ...]) -> None:
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
    """A sequence of texts. None stands for no text, a list for several. As long as they rise, their hashes aren't asked for."""

    def __init__(self, fold: Callable[[Iterable[str]], Sequence[str]] | None = None) -> None:
        """`fold` gives other texts that stand for these where it is asked what came twice."""
        super().__init__()
        self._fold: Callable[[Iterable[str]], Sequence[str]] = fold or list
        self._rising: Rising | None = Rising()
        self.has_several = False
        """Whether a place may have several texts."""

    def add(self, texts: Sequence[Any], *, has_several: bool = False) -> None:
        """A block; `has_several`: some of them may be lists."""
        self.has_several |= has_several
        compared = self._compared(texts, has_several=has_several)
        if self._rising is not None and not self._rising.goes_on(compared):
            self._compare_all()
        raw = dumps(texts)
        self._file.write(len(raw).to_bytes(_LENGTH_BYTES, "big") + raw)
        if self._rising is None:
            self._compare(compared)

    def raw(self) -> tuple[Any, ...]:
        return *super().raw(), self._rising

    def absorb(self, raw: tuple[Any, ...]) -> None:
        written, hashes, rising = raw
        if self._rising is not None and not (rising is not None and self._rising.joins(rising)):
            self._compare_all()
        self._file.write(written)
        if self._rising is not None:
            return
        if rising is None:
            self._hashes.absorb(hashes)
        else:
            self._compare_blocks(io.BytesIO(written))

    def suspects(self) -> list[set[int]]:
        return [] if self._rising is not None else super().suspects()

    def __iter__(self) -> Iterator[Any]:
        self._file.seek(0)
        yield from chain.from_iterable(_blocks(self._file))
        self._file.seek(0, io.SEEK_END)

    def _compared(self, texts: Sequence[Any], *, has_several: bool) -> Sequence[str]:
        return self._fold(_flat(texts) if has_several else filter(None, texts))

    def _compare(self, texts: Sequence[str]) -> None:
        self._hashes.add(array("q", list(map(hash, texts))).tobytes())

    def _compare_all(self) -> None:
        """They don't rise any more: what came twice shows by the hashes of all of them."""
        self._rising = None
        self._file.seek(0)
        self._compare_blocks(self._file)
        self._file.seek(0, io.SEEK_END)

    def _compare_blocks(self, file: Any) -> None:
        for texts in _blocks(file):
            self._compare(self._compared(texts, has_several=list in map(type, texts)))

    hash_of = staticmethod(hash)


class Digests(Spill):
    """A sequence of SHA-256 digests."""

    def add(self, digests: Sequence[bytes]) -> None:
        raw = b"".join(digests)
        self._file.write(raw)
        self._hashes.add(memoryview(raw).cast("q")[:: _DIGEST_BYTES // _HASH_BYTES].tobytes())

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


def _blocks(file: Any) -> Iterator[list[Any]]:
    while head := file.read(_LENGTH_BYTES):
        yield loads(file.read(int.from_bytes(head, "big")))


def _flat(texts: Sequence[Any]) -> list[str]:
    return [text for value in texts for text in (value if isinstance(value, list) else (value,)) if text]
