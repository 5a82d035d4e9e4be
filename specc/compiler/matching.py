"""A schema's pattern on many texts: asked of all of them together, which costs a third of asking one by one."""

import re
from collections.abc import Callable, Sequence

from specc.catalog.kinds import ecma_pattern

_IS_ANCHORED = re.compile(r"\^(.*)\\Z", re.DOTALL)
_LOOKS_FURTHER = re.compile(r"\(\?(?!:)|\[\^|\\(?![dw.^$*+?()\[\]{}|/\\-])|[\x00-\x1f]")
"""What may match a line feed, or asks for more than the characters it matches: what stands beside them, or was matched before."""


def matcher(pattern: str) -> Callable[[Sequence[str]], bool]:
    """Whether a pattern is found in each of some texts."""
    alone = ecma_pattern(pattern)
    together = _together(alone)

    def are_matched(texts: Sequence[str]) -> bool:
        if together is not None:
            lines = "\n".join(texts) + "\n"
            if lines.count("\n") == len(texts) and together.fullmatch(lines):
                return True
        return all(map(alone.search, texts))

    return are_matched


def _together(alone: re.Pattern[str]) -> re.Pattern[str] | None:
    """Matches lines that a pattern of whole texts matches, each for itself; None where what it says of a line may hang on others."""
    anchored = _IS_ANCHORED.fullmatch(alone.pattern)
    if anchored is None or _LOOKS_FURTHER.search(anchored[1]):
        return None
    return re.compile(rf"(?:(?>(?:{anchored[1]})\n))*+")
