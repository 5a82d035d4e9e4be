"""What a run is allowed to do, and what it does then: budgets, counts, samples, takes, and never more money than was meant."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from specc.run.ledger import open_ledger
from specc.run.sandbox import Embedded, Settings, embedded
from specc.run.sandbox.clock import SystemClock
from specc.run.sandbox.faults.rules import FaultFile
from tests.stories.conftest import GOOD, ROWS, Done, Specc
from tests.webhooks import running_listener

KEY = "key-of-the-run-options"
PRICE = '[prices."heygen:avatar@5"]\nsource = "our contract"\nusd_per_video = {low = 2.8, expected = 2.8, high = 2.8}\n'


def started(*rules: dict[str, Any], **settings: Any) -> Any:
    return embedded(Settings(media="none", key=KEY, faults=FaultFile.of(*rules), **settings), clock=SystemClock())


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "good.video.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    (tmp_path / "specc.toml").write_text(PRICE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RUNWARE_API_KEY", KEY)
    return tmp_path


@pytest.fixture
def sandbox() -> Iterator[Embedded]:
    with started() as running:
        yield running


def run(specc: Specc, sandbox: Embedded, *options: object) -> Done:
    return specc("run", "good.video.yaml", "--api-url", sandbox.url, "--yes", *options)


def files(project: Path) -> list[str]:
    return sorted(path.name for path in (project / "out").rglob("*.mp4"))


def test_what_was_made_is_not_made_again(specc: Specc, sandbox: Embedded, project: Path) -> None:
    assert run(specc, sandbox).out.endswith("6 made, 0 failed, $16.80\n")
    again = run(specc, sandbox)
    assert (again.code, again.out.splitlines()[-1]) == (0, "0 made, 6 reused, 0 failed, $0.00")
    assert len(files(project)) == 6
    assert sandbox.spent_usd == pytest.approx(16.80)


def test_no_more_are_submitted_than_were_asked_for(specc: Specc, sandbox: Embedded) -> None:
    first = run(specc, sandbox, "--max-tasks", 2)
    assert (first.code, first.out.splitlines()[-1]) == (0, "2 made, 0 failed, 4 not sent, $5.60")
    second = run(specc, sandbox)
    assert second.out.splitlines()[-1] == "4 made, 2 reused, 0 failed, $11.20"
    assert sandbox.paid_twice == ()


@pytest.mark.parametrize("concurrency", [1, 6])
def test_a_budget_is_never_exceeded(specc: Specc, sandbox: Embedded, concurrency: int) -> None:
    done = run(specc, sandbox, "--max-cost", 9, "--concurrency", concurrency)
    assert done.code == 1
    assert done.out.splitlines()[-1] == "3 made, 0 failed, 3 not sent, $8.40"
    assert "it may cost $2.80, and $0.60 of $9.00 are left" in " ".join(done.out.split())
    assert sandbox.spent_usd == pytest.approx(8.40)


def test_a_budget_needs_a_price(specc: Specc, sandbox: Embedded, project: Path) -> None:
    (project / "specc.toml").unlink()
    spec = GOOD.replace("  speech:\n", "  inputs: {avatar: Caroline_Business_Standing_Front_public, audio: 'https://example.com/a.mp3'}\n  dropped:\n")
    head, _, tail = spec.partition("  inputs: {avatar: Caroline_Business_Standing_Front_public}\n")
    body, _, after = tail.partition("  dropped:\n")
    text = head + body + "output:" + after.partition("output:")[2]
    (project / "good.video.yaml").write_text(text, encoding="utf-8")
    done = run(specc, sandbox, "--max-cost", 9)
    assert done.code == 2, done
    assert "can't be held to a budget" in done.err
    assert sandbox.spent_usd == 0


def test_a_run_stops_at_the_first_failure_where_that_is_wanted(specc: Specc) -> None:
    with started({"at": "generation", "fault": "fail", "category": "safety"}) as sandbox:
        done = run(specc, sandbox, "--fail-fast", "--concurrency", 1)
        assert (done.code, done.out.splitlines()[-1]) == (1, "0 made, 1 failed, 5 not sent, $0.00")
        assert "nothing more is submitted: limit: 1 failed" in done.err


def test_a_failure_that_is_nobodys_fault_gets_another_attempt(specc: Specc) -> None:
    with started({"at": "generation", "fault": "fail", "category": "timeout", "first": 2}) as sandbox:
        done = run(specc, sandbox, "--concurrency", 6)
        assert (done.code, done.out.splitlines()[-1]) == (0, "6 made, 0 failed, $16.80")
        assert sandbox.paid_twice == ()
        assert len(sandbox.refunds) == 12


def test_attempts_are_counted_over_runs_and_opened_by_retry(specc: Specc) -> None:
    with started({"at": "generation", "fault": "fail", "category": "timeout", "first": 2}) as sandbox:
        assert run(specc, sandbox, "--attempts", 1).out.splitlines()[-1] == "0 made, 6 failed, $0.00"
        assert run(specc, sandbox, "--attempts", 1).out.splitlines()[-1] == "0 made, 6 failed, $0.00"
        assert len(sandbox.refunds) == 6
        assert specc("retry", "--category", "timeout").code == 0
        assert run(specc, sandbox).out.splitlines()[-1] == "6 made, 0 failed, $16.80"


def test_a_sample_has_a_video_of_each_language(specc: Specc, sandbox: Embedded, project: Path) -> None:
    assert run(specc, sandbox, "--sample", 2).out.splitlines()[-1] == "2 made, 0 failed, $5.60"
    assert {path.parent.name for path in (project / "out").rglob("*.mp4")} == {"en-US", "es-ES"}


def test_another_take_is_made_when_it_is_asked_for(specc: Specc, sandbox: Embedded, project: Path) -> None:
    run(specc, sandbox)
    taken = run(specc, sandbox, "--retake", "a")
    assert taken.out.splitlines()[-1] == "2 made, 4 reused, 0 failed, $5.60"
    assert run(specc, sandbox).out.splitlines()[-1] == "0 made, 6 reused, 0 failed, $0.00"
    assert len(sandbox.paid_twice) == 2
    assert len(files(project)) == 6


def test_another_take_that_the_budget_forbids_changes_nothing(specc: Specc, sandbox: Embedded) -> None:
    run(specc, sandbox)
    refused = run(specc, sandbox, "--retake", "a", "--max-cost", 1)
    assert refused.code == 1
    assert run(specc, sandbox).out.splitlines()[-1] == "0 made, 6 reused, 0 failed, $0.00"
    assert sandbox.spent_usd == pytest.approx(16.80)


def test_videos_can_be_fetched_later(specc: Specc, sandbox: Embedded, project: Path) -> None:
    made = run(specc, sandbox, "--no-download")
    assert (made.code, files(project)) == (0, [])
    assert run(specc, sandbox).code == 0
    assert len(files(project)) == 6
    assert sandbox.spent_usd == pytest.approx(16.80)


def test_a_video_that_was_deleted_is_fetched_again(specc: Specc, sandbox: Embedded, project: Path) -> None:
    run(specc, sandbox)
    (project / "out" / "en-US" / "a.mp4").unlink()
    assert run(specc, sandbox).code == 0
    assert len(files(project)) == 6
    assert sandbox.spent_usd == pytest.approx(16.80)


def test_a_video_that_goes_elsewhere_is_copied(specc: Specc, sandbox: Embedded, project: Path) -> None:
    run(specc, sandbox)
    assert run(specc, sandbox, "--out", "elsewhere").out.splitlines()[-1] == "0 made, 6 reused, 0 failed, $0.00"
    assert len(list((project / "elsewhere").rglob("*.mp4"))) == 6


def test_nobody_pays_without_being_asked(specc: Specc, sandbox: Embedded) -> None:
    done = specc("run", "good.video.yaml", "--api-url", sandbox.url)
    assert done.code == 2
    assert "6 videos will be made and paid for" in done.err
    assert "$16.80 to $16.80" in done.err
    assert sandbox.charges == ()


def test_webhooks_take_the_place_of_most_polls(specc: Specc, project: Path) -> None:
    ledger = project / ".specc" / "ledger.db"
    with started(latency_s=1.0) as sandbox, closing(open_ledger(ledger)) as noted, running_listener(noted) as listener:
        done = run(specc, sandbox, "--webhook-url", listener.webhook_url, "--concurrency", 6)
        assert (done.code, done.out.splitlines()[-1]) == (0, "6 made, 0 failed, $16.80")
        assert noted.last_notice() > 0
    assert listener.webhook_url.encode() not in ledger.read_bytes()


def test_a_saved_plan_is_run_and_refused_when_it_no_longer_holds(specc: Specc, sandbox: Embedded, project: Path) -> None:
    planned = specc("plan", "good.video.yaml", "--api-url", sandbox.url, "--out", "plan.json")
    assert planned.code == 0, planned
    done = specc("run", "plan.json", "--api-url", sandbox.url, "--yes")
    assert (done.code, done.out.splitlines()[-1]) == (0, "6 made, 0 failed, $16.80")
    (project / "rows.csv").write_text(ROWS.replace("Ben", "Bea"), encoding="utf-8")
    refused = specc("run", "plan.json", "--api-url", sandbox.url, "--yes")
    assert refused.code == 2
    assert "the plan plan.json no longer holds: rows.csv changed; 2 videos changed" in refused.err
    assert sandbox.spent_usd == pytest.approx(16.80)
