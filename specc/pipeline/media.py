"""Files of one's own that specs and their rows name: looked at once in a run, by their content."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from specc.base.similar import similar
from specc.catalog.media import HEAD_BYTES, contents_in, format_of
from specc.compiler.media import LocalFile, NoFile
from specc.pipeline.disk import HERE
from specc.pipeline.files import SpecFiles

_READ_BYTES = 1 << 20
_NEAR_MAX = 20
"""For so many missing files names are looked for that are near; rows may name more."""
_NAMES_MAX = 5000


@dataclass(slots=True, eq=False)
class MediaFiles:
    """Those of one spec: paths start from its folder. `known` is what all specs of a run have looked at; a file that
    changes meanwhile stays what it was.
    """

    files: SpecFiles
    known: dict[Path, LocalFile | NoFile] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    _missed: int = 0

    def look(self, name: str) -> LocalFile | NoFile:
        path = self.files.folder / name
        if path not in self.known:
            self.known[path] = self._look(name, path)
        found = self.known[path]
        if isinstance(found, LocalFile):
            self.paths.setdefault(found.sha256, found.path)
        return found

    def path(self, sha256: str) -> str | None:
        return self.paths.get(sha256)

    def listed(self, task: bytes) -> dict[str, str]:
        """The files that a task's JSON needs: their paths, by their contents."""
        if not self.paths:
            return {}
        return {sha256: self.paths[sha256] for sha256 in contents_in(task) if sha256 in self.paths}

    def _look(self, name: str, path: Path) -> LocalFile | NoFile:
        try:
            if HERE.exists(path) and not HERE.is_file(path):  # a device may never end
                return NoFile("it is a folder" if path.is_dir() else "it is no file that stays")
            return self._read(path)
        except (FileNotFoundError, NotADirectoryError):
            return NoFile("there is no such file", self._near(name, path))
        except (OSError, ValueError) as error:
            return NoFile(f"it can't be read: {getattr(error, 'strerror', None) or error}")

    def _read(self, path: Path) -> LocalFile:
        digest, head, size = hashlib.sha256(), b"", 0
        with self.files.disk.open_data(path) as stream:  # as data: a change of it is one of the videos that it is in
            while chunk := stream.read(_READ_BYTES):
                head = head or chunk[:HEAD_BYTES]
                size += len(chunk)
                digest.update(chunk)
        return LocalFile(path.as_posix(), digest.hexdigest(), size, format_of(head))

    def _near(self, name: str, path: Path) -> tuple[str, ...]:
        """The names nearest to one that isn't there, as they would be written."""
        self._missed += 1
        if self._missed > _NEAR_MAX:
            return ()
        names = self.files.disk.match(path.parent, "*")[:_NAMES_MAX]
        above = name.removesuffix(path.name)
        return tuple(above + near for near in similar(path.name, names))
