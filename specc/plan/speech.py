"""How much there is to say in a text: words, characters of scripts without spaces, digits. How fast it is said is data."""

import re
from typing import NamedTuple

_APART = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
"""Thai and its neighbours, kana, Chinese characters; and Hangul, whose words are of very different lengths."""
_DIGIT = re.compile(r"\d")
_DIGITS = b"0123456789"


class Spoken(NamedTuple):
    """A word with digits counts as a word, and each of its digits besides."""

    words: int
    characters: int
    digits: int


def spoken(text: str) -> Spoken:
    if text.isascii():
        raw = text.encode()
        return Spoken(len(raw.split()), 0, len(raw) - len(raw.translate(None, _DIGITS)))
    rest, characters = _APART.subn(" ", text)
    words = sum(any(map(str.isalnum, word)) for word in rest.split())
    return Spoken(words, characters, len(_DIGIT.findall(rest)))
