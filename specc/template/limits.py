"""Bounds on what a template may make and do, counted in work rather than time, so that they are the same everywhere.

Every loop step, call, filter and growing operator spends from a meter; what would grow beyond the bound is refused
*before* it is made.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

OUTPUT_CHARACTERS_MAX = 1024 * 1024
WORK_MAX = 16 * 1024 * 1024
ARGUMENT_MAX = 10_000
NUMBER_BITS_MAX = 8192

_STEP = 16
_PIECES_AT_ONCE = 32
_FIGURE = re.compile(r"\s*[-+]?[0-9]+(?:[.,][0-9]+)*\s*")
_WIDTH = re.compile(r"\d{5,}")


class TemplateLimitError(Exception):
    """A template went beyond a bound. The message says which."""


class Meter:
    """The work one rendering may still do."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = WORK_MAX

    def refill(self) -> None:
        self.left = WORK_MAX

    def spend(self, work: int = 0) -> None:
        self.left -= work + _STEP
        if self.left < 0:
            raise TemplateLimitError("the template does too much work: a loop or recursion that hardly ends")


def size(value: object) -> int:
    """About how many characters a value has when written out; raises as soon as that is beyond the bound."""
    total = 0
    open_values = [value]
    while open_values:
        item = open_values.pop()
        if isinstance(item, str | bytes):
            total += len(item)
        elif isinstance(item, dict):
            open_values.extend(item.keys())
            open_values.extend(item.values())
        elif isinstance(item, list | tuple | set | frozenset):
            open_values.extend(item)
        elif isinstance(item, int):
            total += item.bit_length() // 3
        total += 1
        if total + len(open_values) > OUTPUT_CHARACTERS_MAX:
            raise TemplateLimitError(f"the template makes more than {OUTPUT_CHARACTERS_MAX:,} characters")
    return total


def metered_loop(meter: Meter, items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        meter.spend()
        yield item


def call_size(args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    """`size((args, kwargs))`, sooner where they are a few texts."""
    total = 3
    for item in args:
        if item.__class__ is not str:
            return size((args, kwargs))
        total += len(item) + 1
    return size((args, kwargs)) if kwargs or total > OUTPUT_CHARACTERS_MAX else total


def concat(pieces: Iterable[str]) -> str:
    """`''.join` that stops at the bound."""
    kept: list[str] = []
    room = OUTPUT_CHARACTERS_MAX
    source = iter(pieces)
    while True:
        some = list(islice(source, _PIECES_AT_ONCE))
        room -= sum(map(len, some))
        if room < 0:
            raise TemplateLimitError(f"the template makes more than {OUTPUT_CHARACTERS_MAX:,} characters")
        kept += some
        if len(some) < _PIECES_AT_ONCE:
            return "".join(kept)


def check_operator(operator: str, left: Any, right: Any) -> None:
    """Refuses an operator whose result would be beyond the bounds."""
    if operator == "%" and isinstance(left, str):
        check_format(left, right)
    elif operator == "+" and isinstance(left, str | list | tuple):
        size((left, right))
    elif operator == "*":
        _check_product(left, right)
    elif operator == "**" and isinstance(left, int) and isinstance(right, int) and abs(left) > 1:
        _check_bits(left.bit_length() * right)


def _check_product(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int):
        _check_bits(left.bit_length() + right.bit_length())
        return
    text, count = (right, left) if isinstance(left, int) else (left, right)
    if isinstance(text, str) and isinstance(count, int) and _FIGURE.fullmatch(text):
        raise TypeError("unsupported operand type(s) for *: a figure that is text would be repeated")
    if isinstance(count, int) and isinstance(text, str | bytes | list | tuple) and size(text) * count > OUTPUT_CHARACTERS_MAX:
        raise TemplateLimitError(f"the template makes more than {OUTPUT_CHARACTERS_MAX:,} characters")


def _check_bits(bits: int) -> None:
    if bits > NUMBER_BITS_MAX:
        raise TemplateLimitError(f"the template makes a number of more than {NUMBER_BITS_MAX // 3:,} digits")


def check_format(text: str, arguments: Any) -> None:
    """Refuses a width that would fill memory, written in the format or given as an argument (`%*d`, `{:{}}`)."""
    size(arguments)
    if _WIDTH.search(text):
        raise TemplateLimitError("the template pads a text beyond the bound")
    if "*" in text or "{" in text:
        items = arguments if isinstance(arguments, tuple) else (arguments,)
        check_arguments(items)


def check_arguments(arguments: Iterable[Any]) -> None:
    """Refuses numbers that, as a width, count or precision, would fill memory."""
    for argument in arguments:
        if isinstance(argument, int) and abs(argument) > ARGUMENT_MAX:
            raise TemplateLimitError(f"the argument {argument:,} is beyond {ARGUMENT_MAX:,}")


def _check_replace(text: str, old: Any = "", new: Any = "", *_rest: Any) -> None:
    if isinstance(old, str) and isinstance(new, str) and text.count(old) * len(new) > OUTPUT_CHARACTERS_MAX:
        raise TemplateLimitError(f"the template makes more than {OUTPUT_CHARACTERS_MAX:,} characters")


def _check_join(text: str, items: Any = (), *_rest: Any) -> None:
    if isinstance(items, list | tuple | dict | str) and (len(text) + 1) * len(items) > OUTPUT_CHARACTERS_MAX:
        raise TemplateLimitError(f"the template makes more than {OUTPUT_CHARACTERS_MAX:,} characters")


def _check_widths(_text: str, *arguments: Any) -> None:
    check_arguments(arguments)


GROWING_METHODS: dict[str, Callable[..., None]] = {
    "center": _check_widths,
    "ljust": _check_widths,
    "rjust": _check_widths,
    "zfill": _check_widths,
    "expandtabs": _check_widths,
    "to_bytes": _check_widths,
    "replace": _check_replace,
    "join": _check_join,
    "format": lambda text, *arguments: check_format(text, arguments),
    "format_map": lambda text, *arguments: check_format(text, arguments),
}
"""Methods of text and numbers whose result can be far larger than their arguments, and what bounds them."""

GROWING_FILTERS = frozenset(("center", "indent", "wordwrap", "round", "batch", "slice", "tojson", "truncate", "format"))
"""Filters that take a width, count or precision."""
