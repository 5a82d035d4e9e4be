"""Standard input as a file that can be read more than once: what was read is kept for who comes next."""

import io
import sys
import tempfile
import weakref
from typing import IO, Any, BinaryIO

_MEMORY_BYTES_MAX = 8 * 1024 * 1024
_CHUNK_BYTES = 1 << 20


class Stdin:
    """Standard input, which stays open. Its readers come one after the other."""

    def __init__(self) -> None:
        self._kept: IO[bytes] | None = None

    def open(self) -> BinaryIO:
        if self._kept is None:
            self._kept = tempfile.SpooledTemporaryFile(max_size=_MEMORY_BYTES_MAX)  # noqa: SIM115 - it lives as long as its owner
            weakref.finalize(self, self._kept.close)
        self._kept.seek(0)
        return io.BufferedReader(_Reader(self._kept), _CHUNK_BYTES)


class _Reader(io.RawIOBase):
    """What is kept, and then what comes, which is kept too."""

    def __init__(self, kept: IO[bytes]) -> None:
        self._kept = kept
        self._input: Any = sys.stdin.buffer

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._kept.read(len(buffer))
        if not data:
            data = self._input.read1(len(buffer))
            self._kept.write(data)
        buffer[: len(data)] = data
        return len(data)
