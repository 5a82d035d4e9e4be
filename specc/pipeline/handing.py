"""What a process hands to the one that joins: an outcome by way of a file, or why there is none."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from specc.base.location import Source
from specc.pipeline.sinks import NotJoinedError

if TYPE_CHECKING:
    from specc.check.engine import Findings
    from specc.pipeline.build import Rejected


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process made of a part. `is_end`: the data ended there, by an error that its findings tell."""

    findings: Findings
    spilled: tuple[Any, ...]
    rejects: list[Rejected]
    rows: int
    tasks: int
    written: int
    redone: int
    is_end: bool


@dataclass(frozen=True, slots=True)
class Failure:
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class RawWriter:
    """A writer onto a file."""

    file: IO[bytes]

    def write(self, data: bytes) -> None:
        self.file.write(data)

    def restart(self) -> None:
        pass


class RejectingSink:
    """A sink that keeps what is rejected for the process that joins."""

    def __init__(self, sink: Any, rejects: list[Rejected]) -> None:
        self.begin, self.write, self.is_once, self.reject = sink.begin, sink.write, sink.is_once, rejects.append


class OutcomePickler(pickle.Pickler):
    """The sources of spans are named: they are there on the other side, and compared by identity."""

    def persistent_id(self, obj: Any) -> str | None:
        return obj.name if isinstance(obj, Source) else None


class OutcomeUnpickler(pickle.Unpickler):
    def __init__(self, file: IO[bytes], known: dict[str, Source]) -> None:
        super().__init__(file)
        self._known = known

    def persistent_load(self, name: str) -> Source:
        if name not in self._known:
            raise NotJoinedError  # a partial that only that process has met
        return self._known[name]
