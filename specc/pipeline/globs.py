"""Patterns of files, as the project's file has them: from its folder, with `/` between names on any system.

`*` and `?` stay within a name, `**` is any folders. A pattern without `/` is of a name in any folder; what matches a folder matches all
that is in it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from specc.base.globs import WITHIN_NAME, translated

_WILD = {**WITHIN_NAME, "**/": r"(?:[^/]+/)*", "**": r".*"}


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
    return re.compile(f"{start}{translated(plain, _WILD)}(?:/.*)?", re.DOTALL)
