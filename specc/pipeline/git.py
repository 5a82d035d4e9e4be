"""git: the only place that calls it. Nothing in a repository is written, not even the index."""

import os
import shutil
import subprocess
import tempfile
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import IO, BinaryIO, Final

from specc.base.errors import SpeccError, UsageError

_SECONDS_MAX: Final = 600
_CHUNK_BYTES: Final = 1 << 16
_IN_MEMORY_BYTES_MAX: Final = 1 << 20


def program() -> str:
    """git, by its full path. Raises `UsageError` where there is none."""
    found = shutil.which("git")
    if found is None:
        raise UsageError("git is not installed", "install it, or put it on the PATH")
    return found


def run(git: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    """What a command says, in a folder; whether it succeeds is in its code."""
    command = [git, "-C", str(folder), *arguments]
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=_environment(), timeout=_SECONDS_MAX, check=False)  # noqa: S603 - git, by its full path
    except subprocess.TimeoutExpired:
        raise _too_long() from None
    except OSError as error:
        raise _not_run(error) from None


def reason(stderr: bytes) -> str:
    """Why a command failed."""
    line = next(iter(stderr.decode(errors="replace").strip().splitlines()), "it doesn't say why")
    return line.removeprefix("fatal: ")


@dataclass(slots=True, eq=False)
class Objects:
    """The bytes of objects, asked of one process that lives until `close`. With filters it tells their sizes before those, so that the
    end of one is known by what it says of `_nothing`, which is asked for after each.
    """

    git: str
    folder: Path
    options: tuple[str, ...] = ()
    _process: "subprocess.Popen[bytes] | None" = None
    _stderr: IO[bytes] = field(default_factory=tempfile.TemporaryFile)
    _nothing: bytes = field(default_factory=lambda: b"%032x" % uuid.uuid4().int)
    _is_late: bool = False

    def open(self, asked: bytes) -> BinaryIO | str:
        """The object that a line asks for; or why it can't be had, as git says it."""
        timer = Timer(_SECONDS_MAX, self._give_up)
        process = self._started()
        timer.start()
        try:
            found = self._answer(process, asked)
        except BaseException:
            self._end()  # what it still says is no answer to what comes next
            raise
        finally:
            timer.cancel()
        if self._is_late:
            raise _too_long()
        return self._failed() if found is None else found

    def close(self) -> None:
        self._end()
        self._stderr.close()

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            command = [self.git, "-C", str(self.folder), "cat-file", "--batch", *self.options]
            try:
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, env=_environment())  # noqa: S603 - as above
            except OSError as error:
                raise _not_run(error) from None
        return self._process

    def _answer(self, process: "subprocess.Popen[bytes]", asked: bytes) -> BinaryIO | str | None:
        """None where git ends instead."""
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(b"%s\n%s\n" % (asked, self._nothing))
            process.stdin.flush()
        except BrokenPipeError:
            return None
        head = process.stdout.readline()
        if head.endswith(b" missing\n"):
            process.stdout.readline()
            return "it has no such object"
        stream = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES_MAX)  # noqa: SIM115 - the caller's to close
        end, held = b"\n%s missing\n" % self._nothing, b""
        while chunk := process.stdout.read1(_CHUNK_BYTES):  # type: ignore[attr-defined]
            held += chunk
            is_whole = held.endswith(end)
            stream.write(held[: -len(end)])
            held = held[-len(end) :]
            if is_whole:
                stream.seek(0)
                return stream  # type: ignore[return-value]
        stream.close()
        return None

    def _failed(self) -> str:
        self._end()
        self._stderr.seek(0)
        said = self._stderr.read()
        self._stderr.seek(0)
        self._stderr.truncate()
        return reason(said)

    def _give_up(self) -> None:
        self._is_late = True
        if self._process is not None:
            self._process.kill()

    def _end(self) -> None:
        if self._process is not None:
            with suppress(BrokenPipeError), self._process as process:
                process.kill()
            self._process = None


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}


def _too_long() -> SpeccError:
    return SpeccError(f"git took more than {_SECONDS_MAX} s", "see what keeps it with `git status`")


def _not_run(error: OSError) -> SpeccError:
    return SpeccError(f"can't run git: {error.strerror or error}")
