"""What the ledger knows tasks to have been, by their names, when a run last had them in hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from specc.base.jsonvalue import JsonObject
from specc.compiler.task import Task
from specc.run.ledger.engine import Cursor
from specc.run.ledger.ledger import Ledger, cell_text

_NAMES_MAX: Final = 300
"""In one statement, of three parameters each; SQLite takes 999 at least."""

Name = tuple[str, str, str]
"""Spec, key and cell."""


@dataclass(frozen=True, slots=True)
class Earlier:
    digest: str
    file: str


def task_name(task: Task) -> Name:
    return task.spec, task.key, cell_text(task.cell)


def earlier(ledger: Ledger, provider: str, names: Iterable[Name]) -> dict[Name, Earlier]:
    """Those of them that a run has had in hand."""
    wanted = list(dict.fromkeys(names))

    def work(cursor: Cursor) -> dict[Name, Earlier]:
        found: dict[Name, Earlier] = {}
        for start in range(0, len(wanted), _NAMES_MAX):
            batch = wanted[start : start + _NAMES_MAX]
            values = ", ".join(["(?, ?, ?)"] * len(batch))
            sql = f"SELECT t.spec, t.key, t.cell, t.digest, t.file FROM (VALUES {values}) AS w JOIN tasks t ON t.provider = ? AND t.spec = w.column1 AND t.key = w.column2 AND t.cell = w.column3"
            for spec, key, cell, digest, file in cursor.rows(sql, (*(part for name in batch for part in name), provider)):
                found[spec, key, cell] = Earlier(digest, file)
        return found

    return ledger.engine.read(work)


def contents(ledger: Ledger, provider: str, digests: Sequence[str]) -> dict[str, JsonObject]:
    """Payloads, as the ledger keeps them, by their digests; at most some hundred at a time."""
    marks = ", ".join("?" * len(digests))
    sql = f"SELECT digest, content FROM videos WHERE provider = ? AND digest IN ({marks})"
    rows = ledger.engine.read(lambda cursor: cursor.rows(sql, (provider, *digests))) if digests else []
    return {digest: orjson.loads(content) for digest, content in rows}


def known_tasks(ledger: Ledger, provider: str, specs: Iterable[str]) -> dict[str, int]:
    """How many tasks of each spec runs have had in hand."""
    wanted = list(dict.fromkeys(specs))

    def work(cursor: Cursor) -> dict[str, int]:
        sql = "SELECT COUNT(*) FROM tasks WHERE provider = ? AND spec = ?"
        return {spec: int(cursor.rows(sql, (provider, spec))[0][0]) for spec in wanted}

    return ledger.engine.read(work)
