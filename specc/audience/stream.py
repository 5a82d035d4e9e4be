"""Streams as readers take them: buffered, and lent, so that whoever opened one closes it."""

import codecs
import io
from collections.abc import Callable
from typing import BinaryIO

_BUFFER_BYTES = 1 << 16


class _Lent(io.RawIOBase):
    """What is left of a stream. Closing it, or forgetting it, leaves the stream open."""

    def __init__(self, stream: BinaryIO) -> None:
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = self._read(len(buffer))
        buffer[: len(read)] = read
        return len(read)


def lend(stream: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(_Lent(stream), _BUFFER_BYTES)


def is_utf_8(encoding: str) -> bool:
    return codecs.lookup(encoding).name == "utf-8"


def with_bom(encoding: str) -> str:
    """The encoding that also takes the mark with which some programs start UTF-8."""
    return "utf-8-sig" if is_utf_8(encoding) else encoding
