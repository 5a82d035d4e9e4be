"""The disk with other texts over it: specs and partials as they would be, each file read once."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from specc.base.fix import Edit, applied
from specc.pipeline.disk import Here
from specc.pipeline.replay import Replay
from specc.syntax.parse import SOURCE_BYTES_MAX, byte_order_mark


class Overlay(Here):
    """`texts` take the place of what the disk has; what was read of it is kept in `read`, by where its path leads."""

    def __init__(self, replay: Replay, read: dict[Path, bytes], texts: Mapping[Path, bytes]) -> None:
        super().__init__(replay)
        self._streams = replay
        self.read, self.texts = read, dict(texts)

    def exists(self, path: Path) -> bool:
        return self._identity(path) in self.texts or super().exists(path)

    def is_file(self, path: Path) -> bool:
        return self._identity(path) in self.texts or super().is_file(path)

    def open(self, path: Path) -> BinaryIO:
        return io.BytesIO(self.bytes_of(path))

    def bytes_of(self, path: Path) -> bytes:
        """A file as it would be. Raises OSError as the system does."""
        identity = self._identity(path)
        if identity in self.texts:
            return self.texts[identity]
        if identity not in self.read:
            with super().open(path) as stream:
                self.read[identity] = stream.read(SOURCE_BYTES_MAX)
        return self.read[identity]

    def edited(self, edits: Mapping[str, list[Edit]]) -> "Overlay":
        """A further overlay with edits made, by the names of files; byte order marks stay."""
        new = Overlay(self._streams, self.read, self.texts)
        for name, changes in edits.items():
            path = Path(name)
            raw = self.bytes_of(path)
            mark = byte_order_mark(raw)
            text = raw[len(mark) :].decode()
            assert all(text.startswith(edit.span.source.text) for edit in changes), name
            new.texts[self._identity(path)] = mark + applied(text, changes).encode()
        return new

    def _identity(self, path: Path) -> Path:
        return self.resolve(path) or path
