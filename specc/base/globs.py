"""Patterns of names as regular expressions: `*` is any characters, `?` one, `[a-z]` one of some, `[!a-z]` one of the others; none is `/`.

The law: any text is a pattern, and what it says is what Python's own `fnmatch` takes it for within a name.
"""

import re
from collections.abc import Mapping
from typing import Final

MAGIC: Final = frozenset("*?[")
WITHIN_NAME: Final[Mapping[str, str]] = {"**/": r"[^/]*/", "**": r"[^/]*", "*": r"[^/]*", "?": r"[^/]"}
_PIECE = re.compile(r"(\*\*/|\*\*|\*|\?|\[!?+[^/][^\]/]*\])")
_MEMBER = re.compile(r"(.)-(.)|(.)", re.DOTALL)
_NEVER = r"(?!)"


def translated(pattern: str, wild: Mapping[str, str] = WITHIN_NAME) -> str:
    """A pattern as the text of a regular expression. `wild`: what `**/`, `**`, `*` and `?` are."""
    return "".join(_set(piece) if _is_set(piece) else wild.get(piece) or re.escape(piece) for piece in _PIECE.split(pattern))


def backward_range(pattern: str) -> str | None:
    """A range such as `z-a`, which holds no character."""
    return next((f"{first}-{last}" for piece in _PIECE.split(pattern) if _is_set(piece) for first, last, _ in _members(piece) if first > last), None)


def _is_set(piece: str) -> bool:
    return piece.startswith("[") and _PIECE.fullmatch(piece) is not None


def _set(piece: str) -> str:
    members = "".join(_member(*found) for found in _members(piece))
    if piece.startswith("[!"):
        return f"[^/{members}]"
    return f"(?!/)[{members}]" if members else _NEVER


def _members(piece: str) -> list[tuple[str, str, str]]:
    return _MEMBER.findall(piece[2:-1] if piece.startswith("[!") else piece[1:-1])


def _member(first: str, last: str, single: str) -> str:
    if single:
        return re.escape(single)
    return f"{re.escape(first)}-{re.escape(last)}" if first <= last else ""
