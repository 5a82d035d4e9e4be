"""Values as YAML: what is written in the place of a scalar, in its own quotes where it has some."""

import json
import re

from specc.base.fix import Edit
from specc.base.location import Source, Span
from specc.syntax.document import Data
from specc.syntax.parse import parse
from specc.syntax.resolve import Scalar, is_yaml_1_1_habit, resolve

_BARE = re.compile(r"(?:\./)?[A-Za-z0-9_/](?:[\w./+@-]| (?=[\w./+@-])|:(?=[\w@]))*", re.ASCII)
"""Texts that are the same in and out of flow collections, for every reader of YAML."""

_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def literal(span: Span) -> Data:
    """What stands at a span as YAML, for its own; None where that is nothing, or isn't YAML."""
    return parse(Source("", span.text)).data


def is_literally(span: Span, value: object) -> bool:
    """Whether a span holds just this value, written out: not a template or a reference that comes to it."""
    found = literal(span)
    return found == value and isinstance(found, bool) == isinstance(value, bool) and isinstance(found, str) == isinstance(value, str)


def written(value: Scalar, quote: str = "") -> str:
    """A value as YAML in one line; text that would be something else without quotes gets them."""
    if not isinstance(value, str):
        return json.dumps(value)
    if not quote and _BARE.fullmatch(value) and resolve(value) == value and not is_yaml_1_1_habit(value):
        return value
    return _single(value) if quote == "'" and value.isprintable() else _double(value)


def rewritten(span: Span, old: object, new: Scalar) -> Edit | None:
    """The edit that makes `new` of the scalar at a span, which has to be `old` and no block scalar."""
    mark = span.text[:1]
    if mark in ("|", ">") or not is_literally(span, old):
        return None
    return Edit(span, written(new, mark if mark in ("'", '"') else ""))


def quoting(span: Span) -> tuple[Edit, ...]:
    """The edits that put a plain text in quotes, over several lines too: only what has to be added."""
    text = span.text
    if '"' not in text and "\\" not in text:
        return _around(span, '"')
    return (*_around(span, "'")[:1], *(Edit(Span(span.source, at, at), "'") for at in _apostrophes(span)), *_around(span, "'")[1:])


def _around(span: Span, quote: str) -> tuple[Edit, ...]:
    return Edit(Span(span.source, span.start, span.start), quote), Edit(Span(span.source, span.end, span.end), quote)


def _apostrophes(span: Span) -> list[int]:
    return [span.start + index for index, character in enumerate(span.text) if character == "'"]


def _single(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _double(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", json.dumps(text, ensure_ascii=False))
