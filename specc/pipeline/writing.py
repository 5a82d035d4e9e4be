"""Files that appear under their name only when they are complete; packed, where their name ends like that."""

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, NoReturn, Self

from specc.audience.compression import Packer, pack_suffix, packer
from specc.base.errors import UnreadableError

_BUFFER_BYTES = 1 << 16  # blocks of tasks are larger, and go past the buffer
_BEGUN_BYTES = 32 * 1024 * 1024
SPOOL_BYTES_MAX = 8 * 1024 * 1024
"""What is held back for a stream stays in memory up to here, and on disk beyond."""


class AtomicFile:
    """A binary file that is renamed into place at the end of the block, and removed if the block fails.

    What needn't outlive the system isn't waited for. The file's `mode` is that of new files by default. What can't be renamed into place (`-` for stdout, a device, a pipe) is written at the end of the block, from a copy.
    """

    def __init__(self, path: Path, *, is_lasting: bool = True, mode: int | None = None) -> None:
        self.path, self._is_lasting, self._mode = path, is_lasting, mode
        self._stream: IO[bytes] | None = None
        self._part: Path | None = None
        self._target = path
        self._packing = pack_suffix(path.name)
        self._packer: Packer | None = None
        self._position = self._begun = 0
        """Of the end, and of what the disk hasn't been asked to take yet."""

    def __enter__(self) -> Self:
        if self.path.is_dir():
            raise UnreadableError(f"{self.path} is a folder", "name a file")
        self._begin_packing()
        if str(self.path) == "-" or (self.path.exists() and not self.path.is_file()):
            self._stream = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES_MAX)
            return self
        self._target = Path(os.path.realpath(self.path))  # a link stays a link
        try:
            handle, part = tempfile.mkstemp(prefix=f".{self.path.name[:80]}.", suffix=".part", dir=self._target.parent)
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._part, self._stream = Path(part), os.fdopen(handle, "wb", buffering=_BUFFER_BYTES)
        return self

    def write(self, data: bytes) -> None:
        assert self._stream is not None
        try:
            self._position += self._stream.write(data if self._packer is None else self._packer.compress(data))
        except OSError as error:
            self.refuse(error)
        self._begin_lasting()

    def refuse(self, error: OSError) -> NoReturn:
        """Raises `UnreadableError`: this kept something from being written."""
        raise (unwritable_copies(error) if self._part is None else _unwritable(self.path, error)) from None

    @property
    def size(self) -> int:
        return self._position

    def handle(self) -> int | None:
        """The descriptor by which others can write what comes later, at places from `reserve`; None where it is packed here."""
        assert self._stream is not None
        try:
            return None if self._packer is not None else self._stream.fileno()
        except OSError as error:
            self.refuse(error)

    def reserve(self, size: int) -> int:
        """Leaves out so many bytes, for others to write; where they start."""
        assert self._stream is not None
        if self._packer is not None:
            return 0
        start = self._position
        self._position = self._stream.seek(start + size)
        self._begin_lasting()
        return start

    def _begin_lasting(self) -> None:
        """Has the disk take what was written a while ago: otherwise there is much to wait for at the end."""
        assert self._stream is not None
        if self._position < self._begun + 2 * _BEGUN_BYTES or not self._is_lasting or self._part is None or not hasattr(os, "posix_fadvise"):
            return
        os.posix_fadvise(self._stream.fileno(), self._begun, _BEGUN_BYTES, os.POSIX_FADV_DONTNEED)  # what isn't on the disk stays in memory, too
        self._begun += _BEGUN_BYTES

    def _begin_packing(self) -> None:
        self._packer = packer(self._packing) if self._packing else None

    def restart(self) -> None:
        """Forgets what was written."""
        assert self._stream is not None
        self._position = self._begun = self._stream.seek(0)
        self._stream.truncate()
        self._begin_packing()

    def __exit__(self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        assert self._stream is not None
        try:
            if kind is not None:
                self.discard()
                return
            if self._packer is not None:
                self._stream.write(self._packer.flush())
            if self._part is None:
                self._hand_over(self._stream)
            else:
                self._finish(self._stream, self._part)
        except BrokenPipeError:
            raise
        except OSError as error:
            self.discard()
            raise _unwritable(self.path, error) from None

    def _hand_over(self, held: IO[bytes]) -> None:
        """Writes the copy to a stream that isn't ours to rename; stdout stays open."""
        with held:
            held.seek(0)
            if str(self.path) == "-":
                shutil.copyfileobj(held, sys.stdout.buffer, 1 << 20)
                sys.stdout.buffer.flush()
                return
            with self.path.open("wb", buffering=0) as stream:  # what a device refuses it refuses at once
                shutil.copyfileobj(held, stream, 1 << 20)

    def _finish(self, stream: IO[bytes], part: Path) -> None:
        stream.flush()
        if self._is_lasting:
            os.fsync(stream.fileno())
        stream.close()
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask if self._mode is None else self._mode)
        part.replace(self._target)

    def discard(self) -> None:
        """Leaves nothing behind. Nothing is written under the file's name."""
        if self._stream is None:
            return
        with suppress(OSError):  # a full disk refuses the last buffer too
            self._stream.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Writes a file whole or not at all. Raises `UnreadableError`."""
    with AtomicFile(path) as stream:
        stream.write(text.encode("utf-8", errors="surrogateescape"))


def is_read_only(path: Path) -> bool:
    """Whether its owner has taken everyone's right to write a file, or ours; that it could be replaced all the same doesn't count."""
    try:
        return not path.stat().st_mode & 0o222 or not os.access(path, os.W_OK)
    except OSError:  # what is wrong with it is told by what reads it
        return False


def unwritable_copies(error: OSError) -> UnreadableError:
    """There is no space for what is kept for a while."""
    return UnreadableError(f"can't write temporary files in {tempfile.gettempdir()}: {error.strerror or error}", "free some space there, or set TMPDIR to another folder")


def _unwritable(path: Path, error: OSError) -> UnreadableError:
    if str(path) == "-":
        return UnreadableError(f"can't write to stdout: {error.strerror or error}")
    return UnreadableError(f"can't write {path}: {error.strerror or error}", "nothing was written under that name")
