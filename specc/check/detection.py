"""Which language a text is in, by the optional library. Says nothing without it, of short texts, and when it isn't sure."""

import re
from functools import cache, lru_cache
from typing import Any

LETTERS_MIN = 60
WORDS_MIN = 8
_CERTAINTY_MIN = 0.97
_CHARACTERS_MAX = 2000
_NEIGHBOURS = (
    frozenset(("da", "no", "nb", "nn", "sv")),
    frozenset(("bs", "hr", "sr", "sl", "mk")),
    frozenset(("id", "ms", "jv", "su")),
    frozenset(("es", "gl", "ca", "an", "ast", "pt")),
    frozenset(("cs", "sk")),
    frozenset(("ru", "uk", "be", "bg")),
    frozenset(("nl", "af")),
    frozenset(("hi", "mr", "ne")),
    frozenset(("zh", "ja", "wuu", "yue")),
    frozenset(("tr", "az")),
    frozenset(("fa", "ar", "ur", "ps")),
)
"""Languages that are taken for each other."""

_COMMON = frozenset(["ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh"])
"""Only these are told: a text in a rarer one is more often a mistake of the library's."""


@lru_cache(maxsize=1024)
def detect(text: str) -> str:
    """The tag of a text's language; empty where that isn't sure."""
    words = re.findall(r"[^\W\d_]+", text[:_CHARACTERS_MAX])
    if len(words) < WORDS_MIN or sum(map(len, words)) < LETTERS_MIN or (identifier := _identifier()) is None:
        return ""
    tag, certainty = identifier.classify(" ".join(words).lower())
    return tag if certainty >= _CERTAINTY_MIN and tag in _COMMON else ""


def are_near(tag: str, other: str) -> bool:
    """Whether two languages are one, or hard to tell apart."""
    return tag == other or any(tag in group and other in group for group in _NEIGHBOURS)


@cache
def _identifier() -> Any:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        return None
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
