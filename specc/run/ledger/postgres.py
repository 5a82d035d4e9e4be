"""A ledger in PostgreSQL, for runs on several machines. A connection that breaks is opened again and the transaction done again:
everything the ledger writes may be written twice with one effect.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg

from specc.run.ledger.engine import Cursor, LedgerError, Parameters, Value
from specc.run.ledger.schema import MIGRATIONS, VERSION

_MIGRATING: Final = 0x5BECC
"""The advisory lock under which one client alone makes the tables."""
_CONNECT_S_MAX: Final = 10
_AGAIN_S_MAX: Final = 120.0
"""How long a server may be away, as when it restarts, before the run stops."""
_PAUSE_FIRST_S, _PAUSE_MAX_S = 0.1, 3.0
_HELP: Final = "check the address, and that the server is up and lets you in"


class _Cursor:
    def __init__(self, cursor: psycopg.Cursor[tuple[Any, ...]]) -> None:
        self._cursor = cursor

    def execute(self, sql: str, parameters: Parameters = (), /) -> int:
        return self._cursor.execute(_dialect(sql), parameters).rowcount

    def rows(self, sql: str, parameters: Parameters = (), /) -> list[tuple[Any, ...]]:
        return self._cursor.execute(_dialect(sql), parameters).fetchall()


class Postgres:
    def __init__(self, url: str, *, is_read: bool = False) -> None:
        """Connects, and makes the tables where they are missing and it isn't only read. Raises LedgerError."""
        self._url = url
        self.address = shown(url)
        self.root = Path("/")
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        try:
            self._once(_greet if is_read else _migrate)
        except psycopg.Error as error:
            self._disconnect()
            raise self._told(error) from None
        except LedgerError:
            self._disconnect()
            raise

    def write(self, work: Callable[[Cursor], Value]) -> Value:
        with self._lock:
            return self._again(work)

    read = write

    def close(self) -> None:
        with self._lock:
            self._disconnect()

    def _again(self, work: Callable[[Cursor], Value]) -> Value:
        until, pause = time.monotonic() + _AGAIN_S_MAX, _PAUSE_FIRST_S
        while True:
            try:
                return self._once(work)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self._disconnect()
                if time.monotonic() >= until:
                    raise self._told(error) from None
            except psycopg.Error as error:
                raise self._told(error) from None
            time.sleep(pause)
            pause = min(pause * 2, _PAUSE_MAX_S)

    def _once(self, work: Callable[[Cursor], Value]) -> Value:
        if self._connection is None:
            self._connection = psycopg.connect(self._url, connect_timeout=_CONNECT_S_MAX, application_name="specc")
        with self._connection.transaction(), self._connection.cursor() as cursor:
            return work(_Cursor(cursor))

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _told(self, error: psycopg.Error) -> LedgerError:
        reason = " ".join(str(error).split())
        password = urlsplit(self._url).password
        return LedgerError(f"can't use the ledger {self.address}: {reason.replace(password, '***') if password else reason}", _HELP)


def shown(url: str) -> str:
    """The address without a password, wherever it stands."""
    parts = urlsplit(url)
    user = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"


def _greet(cursor: Cursor) -> None:
    cursor.rows("SELECT 1")


def _migrate(cursor: Cursor) -> None:
    cursor.rows("SELECT 1 FROM (SELECT pg_advisory_xact_lock(?)) AS locked", (_MIGRATING,))
    cursor.execute("CREATE TABLE IF NOT EXISTS meta (version BIGINT NOT NULL)")
    version = max((row[0] for row in cursor.rows("SELECT version FROM meta")), default=0)
    if version > VERSION:
        raise LedgerError("the ledger was written by a newer specc", "update specc, or name another ledger with --ledger")
    for statement in (statement for step in MIGRATIONS[version:] for statement in step):
        cursor.execute(statement.replace("{id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
    if version < VERSION:
        cursor.execute("DELETE FROM meta")
        cursor.execute("INSERT INTO meta (version) VALUES (?)", (VERSION,))


def _dialect(sql: str) -> str:
    return sql.replace("?", "%s")
