"""The plain JSON Schema validator. It mends the two keywords that the library gets wrong for decimals and line ends."""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from math import isfinite
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

Errors = Iterator[ValidationError]


def is_multiple(value: float, step: float) -> bool:
    """Whether `value` is a whole number of decimal steps: 0.7 is 7 steps of 0.1, whatever the binary remainder."""
    return not isfinite_number(value) or Fraction(str(value)) % Fraction(str(step)) == 0


def isfinite_number(value: float) -> bool:
    """Whether JSON can hold a number: an integer of any size, or a float that is finite."""
    return isinstance(value, int) or isfinite(value)


@lru_cache(maxsize=256)
def ecma_pattern(pattern: str) -> re.Pattern[str]:
    r"""A schema's pattern, compiled so that `$` is the very end of the text, as ECMA-262 has it."""
    return re.compile(re.sub(r"(\\.|\[(?:\\.|[^\]\\])*\])|\$", lambda match: match.group(1) or r"\Z", pattern))


def _multiple_of(validator: Any, step: float, instance: Any, _schema: Any) -> Errors:
    if validator.is_type(instance, "number") and not is_multiple(instance, step):
        yield ValidationError(f"{instance!r} is not a multiple of {step}")


def _pattern(validator: Any, pattern: str, instance: Any, _schema: Any) -> Errors:
    if validator.is_type(instance, "string") and not ecma_pattern(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _of_type(keyword: str) -> Callable[..., Errors]:
    """A value of the wrong type is told as that, not as one that isn't among the allowed ones too."""
    plain = Draft202012Validator.VALIDATORS[keyword]

    def checked(validator: Any, allowed: Any, instance: Any, schema: Any) -> Errors:
        kinds = schema.get("type", ())
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if not kinds or any(validator.is_type(instance, kind) for kind in kinds):
            yield from plain(validator, allowed, instance, schema) or ()

    return checked


def _is_number(_checker: Any, instance: object) -> bool:
    """JSON has no infinity and no not-a-number."""
    return isinstance(instance, int | float) and not isinstance(instance, bool) and isfinite_number(instance)


PlainValidator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"multipleOf": _multiple_of, "pattern": _pattern, "enum": _of_type("enum"), "const": _of_type("const")},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine("number", _is_number),
)
