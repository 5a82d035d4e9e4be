"""Patterns of files, as the project's file has them: from its folder, with `/` between names on any system.

`*` and `?` stay within a name, `**` is any folders. A pattern without `/` is of a name in any folder; what matches a folder matches all
that is in it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_PIECE = re.compile(r"(\*\*/|\*\*|\*|\?|\[!?[^\]]+\])")
_SPECIAL = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}


def matches(patterns: Iterable[str], path: Path, root: Path) -> bool:
    """Whether one of the patterns matches a file or folder below the root; none does outside of it."""
    if not path.is_relative_to(root):
        return False
    name = path.relative_to(root).as_posix()
    return any(_compiled(pattern).fullmatch(name) for pattern in patterns)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    plain = pattern.removeprefix("./").rstrip("/")
    start = "" if "/" in plain else r"(?:[^/]+/)*"
    return re.compile(f"{start}{''.join(map(_translated, _PIECE.split(plain)))}(?:/.*)?", re.DOTALL)


def _translated(piece: str) -> str:
    if piece in _SPECIAL:
        return _SPECIAL[piece]
    return piece.replace("[!", "[^", 1) if piece.startswith("[") and piece.endswith("]") and len(piece) > 1 else re.escape(piece)
