"""What a ledger tells when it is asked: counts add up, money counts once, and nothing is left out or told twice."""

import pytest

from specc.plan.lifecycle import State
from specc.plan.result import Result
from specc.run.ledger import Ledger
from specc.run.ledger import listing as listing_module
from specc.run.ledger.listing import axes, results, stories
from specc.run.ledger.views import known_specs, overview, run_accounts
from specc.run.ledger.wanted import Wanted
from tests.ledgers import PATHS, PROVIDER, TIMEOUT, fill, task


def listed(ledger: Ledger, wanted: Wanted = Wanted()) -> list[Result]:  # noqa: B008 - it is frozen
    return [result for page in results(ledger, wanted) for result in page]


def test_videos_are_counted_by_how_far_they_are(ledger: Ledger) -> None:
    fill(ledger, [(task(f"c-{how}"), how) for how in PATHS])
    [standing] = overview(ledger).standings
    assert (standing.provider, standing.spec, standing.tasks, standing.videos) == (PROVIDER, "welcome", 9, 9)
    assert standing.groups == {"planned": 1, "in flight": 3, "made": 1, "delivered": 1, "failed": 2, "blocked": 1}
    assert standing.failures == {"timeout": 2}
    assert standing.cost_usd == pytest.approx(3 * 2.9)
    assert standing.reserved_usd == pytest.approx(3 * 3.5)  # of what is made, the cost is known


def test_a_shared_video_is_paid_for_once(ledger: Ledger) -> None:
    shared = [(task("a", content="same"), "delivered"), (task("b", content="same"), "planned"), (task("a", spec="other", content="same"), "planned")]
    fill(ledger, shared)
    found = overview(ledger)
    assert [(one.spec, one.tasks, one.videos, one.cost_usd) for one in found.standings] == [("other", 1, 1, 2.9), ("welcome", 2, 1, 2.9)]
    assert [(one.videos, one.cost_usd) for one in found.totals] == [(1, 2.9)]
    assert [result.shared_by for result in listed(ledger)] == [3, 3, 3]


def test_what_no_task_asks_for_any_more_is_told_apart(ledger: Ledger) -> None:
    fill(ledger, [(task("a", content="old"), "delivered")])
    fill(ledger, [(task("a", content="new"), "planned")])
    found = overview(ledger)
    assert [(one.videos, one.cost_usd) for one in found.unused] == [(1, 2.9)]
    assert [(one.videos, one.cost_usd) for one in found.standings] == [(1, 0)]
    assert [(one.videos, one.cost_usd) for one in found.totals] == [(2, 2.9)]


def test_providers_are_never_mixed(ledger: Ledger) -> None:
    for provider in ("sandbox", PROVIDER):
        fill(ledger, [(task("a"), "delivered")], provider=provider)
    assert [(one.provider, one.videos) for one in overview(ledger).totals] == [(PROVIDER, 1), ("sandbox", 1)]
    assert [result.provider for result in listed(ledger)] == [PROVIDER, "sandbox"]


def test_specs_narrow_it_down(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "planned"), (task("a", spec="other"), "planned")])
    assert known_specs(ledger) == ("other", "welcome")
    assert [one.spec for one in overview(ledger, ["other"]).standings] == ["other"]


def test_runs_tell_what_they_did(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "delivered"), (task("b"), "failed")])
    alive = fill(ledger, [(task("c"), "sent")], ending=None)
    running, finished = run_accounts(ledger, 20)
    assert (running.number, running.ending, running.ended, running.is_alive) == (alive, "running", "", True)
    assert (finished.ending, finished.tasks, finished.delivered, finished.failed, finished.cost_usd) == ("finished", 2, 1, 1, pytest.approx(2.9))
    assert [run.number for run in overview(ledger).alive] == [alive]
    assert len(run_accounts(ledger, 1)) == 1


def test_a_run_whose_process_is_gone_is_dead(ledger: Ledger) -> None:
    run = fill(ledger, [(task("c"), "sent")], ending=None)
    for values, ending in ((("born = ?", "before"), "dead"), (("host = ?", "another"), "elsewhere")):
        ledger.engine.write(lambda cursor, values=values: cursor.execute(f"UPDATE runs SET {values[0]} WHERE id = ?", (values[1], run)))  # type: ignore[misc]
        assert run_accounts(ledger, 1)[0].ending == ending


