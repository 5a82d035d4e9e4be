"""Texts as JSON without its quotes: what several of them, one after the other, are is the JSON of them as one text."""

from collections.abc import Sequence

import orjson

QUOTE = b'"'
_BETWEEN = b'","'
_QUOTE_WITHIN = b'\\"'


def escaped_one(text: str) -> bytes:
    return orjson.dumps(text)[1:-1]


def escaped(texts: Sequence[str]) -> list[bytes]:
    """All of some texts, at least one. They are escaped together and cut apart, which costs a fourth of doing it one by one; where a text
    has a quote, what is between two texts may be found in one."""
    together = orjson.dumps(texts)
    if _QUOTE_WITHIN in together:
        return [escaped_one(text) for text in texts]
    return together[2:-2].split(_BETWEEN)
