"""The files that the sandbox hands out, by name, until their time is up."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`expires_at` is in the clock's seconds; None lives as long as the sandbox."""

    path: Path
    content_type: str
    expires_at: float | None = None

    def is_expired(self, now: float) -> bool:
        return self.expires_at is not None and now >= self.expires_at


@dataclass(frozen=True, slots=True)
class Storage:
    folder: Path
    files: dict[str, StoredFile] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    """From a media's UUID to its address: a file of ours, or the address it was given by."""

    def place(self, name: str) -> Path:
        return self.folder / name

    def add(self, name: str, content_type: str, *, expires_at: float | None = None) -> None:
        """Hands out the file that was written to `place(name)`."""
        self.files[name] = StoredFile(self.place(name), content_type, expires_at)

    def find(self, name: str) -> StoredFile | None:
        return self.files.get(name)

    def remove_upload(self, media_uuid: str) -> bool:
        """Whether there was such a media."""
        address = self.uploads.pop(media_uuid, None)
        stored = self.files.pop(address.rpartition("/")[2], None) if address else None
        if stored:
            stored.path.unlink(missing_ok=True)
        return address is not None
