"""What a ledger knows, summed up: how far each spec is, what it cost, and what each run did. Nothing is changed here."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import orjson

from specc.plan.lifecycle import PENDING, State
from specc.plan.standing import Overview, RunAccount, Sum, standings
from specc.run.ledger.engine import Cursor
from specc.run.ledger.ledger import Ledger
from specc.run.ledger.processes import Process, is_here, is_surely_dead
from specc.run.ledger.wanted import Wanted, marks

_PENDING: Final = ", ".join(f"'{state}'" for state in sorted(PENDING))
_MONEY: Final = (
    "SUM(COALESCE(v.cost_usd, 0) + v.paid_usd), "
    "SUM(CASE WHEN v.cost_usd IS NULL AND (v.state IN ('made', 'delivered') OR v.results <> '[]') THEN 1 ELSE 0 END), "
    f"SUM(CASE WHEN v.cost_usd IS NULL AND v.state IN ({_PENDING}) THEN COALESCE(v.reserved_usd, 0) ELSE 0 END)"
)
_RUN_COLUMNS: Final = "id, provider, specs, started_at, ended_at, ending, host, pid, born, tasks"


def overview(ledger: Ledger, specs: Iterable[str] = ()) -> Overview:
    """Of these specs, or of all: then with what no task points to, and the totals."""
    names = tuple(specs)
    counted = ledger.engine.read(lambda cursor: _sums(cursor, Wanted(names)))
    unused = [] if names else ledger.engine.read(_unused)
    once = [] if names else [replace(item, spec="", tasks=0) for item, is_first in counted if is_first]
    alive = tuple(run for run in ledger.engine.read(_open_runs) if run.is_alive)
    return Overview(ledger.address, standings(item for item, _ in counted), standings([*once, *unused]), standings(unused), alive)


def run_accounts(ledger: Ledger, limit: int) -> tuple[RunAccount, ...]:
    """The latest runs, the last one first."""
    return ledger.engine.read(lambda cursor: _runs(cursor, limit))


def known_specs(ledger: Ledger) -> tuple[str, ...]:
    rows = ledger.engine.read(lambda cursor: cursor.rows("SELECT DISTINCT spec FROM tasks ORDER BY spec"))
    return tuple(str(spec) for (spec,) in rows)


def _sums(cursor: Cursor, wanted: Wanted) -> list[tuple[Sum, bool]]:
    """A video that several tasks of a spec share counts once there. The others are of videos that another spec before has counted."""
    condition, values = wanted.condition()
    place = "ROW_NUMBER() OVER (PARTITION BY t.provider, t.digest ORDER BY t.spec)"
    of_tasks = f"SELECT t.provider, t.digest, t.spec, COUNT(*) AS tasks, {place} AS place FROM tasks t WHERE {condition} GROUP BY t.provider, t.digest, t.spec"
    is_first = "CASE WHEN t.place = 1 THEN 1 ELSE 0 END"
    sql = (
        f"SELECT {is_first}, v.provider, t.spec, v.state, COALESCE(v.error_category, ''), COUNT(*), SUM(t.tasks), {_MONEY} "
        f"FROM ({of_tasks}) AS t JOIN videos v ON v.provider = t.provider AND v.digest = t.digest GROUP BY 1, 2, 3, 4, 5 ORDER BY 2, 3, 1 DESC"
    )
    return [(_sum(row[1:]), bool(row[0])) for row in cursor.rows(sql, values)]


def _unused(cursor: Cursor) -> list[Sum]:
    without = "SELECT u.provider, u.digest FROM videos u WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE t.provider = u.provider AND t.digest = u.digest)"
    sql = (
        f"SELECT v.provider, '', v.state, COALESCE(v.error_category, ''), COUNT(*), 0, {_MONEY} "
        f"FROM ({without}) AS u JOIN videos v ON v.provider = u.provider AND v.digest = u.digest GROUP BY 1, 3, 4 ORDER BY 1"
    )
    return [_sum(row) for row in cursor.rows(sql)]


def _sum(row: tuple[Any, ...]) -> Sum:
    provider, spec, state, category, videos, tasks, cost, unknown, reserved = row
    return Sum(provider, spec, State(state), category, int(videos), int(tasks), float(cost), int(unknown), float(reserved))


def _open_runs(cursor: Cursor) -> tuple[RunAccount, ...]:
    return tuple(_account(row, (0, 0, 0.0)) for row in cursor.rows(f"SELECT {_RUN_COLUMNS} FROM runs WHERE ended_at IS NULL ORDER BY id"))


def _runs(cursor: Cursor, limit: int) -> tuple[RunAccount, ...]:
    rows = cursor.rows(f"SELECT {_RUN_COLUMNS} FROM runs ORDER BY id DESC LIMIT ?", (limit,))
    numbers = [row[0] for row in rows]
    sql = (
        "SELECT run, SUM(CASE WHEN step = 'deliver' THEN 1 ELSE 0 END), SUM(CASE WHEN step IN ('fail', 'refuse') THEN 1 ELSE 0 END), "
        f"SUM(COALESCE(cost_usd, 0)) FROM events WHERE run IN ({marks(numbers)}) GROUP BY run"
    )
    sums = {run: (int(delivered), int(failed), float(cost)) for run, delivered, failed, cost in cursor.rows(sql, numbers)} if rows else {}
    return tuple(_account(row, sums.get(row[0], (0, 0, 0.0))) for row in rows)


def _account(row: tuple[Any, ...], sums: tuple[int, int, float]) -> RunAccount:
    number, provider, specs, started, ended, ending, host, pid, born, tasks = row
    ending = ending if ended else _ending(Process(host, pid, born))
    return RunAccount(number, provider, tuple(orjson.loads(specs)), started, ended or "", ending or "ended", host.split(" ")[0], pid, tasks, *sums)


def _ending(process: Process) -> str:
    if not is_here(process):
        return "elsewhere"
    return "dead" if is_surely_dead(process) else "running"
