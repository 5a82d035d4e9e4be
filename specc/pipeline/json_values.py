"""The JSON values of a stream, one by one in flat memory: a value a line, or the items of one array, however it is laid out.

What comes out is exactly what stands there: integers of any length stay whole.
"""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import orjson

from specc.base.errors import UsageError

_CHUNK_BYTES = 1 << 17
_SPACE = re.compile(r"[ \t\r\n]*")
_DIGITS_TO_ZERO = bytes(ord("0") if chr(byte) in "123456789" else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19  # orjson rounds integers beyond 64 bits
_HELP = "give a file that `specc compile` wrote"


def json_values(stream: BinaryIO, path: Path) -> Iterator[tuple[int, Any]]:
    """Each value with its line, an array's items with their number. Raises `UsageError` for what is no JSON, and OSError."""
    head = b""
    while not head.strip() and (chunk := _read(stream)):
        head += chunk
    return _items(head, stream, path) if head.lstrip().startswith(b"[") else _lines(head, stream, path)


def exact_loads(raw: bytes) -> Any:
    """A JSON value, whatever is in it. Raises ValueError and RecursionError."""
    if _LONG_NUMBER not in raw.translate(_DIGITS_TO_ZERO):
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError:  # half of a surrogate pair, or nested more deeply than it goes
            pass
    return json.loads(raw.decode(), parse_constant=_refuse)


def _lines(head: bytes, stream: BinaryIO, path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_split(head, stream), 1):
        if line.strip():
            try:
                yield number, exact_loads(line)
            except UnicodeDecodeError:
                raise _no_text(path) from None
            except (ValueError, RecursionError) as error:
                raise _no_json(path, number, error) from None


def _split(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    pieces = [head]
    while chunk := _read(stream):
        if b"\n" in chunk:
            *lines, rest = b"".join((*pieces, chunk)).split(b"\n")
            yield from lines
            pieces = [rest]
        else:
            pieces.append(chunk)
    yield from b"".join(pieces).split(b"\n")


def _items(head: bytes, stream: BinaryIO, path: Path) -> Iterator[tuple[int, Any]]:
    """The text so far is tried, and tried again with twice as much where a value goes on."""
    text = _Text(head, stream, path)
    decoder = json.JSONDecoder(parse_constant=_refuse)
    text.skip("[")
    if text.peek() == "]":
        text.skip("]")
        text.require_end()
        return
    number = 1
    while True:
        yield number, text.value(decoder, number)
        if text.peek() == "]":
            text.skip("]")
            text.require_end()
            return
        text.skip(",")
        number += 1


class _Text:
    """A window onto a stream's text."""

    def __init__(self, head: bytes, stream: BinaryIO, path: Path) -> None:
        self._stream, self._path = stream, path
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._text, self._position, self._number, self._is_all = self._decoded(head), 0, 1, False

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            match = _SPACE.match(self._text, self._position)
            assert match is not None
            self._position = match.end()
            if self._position < len(self._text) or not self._more(_CHUNK_BYTES):
                return self._text[self._position : self._position + 1]

    def skip(self, character: str) -> None:
        if self.peek() != character:
            raise _no_json(self._path, self._number, ValueError(f"`{character}` is missing"))
        self._position += 1

    def value(self, decoder: json.JSONDecoder, number: int) -> Any:
        self._number = number
        self.peek()
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._position)
            except (ValueError, RecursionError) as error:
                if not self._more(max(_CHUNK_BYTES, len(self._text))):
                    raise _no_json(self._path, number, error) from None
            else:
                self._position = end
                return value

    def require_end(self) -> None:
        if self.peek():
            raise _no_json(self._path, self._number, ValueError("something comes after the array"))

    def _more(self, size: int) -> bool:
        """Whether there was more to read."""
        if self._is_all:
            return False
        raw = _read(self._stream, size)
        self._is_all = not raw
        self._text = self._text[self._position :] + self._decoded(raw)
        self._position = 0
        return not self._is_all

    def _decoded(self, raw: bytes) -> str:
        try:
            return self._decode(raw, not raw)
        except UnicodeDecodeError:
            raise _no_text(self._path) from None


def _read(stream: BinaryIO, size: int = _CHUNK_BYTES) -> bytes:
    return bytes(getattr(stream, "read1", stream.read)(size))


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _no_json(path: Path, line: int, error: Exception) -> UsageError:
    return UsageError(f"{path}:{line}: not JSON: {error}", _HELP)


def _no_text(path: Path) -> UsageError:
    return UsageError(f"{path} is not UTF-8", _HELP)
