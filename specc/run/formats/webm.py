"""WEBM: EBML elements, each an id and a size of variable length (RFC 8794), with one Segment that holds the rest
(RFC 9559)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from specc.run.formats.flaw import Flaw

_EBML: Final = b"\x1a\x45\xdf\xa3"
_DOCTYPE: Final = 0x4282
_SEGMENT: Final = 0x18538067
_NEEDED: Final = {0x1654AE6B: "tracks", 0x1F43B675: "clusters"}
_ID_BYTES_MAX: Final = 4
_SIZE_BYTES_MAX: Final = 8
_DOCTYPE_BYTES_MAX: Final = 64
_ELEMENTS_MAX: Final = 200_000


class _BrokenError(Exception):
    """The elements don't fit into each other."""


@dataclass(frozen=True, slots=True)
class _Element:
    """`is_open`: its size isn't known, so it goes as far as what it stands in."""

    id: int
    start: int
    end: int
    is_open: bool


def webm_flaw(file: BinaryIO, size: int) -> Flaw | None:
    if not size:
        return Flaw("the file is empty")
    try:
        doctype = _doctype(file, size)
        if doctype == "webm":
            _require_media(file, _segment(file, size))
    except _BrokenError as error:
        return Flaw(f"the file is no WEBM: {error}")
    return None if doctype == "webm" else Flaw(f"the file is no WEBM: its type is '{doctype}'", is_another=True)


def find_element(file: BinaryIO, size: int, outer: int, inner: int) -> bytes | None:
    """The value of an element that stands in one of the Segment's; None where there is none."""
    try:
        segment = _segment(file, size)
        for element in _elements(file, segment.start, segment.end):
            if element.id == outer:
                found = next((one for one in _elements(file, element.start, element.end) if one.id == inner), None)
                return None if found is None else _value(file, found)
    except _BrokenError:
        pass
    return None


def _value(file: BinaryIO, element: _Element) -> bytes:
    file.seek(element.start)
    return file.read(min(element.end - element.start, _DOCTYPE_BYTES_MAX))


def _doctype(file: BinaryIO, size: int) -> str:
    if file.read(_ID_BYTES_MAX) != _EBML:
        raise _BrokenError("it doesn't begin with an EBML header")
    head = _element(file, 0, size)
    for element in _elements(file, head.start, head.end):
        if element.id == _DOCTYPE:
            file.seek(element.start)
            raw = file.read(min(element.end - element.start, _DOCTYPE_BYTES_MAX))
            return raw.rstrip(b"\0").decode("ascii", "replace")
    return "matroska"  # the default of the format


def _segment(file: BinaryIO, size: int) -> _Element:
    head = _element(file, 0, size)
    for element in _elements(file, head.end, size):
        if element.id == _SEGMENT:
            return element
    raise _BrokenError("it has no Segment")


def _require_media(file: BinaryIO, segment: _Element) -> None:
    found = {element.id for element in _elements(file, segment.start, segment.end)}
    missing = [name for id, name in _NEEDED.items() if id not in found]
    if missing:
        raise _BrokenError(f"it has no {missing[0]}")


def _elements(file: BinaryIO, at: int, end: int) -> Iterator[_Element]:
    for _ in range(_ELEMENTS_MAX):
        if at >= end:
            return
        element = _element(file, at, end)
        yield element
        if element.is_open:  # only a reader of what is in it could tell where it ends
            return
        at = element.end
    raise _BrokenError(f"it has more than {_ELEMENTS_MAX:,} elements")


def _element(file: BinaryIO, at: int, end: int) -> _Element:
    file.seek(at)
    raw = file.read(_ID_BYTES_MAX + _SIZE_BYTES_MAX)
    id_length = _length(raw, 0, _ID_BYTES_MAX, at)
    size_length = _length(raw, id_length, _SIZE_BYTES_MAX, at)
    size = int.from_bytes(raw[id_length : id_length + size_length]) - (1 << 7 * size_length)
    start = at + id_length + size_length
    is_open = size == (1 << 7 * size_length) - 1
    if start > end or (not is_open and start + size > end):
        raise _BrokenError(f"it is cut: what stands at byte {at:,} ends at byte {start + size:,} of {end:,}")
    return _Element(int.from_bytes(raw[:id_length]), start, end if is_open else start + size, is_open)


def _length(raw: bytes, at: int, most: int, place: int) -> int:
    """How many bytes a number has: as many as its first byte has leading zeros, and one."""
    length = 9 - raw[at].bit_length() if at < len(raw) else 0
    if not 0 < length <= most or at + length > len(raw):
        raise _BrokenError(f"what stands at byte {place:,} is no element")
    return length
