"""Texts of which each is above the one before, so that none comes twice: keys are often numbers that were counted up."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from operator import lt


@dataclass(slots=True, eq=False)
class Rising:
    """The first and the last text so far, None where there is none. A longer text is above a shorter one."""

    first: str | None = None
    last: str | None = None

    def goes_on(self, texts: Sequence[str]) -> bool:
        """Whether texts are above those before, and each above the one before it; they then belong to them."""
        return not texts or (_rise(texts) and self.joins(Rising(texts[0], texts[-1])))

    def joins(self, other: "Rising") -> bool:
        """The same of texts that rise."""
        if other.first is None:
            return True
        if self.last is not None and not _place(self.last) < _place(other.first):
            return False
        self.first, self.last = other.first if self.first is None else self.first, other.last
        return True


def _rise(texts: Sequence[str]) -> bool:
    lengths = list(map(len, texts))
    if lengths[0] == lengths[-1]:
        return lengths.count(lengths[0]) == len(lengths) and all(map(lt, texts, islice(texts, 1, None)))
    return all(map(lt, zip(lengths, texts, strict=True), islice(zip(lengths, texts, strict=True), 1, None)))


def _place(text: str) -> tuple[int, str]:
    return len(text), text
