"""What happened, line by line, in a file that only grows: a line is whole before the client hears of it.

Lines reach the operating system at once, so they survive the death of this process (not that of the machine).
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from specc.base.errors import SpeccError
from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.encoding import decoded, encoded


@dataclass(slots=True)
class Journal:
    """Without a file it forgets everything, which is what a sandbox without a folder wants."""

    file: BinaryIO | None = None
    _size: int = field(default=0)

    def write(self, entry: JsonObject) -> None:
        """Raises OSError; then nothing of the entry is left in the file."""
        if self.file is None:
            return
        line = encoded(entry) + b"\n"
        written = 0
        try:
            while written < len(line):
                written += self.file.write(line[written:])
        except OSError:
            self.file.truncate(self._size)
            raise
        self._size += len(line)

    def close(self) -> None:
        if self.file:
            self.file.close()


def reopened(path: Path) -> tuple[Journal, Iterator[JsonObject]]:
    """The journal at a path, to be written on, and what it holds. A torn last line never happened and is removed."""
    path.touch()
    whole = _whole_bytes(path)
    os.truncate(path, whole)
    file = path.open("ab", buffering=0)
    return Journal(file, whole), _entries(path)


def _whole_bytes(path: Path) -> int:
    size = 0
    with path.open("rb") as file:
        for line in file:
            if line.endswith(b"\n"):
                size += len(line)
    return size


def _entries(path: Path) -> Iterator[JsonObject]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            yield _entry(line, path, number)


def _entry(line: bytes, path: Path, number: int) -> JsonObject:
    try:
        entry = decoded(line)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        raise SpeccError(
            f"{path}:{number}: this is no line of a sandbox's journal",
            "choose another `--state` folder, or remove this one",
        )
    return entry
