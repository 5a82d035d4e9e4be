"""Failed videos are opened for another attempt. Nothing is sent and nothing is spent: that is the next run's to do."""

from dataclasses import replace

from specc.compiler.payload import task_uuid
from specc.plan.decided import Reopened
from specc.plan.lifecycle import State, Step, following
from specc.plan.receipt import Receipt
from specc.run.ledger.hands import Hands, partition
from specc.run.ledger.ledger import Entry, Ledger
from specc.run.ledger.listing import videos
from specc.run.ledger.wanted import Wanted, marks


def reopen(ledger: Ledger, wanted: Wanted, *, is_paid_too: bool = False, is_dry: bool = False) -> Reopened:
    """Of the videos that are asked for, those that failed. `is_paid_too`: also those with results that were paid for."""
    done = Reopened()
    with Hands(ledger, "retry") as hands:
        for provider, digests in videos(ledger, replace(wanted, states=frozenset({State.FAILED}))):
            refused, allowed = partition(ledger.receipts(provider, digests).values(), lambda receipt: _is_paid(receipt) and not is_paid_too)
            for name in hands.names(provider, refused):
                done.paid.add(name)
            if allowed:
                _open(hands, provider, [receipt.digest for receipt in allowed], done, is_dry=is_dry)
    return done


def _open(hands: Hands, provider: str, digests: list[str], done: Reopened, *, is_dry: bool) -> None:
    free, held = hands.look(provider, digests) if is_dry else hands.take(provider, digests)
    failed = [receipt for receipt in free if receipt.state is State.FAILED]
    for name in hands.names(provider, held):
        done.held.add(name)
    if not is_dry and failed:
        written = hands.ledger.commit(hands.runs[provider], provider, [_entry(receipt) for receipt in failed])
        failed = [receipt for receipt, is_written in zip(failed, written, strict=True) if is_written]
    done.opened += len(failed)
    _estimate(hands.ledger, provider, [receipt.digest for receipt in failed], done)


def _entry(receipt: Receipt) -> Entry:
    attempt, paid = receipt.attempt + 1, receipt.paid_usd + (receipt.cost_usd or 0.0)
    return Entry(receipt.digest, receipt.fence, Step.RETRY, following(receipt.state, Step.RETRY), attempt, task_uuid(receipt.digest, attempt), paid_usd=paid)


def _is_paid(receipt: Receipt) -> bool:
    return bool(receipt.results) or bool(receipt.cost_usd)


def _estimate(ledger: Ledger, provider: str, digests: list[str], done: Reopened) -> None:
    if not digests:
        return
    sums = "COALESCE(SUM(usd_low), 0), COALESCE(SUM(usd_expected), 0), COALESCE(SUM(usd_high), 0), COUNT(usd_high)"
    sql = f"SELECT {sums} FROM videos WHERE provider = ? AND digest IN ({marks(digests)})"
    [(low, expected, high, known)] = ledger.engine.read(lambda cursor: cursor.rows(sql, (provider, *digests)))
    done.usd = (done.usd[0] + low, done.usd[1] + expected, done.usd[2] + high)
    done.unknown += len(digests) - int(known)
