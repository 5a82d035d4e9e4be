"""The YAML 1.2 core schema for plain scalars: `no` and `16:9` are text, `0123` is 123, `0o17` is 15."""

import re
from collections.abc import Callable

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")
_DIGITS_MAX = 4000

_YAML_1_1 = re.compile(
    r"(?:(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)|0[0-7]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?)\Z"
)

_NUMBERS: tuple[tuple[re.Pattern[str], Callable[[str], Scalar]], ...] = (
    (_INTEGER, int),
    (_OCTAL, lambda text: int(text, 8)),
    (_HEX, lambda text: int(text, 16)),
    (_FLOAT, float),
    (_SPECIAL, lambda text: float(text.replace(".", ""))),
)


def resolve(text: str) -> Scalar:
    """The value of a plain scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "+-.0123456789" and len(text) <= _DIGITS_MAX:
        for pattern, convert in _NUMBERS:
            if pattern.match(text):
                return convert(text)
    return text


def is_yaml_1_1_habit(text: str) -> bool:
    """Whether YAML 1.1 readers would take a plain scalar for something else than 1.2 does."""
    return _YAML_1_1.match(text) is not None
