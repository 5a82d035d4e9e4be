"""Text in pictures: the first font that has the letters, and something readable where none has."""

import unicodedata
from functools import lru_cache

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

# by file name: Pillow looks in the system's font folders; the built-in font has little more than ASCII
_FILES = ("DejaVuSans.ttf", "NotoSansCJK-Regular.ttc", "NotoSansThai-Regular.ttf", "Arial Unicode.ttf", "arial.ttf")
_NO_LETTER = "\U0010ffff"
_STAND_IN = "•"


def legible(text: str, size: int) -> tuple[str, FreeTypeFont]:
    """A font for the text, and the text with whatever that font lacks replaced."""
    found = [(_missing(text, font), font) for font in _fonts(size)]
    fewest, font = min(found, key=lambda pair: len(pair[0]))
    return "".join(_replaced(letter, font) if letter in fewest else letter for letter in text), font


@lru_cache(maxsize=64)
def _fonts(size: int) -> tuple[FreeTypeFont, ...]:
    # Pillow gives its bitmap font only where it was built without FreeType
    built_in = ImageFont.load_default(size)
    assert isinstance(built_in, FreeTypeFont)
    return (built_in, *(font for file in _FILES if (font := _opened(file, size))))


def _opened(file: str, size: int) -> FreeTypeFont | None:
    try:
        return ImageFont.truetype(file, size)
    except OSError:
        return None


def _missing(text: str, font: FreeTypeFont) -> set[str]:
    return {letter for letter in text if not letter.isspace() and not _has(letter, font)}


@lru_cache(maxsize=8192)
def _has(letter: str, font: FreeTypeFont) -> bool:
    return bytes(font.getmask(letter)) != bytes(font.getmask(_NO_LETTER))


def _replaced(letter: str, font: FreeTypeFont) -> str:
    if unicodedata.combining(letter):
        return ""
    plain = unicodedata.normalize("NFKD", letter)[0]
    return plain if plain != letter and _has(plain, font) else _STAND_IN