def test_a_result_tells_all_of_its_task(ledger: Ledger) -> None:
    run = fill(ledger, [(task("a"), "delivered")])
    [found] = listed(ledger)
    assert (found.spec, found.key, found.row, found.cell, found.run, found.state) == ("welcome", "a", 1, {"language": "en-US"}, run, State.DELIVERED)
    assert [name.replace("\\", "/").rpartition("out/")[2] for name in found.files] == ["en-US/a.mp4", "en-US/a.srt"]
    assert (found.urls, found.cost_usd, set(found.times)) == (("https://im.example/a.mp4",), 2.9, {"planned", "sent", "accepted", "made", "ended"})


def test_files_are_those_of_the_task(ledger: Ledger) -> None:
    fill(ledger, [(task("a", content="same"), "delivered"), (task("b", content="same"), "planned")])
    assert [len(result.files) for result in listed(ledger)] == [2, 0]


def test_pages_leave_out_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_module, "PAGE_TASKS", 3)
    fill(ledger, [(task(f"c-{number}", spec=spec, language=language), "planned") for number in range(4) for spec in ("a", "b") for language in ("en-US", "es-ES")])
    pages = list(results(ledger, Wanted()))
    names = [(result.spec, result.key, result.cell["language"]) for page in pages for result in page]
    assert (len(names), len(set(names)), max(map(len, pages))) == (16, 16, 3)


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (Wanted(keys=("a", "b")), ["a", "b"]),
        (Wanted(cells={"language": frozenset({"es-ES"})}), ["b"]),
        (Wanted(cells={"language": frozenset({"es-ES", "en-US"})}), ["a", "b", "c"]),
        (Wanted(cells={"language": frozenset({"ES-es"})}), []),
        (Wanted(cells={"anguage": frozenset({"es-ES"})}), []),
        (Wanted(states=frozenset({State.FAILED})), ["c"]),
        (Wanted(categories=("timeout",)), ["c"]),
        (Wanted(categories=("safety",)), []),
        (Wanted(run=1), ["a", "b", "c"]),
        (Wanted(run=2), []),
        (Wanted(("welcome",), ("c",)), ["c"]),
    ],
)
def test_what_is_asked_for_is_told(wanted: Wanted, keys: list[str], ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "delivered"), (task("b", language="es-ES"), "planned"), (task("c"), "failed")])
    assert [result.key for result in listed(ledger, wanted)] == keys
    assert axes(ledger, wanted) == (("language",) if keys else ())


@pytest.mark.parametrize("name", ["a", task("a").uuid, task("a").digest, task("a").digest[:8]])
def test_a_video_is_found_by_any_of_its_names(name: str, ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "partly"), (task("b"), "sent")])
    [story] = stories(ledger, name)
    assert story.tasks == (("welcome", "a", {"language": "en-US"}),)
    assert [(item.step, item.state, item.cost_usd) for item in story.happenings] == [("send", "sent", None), ("accept", "accepted", None), ("result", "made", 2.9), ("fail", "failed", None)]
    assert story.happenings[-1].detail == {"reason": TIMEOUT.message}


@pytest.mark.parametrize("name", ["zz", "ffffffff", "no-such-uuid-at-all", ""])
def test_what_is_not_known_is_not_found(name: str, ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "sent")])
    assert stories(ledger, name) == ()


def test_costs_that_are_told_again_add_nothing(ledger: Ledger) -> None:
    from specc.plan.lifecycle import Step
    from specc.run.ledger import Entry

    run = fill(ledger, [(task("a"), "made")], ending=None)
    fence = ledger.receipts(PROVIDER, [task("a").digest])[task("a").digest].fence
    again = [Entry(task("a").digest, fence, step, state, 0, task("a").uuid, cost_usd=usd) for step, state, usd in ((Step.RESULT, State.MADE, 2.9), (Step.DELIVER, State.DELIVERED, 3.0))]
    assert ledger.commit(run, PROVIDER, again) == [True, True]
    assert run_accounts(ledger, 1)[0].cost_usd == pytest.approx(3.0)
    [story] = stories(ledger, "a")
    assert [item.cost_usd for item in story.happenings if item.step in ("result", "deliver")] == [2.9, None, pytest.approx(0.1)]
