"""What every test stands on: ^C reaches a process, also where the tests themselves run in the background of a shell; and nothing hangs on the clock."""

import signal
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from specc.cli import watching


def pytest_configure() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No run counts as a long one, however slow the machine is: what those tell on their way would be in some outputs, and not in others."""
    monkeypatch.setattr(watching, "SILENT_S", 60.0)


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
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))
