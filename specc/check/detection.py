"""Which language a text is in, by the optional library. Says nothing without it, of short texts, and when it isn't sure."""

import re
from functools import cache, lru_cache
from typing import Any

from specc.catalog.languages import alike, common_words, detectable

LETTERS_MIN = 60
WORDS_MIN = 8
_CERTAINTY_MIN = 0.97
_CHARACTERS_MAX = 2000
_COMMON_RATIO = 6
_WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1024)
def detect(text: str) -> str:
    """The tag of a text's language; empty where that isn't sure."""
    words = _WORD.findall(text[:_CHARACTERS_MAX])
    if len(words) < WORDS_MIN or sum(map(len, words)) < LETTERS_MIN or (identifier := _identifier()) is None:
        return ""
    tag, certainty = identifier.classify(" ".join(words).lower())
    return tag if certainty >= _CERTAINTY_MIN and tag in detectable() else ""


def is_plainly(text: str, tag: str) -> bool:
    """Whether a text is in a language beyond doubt: it is full of that language's common words. Then no library need be loaded."""
    common = common_words(tag)
    words = _WORD.findall(text[:_CHARACTERS_MAX].lower())
    return sum(word in common for word in words) * _COMMON_RATIO >= len(words)


def are_near(tag: str, other: str) -> bool:
    """Whether two languages are one, or hard to tell apart."""
    return tag == other or any(tag in group and other in group for group in alike())


@cache
def _identifier() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        return None
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
