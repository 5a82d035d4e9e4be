"""What is known to keep a video from being made, before anything is sent: where its file would go, and files of one's own that it needs.
The disk is looked at and left as it is.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from specc.compiler.task import Task
from specc.run.flow import results_wanted
from specc.run.places import locate, place_file

_NO_NAMES = frozenset(("", ".", ".."))


@dataclass(slots=True)
class Obstacles:
    """Of the tasks of one plan, in order: a file is that of the first content that asks for it."""

    out: Path
    _taken: dict[int, int] = field(default_factory=dict)
    _folders: dict[Path, str | None] = field(default_factory=dict)
    _located_folders: dict[str, Path | None] = field(default_factory=dict)
    _media: dict[str, bool] = field(default_factory=dict)

    def to(self, task: Task) -> str | None:
        """Why the task's video can't be had."""
        missing = next((file for file in task.media.values() if not self._is_there(file)), None)
        if missing is not None:
            return f"the file {missing} isn't there"
        files = (place_file(task.file, place) for place in range(1, results_wanted(task.payload) + 1))
        return next((reason for file in files if (reason := self._to_file(file, hash(task.digest))) is not None), None)

    def _to_file(self, file: str, content: int) -> str | None:
        target = self._located(file)
        if target is None:
            return f"{file} lies outside the output folder"
        if self._taken.setdefault(hash(str(target).casefold()), content) != content:
            return f"{file} is the file of another video too"
        if target.is_dir():
            return f"{file} is a folder"
        if target.parent not in self._folders:
            self._folders[target.parent] = _refusal(target.parent)
        return self._folders[target.parent]

    def _located(self, file: str) -> Path | None:
        """As `locate` says it, looking at each folder once."""
        above, _, name = file.rpartition("/")
        if above not in self._located_folders:
            within = locate(self.out, f"{above}/_" if above else "_")
            self._located_folders[above] = within and within.parent
        folder = self._located_folders[above]
        if folder is None or name in _NO_NAMES:
            return None
        return locate(self.out, file) if (folder / name).is_symlink() else folder / name

    def _is_there(self, file: str) -> bool:
        if file not in self._media:
            self._media[file] = Path(file).is_file()
        return self._media[file]


def _refusal(folder: Path) -> str | None:
    """Why no file can be made in a folder that may have to be made itself."""
    there = next((above for above in (folder, *folder.parents) if above.exists()), None)
    if there is None or (there.is_dir() and os.access(there, os.W_OK | os.X_OK)):
        return None
    return f"{there} is a file, and would have to be a folder" if not there.is_dir() else f"the folder {there} can't be written to"
