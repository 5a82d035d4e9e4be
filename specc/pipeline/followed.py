"""What a spec reads: the files, those that it looked for and didn't find, and how they were when it was read."""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR
from typing import BinaryIO

from specc.pipeline.disk import HERE, Watched
from specc.pipeline.files import PROJECT_MARKS
from specc.pipeline.replay import is_stream

Mark = tuple[int, int, int] | bool
"""How a file is: when it was written, its size, which it is; True for a folder, False for nothing."""


@dataclass(slots=True)
class Followed(Watched):
    """The disk, and a list of what is asked of it. Streams aren't read: they would be empty the next time."""

    def open_data(self, path: Path) -> BinaryIO:
        if is_stream(path):
            raise OSError(errno.ESPIPE, "a pipe can be read only once")
        self.data.add(path)
        return HERE.open_data(path)

    def stdin(self) -> BinaryIO:
        raise OSError(errno.ESPIPE, "standard input can be read only once")

    def files(self) -> Iterator[Path]:
        """The files, without those that only mark a project."""
        yield from (path for path in (*self.sources, *self.data) if path.name not in PROJECT_MARKS)


@dataclass(frozen=True, slots=True)
class Marks:
    """How files were, and which names matched a pattern."""

    files: dict[Path, Mark]
    matches: dict[tuple[Path, str], tuple[str, ...]]

    def differs(self, seen: dict[Path, Mark]) -> bool:
        """Whether a file is another now. `seen` keeps what has been looked at for others that ask."""
        if any(_looked(path, seen) != mark for path, mark in self.files.items()):
            return True
        return any(_match(*pattern) != names for pattern, names in self.matches.items())


def marks(disk: Followed) -> Marks:
    """How what was read is now."""
    return Marks({path.absolute(): mark_of(path) for path in disk.files()}, {pattern: _match(*pattern) for pattern in disk.patterns})


def mark_of(path: Path) -> Mark:
    try:
        found = os.stat(path)  # noqa: PTH116 - a path's own method takes twice as long
    except (OSError, ValueError):
        return False
    return True if S_ISDIR(found.st_mode) else (found.st_mtime_ns, found.st_size, found.st_ino)


def _looked(path: Path, seen: dict[Path, Mark]) -> Mark:
    if path not in seen:
        seen[path] = mark_of(path)
    return seen[path]


def _match(folder: Path, pattern: str) -> tuple[str, ...]:
    try:
        return tuple(HERE.match(folder, pattern))
    except OSError:
        return ()
