"""A saved plan holds until anything it follows from changes, and says what did."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from specc.base.errors import UsageError
from specc.base.range import Range
from specc.catalog.project import OwnPrice, Project
from specc.pipeline.planning import Ground, planned
from specc.pipeline.saved_plan import PlanOptions, PlanWriter, SavedPlan, check, is_plan, price_inputs, read_plan
from specc.pipeline.spool import Spool, spooled
from specc.pipeline.unit import Selection
from specc.plan.estimate import Estimate
from specc.plan.lifecycle import State, Step
from specc.plan.outcome import Failure
from specc.plan.steps import Action
from specc.run.ledger import Entry, Staged, open_ledger

SPEC = """\
specc: 1
name: good
model: heygen:avatar@5
audience: {from: rows.csv, key: id}
task:
  inputs: {avatar: Caroline_Business_Standing_Front_public}
  speech: {voice: jenny_female_english, text: "Hello {{ row.name }}."}
"""
GROUND = Ground("sandbox", Path("out"), lambda _task: Estimate(None, Range(1, 2, 3)))
OPTIONS = PlanOptions(("a.video.yaml",), "sandbox", "out", only=("language=en-US",), limit=3, variables=("x=1",), max_cost=2.5)


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SavedPlan:
    monkeypatch.chdir(tmp_path)
    Path("a.video.yaml").write_text(SPEC, encoding="utf-8")
    Path("rows.csv").write_text("id,name\na,Ana\nb,Ben\n", encoding="utf-8")
    with PlanWriter() as writer:
        for spool in filled():
            for item in planned(spool, GROUND):
                writer.add(item)
            writer.finish(Path("plan.json"), OPTIONS, spool.inputs, {"summary": {"videos": 2}})
    return read_plan(Path("plan.json"))


def filled(project: Project | None = None) -> Iterator[Spool]:
    with spooled([Path("a.video.yaml")], Selection(), has_inputs=True) as spool:
        spool.inputs.update(price_inputs(project or Project()))
        yield spool


def told(plan: SavedPlan, ground: Ground = GROUND, project: Project | None = None) -> str:
    for spool in filled(project):
        found = check(plan, spool, ground)
        return "" if found is None else found.message
    raise AssertionError


def test_a_plan_is_read_as_it_was_saved(plan: SavedPlan) -> None:
    assert plan.options == OPTIONS
    assert plan.forecast == {"summary": {"videos": 2}}
    assert [(task.spec, task.key, task.cell, task.file, task.action) for task in plan.tasks()] == [
        ("good", "a", {}, "good/a.mp4", Action.MAKE),
        ("good", "b", {}, "good/b.mp4", Action.MAKE),
    ]
    document = json.loads(Path("plan.json").read_bytes())
    assert (document["version"], document["kind"], len(document["tasks"])) == (1, "plan", 2)


def test_a_plan_is_told_from_a_build(plan: SavedPlan) -> None:
    assert is_plan(Path("plan.json"))
    Path("build.json").write_text("[\n]\n", encoding="utf-8")
    assert not is_plan(Path("build.json"))
    assert not is_plan(Path("rows.csv"))
    assert not is_plan(Path("nowhere"))
    assert not is_plan(Path())


def test_an_empty_plan_has_no_tasks(plan: SavedPlan) -> None:
    with PlanWriter() as writer:
        writer.finish(Path("empty.json"), OPTIONS, {}, {})
    assert list(read_plan(Path("empty.json")).tasks()) == []
    assert json.loads(Path("empty.json").read_bytes())["tasks"] == []


def test_it_holds_while_nothing_changes(plan: SavedPlan) -> None:
    assert told(plan) == ""


def test_another_row_is_told_by_data_and_videos(plan: SavedPlan) -> None:
    Path("rows.csv").write_text("id,name\nc,Cleo\na,Ana\nb,Bob\n", encoding="utf-8")
    assert told(plan) == "the plan plan.json no longer holds: rows.csv changed; 1 video changed (b); 1 video has come on top (c)"


def test_a_row_less_is_told(plan: SavedPlan) -> None:
    Path("rows.csv").write_text("id,name\na,Ana\n", encoding="utf-8")
    assert told(plan) == "the plan plan.json no longer holds: rows.csv changed; 1 video is gone (b)"


def test_a_change_of_the_spec_is_told(plan: SavedPlan) -> None:
    Path("a.video.yaml").write_text(SPEC.replace("Hello", "Good day"), encoding="utf-8")
    assert told(plan) == "the plan plan.json no longer holds: a.video.yaml changed; 2 videos changed (a; b)"


def test_a_comment_is_no_change(plan: SavedPlan) -> None:
    Path("a.video.yaml").write_text(f"# mind the voice\n{SPEC}", encoding="utf-8")
    assert told(plan) == ""


def test_another_price_is_told(plan: SavedPlan) -> None:
    project = Project(prices={"heygen:avatar@5": OwnPrice("a letter", usd_per_second=Range(1, 2, 3))})
    assert told(plan, project=project) == "the plan plan.json no longer holds: the project's prices and speech rates changed"


def test_another_schema_is_told(plan: SavedPlan) -> None:
    changed = replace(plan, inputs={**plan.inputs, "the model heygen:avatar@5": "0" * 64})
    assert told(changed) == "the plan plan.json no longer holds: the model heygen:avatar@5 changed"


def test_another_provider_is_told(plan: SavedPlan) -> None:
    assert "it is for sandbox, and this run is at other" in told(plan, replace(GROUND, provider="other"))


def test_what_was_made_meanwhile_is_no_change_and_what_would_be_paid_for_is(plan: SavedPlan) -> None:
    ledger = open_ledger(Path("ledger.db"))
    for spool in filled():
        first = next(iter(spool))
        run = ledger.begin_run("sandbox", ["good"])
        ledger.stage(run, "sandbox", [Staged(first, "m", {}, 1)])
        fence = ledger.claim(run, "sandbox", [first.digest])[first.digest].fence
        ledger.commit(run, "sandbox", [Entry(first.digest, fence, Step.SEND, State.SENT, 0, first.uuid)])
        assert told(plan, replace(GROUND, ledger=ledger)) == ""
        with PlanWriter() as writer:
            for item in planned(spool, replace(GROUND, ledger=ledger)):
                writer.add(item)
            writer.finish(Path("later.json"), OPTIONS, spool.inputs, {})
        ledger.commit(run, "sandbox", [Entry(first.digest, fence, Step.REFUSE, State.FAILED, 0, first.uuid, error=Failure("timeout", "late"))])
        found = told(read_plan(Path("later.json")), replace(GROUND, ledger=ledger))
        assert found == "the plan later.json no longer holds: 1 video would be paid for that the plan doesn't pay for (a: failed before (timeout))"
    ledger.close()


@pytest.mark.parametrize("damage", [lambda raw: raw[:-40], lambda raw: raw.replace(b'"make"', b'"do"'), lambda raw: raw.replace(b'"options"', b'"opt"'), lambda raw: raw[:300], lambda raw: raw.replace(b'"limit": 3', b'"limit": "x"'), lambda raw: b'{"version": 1, "kind": "plan"}'])
def test_a_damaged_plan_is_told(damage: object, plan: SavedPlan) -> None:
    Path("plan.json").write_bytes(damage(Path("plan.json").read_bytes()))  # type: ignore[operator]
    with pytest.raises(UsageError, match=r"make the plan again|cut short|isn't as|is no plan"):
        list(read_plan(Path("plan.json")).tasks())


def test_a_plan_that_cannot_be_written_leaves_none(plan: SavedPlan) -> None:
    from specc.base.errors import SpeccError

    with PlanWriter() as writer, pytest.raises(SpeccError):
        writer.finish(Path("nowhere/plan.json"), OPTIONS, {}, {})
