"""Fixes of spoken text."""

import re
from collections.abc import Iterator

from specc.base.fault import Fault
from specc.base.fix import Edit, Fix
from specc.base.location import Route, Span
from specc.check.rule import Setting
from specc.check.rules.spoken import INAUDIBLE
from specc.syntax.document import Place
from specc.syntax.insertion import changes_only

_HEADER = re.compile(r"[|>]([1-9]?)([+-]?)([1-9]?)")
_FIRST_LINES = re.compile(r"(?<=\n)(?:[ \t]*\r?\n)+")
_ESCAPES = {"0": 0, "a": 7, "b": 8, "v": 11, "f": 12, "e": 27, "N": 0x85}
"""The characters that YAML has a letter for."""
_SPACE = r"(?:\s|\\[ntr ]|\\\r?\n)*"


def strip_text(fault: Fault, setting: Setting) -> Fix | None:
    """Takes off the white space that the text itself has, where it is written. What a constant has may be wanted between words."""
    document = setting.document
    for route, place in document.places.items():
        text = document.get(route)
        if not isinstance(text, str) or text == text.strip() or not _holds(place.value, fault.span):
            continue
        edits = tuple(_edits(place))
        if edits and changes_only(place.value.source, edits, route, text.strip()):
            return Fix("take it out", edits, _is_of_task(route) and not fault.related)
    return None


def drop_inaudible(fault: Fault, setting: Setting) -> Fix | None:
    """Takes out characters that can't be heard, where they are written. What may have parted two words becomes a space, or is a guess."""
    words, span = str(fault.facts["words"]), fault.span
    if fault.facts["kind"] not in INAUDIBLE or not _written(words).fullmatch(span.text):
        return None
    before, after = span.source.text[: span.start][-1:], span.source.text[span.end :][:1]
    is_space = words.isspace() and not before.isspace() and not after.isspace()
    edit = Edit(span, " " if is_space else "")
    if not _is_right(edit, words, setting):
        return None
    is_certain = is_space or fault.facts["kind"] == "direction" or not (before.isalnum() and after.isalnum())
    return Fix("write a space" if is_space else "take it out", (edit,), is_certain and not fault.related and not setting.is_shared(span))


def _is_right(edit: Edit, words: str, setting: Setting) -> bool:
    """Whether an edit changes what it is to change in a scalar, and nothing beside it. What isn't in a scalar is a partial's."""
    document = setting.document
    for route, place in document.places.items():
        text = document.get(route)
        if isinstance(text, str) and words in text and _holds(place.value, edit.span):
            made = (f"{text[: found.start()]}{edit.text}{text[found.end() :]}" for found in re.finditer(re.escape(words), text))
            return any(changes_only(place.value.source, (edit,), route, value) for value in made)
    return True


def _written(characters: str) -> re.Pattern[str]:
    """Characters as they are, or by one of the escapes of a double-quoted scalar."""
    return re.compile("".join(f"(?:{re.escape(character)}|{_escapes(ord(character))})" for character in characters))


def _escapes(code: int) -> str:
    names = "".join(name for name, named in _ESCAPES.items() if named == code)
    return rf"\\(?i:[xuU]0*{code:x})" + (rf"|\\[{names}]" if names else "")


def _holds(whole: Span, part: Span) -> bool:
    """A block scalar's last line breaks are beyond its span."""
    return whole.source is part.source and whole.start <= part.start <= whole.end


def _is_of_task(route: Route) -> bool:
    return route[:1] == ("task",)


def _edits(place: Place) -> Iterator[Edit]:
    span, raw = place.value, place.value.text
    if place.style in ("'", '"'):
        inner = raw[1:-1]
        start = re.match(_SPACE, inner)
        end = re.search(f"{_SPACE}$", inner)
        assert start is not None
        assert end is not None
        yield from _removals(span, (1, 1 + start.end()), (1 + end.start(), 1 + len(inner)))
    elif place.style in ("|", ">") and (header := _HEADER.match(raw)):
        if header[2] != "-":
            at = span.start + header.start(2)
            yield Edit(Span(span.source, at, span.start + header.end(2)), "-")
        lines = _FIRST_LINES.match(raw, raw.find("\n") + 1)
        yield from _removals(span, lines.span() if lines else (0, 0), (len(raw.rstrip()), len(raw)))
        last = span.source.line_span(span.source.position(span.start + len(raw.rstrip())).line).end
        yield from _removals(span, (len(raw), max(len(raw), last - span.start)))


def _removals(span: Span, *parts: tuple[int, int]) -> Iterator[Edit]:
    yield from (Edit(Span(span.source, span.start + start, span.start + end), "") for start, end in parts if start < end)
