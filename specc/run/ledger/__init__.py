"""The ledger: what was meant, sent, answered and paid, in SQL, on disk before anything follows from it."""

from pathlib import Path
from typing import Final

from specc.base.errors import MissingExtraError
from specc.run.ledger.engine import SERVERS, Engine, LedgerError
from specc.run.ledger.ledger import TAKE, Entry, Ledger, Staged

__all__ = ["DEFAULT_LEDGER", "TAKE", "Engine", "Entry", "Ledger", "LedgerError", "Staged", "open_ledger"]

DEFAULT_LEDGER: Final = Path(".specc/ledger.db")


def open_ledger(address: str | Path) -> Ledger:
    """A file, or a PostgreSQL by its address. Raises LedgerError, and MissingExtraError for a PostgreSQL without its library."""
    return Ledger(_engine(address))


def _engine(address: str | Path) -> Engine:
    if isinstance(address, str) and address.startswith(SERVERS):
        try:
            from specc.run.ledger.postgres import Postgres
        except ModuleNotFoundError as error:
            raise MissingExtraError("a ledger in PostgreSQL", "postgres") from error
        return Postgres(address)
    from specc.run.ledger.sqlite import Sqlite

    return Sqlite(Path(address))
