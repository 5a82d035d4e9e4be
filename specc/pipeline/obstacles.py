"""What is known to keep a video from being made, before anything is sent: where its file would go, and files of one's own that it needs.
The disk is looked at and left as it is.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from specc.compiler.task import Task
from specc.run.flow import results_wanted
from specc.run.places import Folder, place_file


@dataclass(slots=True)
class Obstacles:
    """Of the tasks of one plan, in order: a file is that of the first content that asks for it. `folder` is where videos go."""

    folder: Folder
    _taken: dict[int, int] = field(default_factory=dict)
    _refusals: dict[Path, str | None] = field(default_factory=dict)
    _media: dict[str, bool] = field(default_factory=dict)

    def to(self, task: Task) -> str | None:
        """Why the task's video can't be had."""
        missing = next((file for file in task.media.values() if not self._is_there(file)), None)
        if missing is not None:
            return f"the file {missing} isn't there"
        content = hash(task.digest)
        return next((reason for file in _files(task) if (reason := self._to_file(file, content)) is not None), None)

    def _to_file(self, file: str, content: int) -> str | None:
        target = self.folder.locate(file)
        if target is None:
            return f"{file} lies outside the output folder"
        if self._taken.setdefault(hash(str(target).casefold()), content) != content:
            return f"{file} is the file of another video too"
        if target.parent not in self._refusals:
            self._refusals[target.parent] = _refusal(target.parent)
        return self._refusals[target.parent] or (f"{file} is a folder" if target.is_dir() else None)

    def _is_there(self, file: str) -> bool:
        if file not in self._media:
            self._media[file] = Path(file).is_file()
        return self._media[file]


def _files(task: Task) -> Iterator[str]:
    wanted = results_wanted(task.payload)
    return iter((task.file,)) if wanted == 1 else (place_file(task.file, place) for place in range(1, wanted + 1))


def _refusal(folder: Path) -> str | None:
    """Why no file can be made in a folder that may have to be made itself."""
    there = next((above for above in (folder, *folder.parents) if above.exists()), None)
    if there is None or (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return None
    return f"{there} is a file, and would have to be a folder" if not there.is_dir() else f"the folder {there} can't be written to"
