"""A fix: edits of the source that mend one finding. Text by span, so comments, order and layout stay as they are."""

from dataclasses import dataclass

from specc.base.location import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` takes the place of what the span covers; an empty span inserts, an empty text removes."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """`message` says what it does, to complete "fix: …". It is safe where what is made stays what was meant; a guess isn't."""

    message: str
    edits: tuple[Edit, ...]
    is_safe: bool = False
