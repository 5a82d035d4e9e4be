"""Where the files of specs are read from: the disk as it is, or something that answers as a disk would."""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from specc.base.errors import UnreadableError


class Disk(Protocol):
    def resolve(self, path: Path) -> Path | None:
        """Where a path leads, or None where it leads in circles or no file system has such a name."""

    def exists(self, path: Path) -> bool: ...

    def is_file(self, path: Path) -> bool: ...

    def open(self, path: Path) -> BinaryIO:
        """A spec or a partial. Raises OSError as the system does."""

    def open_data(self, path: Path) -> BinaryIO:
        """The rows of an audience. Raises OSError as the system does."""

    def stdin(self) -> BinaryIO: ...


class Here:
    """The disk as it is."""

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
        return path.open("rb")

    def stdin(self) -> BinaryIO:
        return sys.stdin.buffer


HERE: Disk = Here()


@dataclass(slots=True)
class Watched:
    """The disk as it is, and a list of what was asked of it, of what isn't there too: `sources`, and data apart from them."""

    sources: set[Path] = field(default_factory=set)
    data: set[Path] = field(default_factory=set)

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
        self.data.add(path)
        return HERE.open_data(path)

    def stdin(self) -> BinaryIO:
        raise no_stdin()


def no_stdin() -> UnreadableError:
    return UnreadableError("rows that come from stdin can't be compared with earlier ones", "put them into a file, and name it in `audience.from`")
