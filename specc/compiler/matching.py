"""A schema's pattern on many texts: some of them are asked together, which costs half of asking one by one."""

import re
from collections.abc import Callable, Sequence

from specc.catalog.kinds import ecma_pattern

_TOGETHER = 64
_IS_ANCHORED = re.compile(r"\^(.*)\\Z", re.DOTALL)
_LOOKS_FURTHER = re.compile(r"\(\?(?!:)|\\[AbBZ1-9]")
"""What asks for more than the characters that are matched: what stands beside them, or was matched before."""


def matcher(pattern: str) -> Callable[[Sequence[str]], bool]:
    """Whether a pattern is found in each of some texts."""
    alone = ecma_pattern(pattern)
    together = _together(alone)
    if together is None:
        return lambda texts: all(map(alone.search, texts))

    def are_matched(texts: Sequence[str]) -> bool:
        for start in range(0, len(texts), _TOGETHER):
            some = texts[start : start + _TOGETHER]
            lines = "\n".join(some) + "\n"
            if not (len(some) == _TOGETHER == lines.count("\n") and together.fullmatch(lines)) and not all(map(alone.search, some)):
                return False
        return True

    return are_matched


def _together(alone: re.Pattern[str]) -> re.Pattern[str] | None:
    """Matches only lines that a pattern of whole texts matches: as many lines as there are line feeds, each of which ends one. None where
    what it says of a text may hang on others."""
    anchored = _IS_ANCHORED.fullmatch(alone.pattern)
    if anchored is None or _LOOKS_FURTHER.search(anchored[1]):
        return None
    try:
        return re.compile(f"(?:(?>(?:{anchored[1]})\\n)){{{_TOGETHER}}}")
    except (re.error, OverflowError):
        return None
