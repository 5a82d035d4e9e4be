"""Failed videos are opened for another attempt, and nothing else is: not what was paid for, and not what a run has in hand."""

import pytest

from specc.compiler.payload import task_uuid
from specc.plan.lifecycle import State
from specc.plan.outcome import Failure
from specc.run.ledger import Ledger
from specc.run.ledger.listing import stories
from specc.run.ledger.reopening import reopen
from specc.run.ledger.views import run_accounts
from specc.run.ledger.wanted import Wanted
from tests.ledgers import PATHS, PROVIDER, fill, task


def states(ledger: Ledger, *keys: str) -> list[tuple[str, int]]:
    receipts = ledger.receipts(PROVIDER, [task(key).digest for key in keys])
    return [(str(receipts[task(key).digest].state), receipts[task(key).digest].attempt) for key in keys]


def test_only_what_failed_is_opened(ledger: Ledger) -> None:
    fill(ledger, [(task(how), how) for how in PATHS])
    before = states(ledger, *(how for how in PATHS if how != "failed"))
    done = reopen(ledger, Wanted())
    assert (done.opened, done.usd, done.unknown) == (1, (2.5, 3.0, 3.5), 0)
    assert (done.paid.count, done.paid.examples) == (1, ["welcome partly"])
    assert states(ledger, *(how for how in PATHS if how != "failed")) == before
    receipt = ledger.receipts(PROVIDER, [task("failed").digest])[task("failed").digest]
    assert (receipt.state, receipt.attempt, receipt.uuid, receipt.error, receipt.holder) == (State.PLANNED, 1, task_uuid(task("failed").digest, 1), None, None)


def test_it_is_written_what_was_done(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "failed")])
    reopen(ledger, Wanted())
    [story] = stories(ledger, "a")
    assert [(item.step, item.attempt) for item in story.happenings][-1] == ("retry", 1)
    assert run_accounts(ledger, 1)[0].ending == "retry"


def test_what_was_paid_for_is_opened_only_when_asked_for(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "partly")])
    assert reopen(ledger, Wanted()).opened == 0
    assert len(run_accounts(ledger, 9)) == 1
    assert reopen(ledger, Wanted(), is_paid_too=True).opened == 1
    receipt = ledger.receipts(PROVIDER, [task("a").digest])[task("a").digest]
    assert (receipt.paid_usd, receipt.cost_usd, receipt.results) == (2.9, None, ())


def test_nothing_changes_while_it_is_only_tried(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "failed")])
    assert reopen(ledger, Wanted(), is_dry=True).opened == 1
    assert states(ledger, "a") == [("failed", 0)]
    assert len(run_accounts(ledger, 9)) == 1


def test_what_a_living_run_has_is_left_to_it(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "failed")], ending=None)
    for is_dry in (True, False):
        done = reopen(ledger, Wanted(), is_dry=is_dry)
        assert (done.opened, done.held.examples) == (0, ["welcome a"])
    assert states(ledger, "a") == [("failed", 0)]


def test_what_a_dead_run_had_is_taken(ledger: Ledger) -> None:
    run = fill(ledger, [(task("a"), "failed")], ending=None)
    ledger.engine.write(lambda cursor: cursor.execute("UPDATE runs SET born = 'before' WHERE id = ?", (run,)))
    assert reopen(ledger, Wanted()).opened == 1


@pytest.mark.parametrize(("wanted", "count"), [(Wanted(categories=("safety",)), 1), (Wanted(keys=("a",)), 1), (Wanted(("other",)), 0), (Wanted(), 2)])
def test_it_can_be_narrowed_down(wanted: Wanted, count: int, ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "failed")])
    fill(ledger, [(task("b"), "failed")], failure=Failure("safety", "no"))
    assert reopen(ledger, wanted).opened == count


def test_many_are_opened(ledger: Ledger) -> None:
    keys = [str(number) for number in range(1200)]
    run = fill(ledger, [(task(key), "planned") for key in keys])
    ledger.engine.write(lambda cursor: cursor.execute("UPDATE videos SET state = 'failed', error_category = 'timeout' WHERE provider = ?", (PROVIDER,)))
    assert run
    assert reopen(ledger, Wanted()).opened == 1200
    assert reopen(ledger, Wanted()).opened == 0
