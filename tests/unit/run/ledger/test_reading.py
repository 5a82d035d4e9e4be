"""A ledger that is looked at stays as it is."""

import sqlite3
from pathlib import Path

import pytest

from specc.compiler.task import Task
from specc.run.ledger import Ledger, LedgerError, Staged
from specc.run.ledger.earlier import Earlier, contents, earlier, known_tasks, task_name
from specc.run.ledger.reading import open_to_read

TASK = Task("s", "a", 1, {"language": "en-US"}, {"model": "m", "x": 1}, "d1", "u1", "en-US/a.mp4")


def staged(ledger: Ledger, *tasks: Task) -> None:
    run = ledger.begin_run("p", ["s"])
    ledger.stage(run, "p", [Staged(task, "m", task.payload, 1) for task in tasks])
    ledger.end_run(run, "finished")


def test_what_was_noted_is_read(ledger: Ledger, address: str) -> None:
    staged(ledger, TASK)
    found = open_to_read(address)
    assert found is not None
    other = task_name(Task("s", "b", 2, {}, {}, "d2", "u2", "b.mp4"))
    assert set(found.receipts("p", ["d1", "d2"])) == {"d1"}
    assert earlier(found, "p", [task_name(TASK), other]) == {task_name(TASK): Earlier("d1", "en-US/a.mp4")}
    assert earlier(found, "q", [task_name(TASK)]) == earlier(found, "p", []) == {}
    assert contents(found, "p", ["d1", "d2"]) == {"d1": {"model": "m", "x": 1}}
    assert known_tasks(found, "p", ["s", "t"]) == {"s": 1, "t": 0}
    found.close()


def test_names_are_looked_up_however_many(ledger: Ledger) -> None:
    tasks = [Task("s", f"k{number}", number, {}, {}, f"d{number}", f"u{number}", f"{number}.mp4") for number in range(700)]
    staged(ledger, *tasks)
    assert len(earlier(ledger, "p", map(task_name, tasks))) == 700


def test_nothing_can_be_written(ledger: Ledger, address: str) -> None:
    found = open_to_read(address)
    assert found is not None
    with pytest.raises((AssertionError, LedgerError)):
        found.begin_run("p", [])
    found.close()


def test_where_there_is_no_ledger_none_is_made(tmp_path: Path) -> None:
    assert open_to_read(tmp_path / ".specc" / "ledger.db") is None
    assert not list(tmp_path.iterdir())


def test_a_database_without_tables_is_no_ledger(postgres: str) -> None:
    assert open_to_read(postgres) is None
    assert open_to_read(postgres) is None


def test_the_folder_stays_as_it_is(tmp_path: Path) -> None:
    from specc.run.ledger import open_ledger

    ledger = open_ledger(tmp_path / "ledger.db")
    staged(ledger, TASK)
    ledger.close()
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    found = open_to_read(tmp_path / "ledger.db")
    assert found is not None
    assert found.receipts("p", ["d1"])
    found.close()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_an_older_ledger_is_read_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE unrelated (x)")
    connection.close()
    before = path.read_bytes()
    found = open_to_read(path)
    assert found is not None
    assert found.receipts("p", ["d1"]) == {}
    found.close()
    assert path.read_bytes() == before


def test_what_is_no_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    with pytest.raises(LedgerError):
        open_to_read(path)
    path.write_bytes(b"")
    assert open_to_read(path) is None


def test_a_newer_ledger_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE videos (x)")
    connection.execute("PRAGMA user_version = 1000")
    connection.close()
    with pytest.raises(LedgerError, match="newer"):
        open_to_read(path)
