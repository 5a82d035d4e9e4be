"""Lines of open streams, at the speed of `io`: a stream is read by chunks, never wrapped, so it stays its owner's to close."""

import codecs
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import BinaryIO

from specc.audience.parts import Part
from specc.audience.row import UnreadableAudienceError

_CHUNK_BYTES = 1 << 15  # as text up to four times as long: what is longer than that is given back to the system, and asked for anew, each time
_LINE_LENGTH_MAX = 1 << 28
_UTF_8 = ("utf-8", "utf-8-sig")
_ENCODING_HELP = "save the file as UTF-8, or name its encoding: `encoding: latin-1`"
_UTF_16_HELP = "it looks like UTF-16: save the file as UTF-8, or write `encoding: utf-16` in `audience`"
_BEGINNINGS = {b"\x1f\x8b": "it looks packed by gzip: let its name end in `.gz`", b"\xff\xfe": _UTF_16_HELP, b"\xfe\xff": _UTF_16_HELP}
"""What is no text in the usual encodings, by its first bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The bytes of a stream, `offset` being that of the first, without the mark that some programs start UTF-8 with."""

    chunks: Iterator[bytes]
    offset: int
    has_bom: bool
    encoding: str
    """As its user wrote it."""

    def byte_lines(self) -> Iterator[bytes]:
        """Lines as they stand, each with the b"\\n" that ends it."""
        return chain.from_iterable(io.BytesIO(lines) for lines in _whole_lines(self.chunks))

    def texts(self) -> Iterator[str]:
        """Whole lines with what ends them: a line feed, a carriage return, or both; some at a time."""
        chunks = _lines_together(self.chunks) if is_utf_8(self.encoding) else self.chunks
        return _whole_text_lines(_decoded(replace(self, chunks=chunks)))


def begin(stream: BinaryIO, encoding: str, part: Part) -> Opened:
    if part.start:
        stream.seek(part.start)
        return Opened(_chunks(stream, part), part.start, has_bom=False, encoding=encoding)
    chunks = _chunks(stream, part)
    first = b""
    while len(first) < len(codecs.BOM_UTF8) and (more := next(chunks, b"")):
        first += more
    has_bom = is_utf_8(encoding) and first.startswith(codecs.BOM_UTF8)
    offset = len(codecs.BOM_UTF8) if has_bom else 0
    return Opened(chain((first[offset:],), chunks), offset, has_bom, encoding)


def _chunks(stream: BinaryIO, part: Part) -> Iterator[bytes]:
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    if part.end is None:
        yield from iter(lambda: read(_CHUNK_BYTES), b"")
        return
    left = part.end - part.start
    while left and (chunk := read(min(left, _CHUNK_BYTES))):
        yield chunk
        left -= len(chunk)


def is_utf_8(encoding: str) -> bool:
    return codecs.lookup(encoding).name in _UTF_8


def _whole_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    open_line: list[bytes] = []
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1
        if cut:
            yield b"".join((*open_line, chunk[:cut]))
            open_line = [chunk[cut:]]
        else:
            open_line.append(chunk)
            _check_length(open_line)
    yield b"".join(open_line)


def _lines_together(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks cut after a line feed where they have one: cutting bytes costs less than cutting text."""
    rest = b""
    for chunk in chunks:
        cut = chunk.rfind(b"\n") + 1 or len(chunk)
        yield rest + chunk[:cut]
        rest = chunk[cut:]
    yield rest


def _whole_text_lines(texts: Iterator[str]) -> Iterator[str]:
    """Cuts after a line feed; after a carriage return only where the text goes on, as a line feed may be next."""
    open_line: list[str] = []
    for part in texts:
        text = part
        if open_line and open_line[-1].endswith("\r"):
            text = open_line.pop() + part
        cut = text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
        if cut == len(text) and not open_line:
            yield text
        elif cut:
            yield "".join((*open_line, text[:cut]))
            open_line = [text[cut:]]
        else:
            open_line.append(text)
            _check_length(open_line)
    yield "".join(open_line)


def _check_length(open_line: Sequence[bytes | str]) -> None:
    if sum(map(len, open_line)) > _LINE_LENGTH_MAX:
        raise UnreadableAudienceError(f"a line is longer than {_LINE_LENGTH_MAX:,} characters", "end each row with a line break")


def _decoded(opened: Opened) -> Iterator[str]:
    """The text by chunks; what precedes a wrong byte comes before the failure."""
    decoder = codecs.getincrementaldecoder(opened.encoding)("strict")
    offset = opened.offset
    for chunk in chain(opened.chunks, (b"",)):
        state = decoder.getstate()
        try:
            yield decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            decoder.setstate(state)
            yield decoder.decode(chunk[: max(0, error.start - len(state[0]))])
            wrong, where = error.object[error.start], offset - len(state[0]) + error.start
            help = next((help for start, help in _BEGINNINGS.items() if opened.offset == 0 and where < len(start) and error.object.startswith(start)), _ENCODING_HELP)
            raise UnreadableAudienceError(f"byte 0x{wrong:02x} at offset {where:,} is not {opened.encoding}", help) from None
        except UnicodeError:
            raise UnreadableAudienceError(f"the file can't be read as {opened.encoding}", "save it as UTF-8") from None
        offset += len(chunk)
