"""How long a text takes to say, and which words are said when. Estimates: good enough to draw and to time by."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WORDS_PER_S = 2.5
SPACELESS_PER_S = 5.0
"""Characters a second, where a script puts no spaces between words."""
LENGTH_S_MIN = 1.0

_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_PIECE = re.compile(rf"(?:{_SPACELESS.pattern}[^\s\w]*)|(?:(?!{_SPACELESS.pattern})\S)+|\s+")
_SENTENCE_END = re.compile("[.!?\u2026\u3002\uff01\uff1f\u0964][\"'\u201d\u2019)]*$")
_LINE_WIDTH_MAX = 42
"""What subtitlers put on a line, in Latin letters; a letter of a script without spaces counts for two."""


@dataclass(frozen=True, slots=True)
class Caption:
    start_s: float
    end_s: float
    text: str


def length_s(text: str, *, speed: float = 1.0, s_max: float) -> float:
    """The estimated length of the speech, not under a second and not over `s_max`."""
    return min(max(_effort_s(text) / speed, LENGTH_S_MIN), s_max)


def captions(text: str, *, speed: float = 1.0, length_s: float) -> list[Caption]:
    """The text in lines, each with the time it is said in; what doesn't fit into `length_s` is left out."""
    found: list[Caption] = []
    effort = _effort_s(text)
    # a single word is stretched to the shortest length that a video has
    pace = speed if effort / speed >= LENGTH_S_MIN else effort / length_s
    start = 0.0
    for line in _lines(text):
        end = min(start + _effort_s(line) / pace, length_s)
        if start < length_s:
            found.append(Caption(start, end, line))
        start = end
    return found


def srt(lines: Sequence[Caption]) -> str:
    """The captions as a SubRip file; empty for none."""
    blocks = (
        f"{number}\n{_stamp(line.start_s)} --> {_stamp(line.end_s)}\n{line.text}\n"
        for number, line in enumerate(lines, 1)
    )
    return "\n".join(blocks)


def _effort_s(text: str) -> float:
    spaceless = len(_SPACELESS.findall(text))
    words = len(_SPACELESS.sub(" ", text).split())
    return spaceless / SPACELESS_PER_S + words / WORDS_PER_S


def _lines(text: str) -> Iterator[str]:
    for sentence in _sentences(text):
        # lines of about the same width, so that no word stands alone at the end
        count = math.ceil(_width(sentence) / _LINE_WIDTH_MAX)
        yield from _broken(sentence, width=_width(sentence) / max(count, 1))


def _sentences(text: str) -> Iterator[str]:
    sentence = ""
    for piece in _PIECE.findall(text):
        sentence += " " if piece.isspace() else piece
        if _SENTENCE_END.search(sentence):
            yield sentence.strip()
            sentence = ""
    if sentence.strip():
        yield sentence.strip()


def _broken(sentence: str, *, width: float) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(sentence):
        is_full = _width(line) >= width or _width(line + piece) > _LINE_WIDTH_MAX
        if line.strip() and is_full and not piece.isspace():
            yield line.strip()
            line = ""
        line += piece
    if line.strip():
        yield line.strip()


def _width(text: str) -> int:
    return len(text.strip()) + len(_SPACELESS.findall(text))


def _stamp(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02},{rest % 1000:03}"
