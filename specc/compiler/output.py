"""Names of output files: made from the spec's `output.file`, or from key and cell, and safe on every system."""

import re
from collections.abc import Mapping

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?\Z", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_UNFIT = re.compile(r"[^\w.-]+")
_PLAIN_PART = r"(?!(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:[./]|\Z))[a-z0-9_-](?:[a-z0-9_.-]{0,98}[a-z0-9_-])?"
_PLAIN = re.compile(rf"{_PLAIN_PART}(?:/{_PLAIN_PART}){{0,8}}\Z", re.IGNORECASE | re.ASCII)
_NAME_BYTES_MAX = 240
_PATH_BYTES_MAX = 1000


def default_file(spec: str, key: str | None, cell: Mapping[str, str]) -> str:
    parts = [part for part in (key, *cell.values()) if part]
    return f"{spec}/" + "-".join(_UNFIT.sub("_", part).strip(". ") or "_" for part in parts) if parts else spec


def extension(output_format: object) -> str:
    """The ending of the files of a task; its container by default."""
    return str("MP4" if output_format is None else output_format).lower()


is_plainly_safe = _PLAIN.match
"""Gives something true for a file name that is safe at first sight. `unsafe_because` has nothing to say of such a name."""


def unsafe_because(file: str) -> str | None:
    """Why a relative file name can't be used everywhere, or None."""
    if not file.strip():
        return "is empty"
    if file.startswith(("/", "~")):
        return "is absolute"
    if match := _FORBIDDEN.search(file):
        character = match.group()
        shown = "a backslash" if character == "\\" else f"`{character}`" if character.isprintable() else f"the control character U+{ord(character):04X}"
        return f"holds {shown}"
    if len(file.encode(errors="replace")) > _PATH_BYTES_MAX:
        return f"is longer than {_PATH_BYTES_MAX} bytes"
    return next((reason for part in file.split("/") if (reason := _unsafe_part(part))), None)


def _unsafe_part(part: str) -> str | None:
    if part == "..":
        return "leaves the output folder by `..`"
    if part in ("", "."):
        return "has an empty part"
    if part != part.strip() or part.endswith("."):
        return "has a part that begins or ends with a space, or ends with a dot"
    if _RESERVED.match(part):
        return f"uses the name `{part}`, which Windows keeps for itself"
    if len(part.encode(errors="replace")) > _NAME_BYTES_MAX:
        return f"has a part longer than {_NAME_BYTES_MAX} bytes"
    return None
