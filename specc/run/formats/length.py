"""How long a video is, as its container says: the movie header of MP4 and MOV, the segment's information of WEBM."""

import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from specc.run.formats.boxes import find_box
from specc.run.formats.webm import find_element

_INFO, _SCALE, _DURATION = 0x1549A966, 0x2AD7B1, 0x4489
_SCALE_NS_USUAL: Final = 1_000_000
_LENGTH_S_MAX: Final = 24 * 3600.0


def length_s(file: Path, ending: str) -> float | None:
    """In seconds; None for what isn't a video, or doesn't say. Raises OSError."""
    reader = _READERS.get(ending.casefold())
    if reader is None:
        return None
    with file.open("rb") as opened:
        seconds = reader(opened, file.stat().st_size)
    return seconds if seconds is not None and 0 < seconds <= _LENGTH_S_MAX else None


def _of_boxes(file: BinaryIO, size: int) -> float | None:
    header = find_box(file, size, "moov", "mvhd")
    if header is None or len(header) < 32:  # noqa: PLR2004 - the longest that is read
        return None
    is_long = header[0] == 1
    units, duration = struct.unpack_from(">IQ", header, 20) if is_long else struct.unpack_from(">II", header, 12)
    return float(duration / units) if units else None


def _of_elements(file: BinaryIO, size: int) -> float | None:
    duration = find_element(file, size, _INFO, _DURATION)
    if duration is None or len(duration) not in {4, 8}:
        return None
    scale = find_element(file, size, _INFO, _SCALE)
    [ticks] = struct.unpack(">f" if len(duration) == 4 else ">d", duration)  # noqa: PLR2004
    return float(ticks) * (int.from_bytes(scale) if scale else _SCALE_NS_USUAL) / 1e9


_READERS: Final[Mapping[str, Callable[[BinaryIO, int], float | None]]] = {".mp4": _of_boxes, ".mov": _of_boxes, ".webm": _of_elements}
