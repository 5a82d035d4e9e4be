"""Where a video goes on disk: always inside the output folder, never where another one goes."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from specc.base.errors import UnreadableError
from specc.compiler.task import Task
from specc.plan.outcome import Failure

_NAME_BYTES_MAX = 240
_FOLDERS_MAX = 10_000
"""So many places of folders are remembered."""


def place_file(file: str, place: int, suffix: str = "") -> str:
    """The name of result number `place` (from 1): `name.mp4`, `name-2.mp4`; with `suffix`, that of its subtitles."""
    path = PurePosixPath(file)
    name = path.stem if place == 1 else f"{path.stem}-{place}"
    return str(path.parent / (name + (suffix or path.suffix)))


class Folder:
    """The output folder: where files lie in it, with every link followed. A folder in it is looked at once, which is most of the work."""

    def __init__(self, out: Path) -> None:
        self._root = out.resolve()
        self._parents: dict[str, Path | None] = {}

    def locate(self, file: str) -> Path | None:
        """The file's path; None when that leads out of the folder, or nowhere."""
        folder, _, name = file.rpartition("/")
        if name in {"", ".", ".."} or "\0" in file:
            return None
        if folder not in self._parents:
            if len(self._parents) >= _FOLDERS_MAX:
                self._parents.clear()
            self._parents[folder] = self._inside(self._root / folder)
        parent = self._parents[folder]
        if parent is None:
            return None
        target = parent / name
        try:
            return self._inside(target) if target.is_symlink() else target
        except OSError:  # a name that no disk takes is told when it is tried out
            return target

    def _inside(self, path: Path) -> Path | None:
        try:
            found = path.resolve()
        except (OSError, RuntimeError, ValueError):  # links in a circle, a zero byte
            return None
        return found if found.is_relative_to(self._root) else None


def open_folder(out: Path) -> None:
    """Make the output folder before anything is paid for."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is a file" if out.is_file() else error.strerror
        raise UnreadableError(f"can't write to {out}: {reason}", "name another folder with --out") from error


class Claims:
    """Which files are taken, by any spelling that some file system takes for the same."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._taken: dict[str, int] = {}
        self._writable: set[Path] = set()

    def claim(self, tasks: Sequence[Task], results: int) -> Failure | None:
        """Take the files of a video, which may do so again, and see that they can be written: what can't be saved must not be paid for."""
        owner = hash(tasks[0].digest)
        read = {os.path.realpath(path) for task in tasks for path in task.media.values()}
        files = dict.fromkeys(place_file(task.file, place) for task in tasks for place in range(1, results + 1))
        for file in files:
            target = self._folder.locate(file)
            if target is None:
                return Failure("disk", f"{file} lies outside the output folder")
            spelling = str(target).casefold()
            if self._taken.get(spelling, owner) != owner:
                return Failure("disk", f"{file} is the file of another video too")
            if str(target) in read:
                return Failure("disk", f"{file} is a file of your own that the video is made from: name another folder with --out")
            refusal = self._try_out(target, file)
            if refusal is not None:
                return refusal
            self._taken[spelling] = owner
        return None

    def _try_out(self, target: Path, file: str) -> Failure | None:
        """A folder that took one file takes others; a name may still be too long, or a folder's."""
        try:
            if target.parent not in self._writable:
                _try_folder(target)
                self._writable.add(target.parent)
            is_folder = target.is_dir()
        except OSError as error:
            return Failure("disk", f"can't write {file}: {error.strerror or error}")
        return Failure("disk", f"{file} is a folder") if is_folder else None


def part_of(target: Path) -> Path:
    """The file's name while it is being written; a name that has no room for more letters is abbreviated."""
    name = target.name
    if len(os.fsencode(name)) > _NAME_BYTES_MAX:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return target.with_name(f"{name}.part")


def _try_folder(target: Path) -> None:
    part = part_of(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    part.open("ab").close()
    if not part.stat().st_size:
        part.unlink()
