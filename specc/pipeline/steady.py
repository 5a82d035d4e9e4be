"""Whether data stays as it is while it is read: a file that somebody writes to meanwhile would be read half old and half new."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from specc.base.errors import ChangedError

_Mark = tuple[int, int, int, int]


@dataclass(slots=True, eq=False)
class Marks:
    """How files were when they were first opened: which ones, how long, and when they were last written to. Streams are read once, whatever they hold."""

    _marks: dict[Path, _Mark] = field(default_factory=dict)

    def note(self, path: Path, stream: BinaryIO) -> None:
        found = os.fstat(stream.fileno())
        if stat.S_ISREG(found.st_mode):
            self._marks.setdefault(path, _mark(found))

    def require_same(self, path: Path) -> None:
        """Raises `ChangedError` where a file isn't what was opened first."""
        before = self._marks.get(path)
        if before is not None and before != _now(path):
            raise ChangedError(f"{path} changed while it was read", "run it again when nothing writes to it")


def _mark(found: os.stat_result) -> _Mark:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _now(path: Path) -> _Mark | None:
    try:
        return _mark(path.stat())
    except OSError:
        return None
