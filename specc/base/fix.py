"""A fix: edits of the source that mend one finding. Text by span, so comments, order and layout stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from specc.base.jsonvalue import Json
from specc.base.location import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` takes the place of what the span covers; an empty span inserts, an empty text removes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """`message` says what it does, to complete "fix: …". It is safe where what is made stays what was meant; a guess isn't. What it `claims`,
    a name in a mapping, no other fix may claim that is made with it."""

    message: str
    edits: tuple[Edit, ...]
    is_safe: bool = False
    claims: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """The value of a parameter that would mend a fault. `span` covers the value that is written; where none is, it is the key of the mapping
    that the keys `missing`, each below the one before, belong in."""

    path: str
    value: Json
    span: Span
    missing: tuple[str, ...] = ()


def applied(text: str, edits: Sequence[Edit]) -> str:
    """The text with all edits made; none of them meet. What no edit covers stays character for character."""
    parts, position = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.span.start, edit.span.end)):
        parts += [text[position : edit.span.start], edit.text]
        position = edit.span.end
    return "".join((*parts, text[position:]))
