"""Templates that are words and dotted names alone: `Hello {{ row.name }}`. Most are, and these need no Jinja.

The law: what is read and rendered here is what Jinja reads and renders. Whatever is unusual, in a text or in a value, is
left to Jinja: another construct, a name that isn't there, a value that is no plain text or number, one that is empty.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from specc.template.limits import OUTPUT_CHARACTERS_MAX
from specc.template.names import Path, Reference

Context = Mapping[str, Any]

_TEXT_MAX = 20_000
_NAMES_MAX = 200
_MARK = re.compile(r"\{[{%#]")
_NAME = re.compile(r"\{\{[ \t\n]*([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)[ \t\n]*\}\}")
_RESERVED = frozenset(("true", "false", "none", "and", "or", "not", "in", "is", "if", "else", "self", "caller", "loop", "varargs", "kwargs"))
_GLOBALS = frozenset(("range", "dict", "lipsum", "cycler", "joiner", "namespace"))
_SAFE_INTEGER = 2**64


@dataclass(frozen=True, slots=True, eq=False)
class PlainText:
    """`pieces` are words and paths in the order of the text; a text that is one path and nothing else keeps its value's type."""

    pieces: tuple[str | Path, ...]
    references: tuple[Reference, ...]

    bare: Path | None


@lru_cache(maxsize=1024)
def read_plain(text: str) -> PlainText | None:
    """The pieces of a text, or None where it holds more than words and names."""
    if len(text) > _TEXT_MAX or "\r" in text:  # Jinja changes line breaks
        return None
    pieces: list[str | Path] = []
    references: list[Reference] = []
    position = 0
    while mark := _MARK.search(text, position):
        match = _NAME.match(text, mark.start())
        path = tuple(match.group(1).split(".")) if match else ()
        if match is None or path[0] in _GLOBALS or any(step.lower() in _RESERVED for step in path) or len(references) == _NAMES_MAX:
            return None
        if mark.start() > position:
            pieces.append(text[position : mark.start()])
        pieces.append(path)
        references.append(Reference(path, match.start(1), match.end(1)))
        position = match.end()
    if position < len(text):
        pieces.append(text[position:])
    bare = references[0].path if len(pieces) == 1 and references else None
    return PlainText(tuple(pieces), tuple(references), bare)


UNUSUAL = object()
"""Stands for what Jinja has to render."""


def fill(text: PlainText, context: Context) -> Any:
    """The value of a plain text under a context, or UNUSUAL."""
    if (path := text.bare) is not None:
        value = _found(path, context)
        return value if value is None or value.__class__ in _KEPT else UNUSUAL
    texts = [piece if piece.__class__ is str else _shown(_found(piece, context)) for piece in text.pieces]
    if UNUSUAL in texts:
        return UNUSUAL
    joined = "".join(texts)
    return joined if len(joined) <= OUTPUT_CHARACTERS_MAX else UNUSUAL


def _found(path: str | Path, context: Context) -> Any:
    value: Any = context
    for step in path:
        if value.__class__ is not dict or step not in value:
            return UNUSUAL
        value = value[step]
    return value


def _shown(value: Any) -> Any:
    if value.__class__ is str:
        # what is spoken must not be empty, whatever kind of nothing it is
        return value if value[:1].isalnum() or any(map(str.isalnum, value)) else UNUSUAL
    if value.__class__ is bool or (value.__class__ is int and -_SAFE_INTEGER < value < _SAFE_INTEGER):
        return str(value)
    return UNUSUAL


_KEPT = frozenset((str, int, float, bool))
