"""Boundaries at which a process can die: around every commit, every request, and every step of a file to its place."""

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, BinaryIO, Self

from specc.base.jsonvalue import JsonObject
from specc.run.client import Client, HttpAnswer, NoAnswer
from specc.run.ledger import Engine
from specc.run.ledger.engine import Cursor, Value
from specc.run.placing import Placing, create_file, rename_file
from specc.run.settings import RunSettings


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Fuse:
    """Counts the boundaries that are passed; at number `at` (from 1) something happens; anything but death spares transactions, which
    would lock everybody out. `told` is where each request's tasks are written.
    """

    def __init__(self, at: int | None = None, happening: Callable[[], None] = die, told: Path | None = None) -> None:
        self._at = at
        self._happening = happening
        self._told = told
        self.is_within = happening is die
        self.free = Lock()
        """Who has it knows that no transaction is open."""
        self._numbers = count(1)

    def pass_by(self) -> None:
        if next(self._numbers) == self._at:
            with nullcontext() if self.is_within else self.free:
                self._happening()

    def tell(self, tasks: Sequence[JsonObject]) -> None:
        if self._told is not None:
            with self._told.open("a", encoding="utf-8") as file:
                file.writelines(f"{task['taskType']}\n" for task in tasks)

    def placing(self) -> Placing:
        return Placing(self._create, self._rename)

    def connect(self, settings: RunSettings) -> Client:
        return FusedClient(settings, self)

    def _create(self, path: Path) -> BinaryIO:
        self.pass_by()
        file: Any = FusedFile(create_file(path), self)
        self.pass_by()
        return file  # type: ignore[no-any-return]

    def _rename(self, path: Path, target: Path) -> None:
        self.pass_by()
        rename_file(path, target)
        self.pass_by()


class FusedEngine:
    """Before a transaction, within it before its commit, and after it."""

    def __init__(self, engine: Engine, fuse: Fuse) -> None:
        self._engine = engine
        self._fuse = fuse
        self.address = engine.address
        self.root = engine.root

    def write(self, work: Callable[[Cursor], Value]) -> Value:
        def doing(cursor: Cursor) -> Value:
            value = work(cursor)
            if self._fuse.is_within:
                self._fuse.pass_by()
            return value

        self._fuse.pass_by()
        with self._fuse.free:
            value = self._engine.write(doing)
        self._fuse.pass_by()
        return value

    def read(self, work: Callable[[Cursor], Value]) -> Value:
        return self._engine.read(work)

    def close(self) -> None:
        self._engine.close()


class FusedClient(Client):
    """Before a request leaves, and when its reply is there but nobody has looked at it."""

    def __init__(self, settings: RunSettings, fuse: Fuse) -> None:
        super().__init__(settings)
        self._fuse = fuse

    async def post(self, tasks: Sequence[JsonObject], *, wait_s_max: float | None = None) -> HttpAnswer | NoAnswer:
        self._fuse.tell(tasks)
        self._fuse.pass_by()
        answer = await super().post(tasks, wait_s_max=wait_s_max)
        self._fuse.pass_by()
        return answer


class FusedFile:
    """Before a write, and before the file is synced (which asks for its number)."""

    def __init__(self, file: BinaryIO, fuse: Fuse) -> None:
        self._file = file
        self._fuse = fuse

    def write(self, data: bytes) -> int:
        self._fuse.pass_by()
        return self._file.write(data)

    def fileno(self) -> int:
        self._fuse.pass_by()
        return self._file.fileno()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
