"""Files that stay: made beside their place, synced with their folder, renamed. Both ways to the disk are passed in, so
that a test can stop the world before and after each.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from specc.run.places import part_of

Create = Callable[[Path], BinaryIO]
"""Opens a file to write on at its end."""

Rename = Callable[[Path, Path], None]


def create_file(path: Path) -> BinaryIO:
    return path.open("ab")


def rename_file(path: Path, target: Path) -> None:
    path.replace(target)


@dataclass(frozen=True, slots=True)
class Placing:
    """Each method raises OSError."""

    create: Create = create_file
    rename: Rename = rename_file

    def create_afresh(self, path: Path) -> BinaryIO:
        path.unlink(missing_ok=True)
        return self.create(path)

    def place(self, part: Path, target: Path) -> None:
        """Give a synced file its name."""
        self.rename(part, target)
        sync_folder(target.parent)

    def copy(self, source: Path, target: Path) -> None:
        """Whole under its name or not there."""
        open_parents(target)
        part = part_of(target)
        try:
            with source.open("rb") as original, self.create_afresh(part) as file:
                shutil.copyfileobj(original, file)
                sync_file(file)
            self.place(part, target)
        finally:
            part.unlink(missing_ok=True)


def open_parents(target: Path) -> None:
    """Make the folders above a file, so that they outlast a power cut."""
    if target.parent.is_dir():
        return
    missing = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync_folder(folder.parent)


def sync_file(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """A name is on disk when its folder is. Windows syncs names by itself and opens no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
