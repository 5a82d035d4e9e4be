"""Streams (standard input, named pipes) for audiences that are read more than once: what was read is kept, on disk where it is long.

Law: each reader starts at the beginning, and a stream is read only as far as the reader that is furthest.
"""

import io
import stat
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

_SPOOL_BYTES_MAX = 1 << 20
_STDIN = (0, 0)


def is_stream(path: Path) -> bool:
    """Whether what a path names is gone once it has been read: a pipe, a device."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


class Replay:
    """Streams by what tells one from another. `release` gives their copies back; streams read after that are begun anew."""

    def __init__(self) -> None:
        self._copies: dict[tuple[int, int], _Copy] = {}

    def stdin(self) -> BinaryIO:
        """Closing it leaves standard input open."""
        return self._reader(_STDIN, lambda: sys.stdin.buffer)

    def open(self, path: Path) -> BinaryIO:
        """Waits for somebody to write. Raises OSError as the system does."""
        identity = path.stat()
        return self._reader((identity.st_dev, identity.st_ino), lambda: path.open("rb"))

    def release(self) -> None:
        for identity, copy in self._copies.items():
            copy.close()
            if identity != _STDIN:
                copy.source.close()
        self._copies.clear()

    def _reader(self, identity: tuple[int, int], begin: Callable[[], BinaryIO]) -> BinaryIO:
        if identity not in self._copies:
            self._copies[identity] = _Copy(begin())
        return io.BufferedReader(_Reader(self._copies[identity]))


class _Copy:
    """What was read of a stream, and the rest of it."""

    def __init__(self, source: BinaryIO) -> None:
        self.source = source
        self._file = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES_MAX)  # noqa: SIM115 - see `Replay.release`
        self._length = 0
        self.close = self._file.close

    def read(self, position: int, size: int) -> bytes:
        """At most so many bytes from a position on that has been read up to; none at the stream's end."""
        left = self._length - position
        self._file.seek(position)
        if left:
            return self._file.read(min(left, size))
        data: bytes = getattr(self.source, "read1", self.source.read)(size)
        self._file.write(data)
        self._length += len(data)
        return data


class _Reader(io.RawIOBase):
    def __init__(self, copy: _Copy) -> None:
        self._copy = copy
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._copy.read(self._position, len(buffer))
        self._position += len(data)
        buffer[: len(data)] = data
        return len(data)
