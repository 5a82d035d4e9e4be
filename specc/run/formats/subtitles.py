"""Subtitles as text. A video without speech has none: an empty file is a sound one."""

import re
from typing import BinaryIO, Final

from specc.run.formats.flaw import Flaw

_BYTES_MAX: Final = 64 * 1024 * 1024
_SRT_CUE: Final = re.compile(r"^\s*\d+:\d{1,2}:\d{1,2}[,.]\d{1,3}\s*-->\s*\d+:\d{1,2}:\d{1,2}[,.]\d{1,3}", re.MULTILINE)
_VTT_HEAD: Final = re.compile(r"WEBVTT(?:[ \t].*)?(?:\n|\Z)")


def srt_flaw(file: BinaryIO, _size: int) -> Flaw | None:
    text = _text(file)
    if text is None:
        return Flaw("the subtitles are no text")
    return None if not text.strip() or _SRT_CUE.search(text) else Flaw("the subtitles have no cue that is one of SRT")


def vtt_flaw(file: BinaryIO, _size: int) -> Flaw | None:
    text = _text(file)
    if text is None:
        return Flaw("the subtitles are no text")
    return None if not text.strip() or _VTT_HEAD.match(text) else Flaw("the subtitles don't begin with WEBVTT")


def _text(file: BinaryIO) -> str | None:
    """In whatever encoding, as only digits and signs are looked for; None where it is none."""
    raw = file.read(_BYTES_MAX)
    is_wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw.decode("utf-16" if is_wide else "utf-8-sig", "replace")
    return None if "\0" in text else text.replace("\r\n", "\n")
