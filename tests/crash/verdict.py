"""What has to hold when all is made, however often the runners died: paid once, all there, and a ledger that says so."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from specc.compiler.payload import task_uuid
from specc.compiler.task import Task
from specc.plan.lifecycle import NEW_ATTEMPTS, TRANSITIONS, State, Step
from specc.plan.receipt import Receipt
from specc.run.flow import results_wanted
from specc.run.ledger import Ledger
from specc.run.places import place_file
from tests.crash.case import Case
from tests.crash.till import PRICE_USD

ATTEMPTS_MAX = 40


def require_all_well(case: Case, takes: Mapping[str, int] = MappingProxyType({}), *, is_over: bool = True) -> None:
    """`takes`: how many takes of a key's video were asked for, where that is more than one. `is_over`: no run is left that holds any."""
    tasks = {task.digest: task for task in case.tasks}
    account = case.till.account
    with closing(case.ledger()) as ledger:
        receipts = ledger.receipts("sandbox", tasks)
        for digest, task in tasks.items():
            receipt = receipts[digest]
            assert (receipt.state, receipt.error) == (State.DELIVERED, None), receipt
            paid = require_paid_once(account, task, takes.get(task.key, 1))
            assert receipt.uuid in paid
            usd = sum(paid.values()) * PRICE_USD
            assert (receipt.cost_usd or 0) + receipt.paid_usd == pytest.approx(usd)
            require_story(ledger, receipt, usd)
        if is_over:
            assert ledger.engine.read(lambda cursor: cursor.rows("SELECT * FROM videos WHERE holder IS NOT NULL")) == []
        require_files(case, receipts)


def require_paid_once(account: dict[str, Any], task: Task, takes: int = 1) -> dict[str, int]:
    """The attempts at a task's content that are paid, with the number of their results."""
    own = [task_uuid(task.digest, attempt) for attempt in range(ATTEMPTS_MAX)]
    groups = [kept for kept in account["kept"].values() if kept.keys() & set(own)]
    assert len(groups) == 1, f"{task.key}: asked for as {len(groups)} contents"
    assert groups[0].keys() <= set(own)
    paid = {uuid: count for uuid, count in groups[0].items() if count}
    assert list(paid.values()) == [results_wanted(task.payload)] * takes, f"{task.key}: {groups[0]}"
    return paid


def require_story(ledger: Ledger, receipt: Receipt, usd: float) -> None:
    """Its events, one after the other, lead to where it stands, and what they cost to what it costs."""
    sql = "SELECT step, state, attempt, cost_usd FROM events WHERE provider = ? AND digest = ? ORDER BY at, run, number"
    rows = ledger.engine.read(lambda cursor: cursor.rows(sql, (receipt.provider, receipt.digest)))
    state, attempt = State.PLANNED, 0
    for step, after, number, _ in rows:
        state = TRANSITIONS[state, Step(step)]
        attempt += step in NEW_ATTEMPTS
        assert (state, attempt) == (after, number), rows
    assert (state, attempt) == (receipt.state, receipt.attempt)
    assert sum(cost or 0 for *_, cost in rows) == pytest.approx(usd)


def require_files(case: Case, receipts: dict[str, Receipt]) -> None:
    """Every file as it is served, and no other."""
    wanted = dict(_served(case, case.tasks, receipts))
    found = {path: path.read_bytes() for path in case.out.rglob("*") if path.is_file()}
    assert found.keys() == wanted.keys()
    for path, content in wanted.items():
        assert found[path] == content, path


def _served(case: Case, tasks: Sequence[Task], receipts: dict[str, Receipt]) -> Iterable[tuple[Path, bytes]]:
    for task in tasks:
        receipt = receipts[task.digest]
        offered = case.till.results(receipt.uuid)
        for made in receipt.results:
            item = offered[made.identity]
            yield case.out / place_file(task.file, made.place), case.till.bytes(item["videoURL"])
            if "subtitleURL" in item:
                yield case.out / place_file(task.file, made.place, ".srt"), case.till.bytes(item["subtitleURL"])
