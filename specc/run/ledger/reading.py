"""A ledger that is looked at: nothing is written, no file is made and no table. What an older specc wrote is read from a copy."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from specc.base.errors import MissingExtraError
from specc.run.ledger.engine import SERVERS, Cursor, LedgerError, Value
from specc.run.ledger.ledger import Ledger
from specc.run.ledger.schema import VERSION
from specc.run.ledger.sqlite import Sqlite, newer, root_of

_LOCK_S_MAX = 60.0


def open_to_read(address: str | Path) -> Ledger | None:
    """None where there is no ledger yet. Raises LedgerError, and MissingExtraError for a PostgreSQL without its library."""
    if isinstance(address, str) and address.startswith(SERVERS):
        return _of_server(address)
    path = Path(address)
    return Ledger(_ReadSqlite(path)) if path.is_file() and path.stat().st_size else None


class _ReadSqlite(Sqlite):
    def __init__(self, path: Path) -> None:
        self.address = str(path)
        self.root = root_of(path)
        self._lock = threading.Lock()
        with self._told():
            self._connection = _opened(path)
            try:
                self._bring_up_to_date()
            except BaseException:
                self._connection.close()
                raise

    def write(self, work: Callable[[Cursor], Value]) -> NoReturn:  # noqa: ARG002 - what it refuses
        raise AssertionError("this ledger is only read")

    def _bring_up_to_date(self) -> None:
        [[version]] = self._connection.execute("PRAGMA user_version").fetchall()
        if version > VERSION:
            raise newer(self.address)
        if version < VERSION:
            copy = sqlite3.connect("", isolation_level=None, check_same_thread=False)  # a temporary file of its own
            self._connection.backup(copy)
            self._connection.close()
            self._connection = copy
            self._migrate()


def _opened(path: Path) -> sqlite3.Connection:
    """As one who may write, so that no files of the journal are left behind; where that isn't allowed, as one who may not."""
    try:
        return _connected(path, "rw")
    except sqlite3.OperationalError:
        return _connected(path, "ro")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_LOCK_S_MAX, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _of_server(address: str) -> Ledger | None:
    try:
        from specc.run.ledger.postgres import Postgres, shown
    except ModuleNotFoundError as error:
        raise MissingExtraError("a ledger in PostgreSQL", "postgres") from error
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    options["options"] = f"{options.get('options', '')} -c default_transaction_read_only=on".strip()
    engine = Postgres(urlunsplit(parts._replace(query=urlencode(options, quote_via=quote))), is_read=True)
    version = engine.read(_version)
    if version == VERSION:
        return Ledger(engine)
    engine.close()
    if version > VERSION:
        raise newer(shown(address))
    if version:
        raise LedgerError(f"the ledger {shown(address)} was written by an older specc", "the next run brings it up to date")
    return None


def _version(cursor: Cursor) -> int:
    if not cursor.rows("SELECT 1 FROM information_schema.tables WHERE table_name = 'meta' AND table_schema = ANY (current_schemas(false))"):
        return 0
    return max((int(row[0]) for row in cursor.rows("SELECT version FROM meta")), default=0)
