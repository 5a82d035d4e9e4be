"""Files that appear under their name only when they are complete."""

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from specc.base.errors import UnreadableError


class AtomicFile:
    """A binary file that is renamed into place at the end of the block, and removed if the block fails. `-` is stdout."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream: IO[bytes] | None = None
        self._part: Path | None = None
        self._target = path
        self._is_device = False

    def __enter__(self) -> Self:
        if str(self.path) == "-":
            self._stream = sys.stdout.buffer
            return self
        if self.path.is_dir():
            raise UnreadableError(f"{self.path} is a folder", "name a file")
        if self.path.exists() and not self.path.is_file():
            return self._open_device()
        self._target = Path(os.path.realpath(self.path))  # a link stays a link
        try:
            handle, part = tempfile.mkstemp(prefix=f".{self.path.name[:80]}.", suffix=".part", dir=self._target.parent)
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._part, self._stream = Path(part), os.fdopen(handle, "wb", buffering=1 << 20)
        return self

    def _open_device(self) -> Self:
        """A device or pipe (`/dev/null`, `/dev/stdout`) is written to, never replaced."""
        try:
            self._stream = self.path.open("wb")
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._is_device = True
        return self

    def write(self, data: bytes) -> None:
        assert self._stream is not None
        try:
            self._stream.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(self.path, error) from None

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        assert self._stream is not None
        if self._part is None:
            self._end_stream(self._stream, is_whole=kind is None)
            return
        try:
            if kind is None:
                self._finish(self._stream, self._part)
            else:
                self.discard()
        except OSError as error:
            self.discard()
            raise _unwritable(self.path, error) from None

    def _end_stream(self, stream: IO[bytes], *, is_whole: bool) -> None:
        """A stream that was never ours to rename; stdout stays open."""
        try:
            if is_whole:
                stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise _unwritable(self.path, error) from None
        finally:
            if self._is_device:
                with suppress(OSError):  # what it refused is told already
                    stream.close()

    def _finish(self, stream: IO[bytes], part: Path) -> None:
        stream.flush()
        os.fsync(stream.fileno())
        stream.close()
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(self._target)

    def discard(self) -> None:
        """Leaves nothing behind. Nothing is written under the file's name."""
        if self._part is None or self._stream is None:
            return
        with suppress(OSError):  # a full disk refuses the last buffer too
            self._stream.close()
        self._part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Writes a file whole or not at all. Raises `UnreadableError`."""
    with AtomicFile(path) as stream:
        stream.write(text.encode("utf-8", errors="surrogateescape"))


def _unwritable(path: Path, error: OSError) -> UnreadableError:
    if str(path) == "-":
        return UnreadableError(f"can't write to stdout: {error.strerror or error}")
    return UnreadableError(f"can't write {path}: {error.strerror or error}", "nothing was written under that name")
