"""Words that aren't fit to be spoken: placeholders that were left, and what a voice spells out or leaves out. What they look like is data.

Silent on ordinary text: acronyms, prices, years, names of products.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from specc.base.resources import shipped_data
from specc.compiler.words import Word

PLACEHOLDER, UNSPEAKABLE, PADDED = "V110", "L108", "L110"

_LOWER, _UPPER, _DIGITS = b"abcdefghijklmnopqrstuvwxyz", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
"""Those of ASCII that aren't white space."""
_SHAPE = bytes.maketrans(_LOWER + _UPPER + _DIGITS + _CONTROLS, b"a" * 26 + b"A" * 26 + b"0" * 10 + bytes(len(_CONTROLS)))
_ENDING = ".,;:!?)]}'\"»”’…"
"""What ends a sentence isn't part of an address in it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """Patterns are compiled when they are used, which few are: `re` remembers them."""

    rule: str
    kind: str
    pattern: str
    shapes: tuple[bytes, ...]
    words: tuple[bytes, ...]
    bytes: tuple[bytes, ...]
    unless: str
    known: frozenset[str]
    is_certain: bool

    def find(self, path: str, text: str) -> Iterator[Word]:
        if self.unless and re.search(self.unless, text):
            return
        for match in re.finditer(self.pattern, text):
            start, end = match.span()
            if self.kind in ("address", "email"):
                end = start + len(match.group().rstrip(_ENDING))
            if match.group() not in self.known:
                facts = {"path": path, "kind": self.kind, "words": text[start:end], "is_certain": self.is_certain}
                yield Word(self.rule, start, end, facts, self.kind, is_error=self.is_certain)


def find_words(path: str, text: str) -> list[Word]:
    """What there is to say of the words of a text, in their order, none within another."""
    if not _is_suspect(text):
        return []
    found = [word for look in _looks() for word in look.find(path, text)]
    kept: list[Word] = []
    for word in sorted(found, key=lambda item: (item.start, -item.end)):
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
    return kept


@lru_cache(maxsize=4096)
def words_of(path: str, text: str) -> tuple[Word, ...]:
    """The same, remembered."""
    return tuple(find_words(path, text))


def padding(path: str, text: str) -> Iterator[Word]:
    """White space around a text as a whole."""
    bare = text.strip()
    if bare and bare != text:
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        side = "both" if start and end < len(text) else "start" if start else "end"
        where = (0, start) if start else (end, len(text))
        yield Word(PADDED, *where, {"path": path, "side": side, "padding": text[:start] + text[end:]}, "padded")


def are_clean(texts: Iterable[str]) -> bool:
    """Whether there is surely nothing to say of any of several texts: a few searches in all of them together."""
    return not _is_suspect("\n".join(texts))


def _is_suspect(text: str) -> bool:
    """Cheap where it says no, as it nearly always does: most of a text is small letters, and the rest is short."""
    hints, raw = _hints(), text.encode("utf-8", "surrogatepass")
    if any(word in raw for word in hints.words) or (not text.isascii() and any(re.search(pattern, raw) for pattern in hints.bytes)):
        return True
    marks = raw.translate(hints.marks, _LOWER)
    if any(shape in marks for shape in hints.initials) and any(word in raw for word in hints.capitals):
        return True
    return any(shape in marks for shape in hints.reduced) and any(shape in raw.translate(_SHAPE) for shape in hints.shapes)


@dataclass(frozen=True, slots=True, eq=False)
class _Hints:
    """`reduced` are the shapes without small letters, each of their marks written `*`, as `marks` translates; `initials` those of `capitals`."""

    shapes: tuple[bytes, ...]
    reduced: tuple[bytes, ...]
    marks: bytes
    words: tuple[bytes, ...]
    capitals: tuple[bytes, ...]
    initials: tuple[bytes, ...]
    bytes: tuple[bytes, ...]


@cache
def _hints() -> _Hints:
    shapes = _least(shape for look in _looks() for shape in look.shapes)
    found = bytes(set(b"".join(shapes)) - set(b"aA0 ")) + _CONTROLS
    marks = bytes.maketrans(_UPPER + _DIGITS + found, b"A" * 26 + b"0" * 10 + b"*" * len(found))
    words = [word for look in _looks() for word in look.words]
    capitals = tuple(word for word in words if word.isupper())
    return _Hints(
        shapes,
        _least(shape.translate(marks, b"a") for shape in shapes),
        marks,
        tuple(word for word in words if not word.isupper()),
        capitals,
        _least(word.translate(marks) for word in capitals),
        tuple(dict.fromkeys(pattern for look in _looks() for pattern in look.bytes)),
    )


def _least(shapes: Iterable[bytes]) -> tuple[bytes, ...]:
    """Those that no other one is part of: where that is found, so is this."""
    given = list(dict.fromkeys(shapes))
    return tuple(shape for shape in given if not any(other != shape and other in shape for other in given))


@cache
def _looks() -> tuple[_Look, ...]:
    data: Mapping[str, Any] = shipped_data("spoken.json")
    return tuple(_look(rule, entry) for rule, name in ((PLACEHOLDER, "placeholders"), (UNSPEAKABLE, "unspeakable")) for entry in data[name])


def _look(rule: str, entry: Mapping[str, Any]) -> _Look:
    return _Look(
        rule,
        entry["kind"],
        entry["pattern"],
        tuple(shape.encode() for shape in entry.get("shapes", ())),
        tuple(word.encode() for word in entry.get("words", ())),
        tuple(pattern.encode("latin-1") for pattern in entry.get("bytes", ())),
        entry.get("unless", ""),
        frozenset(entry.get("known", "").split()),
        bool(entry.get("certain")),
    )
