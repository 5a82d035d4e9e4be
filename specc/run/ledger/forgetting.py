"""Tasks are taken out of the ledger, and videos that no task points to any more. What happened stays written; files stay where they are.

Law: what is in flight, or was sent and never answered, is only forgotten when that is asked for: it may be paid for and never fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from specc.plan.decided import Forgotten
from specc.plan.lifecycle import PENDING, State
from specc.plan.receipt import Receipt
from specc.run.ledger.engine import Cursor
from specc.run.ledger.hands import Hands, partition
from specc.run.ledger.ledger import Ledger, utc_now
from specc.run.ledger.listing import unused_videos, videos
from specc.run.ledger.wanted import Wanted

FORGET: Final = "forget"
_MADE: Final = frozenset({State.MADE, State.DELIVERED})


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Which tasks, or None for the videos without a task."""

    wanted: Wanted | None
    is_in_flight: bool = False
    is_dry: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """A video with the tasks of it that are asked for; `is_all` where it has no others."""

    receipt: Receipt
    tasks: tuple[tuple[Any, ...], ...]
    is_all: bool


def forget(ledger: Ledger, forgetting: Forgetting) -> Forgotten:
    done, number = Forgotten(), 0
    with Hands(ledger, FORGET) as hands:
        for provider, digests in _pages(ledger, forgetting):
            free, held = hands.look(provider, digests) if forgetting.is_dry else hands.take(provider, digests)
            for name in hands.names(provider, held):
                done.held.add(name)
            found = ledger.engine.read(partial(_cases, receipts=free, wanted=forgetting.wanted))
            kept, cases = partition(found, lambda case: case.is_all and case.receipt.state in PENDING and not forgetting.is_in_flight)
            for name in hands.names(provider, (case.receipt for case in kept)):
                done.pending.add(name)
            if not forgetting.is_dry:
                _write(ledger, hands.runs[provider], cases, number)
            number += len(cases)
            for case in cases:
                _count(case, done)
    return done


def _pages(ledger: Ledger, forgetting: Forgetting) -> Iterator[tuple[str, list[str]]]:
    return unused_videos(ledger) if forgetting.wanted is None else videos(ledger, forgetting.wanted)


def _cases(cursor: Cursor, *, receipts: list[Receipt], wanted: Wanted | None) -> list[_Case]:
    return [_case(cursor, receipt, wanted) for receipt in receipts]


def _case(cursor: Cursor, receipt: Receipt, wanted: Wanted | None) -> _Case:
    if wanted is None:
        return _Case(receipt, (), is_all=True)
    condition, values = replace(wanted, states=frozenset()).condition()  # the page is of the states that are asked for
    source = "tasks t JOIN videos v ON v.provider = t.provider AND v.digest = t.digest"
    chosen = cursor.rows(f"SELECT t.spec, t.key, t.cell FROM {source} WHERE {condition} AND t.provider = ? AND t.digest = ?", (*values, receipt.provider, receipt.digest))
    [(total,)] = cursor.rows("SELECT COUNT(*) FROM tasks WHERE provider = ? AND digest = ?", (receipt.provider, receipt.digest))
    return _Case(receipt, tuple(chosen), is_all=int(total) == len(chosen))


def _write(ledger: Ledger, run: int, cases: list[_Case], number: int) -> None:
    at = utc_now()

    def work(cursor: Cursor) -> None:
        for index, case in enumerate(cases):
            _remove(cursor, run, case, (number + index, at))

    ledger.engine.write(work)


def _remove(cursor: Cursor, run: int, case: _Case, numbered: tuple[int, str]) -> None:
    receipt, which = case.receipt, (case.receipt.provider, case.receipt.digest)
    for task in case.tasks:
        cursor.execute("DELETE FROM tasks WHERE provider = ? AND spec = ? AND key = ? AND cell = ?", (receipt.provider, *task))
    if not case.is_all:
        return
    still = "NOT EXISTS (SELECT 1 FROM tasks t WHERE t.provider = ? AND t.digest = ?)"  # a run may have asked for it a moment ago
    if not cursor.execute(f"DELETE FROM videos WHERE provider = ? AND digest = ? AND holder = ? AND {still}", (*which, run, *which)):
        return
    cursor.execute("DELETE FROM files WHERE provider = ? AND digest = ?", which)
    cursor.execute(
        "INSERT INTO events (run, number, at, provider, digest, attempt, step, state, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '{}') ON CONFLICT (run, number) DO NOTHING",
        (run, *numbered, *which, receipt.attempt, FORGET, receipt.state),
    )


def _count(case: _Case, done: Forgotten) -> None:
    receipt = case.receipt
    done.tasks += len(case.tasks)
    if case.is_all:
        done.videos += 1
        done.made += receipt.state in _MADE
        done.lost += receipt.state in PENDING
        done.paid_usd += receipt.paid_usd + (receipt.cost_usd or 0.0)
