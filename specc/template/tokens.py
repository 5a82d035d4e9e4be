"""Jinja's tokens with their offsets. The lexer drops the white space that `{%-` and block trimming strip; it is skipped here."""

import re
from collections.abc import Iterator

from jinja2 import TemplateSyntaxError
from jinja2.lexer import Lexer

RawToken = tuple[int, str, str]
"""(offset + 1, kind, text): the first stands where Jinja has the line number."""

_AT = re.compile(r" at (\d+)\Z")


def located(lexer: Lexer, source: str, name: str | None, state: str | None) -> Iterator[RawToken]:
    """The lexer's raw tokens, with offsets for line numbers. Errors carry an offset too."""
    position = 0
    tokens = lexer.tokeniter(source, name, None, state)
    while True:
        try:
            _line, kind, text = next(tokens)
        except StopIteration:
            return
        except TemplateSyntaxError as error:
            raise _located_error(error, source, position) from None
        start = _find(source, text, position)
        yield start + 1, kind, text
        position = start + len(text)


def _find(source: str, text: str, position: int) -> int:
    while not source.startswith(text, position):
        if position >= len(source) or not source[position].isspace():
            return max(position, source.find(text, position))
        position += 1
    return position


def _located_error(error: TemplateSyntaxError, source: str, position: int) -> TemplateSyntaxError:
    message = error.message or ""
    if match := _AT.search(message):
        return TemplateSyntaxError(message[: match.start()], int(match.group(1)) + 1)
    opened = max(source.rfind("{#", 0), source.rfind("{% raw", 0)) if "end of" in message else -1
    return TemplateSyntaxError(message, (opened if opened >= 0 else min(position, len(source))) + 1)
