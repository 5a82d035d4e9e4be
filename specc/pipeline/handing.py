"""What the processes of a crew and the one that joins hand to each other, and how: by pipes; what is written, by the file it goes to."""

from __future__ import annotations

import io
import os
import pickle
import tempfile
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any

from specc.base.location import Source
from specc.pipeline.sinks import NoSink, NotJoinedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specc.audience.parts import Part
    from specc.check.engine import Findings
    from specc.pipeline.build import Rejected

HELD_BYTES_MAX = 16 * 1024 * 1024
_COPIED_BYTES = 1 << 20
_SAME_MAX = 1 << 12
_LENGTH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Order:
    """Where what was made of earlier parts goes, in the order in which they were made; and the next part, None if there is no other."""

    places: tuple[int, ...]
    part: Part | None
    skipped: int = 0
    """So many rows of the part are done already."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a part has; the answer is how many come before."""

    rows: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process made of a part: tasks, of which `written` were written, in `size` bytes."""

    findings: Findings
    spilled: tuple[Any, ...]
    rejects: list[Rejected]
    rows: int
    tasks: int
    redone: int
    written: int
    size: int


@dataclass(frozen=True, slots=True)
class Failure:
    """`kind`: `cut`, where a part can't be read to its end; `output` and `system`, with the error; `bug`, with all about it."""

    kind: str
    error: Any = None


@dataclass(slots=True)
class Held:
    """A writer that holds what it is given until it is told where that goes; on disk where it is much."""

    size: int = 0
    _pieces: list[bytes] = field(default_factory=list)
    _file: IO[bytes] | None = None
    _spilled: int = 0

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._pieces.append(data)
        if self.size - self._spilled > HELD_BYTES_MAX:
            self._file = self._file or tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is put
            self._file.writelines(self._pieces)
            self._spilled = self.size
            self._pieces.clear()

    def restart(self) -> None:
        pass

    def put(self, handle: int, position: int) -> None:
        """Writes it there."""
        for piece in self.pieces():
            view = memoryview(piece)
            while view:
                count = os.pwrite(handle, view, position)
                position, view = position + count, view[count:]

    def pieces(self) -> Iterator[bytes]:
        """All of it; once."""
        if self._file is not None:
            with self._file as file:
                file.seek(0)
                while data := file.read(_COPIED_BYTES):
                    yield data
        yield from self._pieces


class RejectingSink:
    """A sink that keeps what is rejected for the process that joins, and what many rows have in common once; nothing where nobody wants it."""

    def __init__(self, sink: Any, rejects: list[Rejected]) -> None:
        self.begin, self.write, self.is_once = sink.begin, sink.write, sink.is_once
        self._is_wanted, self._rejects = not isinstance(sink, NoSink), rejects
        self._same: dict[tuple[str, ...], tuple[str, ...]] = {}

    def reject(self, item: Rejected) -> None:
        if self._is_wanted:
            self._rejects.append(replace(item, codes=self._once(item.codes), messages=self._once(item.messages)))

    def _once(self, words: tuple[str, ...]) -> tuple[str, ...]:
        return self._same.setdefault(words, words) if len(self._same) < _SAME_MAX else words


class Channel:
    """One end of the pipes between a process and the one that joins. Sources of spans, which are compared by identity, are sent by
    name: they are `known` on the other side. Raises EOFError where there is nobody on the other side any more.
    """

    def __init__(self, reading: int, writing: int, known: dict[str, Source]) -> None:
        self.incoming, self._outgoing = io.FileIO(reading), io.FileIO(writing, "wb")
        self._known = known

    def send(self, message: Any) -> None:
        packed = io.BytesIO()
        _Pickler(packed, pickle.HIGHEST_PROTOCOL).dump(message)
        try:
            for data in (len(packed.getbuffer()).to_bytes(_LENGTH_BYTES, "big"), packed.getbuffer()):
                view = memoryview(data)
                while view:
                    view = view[self._outgoing.write(view) :]
        except BrokenPipeError:
            raise EOFError from None

    def hear(self) -> Any:
        """Waits for a message, and takes nothing of the next."""
        return _Unpickler(io.BytesIO(self._read(int.from_bytes(self._read(_LENGTH_BYTES), "big"))), self._known).load()

    def _read(self, size: int) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            count = self.incoming.readinto(view)
            if not count:
                raise EOFError
            view = view[count:]
        return data

    def close(self) -> None:
        self.incoming.close()
        self._outgoing.close()


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        return obj.name if isinstance(obj, Source) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: IO[bytes], known: dict[str, Source]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_load(self, name: str) -> Source:
        if name not in self._known:
            raise NotJoinedError  # a partial that only that process has met
        return self._known[name]
