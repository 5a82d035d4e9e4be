"""Runs against the local provider: the same protocol that the real one speaks, and a till that is looked into."""

from contextlib import closing
from pathlib import Path

import pytest

from specc.compiler.task import Task
from specc.plan.events import Ended, Event
from specc.plan.lifecycle import State
from specc.plan.outcome import Outcome
from specc.run.executor import run_tasks
from specc.run.ledger import open_ledger
from specc.run.sandbox import Embedded, embedded_sandbox
from specc.run.settings import RunSettings
from specc.run.stops import RunStoppedError
from tests.unit.run.conftest import make_task


def settings(sandbox: Embedded, out: Path, key: str | None = None) -> RunSettings:
    return RunSettings(sandbox.url, key or sandbox.key, out, poll_pause_first_s=0.1, poll_pause_max_s=0.5)


def run(tasks: list[Task], given: RunSettings) -> list[Outcome]:
    """The outcomes, in the order of the tasks."""
    ended: list[Outcome] = []

    def notify(event: Event) -> None:
        if isinstance(event, Ended):
            ended.append(event.outcome)

    with closing(open_ledger(given.out.parent / "ledger.db")) as ledger:
        run_tasks(tasks, given, ledger, notify=notify)
    return sorted(ended, key=lambda outcome: tasks.index(outcome.task))


def test_videos_are_made_paid_once_and_found_again(tmp_path: Path) -> None:
    good = make_task("Hello there.", inputs={"avatar": "anna"}, numberResults=2, settings={"caption": True})
    bad = make_task("b", inputs={"avatar": "anna"}, width=1280)
    with embedded_sandbox(latency_s=0.1) as sandbox:
        for turn in range(2):
            made, refused = run([good, bad], settings(sandbox, tmp_path / "out"))
            assert (made.state, refused.state) == (State.DELIVERED, State.FAILED)
            assert len(made.files) == 4
            assert (made.cost_usd, made.is_reused) == ((None, True) if turn else (pytest.approx(2 * 2.80), False))
        assert sandbox.spent_usd == pytest.approx(2 * 2.80)
        assert sandbox.paid_twice == ()


def test_a_wrong_key_and_an_empty_balance(tmp_path: Path) -> None:
    tasks = [make_task(name, inputs={"avatar": "anna"}) for name in "abc"]
    with embedded_sandbox(latency_s=0, balance_usd=4.0) as sandbox:
        with pytest.raises(RunStoppedError, match="refused the key"):
            run(tasks, settings(sandbox, tmp_path / "out", "wrong"))
        outcomes = run(tasks, settings(sandbox, tmp_path / "out"))
        assert [outcome.state for outcome in outcomes] == [State.DELIVERED, State.BLOCKED, State.BLOCKED]
        assert sandbox.spent_usd == pytest.approx(2.80)
