"""Forgetting takes away what is asked for and nothing that may still be charged, unless that is asked for too."""

import pytest

from specc.plan.lifecycle import PENDING, State
from specc.run.ledger import Ledger
from specc.run.ledger.forgetting import Forgetting, forget
from specc.run.ledger.listing import results, stories
from specc.run.ledger.views import overview, run_accounts
from specc.run.ledger.wanted import Wanted
from tests.ledgers import PATHS, PROVIDER, fill, task

PENDING_PATHS = [how for how, steps in PATHS.items() if steps and steps[-1][1] in PENDING]


def keys(ledger: Ledger) -> list[str]:
    return [result.key for page in results(ledger, Wanted()) for result in page]


def test_what_may_still_be_charged_is_kept(ledger: Ledger) -> None:
    fill(ledger, [(task(how), how) for how in PATHS])
    done = forget(ledger, Forgetting(Wanted(("welcome",))))
    assert keys(ledger) == sorted(PENDING_PATHS)
    assert (done.tasks, done.videos, done.made, done.lost) == (5, 5, 1, 0)
    assert done.paid_usd == pytest.approx(2 * 2.9)
    assert sorted(done.pending.examples) == sorted(f"welcome {how}" for how in PENDING_PATHS)


def test_it_is_forgotten_when_that_is_asked_for(ledger: Ledger) -> None:
    fill(ledger, [(task(how), how) for how in PENDING_PATHS])
    done = forget(ledger, Forgetting(Wanted(("welcome",)), is_in_flight=True))
    assert (done.videos, done.lost, done.pending.count, keys(ledger)) == (4, 4, 0, [])
    assert ledger.receipts(PROVIDER, [task(how).digest for how in PENDING_PATHS]) == {}


def test_what_happened_stays_on_record(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "delivered")])
    forget(ledger, Forgetting(Wanted(keys=("a",))))
    [story] = stories(ledger, task("a").digest)
    assert (story.tasks, story.uuid) == ((), "")
    assert [item.step for item in story.happenings] == ["send", "accept", "result", "deliver", "forget"]
    assert [run.ending for run in run_accounts(ledger, 9)] == ["forget", "finished"]


def test_a_video_lives_as_long_as_a_task_asks_for_it(ledger: Ledger) -> None:
    fill(ledger, [(task("a", content="same"), "sent"), (task("b", content="same"), "planned")])
    done = forget(ledger, Forgetting(Wanted(keys=("a",))))
    assert (done.tasks, done.videos, keys(ledger)) == (1, 0, ["b"])
    assert overview(ledger).standings[0].groups["in flight"] == 1


def test_nothing_changes_while_it_is_only_tried(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "delivered")])
    done = forget(ledger, Forgetting(Wanted(keys=("a",)), is_dry=True))
    assert (done.tasks, done.videos, done.made, keys(ledger)) == (1, 1, 1, ["a"])
    assert len(run_accounts(ledger, 9)) == 1


def test_what_a_living_run_has_is_left_to_it(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "delivered")], ending=None)
    done = forget(ledger, Forgetting(Wanted(keys=("a",)), is_in_flight=True))
    assert (done.tasks, done.held.examples, keys(ledger)) == (0, ["welcome a"], ["a"])


def test_what_no_task_asks_for_any_more(ledger: Ledger) -> None:
    fill(ledger, [(task("a", content="old"), "delivered"), (task("b", content="older"), "sent")])
    fill(ledger, [(task("a", content="new"), "planned"), (task("b", content="newer"), "planned")])
    done = forget(ledger, Forgetting(None))
    assert (done.tasks, done.videos, done.made, done.pending.count, keys(ledger)) == (0, 1, 1, 1, ["a", "b"])
    assert sum(one.videos for one in overview(ledger).unused) == 1


@pytest.mark.parametrize(
    ("wanted", "left"),
    [(Wanted(states=frozenset({State.FAILED})), ["a"]), (Wanted(run=2), ["a"]), (Wanted(("other",)), ["a", "b"]), (Wanted(keys=("a",), states=frozenset({State.FAILED})), ["a", "b"])],
)
def test_it_can_be_narrowed_down(wanted: Wanted, left: list[str], ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "delivered")])
    fill(ledger, [(task("b"), "failed")])
    forget(ledger, Forgetting(wanted))
    assert keys(ledger) == left


def test_what_was_forgotten_can_be_planned_again(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "failed")])
    forget(ledger, Forgetting(Wanted(keys=("a",))))
    fill(ledger, [(task("a"), "delivered")])
    assert overview(ledger).standings[0].groups["delivered"] == 1


def test_many_are_forgotten(ledger: Ledger) -> None:
    fill(ledger, [(task(str(number)), "planned") for number in range(1200)])
    assert forget(ledger, Forgetting(Wanted(("welcome",)))).videos == 1200
    assert keys(ledger) == []
