"""A run of a saved plan: its own options, and the refusal of one that no longer holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from specc.base.errors import UsageError
from specc.catalog.project import NO_PROJECT
from specc.cli.following import Followed, follow
from specc.cli.plan import command
from specc.pipeline.spool import spooled
from specc.pipeline.unit import Selection
from specc.plan.steps import Policy

SPEC = """\
specc: 1
name: good
model: heygen:avatar@5
vars: {greeting: Hello}
audience: {from: rows.csv, key: id}
languages: [en-US, es-ES]
task:
  inputs: {avatar: Caroline_Business_Standing_Front_public}
  speech: {voice: jenny_female_english, language: "{{ language.code }}", text: "{{ vars.greeting }} {{ row.name }}."}
"""
Plan = Callable[..., Followed]


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.chdir(tmp_path)
    Path("a.video.yaml").write_text(SPEC, encoding="utf-8")
    Path("rows.csv").write_text("id,name\na,Ana\nb,Ben\n", encoding="utf-8")

    def made(*arguments: str) -> Followed:
        done = CliRunner().invoke(command, ["a.video.yaml", "--out", "plan.json", *arguments], standalone_mode=False)
        assert done.return_value == 0, done.output
        found = follow([Path("plan.json")], Selection())
        assert found is not None
        return found

    return made


def hold(found: Followed, provider: str = "sandbox") -> None:
    with spooled(found.paths, found.selection, has_inputs=True) as spool:
        found.require_holding(spool, None, NO_PROJECT, provider, Policy(attempts_max=found.attempts))


def test_a_plan_brings_its_options(plan: Plan) -> None:
    found = plan("--sandbox", "--only", "language=es-ES", "--set", "greeting=Hola", "--limit", "1", "--videos", "films", "--attempts", "2", "--retake", "a", "--max-cost", "9")
    assert (found.paths, found.sandbox, found.out, found.attempts, found.retakes, found.max_cost) == ((Path("a.video.yaml"),), True, Path("films"), 2, ("a",), 9.0)
    assert found.selection == Selection({"language": frozenset(["es-ES"])}, frozenset(), 1, {"greeting": "Hola"})
    hold(found)


def test_a_plan_of_the_real_thing_holds_at_its_own_prices(plan: Plan) -> None:
    found = plan("--api-url", "https://api.example.org/v1")
    assert not found.sandbox
    hold(found, "api.example.org")
    with pytest.raises(UsageError, match=r"it is for api\.example\.org"):
        hold(found, "api.runware.ai")


def test_what_has_changed_is_refused(plan: Plan) -> None:
    found = plan("--sandbox")
    Path("rows.csv").write_text("id,name\na,Ana\nb,Bob\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"rows\.csv changed; 2 videos changed \(b, language en-US; b, language es-ES\)"):
        hold(found)


def test_a_plan_stands_alone(plan: Plan) -> None:
    plan("--sandbox")
    for paths, selection, given in (
        ([Path("plan.json"), Path("a.video.yaml")], Selection(), ()),
        ([Path("plan.json")], Selection(limit=1), ()),
        ([Path("plan.json")], Selection(), ("--retake",)),
    ):
        with pytest.raises(UsageError, match=r"plan\.json is a plan"):
            follow(paths, selection, given)


def test_specs_and_builds_are_no_plans(plan: Plan) -> None:
    assert follow([Path("a.video.yaml"), Path("rows.csv")], Selection()) is None
