"""Maps the characters of a scalar's value back to the source: through quotes, escapes, folding and indentation."""

import re

_WORD_OR_SPACE = re.compile(r"[^\s]+|\s+")
_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|[\s\S])|[^\\]")
_BLOCK_HEADER = re.compile(r"[|>][^\n]*\n?")


def character_offsets(raw: str, style: str, value: str) -> list[int]:
    """For each character of `value`, its offset in `raw` (the scalar as written)."""
    if style == '"' and ("\\" in raw):
        return _escaped(raw, value)
    start = 0
    if style in ("|", ">") and (header := _BLOCK_HEADER.match(raw)):
        start = header.end()
    elif style in ("'", '"'):
        start = 1
    return _aligned(raw, start, value, doubled_quotes=style == "'")


def character_length(raw: str, style: str, offset: int) -> int:
    """How much of `raw` the character at an offset takes: more than one where it is escaped."""
    if style == "'":
        return 2 if raw[offset : offset + 2] == "''" and offset + 2 < len(raw) else 1
    match = _ESCAPE.match(raw, offset) if style == '"' else None
    return 1 if match is None else len(match.group())


def _aligned(raw: str, start: int, value: str, *, doubled_quotes: bool) -> list[int]:
    """Words stand in both texts in the same order; the white space between them may differ (folding, indentation)."""
    offsets: list[int] = []
    position = start
    for piece in _WORD_OR_SPACE.findall(value):
        if piece.isspace():
            following = position
            while following < len(raw) and raw[following].isspace():
                following += 1
            # white space is aligned from its end: what was dropped is folding and indentation at its start
            room = following - position
            offsets.extend(position + max(0, min(room - 1, room - len(piece) + i)) for i in range(len(piece)))
            position = following
            continue
        while position < len(raw) and raw[position].isspace():
            position += 1
        for _ in piece:
            offsets.append(min(position, max(0, len(raw) - 1)))
            position += 2 if doubled_quotes and raw[position : position + 2] == "''" else 1
    return offsets


def _escaped(raw: str, value: str) -> list[int]:
    offsets: list[int] = []
    position = 1
    while len(offsets) < len(value) and position < len(raw):
        match = _ESCAPE.match(raw, position)
        if match is None:
            break
        text = match.group()
        if text in ("\\\n", "\\\r\n"):  # an escaped line break joins lines
            position = match.end()
            while position < len(raw) and raw[position] in " \t":
                position += 1
        elif text in "\r\n" or (text in " \t" and _folds(raw, position)):
            position = _fold(raw, position, value, offsets)
        else:
            offsets.append(position)
            position = match.end()
    offsets.extend([max(0, len(raw) - 1)] * (len(value) - len(offsets)))
    return offsets


def _folds(raw: str, position: int) -> bool:
    while position < len(raw) and raw[position] in " \t":
        position += 1
    return position < len(raw) and raw[position] in "\r\n"


def _fold(raw: str, position: int, value: str, offsets: list[int]) -> int:
    first = position
    while position < len(raw) and raw[position].isspace():
        position += 1
    while len(offsets) < len(value) and value[len(offsets)] in " \n":
        offsets.append(first)
        if value[len(offsets) - 1] == " ":
            break
    return position
