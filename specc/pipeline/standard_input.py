"""Standard input for an audience that is read more than once: what was read is kept, on disk where it is long, and read again."""

import io
import sys
import tempfile

_SPOOL_BYTES_MAX = 1 << 20


class StandardInput(io.RawIOBase):
    """From the beginning after each `rewind`. Closing it leaves it open, as it isn't its reader's; `release` gives the copy back."""

    def __init__(self) -> None:
        self._copy = tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES_MAX)  # noqa: SIM115 - see `release`
        self._length = self._position = 0

    def rewind(self) -> None:
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        left = self._length - self._position
        self._copy.seek(self._position)
        if left:
            data = self._copy.read(min(left, len(buffer)))
        else:
            source = sys.stdin.buffer
            data = getattr(source, "read1", source.read)(len(buffer))
            self._copy.write(data)
            self._length += len(data)
        self._position += len(data)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        pass

    def release(self) -> None:
        self._copy.close()
