"""The files of a sandbox: media that users uploaded, and videos that were made. Videos can always be made again."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded media: a file of ours, or the `address` it was given by."""

    content_type: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Storage:
    folder: Path
    uploads: dict[str, Upload] = field(default_factory=dict)
    """By the media's UUID."""

    def place(self, name: str) -> Path:
        return self.folder / name
