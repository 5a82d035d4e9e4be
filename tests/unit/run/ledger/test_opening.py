"""A ledger that can't be used says so in one line, and is left as it is."""

import sqlite3
from pathlib import Path

import psycopg
import pytest

from specc.run.ledger import LedgerError, open_ledger
from specc.run.ledger.schema import VERSION


def test_a_file_that_is_no_ledger_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"name,plan\n" * 1000)
    with pytest.raises(LedgerError, match=r"ledger\.db: file is not a database"):
        open_ledger(file)
    assert file.read_bytes() == b"name,plan\n" * 1000


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / ".specc").touch()
    with pytest.raises(LedgerError, match="can't use the ledger"):
        open_ledger(tmp_path / ".specc" / "ledger.db")


def test_a_ledger_of_a_newer_specc_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    open_ledger(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with pytest.raises(LedgerError, match="newer specc"):
        open_ledger(file)


def test_a_postgres_of_a_newer_specc_is_left_alone(postgres: str) -> None:
    open_ledger(postgres).close()
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(b"UPDATE meta SET version = version + 1")
    with pytest.raises(LedgerError, match="newer specc"):
        open_ledger(postgres)


def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(LedgerError, match=r"postgresql://me@127\.0\.0\.1:1/x") as caught:
        open_ledger("postgresql://me:secret-word@127.0.0.1:1/x")
    assert "secret-word" not in str(caught.value) + caught.value.help


def test_an_empty_ledger_of_an_older_specc_gets_its_tables(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    sqlite3.connect(file).close()
    ledger = open_ledger(file)
    assert ledger.begin_run("sandbox", []) == 1
    ledger.close()


def test_git_is_told_to_leave_the_folder_alone(tmp_path: Path) -> None:
    open_ledger(tmp_path / ".specc" / "ledger.db").close()
    assert (tmp_path / ".specc" / ".gitignore").read_text(encoding="utf-8").endswith("*\n")
