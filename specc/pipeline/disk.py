"""Where the files of specs are read from: the disk as it is, or something that answers as a disk would."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from specc.base.errors import UnreadableError
from specc.pipeline.replay import Replay, is_stream
from specc.pipeline.steady import Marks


class Disk(Protocol):
    def resolve(self, path: Path) -> Path | None:
        """Where a path leads, or None where it leads in circles or no file system has such a name."""

    def exists(self, path: Path) -> bool: ...

    def is_file(self, path: Path) -> bool: ...

    def open(self, path: Path) -> BinaryIO:
        """A spec or a partial. Raises OSError as the system does."""

    def open_data(self, path: Path) -> BinaryIO:
        """The rows of an audience. Raises OSError as the system does."""

    def match(self, folder: Path, pattern: str) -> list[str]:
        """The files below a folder whose names match, as the pattern would write them, sorted as text. Raises OSError."""

    def stdin(self) -> BinaryIO: ...


class Here:
    """The disk as it is. `replay` reads streams where they are read more than once; `marks` take how data is when it is opened."""

    def __init__(self, replay: Replay | None = None, marks: Marks | None = None) -> None:
        self._replay, self._marks = replay, marks

    def resolve(self, path: Path) -> Path | None:
        try:
            path.lstat()
        except FileNotFoundError:
            pass
        except (OSError, ValueError):
            return None
        try:
            return path.resolve()
        except (OSError, RuntimeError):
            return None

    def exists(self, path: Path) -> bool:
        return path.exists()

    def is_file(self, path: Path) -> bool:
        return path.is_file()

    def open(self, path: Path) -> BinaryIO:
        return path.open("rb")

    def open_data(self, path: Path) -> BinaryIO:
        if self._replay is not None and is_stream(path):
            return self._replay.open(path)
        stream = path.open("rb")
        if self._marks is not None:
            self._marks.note(path, stream)
        return stream

    def match(self, folder: Path, pattern: str) -> list[str]:
        from glob import glob

        names = (Path(name).as_posix() for name in glob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207 (`Path.glob` refuses absolute patterns)
        return sorted(name for name in names if (folder / name).is_file())

    def stdin(self) -> BinaryIO:
        return sys.stdin.buffer if self._replay is None else self._replay.stdin()


HERE: Disk = Here()


@dataclass(slots=True, eq=False)
class Watched:
    """The disk as it is, and a list of what was asked of it, of what isn't there too: `sources`, and data apart from them."""

    sources: set[Path] = field(default_factory=set)
    data: set[Path] = field(default_factory=set)
    patterns: set[tuple[Path, str]] = field(default_factory=set)
    _marks: Marks = field(default_factory=Marks)

    def require_same(self) -> None:
        """Raises `ChangedError` where data isn't what was opened first."""
        for path in self.data:
            self._marks.require_same(path)

    def resolve(self, path: Path) -> Path | None:
        self.sources.add(path)
        return HERE.resolve(path)

    def exists(self, path: Path) -> bool:
        self.sources.add(path)
        return HERE.exists(path)

    def is_file(self, path: Path) -> bool:
        self.sources.add(path)
        return HERE.is_file(path)

    def open(self, path: Path) -> BinaryIO:
        self.sources.add(path)
        return HERE.open(path)

    def open_data(self, path: Path) -> BinaryIO:
        if is_stream(path):
            raise no_stream("a pipe")
        self.data.add(path)
        return Here(marks=self._marks).open_data(path)

    def match(self, folder: Path, pattern: str) -> list[str]:
        self.patterns.add((folder, pattern))
        return HERE.match(folder, pattern)

    def stdin(self) -> BinaryIO:
        raise no_stream("stdin")


def no_stream(source: str) -> UnreadableError:
    return UnreadableError(f"rows that come from {source} can't be compared with earlier ones", "put them into a file, and name it in `audience.from`")
