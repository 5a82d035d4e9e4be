"""What is decided of tasks, from a ledger and a disk that stay as they are."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from specc.base.range import Range
from specc.compiler.task import Task
from specc.pipeline.obstacles import Obstacles
from specc.pipeline.planning import PAGE_TASKS, Ground, forecast, planned
from specc.plan.estimate import Estimate
from specc.plan.lifecycle import State, Step
from specc.plan.outcome import Failure
from specc.plan.receipt import Delivered, Made
from specc.plan.steps import Action
from specc.run.ledger import Entry, Ledger, Staged, open_ledger
from specc.run.places import Folder


def task(name: str, text: str = "", **more: Any) -> Task:
    payload = {"model": "m", "speech": {"text": text or name}, **more.pop("payload", {})}
    return Task("s", name, 1, {"language": "en-US"}, payload, f"digest of {text or name}", f"uuid of {name}", f"{name}.mp4", **more)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = open_ledger(tmp_path / ".specc" / "ledger.db")
    yield made
    made.close()


@pytest.fixture
def ground(tmp_path: Path, ledger: Ledger) -> Ground:
    return Ground("p", tmp_path / "out", lambda _task: Estimate(None, Range(1, 2, 3)), ledger)


def brought(ledger: Ledger, item: Task, *steps: tuple[Step, State], **more: Any) -> None:
    """A task that has been brought so far by a run."""
    run = ledger.begin_run("p", ["s"])
    ledger.stage(run, "p", [Staged(item, "m", {name: value for name, value in item.payload.items() if name != "taskUUID"}, 1)])
    receipt = ledger.claim(run, "p", [item.digest])[item.digest]
    for step, state in steps:
        ledger.commit(run, "p", [Entry(item.digest, receipt.fence, step, state, 0, item.uuid, **(more if (step, state) == steps[-1] else {}))])
    ledger.end_run(run, "finished")


SENT = (Step.SEND, State.SENT)
ACCEPTED = (Step.ACCEPT, State.ACCEPTED)
MADE = (Step.RESULT, State.MADE)
DELIVERED = (Step.DELIVER, State.DELIVERED)


def decided(ground: Ground, *tasks: Task) -> list[tuple[Action, str]]:
    return [(item.decision.action, item.decision.reason) for item in planned(tasks, ground)]


def test_what_is_not_known_is_new(ground: Ground) -> None:
    assert decided(ground, task("a")) == [(Action.MAKE, "new")]
    assert decided(replace(ground, ledger=None), task("a")) == [(Action.MAKE, "new")]


def test_a_video_that_is_on_disk_is_reused_and_one_that_is_gone_fetched(ground: Ground, ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "out" / "a.mp4"
    file.parent.mkdir()
    file.write_bytes(b"video")
    delivered = Delivered(ledger.path_text(file), 0, 1, "", 5)
    brought(ledger, task("a"), SENT, ACCEPTED, MADE, DELIVERED, results=(Made("r", 1),), files=(delivered,), cost_usd=2.0)
    assert decided(ground, task("a")) == [(Action.REUSE, "made before")]
    assert decided(replace(ground, retakes=frozenset("a")), task("a")) == [(Action.MAKE, "another take")]
    file.unlink()
    assert decided(ground, task("a")) == [(Action.RESUME, "made before, and its file is gone")]


def test_what_is_in_flight_goes_on(ground: Ground, ledger: Ledger) -> None:
    brought(ledger, task("a"), SENT)
    brought(ledger, task("b"), SENT, ACCEPTED)
    assert decided(ground, task("a"), task("b")) == [(Action.RESUME, "sent, and its answer was lost"), (Action.RESUME, "being made")]


def test_failures_are_tried_again_or_blocked(ground: Ground, ledger: Ledger) -> None:
    failed = (Step.REFUSE, State.FAILED)
    brought(ledger, task("a"), SENT, failed, error=Failure("safety", "no"))
    brought(ledger, task("b"), SENT, failed, error=Failure("timeout", "late"))
    assert [action for action, _ in decided(ground, task("a"), task("b"))] == [Action.BLOCKED, Action.RETRY]


def test_another_provider_is_another_world(ground: Ground, ledger: Ledger) -> None:
    brought(ledger, task("a"), SENT)
    assert decided(replace(ground, provider="sandbox"), task("a")) == [(Action.MAKE, "new")]


def test_only_what_would_be_paid_is_estimated_and_once(ground: Ground, ledger: Ledger) -> None:
    brought(ledger, task("a"), SENT)
    items = list(planned([task("a"), task("b"), task("c", "b")], ground))
    assert [(item.estimate is not None, item.is_first) for item in items] == [(False, True), (True, True), (False, False)]


def test_changes_are_told_field_by_field(ground: Ground, ledger: Ledger) -> None:
    for name in "abc":
        brought(ledger, task(name))
    tasks = [task("a"), task("b", "other", payload={"width": 5}), task("d")]
    found = forecast(tasks, ground, is_whole=True)
    [changes] = found.changes.values()
    assert (changes.added.count, changes.removed.count, changes.changed, changes.unchanged) == (1, 1, 1, 1)
    assert {name: (fields.count, fields.examples[0].old, fields.examples[0].new) for name, fields in changes.fields.items()} == {"speech.text": (1, "b", "other"), "width": (1, changes.fields["width"].examples[0].old, 5)}
    assert {reason.text for reason in found.reasons.values()} == {"new", "changed in speech.text, width"}


def test_of_a_part_nothing_counts_as_removed(ground: Ground, ledger: Ledger) -> None:
    brought(ledger, task("a"))
    brought(ledger, task("b"))
    assert forecast([task("a")], ground, is_whole=False).changes["s"].removed.count == 0


def test_a_moved_file_is_a_change(ground: Ground, ledger: Ledger) -> None:
    brought(ledger, task("a"))
    found = forecast([replace(task("a"), file="new/a.mp4")], ground, is_whole=True)
    assert list(found.changes["s"].fields) == ["output.file"]


def test_pages_make_no_difference(ground: Ground, ledger: Ledger) -> None:
    tasks = [task(f"k{number}") for number in range(2 * PAGE_TASKS + 1)]
    brought(ledger, tasks[-1], SENT)
    found = forecast(tasks, ground, is_whole=True)
    assert found.whole.actions == {Action.MAKE: 2 * PAGE_TASKS, Action.RESUME: 1}


# What stands in the way


def obstacle(out: Path, **more: Any) -> str | None:
    return Obstacles(Folder(out)).to(replace(task("a"), **more))


def test_files_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "a.mp4").mkdir(parents=True)
    (out / "file").touch()
    (out / "link").symlink_to(tmp_path)
    (out / "away.mp4").symlink_to(tmp_path / "b.mp4")
    assert obstacle(out) == "a.mp4 is a folder"
    assert obstacle(out, file="b.mp4") is None
    assert obstacle(out, file="file/b.mp4") == f"{out / 'file'} is a file, and would have to be a folder"
    assert obstacle(out, file="link/b.mp4") == "link/b.mp4 lies outside the output folder"
    assert obstacle(out, file="away.mp4") == "away.mp4 lies outside the output folder"
    assert obstacle(out, file="deep/er/b.mp4") is None
    assert obstacle(out, file="b.mp4", payload={"numberResults": 2}) is None
    assert sorted(file.name for file in out.iterdir()) == ["a.mp4", "away.mp4", "file", "link"]


def test_a_folder_that_is_not_there_is_no_obstacle_and_stays_so(tmp_path: Path) -> None:
    assert obstacle(tmp_path / "out") is None
    assert not list(tmp_path.iterdir())


def test_a_file_belongs_to_one_content(tmp_path: Path) -> None:
    obstacles = Obstacles(Folder(tmp_path))
    assert obstacles.to(task("a")) is None
    assert obstacles.to(task("a")) is None
    assert obstacles.to(replace(task("b"), file="A.mp4")) == "A.mp4 is the file of another video too"


def test_a_file_of_ones_own_has_to_be_there(tmp_path: Path) -> None:
    assert obstacle(tmp_path, media={"0" * 64: str(tmp_path / "a.png")}) == f"the file {tmp_path / 'a.png'} isn't there"
    (tmp_path / "a.png").touch()
    assert obstacle(tmp_path, media={"0" * 64: str(tmp_path / "a.png")}) is None


def test_what_is_blocked_costs_nothing(ground: Ground, tmp_path: Path) -> None:
    (tmp_path / "out" / "a.mp4").mkdir(parents=True)
    found = forecast([task("a")], ground, is_whole=True)
    assert (found.blocked, found.whole.spending) == (1, 0)
