"""What JSON Schema's types, steps and patterns mean, without the library: exact for decimals and line ends."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from math import isfinite
from typing import Any


def is_number(value: Any) -> bool:
    """JSON has no infinity and no not-a-number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite_number(value)


def isfinite_number(value: float) -> bool:
    """Whether JSON can hold a number: an integer of any size, or a float that is finite."""
    return isinstance(value, int) or isfinite(value)


def is_integer(value: Any) -> bool:
    """A float without fraction is one too."""
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "integer": is_integer,
    "number": is_number,
}


def types_of(schema: Mapping[str, Any]) -> list[Any]:
    """The types that a schema names; none where it takes any."""
    named = schema.get("type")
    return [named] if isinstance(named, str) else list(named) if isinstance(named, list) else []


@lru_cache(maxsize=4096)
def is_multiple(value: float, step: float) -> bool:
    """Whether `value` is a whole number of decimal steps: 0.7 is 7 steps of 0.1, whatever the binary remainder."""
    from decimal import Decimal

    if not isfinite_number(value):
        return True
    (over, under), (step_over, step_under) = (Decimal(str(number)).as_integer_ratio() for number in (value, step))
    return over * step_under % (step_over * under) == 0


@lru_cache(maxsize=256)
def ecma_pattern(pattern: str) -> re.Pattern[str]:
    r"""A schema's pattern, compiled so that `$` is the very end of the text, as ECMA-262 has it."""
    return re.compile(re.sub(r"(\\.|\[(?:\\.|[^\]\\])*\])|\$", lambda match: match.group(1) or r"\Z", pattern))
