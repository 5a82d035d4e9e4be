"""What templates give and ask for beyond plain data: `omit`, the row that isn't there yet, and what counts as empty."""

from typing import Any

ROW_NAMES = frozenset(("row", "row_number"))


_INVISIBLE = " \t\n\r\xa0\u200b\u200c\u200d\u2060\ufeff"


class UnprintableError(Exception):
    """A value that can't be part of a text: a mapping, a list, a macro, `omit`."""


class Omit:
    """The value of `omit`: as a lone result it removes the key."""

    def __repr__(self) -> str:
        return "omit"

    def __str__(self) -> str:
        raise UnprintableError("`omit`")

    def __bool__(self) -> bool:
        raise UnprintableError("`omit`")


OMIT = Omit()


class RowNeededError(Exception):
    """A template asked for the row while the cell is folded: it is bound per row."""


def is_empty(value: Any) -> bool:
    """Whether nothing would be heard: null, not-a-number, or text of white space and characters without width."""
    if isinstance(value, str):
        return not value.strip() or not value.strip(_INVISIBLE)
    return value is None or (isinstance(value, float) and value != value)  # noqa: PLR0124
