"""The commands on either database: where there is no ledger none is made, and where there is one they ask and change it."""

import importlib
import sqlite3
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner, Result

from specc.run.ledger import Ledger
from tests.ledgers import fill, task


def asked(name: str, address: str, *arguments: str) -> Result:
    command = importlib.import_module(f"specc.cli.{name}").command
    return CliRunner().invoke(command, ["--ledger", address, *arguments], standalone_mode=False, catch_exceptions=False)


def tables(address: str) -> int:
    if address.startswith("postgresql://"):
        with psycopg.connect(address) as connection:
            return len(connection.execute("SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'").fetchall())
    return len(sqlite3.connect(address).execute("SELECT 1 FROM sqlite_master").fetchall()) if Path(address).exists() else 0


@pytest.mark.parametrize("name", ["status", "results", "runs", "retry"])
def test_no_ledger_is_made_by_a_question(name: str, address: str) -> None:
    done = asked(name, address)
    assert (done.return_value, done.stderr) == (0, "nothing has been run here yet\n")
    assert tables(address) == 0


def test_a_ledger_is_asked_and_changed(address: str, ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "failed"), (task("b"), "delivered")])
    assert "$2.90 so far" in asked("status", address).stdout
    assert asked("results", address, "--format", "jsonl", "--state", "failed").stdout.count("\n") == 1
    assert "finished" in asked("runs", address).stdout
    assert "accept" in asked("events", address, "a").stdout
    assert asked("retry", address).stdout.startswith("1 video is open")
    assert asked("status", address, "--calibrate").return_value == 0
    assert asked("forget", address, "--key", "a", "--yes").stdout == "1 task and 1 video forgotten\n"
    assert asked("results", address, "--format", "csv").stdout.count("\n") == 2
