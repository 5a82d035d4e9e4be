"""The beginning of a file that is being fetched, kept so that another run can go on from there.

Its law: what is added to it comes from the very file that it is the beginning of. Beside it stands a note of whose
beginning it is (the result, and the validators by which its server tells versions apart), written when the first bytes are
surely on disk and followed by their lengths. Without a note there is nothing to go on from.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

from specc.run.places import part_of
from specc.run.placing import Placing, sync_file, sync_folder

_NOTE_BYTES_MAX = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a file at its server: `length` in bytes, and the validator to ask for that version by."""

    length: int
    validator: str


@dataclass(slots=True)
class Part:
    """`length` bytes are there and on disk; of `version`, where that is known."""

    target: Path
    result: str
    """What tells this result from every other one; kept as a hash."""
    placing: Placing
    version: Version | None = None
    length: int = 0
    path: Path = field(init=False)
    has_note: bool = True

    def __post_init__(self) -> None:
        self.path = part_of(self.target)

    @classmethod
    def found(cls, target: Path, result: str, placing: Placing) -> Self:
        """What an earlier try has left of this result; empty where that was nothing, or another's."""
        part = cls(target, hashlib.sha256(result.encode()).hexdigest(), placing)
        part.has_note = part._note.exists()
        part.version, part.length = part._noted() if part.has_note else (None, 0)
        return part

    @property
    def is_whole(self) -> bool:
        return self.version is not None and self.length == self.version.length

    def begin(self, version: Version | None) -> BinaryIO:
        """An empty file to write on; with a version, one that can be gone on from once some of it is kept."""
        self.discard()
        self.version = version
        return self.placing.create(self.path)

    def go_on(self) -> BinaryIO:
        """The file, cut back to what is surely on disk."""
        with self.path.open("r+b") as file:
            file.truncate(self.length)
        return self.placing.create(self.path)

    def keep(self, file: BinaryIO) -> None:
        """Sync what was written, so that it won't be fetched again."""
        is_first = not self.length
        self.finish(file)
        if self.version is not None:
            if is_first:
                self._write_note(self.version)
            with self._note.open("ab") as note:
                note.write(b"\n%d\n" % self.length)  # the line before may be cut
                sync_file(note)

    def finish(self, file: BinaryIO) -> None:
        """Sync all of it: what is placed next needs no note."""
        sync_file(file)
        self.length = file.seek(0, 2)

    def _write_note(self, version: Version) -> None:
        # The old bytes have to be gone before the note can be about new ones.
        sync_folder(self.path.parent)
        self.has_note = True
        with self.placing.create_afresh(self._note) as note:
            note.write(json.dumps({"result": self.result, **asdict(version)}).encode() + b"\n")
            sync_file(note)

    def place(self) -> None:
        self.placing.place(self.path, self.target)
        self._unlink_note()

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._unlink_note()
        self.version, self.length = None, 0

    def _unlink_note(self) -> None:
        if self.has_note:
            self._note.unlink(missing_ok=True)
        self.has_note = False

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.note")

    def _noted(self) -> tuple[Version | None, int]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            with self._note.open("rb") as note:
                first, *lines, _cut = note.read(_NOTE_BYTES_MAX).split(b"\n")
            said = json.loads(first)
            version = Version(int(said["length"]), str(said["validator"]))
            length = max((int(line) for line in lines if line), default=0)
            if said["result"] == self.result and 0 < length <= min(version.length, self.path.stat().st_size):
                return version, length
        return None, 0
