"""Whether a file opens as what its name says: small readers of containers and subtitles, by the file's ending.

They read structure, never pictures or sound, and know of a format only what tells a whole file from a cut or a wrong one.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Final

from specc.run.formats.boxes import mov_flaw, mp4_flaw
from specc.run.formats.flaw import Flaw
from specc.run.formats.subtitles import srt_flaw, vtt_flaw
from specc.run.formats.webm import webm_flaw

__all__ = ["Flaw", "flaw"]

_READERS: Final[Mapping[str, Callable[[BinaryIO, int], Flaw | None]]] = {
    ".mp4": mp4_flaw,
    ".mov": mov_flaw,
    ".webm": webm_flaw,
    ".srt": srt_flaw,
    ".vtt": vtt_flaw,
}


def flaw(file: Path, ending: str) -> Flaw | None:
    """What keeps a file from being one of that ending (`.mp4`); None where nothing does. A file of an ending that isn't
    known here has to hold something, and that is all. Raises OSError.
    """
    size = file.stat().st_size
    reader = _READERS.get(ending.casefold())
    if reader is None:
        return None if size else Flaw("the file is empty")
    with file.open("rb") as opened:
        return reader(opened, size)
