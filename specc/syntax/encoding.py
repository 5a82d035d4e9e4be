"""What to say of a file that isn't text in UTF-8: which encoding it seems to have, and how it becomes UTF-8. Nothing is guessed into a text."""

import codecs
from collections.abc import Mapping
from typing import Final

_LOOKED_AT_BYTES: Final = 1024
_TEXT: Final = frozenset((*b"\t\n\r\f\x1b", *range(0x20, 0x100)))
_MARKS: Final[Mapping[bytes, str]] = {  # the longer first: one begins with another
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_HELP: Final = "save it as UTF-8, in your editor or by `iconv -f {} -t UTF-8 old > new`"


def wide_encoding(raw: bytes) -> str | None:
    """The name of an encoding whose characters take several bytes each, by its mark, or by how its zeros stand."""
    if b"\0" not in raw and raw[:2] not in _MARKS:
        return None
    found = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), None)
    if found is not None:
        return found
    start = raw[:_LOOKED_AT_BYTES]
    for name, zeros, others in (("UTF-16BE", start[::2], start[1::2]), ("UTF-16LE", start[1::2], start[::2])):
        if len(others) > 1 and not any(zeros) and 0 not in others:
            return name
    return None


def wide_problem(name: str) -> dict[str, object]:
    return {"problem": f"the file is in {name}, not in UTF-8", "help": _HELP.format(name)}


def byte_problem(raw: bytes, at: int) -> dict[str, object]:
    """Of the first byte that no UTF-8 has."""
    problem = f"byte 0x{raw[at]:02x} at offset {at} is not UTF-8"
    if set(raw[:_LOOKED_AT_BYTES]) <= _TEXT:
        return {"problem": problem, "help": _HELP.format("WINDOWS-1252")}
    return {"problem": f"the file is no text: {problem}", "help": "a spec is YAML, as plain text in UTF-8; is it the right file?"}
