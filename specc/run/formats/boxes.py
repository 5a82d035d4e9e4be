"""MP4 and MOV: boxes one after the other, each with its size in front (ISO/IEC 14496-12; QuickTime File Format)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from specc.run.formats.flaw import Flaw

_QUICKTIME: Final = "qt  "
_MP4_STARTS: Final = ("iso", "mp4", "avc", "hvc", "hev", "av01", "M4V", "dash", "msdh", "cmf", "MSNV", "3gp", "3g2", "f4v")
_NEEDED: Final = ("ftyp", "moov", "mdat")
_FIRST: Final = frozenset((*_NEEDED, "free", "skip", "wide", "uuid", "styp"))
_HEADER_BYTES: Final = 8
_LONG_HEADER_BYTES: Final = 16
_BRANDS_BYTES_MAX: Final = 4096
_BOXES_MAX: Final = 200_000


class _BrokenError(Exception):
    """The boxes don't add up."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: str
    start: int
    size: int
    header: int


def mp4_flaw(file: BinaryIO, size: int) -> Flaw | None:
    return _flaw(file, size, "MP4")


def mov_flaw(file: BinaryIO, size: int) -> Flaw | None:
    return _flaw(file, size, "MOV")


def find_box(file: BinaryIO, size: int, outer: str, inner: str) -> bytes | None:
    """The beginning of what a box holds that stands in one of the top; None where there is none."""
    try:
        for box in _boxes(file, size):
            if box.kind == outer:
                return _inside(file, box, inner)
    except _BrokenError:
        pass
    return None


def _inside(file: BinaryIO, outer: _Box, kind: str) -> bytes | None:
    at, end = outer.start + outer.header, outer.start + outer.size
    while at < end:
        box = _box(file, at, end)
        if box.kind == kind:
            file.seek(box.start + box.header)
            return file.read(min(box.size - box.header, _BRANDS_BYTES_MAX))
        at += box.size
    return None


def _flaw(file: BinaryIO, size: int, name: str) -> Flaw | None:
    try:
        boxes = list(_boxes(file, size))
    except _BrokenError as error:
        return Flaw(f"the file is no {name}: {error}" if size else "the file is empty")
    kinds = [box.kind for box in boxes]
    missing = next((kind for kind in _NEEDED if kind not in kinds), None)
    if missing is not None:
        return Flaw(f"the file is no {name}: it has no '{missing}' box")
    return _foreign(_brands(file, boxes[kinds.index("ftyp")]), name)


def _boxes(file: BinaryIO, size: int) -> Iterator[_Box]:
    """Those of the top, whose sizes have to add up to the file's."""
    at = 0
    for _ in range(_BOXES_MAX):
        if at == size and size:
            return
        box = _box(file, at, size)
        yield box
        at += box.size
    raise _BrokenError(f"it has more than {_BOXES_MAX:,} boxes")


def _box(file: BinaryIO, at: int, end: int) -> _Box:
    file.seek(at)
    header = file.read(_LONG_HEADER_BYTES)
    if len(header) < _HEADER_BYTES:
        raise _BrokenError(f"it is cut after {end:,} bytes")
    size, kind = int.from_bytes(header[:4]), header[4:8].decode("latin-1")
    length = _HEADER_BYTES
    if size == 1:  # the size is a long one and comes after the kind
        size, length = int.from_bytes(header[8:]), _LONG_HEADER_BYTES
    elif size == 0:  # as far as the file goes
        size = end - at
    if size < length or "\0" in kind or (not at and kind not in _FIRST):
        raise _BrokenError(f"what stands at byte {at:,} is no box")
    if at + size > end:
        raise _BrokenError(f"it is cut: its '{kind}' box ends at byte {at + size:,} of {end:,}")
    return _Box(kind, at, size, length)


def _brands(file: BinaryIO, box: _Box) -> list[str]:
    """The major one, then those it is compatible with."""
    file.seek(box.start + box.header)
    text = file.read(min(box.size - box.header, _BRANDS_BYTES_MAX)).decode("latin-1")
    return [text[:4], *(text[at : at + 4] for at in range(8, len(text), 4))]  # a version stands between


def _foreign(brands: list[str], name: str) -> Flaw | None:
    is_quicktime = _QUICKTIME in brands
    is_mp4 = brands[0] != _QUICKTIME and any(brand.startswith(_MP4_STARTS) for brand in brands)
    fits = {"MOV": is_quicktime, "MP4": is_mp4}[name]
    return None if fits else Flaw(f"the file is no {name}: its brand is '{brands[0].strip()}'", is_another=True)
