"""A folder of shards on disk: what belongs to us in it, what is unfinished, and how a finished set takes the place of an older one.

Law: nothing is removed or replaced that no manifest or progress record of ours names. Shards wait in a folder of their own until
all are there; the manifest is written last, and what it lists is the build.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from specc.base.errors import UnreadableError, UsageError
from specc.pipeline.inputs import changes
from specc.pipeline.writing import write_text

MANIFEST = "manifest.json"
UNFINISHED = ".unfinished"
_PROGRESS = "progress.jsonl"
_SHARD = re.compile(r"part-[0-9]{5,}\.jsonl?(\.(gz|bz2|xz|zst))?\Z")
_SEEN = re.compile(r"part-[0-9]{5,}\.seen\Z")


@dataclass(frozen=True, slots=True)
class Shard:
    """A file with the tasks of consecutive rows of one spec. Rows count from 1; without an audience there are none."""

    file: str
    spec: str
    first_row: int | None
    last_row: int | None
    tasks: int
    bytes: int
    sha256: str


@dataclass(slots=True)
class Folder:
    """`known` are the shards of an unfinished run that needn't be compiled again, by their file."""

    path: Path
    known: dict[str, Shard] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)
    _progress: IO[bytes] | None = None

    @property
    def unfinished(self) -> Path:
        return self.path / UNFINISHED

    def staged(self, file: str) -> Path:
        return self.unfinished / file

    def seen(self, file: str) -> Path:
        """What is to be compared of a shard's rows and tasks."""
        return self.unfinished / f"{file.partition('.')[0]}.seen"

    def open(self, inputs: dict[str, str], *, resumes: bool) -> dict[str, str] | None:
        """Makes the folder ready. The inputs of the run before it, if it is to be resumed and there was one."""
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"{self.path} is a file", "with --shard-rows, -o names a folder")
        manifest, records = self.manifest(), self._records()
        self.listed = {*_files((manifest or {}).get("shards", ())), *_files(records), *_files({"file": name} for record in records for name in record.get("old", ()))}
        self._refuse_foreign()
        before = next((record["inputs"] for record in records if "inputs" in record), (manifest or {}).get("inputs"))
        is_same = resumes and before is not None and not changes(before, inputs)
        try:
            self.unfinished.mkdir(parents=True, exist_ok=True)
            self._lock()
        except OSError as error:
            raise UnreadableError(f"can't write into {self.path}: {error.strerror}", "name a folder that is yours") from None
        if is_same and records:
            self._remember(records)
        else:
            self._clear()
            assert self._progress is not None
            self._progress.truncate(0)
            self.note({"inputs": inputs})
        return before if resumes else None

    def manifest(self) -> dict[str, Any] | None:
        try:
            found = json.loads((self.path / MANIFEST).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            found = None
        if not isinstance(found, dict) or found.get("version") != 1 or not isinstance(found.get("shards"), list):
            raise UsageError(f"{self.path / MANIFEST} is no manifest of shards", "name another folder, or a new one")
        return found

    def is_finished(self, inputs: dict[str, str]) -> bool:
        """Whether there is a clean build of the same inputs, with all its files."""
        manifest = self.manifest()
        if manifest is None or manifest.get("inputs") != inputs or not manifest.get("clean"):
            return False  # with findings it is compiled again, so that they are told
        try:
            return all(self.is_there(Shard(**record)) for record in manifest["shards"])
        except TypeError:
            return False

    def is_there(self, shard: Shard) -> bool:
        """Whether the file of a shard is, unchanged."""
        for file in (self.staged(shard.file), self.path / shard.file):
            with suppress(OSError):
                if file.stat().st_size == shard.bytes and file_digest(file) == shard.sha256:
                    return True
        return False

    def note(self, record: dict[str, Any]) -> None:
        assert self._progress is not None
        try:
            self._progress.write(json.dumps(record).encode() + b"\n")
            self._progress.flush()
        except OSError as error:
            raise UnreadableError(f"can't write {self.unfinished / _PROGRESS}: {error.strerror}") from None

    def finish(self, shards: list[Shard], manifest: dict[str, Any]) -> None:
        """Puts the shards in the place of the older ones, and says so last."""
        names = {shard.file for shard in shards}
        self.note({"old": sorted(self.listed)})
        try:
            (self.path / MANIFEST).unlink(missing_ok=True)
            for name in names:
                if self.staged(name).exists():
                    self.staged(name).replace(self.path / name)
            for name in self.listed - names:
                (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise UnreadableError(f"can't write into {self.path}: {error.strerror}", "the same command with --resume goes on") from None
        write_text(self.path / MANIFEST, json.dumps({**manifest, "shards": [asdict(shard) for shard in shards]}, indent=2, ensure_ascii=False) + "\n")
        self.drop()

    def drop(self) -> None:
        """Leaves nothing unfinished behind."""
        self._clear()
        (self.unfinished / _PROGRESS).unlink(missing_ok=True)
        self.close()
        with suppress(OSError):  # somebody else's files are in it
            self.unfinished.rmdir()
        with suppress(OSError):  # it is in use
            self.path.rmdir()

    def close(self) -> None:
        if self._progress is not None:
            with suppress(OSError):  # a full disk refuses the last line again
                self._progress.close()
            self._progress = None

    def _refuse_foreign(self) -> None:
        for name in _names(self.path):
            if _SHARD.match(name) and name not in self.listed:
                raise UsageError(f"{self.path / name} is of no build that {MANIFEST} lists", "move it away, or name another folder")

    def _lock(self) -> None:
        """Keeps others from writing here at the same time. A lock goes with its process, however that ends."""
        self._progress = (self.unfinished / _PROGRESS).open("ab")
        try:
            import fcntl
        except ImportError:  # Windows
            return
        try:
            fcntl.flock(self._progress, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise UsageError(f"another specc is writing into {self.path}", "wait for it, or name another folder") from None

    def _records(self) -> list[dict[str, Any]]:
        """What unfinished runs noted; a last line that was cut short isn't noted."""
        try:
            lines = (self.unfinished / _PROGRESS).read_bytes().splitlines()
        except OSError:
            return []
        found: list[dict[str, Any]] = []
        for line in lines:
            with suppress(ValueError):
                record = json.loads(line)
                found += [record] if isinstance(record, dict) else []
        return found

    def _remember(self, records: list[dict[str, Any]]) -> None:
        for record in records:
            if "void" in record:
                self.known.pop(record["void"], None)
            elif "file" in record:
                with suppress(TypeError):
                    self.known[record["file"]] = Shard(**record)
        self.known = {name: shard for name, shard in self.known.items() if self.seen(name).exists() and self.is_there(shard)}
        self.note({})  # ends a line that was cut short

    def _clear(self) -> None:
        for name in _names(self.unfinished):
            if _SHARD.match(name) or _SEEN.match(name) or re.match(r"\.part-[0-9]{5,}\..*\.part\Z", name):
                (self.unfinished / name).unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _names(folder: Path) -> list[str]:
    try:
        return [file.name for file in folder.iterdir()]
    except OSError:
        return []


def _files(records: Iterable[Any]) -> Iterator[str]:
    """The names of shards in records; nothing else can be meant, whoever wrote them."""
    for record in records:
        if isinstance(record, dict) and isinstance(name := record.get("file"), str) and _SHARD.match(name):
            yield name
