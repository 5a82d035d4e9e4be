"""A ledger of each kind, empty for every test: one law, two databases."""

import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from specc.run.ledger import Ledger, open_ledger


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL of our own, which ends with the tests. Its folder lies outside of pytest's, which every other session
    of pytest closes to the server's user.
    """
    with tempfile.TemporaryDirectory(prefix="specc-pg-", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a user's folder that a bare machine hasn't
            import pgserver

            server: Any = pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> str:
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(request.getfixturevalue("postgres")) if request.param == "postgres" else str(tmp_path / ".specc" / "ledger.db")


Open = Callable[[], Ledger]


@pytest.fixture
def opened(address: str) -> Iterator[Open]:
    """Opens the same ledger, as often as it is called."""
    ledgers: list[Ledger] = []

    def again() -> Ledger:
        ledgers.append(open_ledger(address))
        return ledgers[-1]

    yield again
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened: Open) -> Ledger:
    return opened()
