"""Compression, by the ending of a file's name: streams of what a file holds, unpacked as it is read, and packers for what is written.

Damage is told by whoever reads on to it. What is packed depends on the data alone: no name and no time goes into it.
"""

import sys
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, BinaryIO, Protocol

from specc.audience.row import UnreadableAudienceError
from specc.base.errors import MissingExtraError


def format_suffix(name: str) -> str:
    """What a file's name says about its format and its compression: `.csv`, `.csv.gz`."""
    path = PurePath(name)
    return PurePath(path.stem).suffix + path.suffix if path.suffix.lower() in _UNPACKERS else path.suffix


def format_inner(suffix: str) -> str:
    """The suffix of the format alone, in lower case."""
    inner, dot, outer = suffix.lower().rpartition(".")
    return inner if f"{dot}{outer}" in _UNPACKERS else suffix.lower()


def unpacked(stream: BinaryIO, suffix: str) -> tuple[BinaryIO, str]:
    """The stream of what a file holds, and the suffix of its format alone."""
    inner, dot, outer = suffix.rpartition(".")
    unpack = _UNPACKERS.get(f"{dot}{outer}".lower())
    return (stream, suffix) if unpack is None else (_Unpacked(stream, f"{dot}{outer}", unpack), inner)  # type: ignore[return-value]


class Packer(Protocol):
    """Takes data by pieces, and gives what is ready to be written of it; `flush` gives the rest, and ends it."""

    def compress(self, data: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


def pack_suffix(name: str) -> str:
    """The ending that says how a file is packed; empty where it isn't."""
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix in _PACKERS else ""


def packer(suffix: str) -> Packer:
    """A new packer for an ending of `pack_suffix`. Raises `MissingExtraError`."""
    return _PACKERS[suffix]()


class _Unpacked:
    """As much of a stream as readers of lines need."""

    def __init__(self, stream: BinaryIO, suffix: str, unpack: Callable[[BinaryIO], tuple[Any, type[Exception]]]) -> None:
        self._suffix = suffix
        self._file, self._damage = unpack(stream)

    def read1(self, size: int) -> bytes:
        try:
            return bytes(self._file.read1(size))
        except EOFError:
            raise UnreadableAudienceError(f"the {self._suffix} file ends too early", "it was cut short: get it again") from None
        except (OSError, self._damage) as error:
            raise UnreadableAudienceError(f"the {self._suffix} file is damaged: {error}", "pack it again, or give it unpacked") from None

    read = read1

    def seekable(self) -> bool:
        return False


def _gzip(stream: BinaryIO) -> tuple[Any, type[Exception]]:
    import gzip
    import zlib

    return gzip.GzipFile(fileobj=stream, mode="rb"), zlib.error


def _bzip2(stream: BinaryIO) -> tuple[Any, type[Exception]]:
    import bz2

    return bz2.BZ2File(stream), OSError


def _xz(stream: BinaryIO) -> tuple[Any, type[Exception]]:
    import lzma

    return lzma.LZMAFile(stream), lzma.LZMAError


def _zstandard(stream: BinaryIO) -> tuple[Any, type[Exception]]:
    try:
        zstd = _zstd()
    except MissingExtraError as error:
        raise UnreadableAudienceError(error.message, error.help) from None
    return zstd.ZstdFile(stream), zstd.ZstdError


def _zstd() -> Any:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        raise MissingExtraError("a .zst file", "data") from None
    return zstd


def _gzip_packer() -> Packer:
    import zlib

    return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)


def _bzip2_packer() -> Packer:
    import bz2

    return bz2.BZ2Compressor()


def _xz_packer() -> Packer:
    import lzma

    return lzma.LZMACompressor(preset=_XZ_PRESET)


def _zstandard_packer() -> Packer:
    packer: Packer = _zstd().ZstdCompressor()
    return packer


_UNPACKERS: dict[str, Callable[[BinaryIO], tuple[Any, type[Exception]]]] = {
    ".gz": _gzip,
    ".bz2": _bzip2,
    ".xz": _xz,
    ".zst": _zstandard,
}

_GZIP_LEVEL = 6
_GZIP_WINDOW = 31  # 15 bits, and 16 for a gzip header, in which zlib leaves the time out
_XZ_PRESET = 3

_PACKERS: dict[str, Callable[[], Packer]] = {
    ".gz": _gzip_packer,
    ".bz2": _bzip2_packer,
    ".xz": _xz_packer,
    ".zst": _zstandard_packer,
}
