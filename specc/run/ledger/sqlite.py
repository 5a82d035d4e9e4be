"""A ledger in one file. SQLite's journal keeps it whole through kill -9 and a full disk; a lock lets one write at a time."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from specc.run.ledger.engine import Cursor, LedgerError, Parameters, Value
from specc.run.ledger.schema import MIGRATIONS, VERSION

FOLDER = ".specc"
_LOCK_S_MAX = 60.0
_IGNORE = "# what specc knows of paid videos belongs to this machine\n*\n"
_HELP = "check the disk and the file's rights, or name another ledger with --ledger"


class _Cursor:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Parameters = (), /) -> int:
        return self._connection.execute(sql, parameters).rowcount

    def rows(self, sql: str, parameters: Parameters = (), /) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, parameters).fetchall()


class Sqlite:
    def __init__(self, path: Path) -> None:
        """Opens the file, making it and its folder where they are missing. Raises LedgerError."""
        self.address = str(path)
        self._path = path.absolute()
        self.root = root_of(path)
        self._lock = threading.Lock()
        with self._told():
            _make_folder(path.parent)
            self._connection = sqlite3.connect(path, timeout=_LOCK_S_MAX, isolation_level=None, check_same_thread=False)
            try:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = FULL")
                self._migrate()
                self._file = _identity(path)
            except BaseException:
                self._connection.close()
                raise

    def write(self, work: Callable[[Cursor], Value]) -> Value:
        with self._lock, self._told(), self._transaction("IMMEDIATE"):
            self._require_there()
            return work(_Cursor(self._connection))

    def read(self, work: Callable[[Cursor], Value]) -> Value:
        with self._lock, self._told(), self._transaction("DEFERRED"):
            return work(_Cursor(self._connection))

    def close(self) -> None:
        with self._lock, self._told():
            self._connection.close()

    def _require_there(self) -> None:
        """What is written to a file that has no name any more is lost, and the database doesn't notice."""
        if _identity(self._path) != self._file:
            raise LedgerError(f"the ledger {self.address} was moved or deleted while it was in use", "put it back, or run the same command again: nothing is paid for twice")

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[None]:
        self._connection.execute(f"BEGIN {kind}")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"can't use the ledger {self.address}: {_reason(error)}", _HELP) from error

    def _migrate(self) -> None:
        with self._transaction("IMMEDIATE"):
            [[version]] = self._connection.execute("PRAGMA user_version").fetchall()
            if version > VERSION:
                raise newer(self.address)
            for statement in (statement for step in MIGRATIONS[version:] for statement in step):
                self._connection.execute(statement.replace("{id}", "INTEGER PRIMARY KEY"))
            self._connection.execute(f"PRAGMA user_version = {VERSION}")


def newer(address: str) -> LedgerError:
    return LedgerError(f"the ledger {address} was written by a newer specc", "update specc, or name another ledger with --ledger")


def root_of(path: Path) -> Path:
    """The folder that paths in a ledger start from."""
    folder = path.absolute().parent
    return (folder.parent if folder.name == FOLDER else folder).resolve()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if folder.name == FOLDER and not ignore.exists():
        ignore.write_text(_IGNORE, encoding="utf-8")


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
