"""Where a video goes on disk: always inside the output folder, never where another one goes."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from specc.base.errors import UnreadableError
from specc.compiler.task import Task
from specc.plan.outcome import Failure

_NAME_BYTES_MAX = 240


def place_file(file: str, place: int, suffix: str = "") -> str:
    """The name of result number `place` (from 1): `name.mp4`, `name-2.mp4`; with `suffix`, that of its subtitles."""
    path = PurePosixPath(file)
    name = path.stem if place == 1 else f"{path.stem}-{place}"
    return str(path.parent / (name + (suffix or path.suffix)))


def locate(out: Path, file: str) -> Path | None:
    """The file's path with every link followed; None when that leads out of the folder, or nowhere."""
    root = out.resolve()
    try:
        target = (root / file).resolve()
    except (OSError, RuntimeError, ValueError):  # links in a circle, a zero byte
        return None
    return target if target != root and target.is_relative_to(root) else None


def open_folder(out: Path) -> None:
    """Make the output folder before anything is paid for."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = "it is a file" if out.is_file() else error.strerror
        raise UnreadableError(f"can't write to {out}: {reason}", "name another folder with --out") from error


class Claims:
    """Which files are taken, by any spelling that some file system takes for the same."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._taken: set[str] = set()

    def claim(self, tasks: Sequence[Task], results: int) -> Failure | None:
        """Take the files of a video and see that they can be written: what can't be saved must not be paid for."""
        files = dict.fromkeys(place_file(task.file, place) for task in tasks for place in range(1, results + 1))
        for file in files:
            target = locate(self._out, file)
            if target is None:
                return Failure("disk", f"{file} lies outside the output folder")
            if str(target).casefold() in self._taken:
                return Failure("disk", f"{file} is the file of another video too")
            refusal = _try_out(target, file)
            if refusal is not None:
                return refusal
            self._taken.add(str(target).casefold())
        return None


def part_of(target: Path) -> Path:
    """The file's name while it is being written; a name that has no room for more letters is abbreviated."""
    name = target.name
    if len(os.fsencode(name)) > _NAME_BYTES_MAX:
        name = hashlib.sha256(os.fsencode(name)).hexdigest()
    return target.with_name(f"{name}.part")


def _try_out(target: Path, file: str) -> Failure | None:
    part = part_of(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        is_kept = part.exists()  # the beginning of a download that will go on from there
        part.open("ab").close()
        if not is_kept:
            part.unlink()
        is_folder = target.is_dir()
    except OSError as error:
        return Failure("disk", f"can't write {file}: {error.strerror or error}")
    return Failure("disk", f"{file} is a folder") if is_folder else None
