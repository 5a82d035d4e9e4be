"""Advice is data: any model can have it, and what can't be understood of it is said in a line."""

import json
from pathlib import Path
from typing import Any

import pytest

from specc.base.errors import UnreadableError
from specc.base.fix import Remedy
from specc.catalog.models import Model, bundled_models
from specc.check.advice import advice_watches, model_advice
from specc.check.table import RULES
from specc.pipeline import Selection, compilation, lint
from specc.pipeline.unit import Unit, read_unit
from specc.syntax.parse import decode

OWN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["taskType", "taskUUID", "model", "positivePrompt"],
    "properties": {
        "taskType": {"const": "imageInference"},
        "taskUUID": {"type": "string", "x-specc": {"set-by": "specc"}},
        "model": {"const": "acme:image@1"},
        "positivePrompt": {"type": "string", "x-specc": {"kind": "spoken"}},
        "steps": {"type": "integer", "minimum": 1, "maximum": 100},
        "put": {"type": "string", "x-specc": {"one-each": True}},
        "settings": {"type": "object", "properties": {"quick": {"type": "boolean"}}},
        "images": {"type": "array", "items": {"type": "string"}},
    },
    "x-specc": {
        "model": "acme:image@1",
        "advice": [
            {"rule": "A111", "at": "steps", "if": {"required": ["steps"], "properties": {"steps": {"exclusiveMinimum": 50}}}, "message": "{steps} steps are paid for", "fix": {"path": "steps", "value": 50}},
            {"rule": "A103", "at": "settings.quick", "beside": ["images"], "if": {"required": ["images"], "properties": {"settings": {"not": {"required": ["quick"]}}}}, "message": "{at} with images"},
        ],
    },
}
SPEC = """\
specc: 1
model: acme:image@1
matrix: {steps: [10, 60, 600]}
task:
  positivePrompt: A bicycle.
  steps: "{{ matrix.steps }}"
  images: [a]
  put: https://files.acme.dev/a
"""


def lint_own(folder: Path, monkeypatch: pytest.MonkeyPatch, schema: Any) -> list[tuple[str, str, int]]:
    monkeypatch.chdir(folder)
    (folder / "models").mkdir(exist_ok=True)
    (folder / "specc.toml").write_text("")
    (folder / "models" / "acme.schema.json").write_text(json.dumps(schema))
    (folder / "a.video.yaml").write_text(SPEC)
    report = lint(compilation([Path("a.video.yaml")], Selection()))
    return [(item.code, item.message, item.span.first.line) for item in report.findings]


def test_any_model_can_have_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lint_own(tmp_path, monkeypatch, OWN) == [
        ("A111", "`60` steps are paid for", 3),
        ("P105", "`steps` is 600, at most 100 is allowed", 3),
        ("A103", "`settings.quick` with images", 4),
        ("A110", "2 videos are put to one `put`: each overwrites the one before", 8),
    ]


@pytest.mark.parametrize(
    "note",
    [
        7,
        {},
        {"rule": "A999", "at": "steps", "if": {"required": ["steps"]}, "message": "x"},
        {"rule": "P105", "at": "steps", "if": {"required": ["steps"]}, "message": "x"},
        {"rule": "A103", "at": "steps", "if": {"if": {}}, "message": "x"},
        {"rule": "A103", "at": "steps", "if": {"required": ["steps"]}, "message": "x", "spec": {"languages": 2}},
        {"rule": "A103", "at": [], "if": {"required": ["steps"]}, "message": "x"},
        {"rule": "A103", "at": "steps", "if": {"required": ["steps"]}},
    ],
)
def test_what_is_not_understood_is_said_in_a_line(note: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = {**OWN, "x-specc": {"model": "acme:image@1", "advice": [note]}}
    with pytest.raises(UnreadableError, match="acme:image@1: advice 1 "):
        lint_own(tmp_path, monkeypatch, schema)


@pytest.mark.parametrize(
    "change",
    [{"if": {"required": ["stepz"]}}, {"at": "nowhere"}, {"message": "{nothing}"}, {"beside": ["nowhere"]}, {"fix": {"path": "nowhere", "value": 1}}],
)
def test_nothing_is_advised_on_what_the_model_has_not(change: Any) -> None:
    """A provider may rename a parameter that our advice speaks of."""
    note = {"rule": "A103", "at": "steps", "if": {"required": ["steps"]}, "message": "x"}
    assert len(model_advice(Model("a:b@1", "a", {**OWN, "x-specc": {"advice": [note]}}))) == 1
    assert model_advice(Model("a:b@1", "a", {**OWN, "x-specc": {"advice": [{**note, **change}]}})) == ()


@pytest.mark.parametrize("model", bundled_models().values(), ids=lambda model: model.id)
def test_bundled_advice_names_its_source(model: Model) -> None:
    sources = model.notes["sources"]
    assert len(model_advice(model)) == len(model.notes.get("advice", ()))
    for note in model.notes.get("advice", ()):
        kinds = note["source"].split(", ")
        assert set(kinds) <= set(sources)
        assert "documentation" in note or "because" in note
        assert "date" in note or not {"seen", "inferred"} & set(kinds)
        assert note["help"]


def test_every_rule_of_the_family_is_some_models_advice() -> None:
    advised = {item.watch.rule for model in bundled_models().values() for item in model_advice(model)}
    assert advised == {rule.code for rule in RULES if rule.code[0] == "A"}


def test_some_advice_is_for_several_languages() -> None:
    advice = model_advice(bundled_models()["heygen:avatar@5"])
    several, one = ({watch.rule for watch in advice_watches(advice, {"languages": count})} for count in (2, 1))
    assert several - one == {"A108"}


def unit(text: str) -> Unit:
    source, faults = decode("a.video.yaml", text.encode())
    return read_unit(Path("a.video.yaml"), source, faults, Selection())


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("  settings: {fit: contain}\n", ("contain", ())),
        ("  settings: {caption: true}\n", ("settings", ("fit",))),
        ("", ("task", ("settings", "fit"))),
        ("  settings: {fit: \"{{ 'contain' }}\"}\n", None),
    ],
)
def test_a_remedy_says_where_a_value_goes(task: str, expected: Any) -> None:
    made = unit(f"specc: 1\nmodel: heygen:avatar@5\ntask:\n  width: 1080\n  height: 1920\n  inputs: {{avatar: woman_business_office}}\n  speech: {{text: Hello.}}\n{task}")
    fault = next(fault for program in made.programs for fault in program.faults if fault.rule == "A104")
    remedy = fault.facts["remedy"]
    if expected is None:
        assert remedy is None
        return
    assert isinstance(remedy, Remedy)
    assert (remedy.path, remedy.value) == ("settings.fit", "cover")
    assert (remedy.span.text, remedy.missing) == expected
