"""Whether a text is in the language that it is spoken in: by the letters it is written in and, where the optional library is there, by its
words. Silent when unsure, and for short texts.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from specc.catalog.languages import base, languages, scripts, scripts_of
from specc.check.detection import are_near, detect, is_plainly
from specc.compiler.words import Word
from specc.compiler.written import TAG

RULE = "L103"
VALUE_CHARACTERS_MIN = 40
"""A shorter value of a row is a name, or the like."""

_LETTERS_MIN = 12
_DENSE_LETTERS_MIN = 5
_DENSE = frozenset(("Hani", "Kana", "Hang"))
_LATIN = "Latn"


def in_letters(path: str, text: str, tag: Any) -> Iterator[Word]:
    """Of a text that is for the most part in letters that its language isn't written in."""
    expected = scripts_of(tag) if isinstance(tag, str) else ()
    if not expected or (text.isascii() and _LATIN in expected):
        return
    counts = {code: len(pattern.findall(text)) for code, pattern in _letters().items()}
    most = max(counts, key=counts.__getitem__)
    least = _DENSE_LETTERS_MIN if most in _DENSE else _LETTERS_MIN
    own = sum(counts.get(code, 0) for code in expected)
    if most not in expected and counts[most] >= least and own * 5 < counts[most] and base(tag):
        facts = {"path": path, "kind": "letters", "found": scripts()[most].name, "language": tag, "wanted": languages()[base(tag)].name}
        yield Word(RULE, *_bounds(text), facts, f"letters:{most}:{tag}")


def in_words(path: str, text: str, tag: Any) -> Iterator[Word]:
    """Of a text whose words are surely of another language."""
    wanted, plain = base(tag), text.replace(TAG, " ")
    found = base(detect(plain)) if wanted and not is_plainly(plain, wanted) else ""
    if found and not are_near(found, wanted):
        facts = {"path": path, "kind": "words", "found": languages()[found].name, "language": tag, "wanted": languages()[wanted].name}
        yield Word(RULE, *_bounds(text), facts, f"words:{found}:{tag}")


def are_short(texts: Iterable[str]) -> bool:
    """Whether values of rows are too short to tell."""
    return max(map(len, texts), default=0) < VALUE_CHARACTERS_MIN


def are_in_letters(texts: Iterable[str], tags: Iterable[Any]) -> bool:
    """Whether values of rows are surely in the letters of their languages."""
    return "".join(texts).isascii() and all(is_latin(tag) for tag in tags)


@lru_cache(maxsize=1024)
def is_latin(tag: Any) -> bool:
    """Whether a language is written in Latin letters; of one that isn't known nothing is said."""
    expected = scripts_of(tag) if isinstance(tag, str) else ()
    return not expected or _LATIN in expected


def _bounds(text: str) -> tuple[int, int]:
    """All of a text but the white space around it."""
    return len(text) - len(text.lstrip()), max(len(text.rstrip()), len(text) - len(text.lstrip()))


@cache
def _letters() -> dict[str, re.Pattern[str]]:
    return {code: re.compile(f"[{script.letters}]") for code, script in scripts().items()}
