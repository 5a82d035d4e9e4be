"""The editor schema: silent on what the linter accepts, loud on what no template or base can mend. In both drafts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from specc.base.resources import data_folder
from specc.catalog.models import Model, bundled_models
from specc.catalog.tolerant import editor_schema
from specc.pipeline.known import models_at
from specc.syntax.parse import decode, parse

ROOT = Path(__file__).resolve().parents[3]
SPECS = sorted([*(ROOT / "examples").rglob("*.video.yaml"), *(ROOT / "templates").rglob("*.video.yaml")])
LANGUAGE = json.loads((data_folder("schemas") / "language.schema.json").read_bytes())
SCHEMA = editor_schema(LANGUAGE, list(bundled_models().values()))

Check = Callable[..., list[str]]

SPOKEN = "task: {inputs: {avatar: a}, speech: {text: hello}}"
HEAD = "specc: 1\nmodel: heygen:avatar@5\n"


@pytest.fixture(params=[Draft7Validator, Draft202012Validator], ids=["draft-07", "2020-12"])
def refused(request: pytest.FixtureRequest) -> Check:
    """The places of a spec that are refused; several schemas can be asked."""

    def check(text: str | bytes, schema: dict[str, Any] = SCHEMA) -> list[str]:
        source, _ = decode("x.video.yaml", text.encode() if isinstance(text, str) else text)
        document = parse(source)
        assert not document.faults
        errors = request.param(schema).iter_errors(document.data)
        return sorted({"/".join(map(str, error.absolute_path)) for error in errors})

    return check


@pytest.mark.parametrize("validator", [Draft7Validator, Draft202012Validator])
def test_it_is_a_schema_of_both_drafts(validator: Any) -> None:
    validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", SPECS, ids=lambda file: file.name)
def test_every_shipped_spec_validates(file: Path, refused: Check) -> None:
    schema = editor_schema(LANGUAGE, list(models_at([file]).values()))
    assert refused(file.read_bytes(), schema) == []


def task(fields: str) -> str:
    return f"{HEAD}task: {{inputs: {{avatar: a}}, speech: {{text: hello}}, {fields}}}"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ("outputFormat: AVI", "task/outputFormat"),
        ("outputFormat: mp4", "task/outputFormat"),
        ("outputQuality: 100", "task/outputQuality"),
        ("outputQuality: '90'", "task/outputQuality"),
        ("ttl: 59", "task/ttl"),
        ("includeCost: 'yes'", "task/includeCost"),
        ("webhookURL: ftp://example.com", "task/webhookURL"),
        ("settings: {fit: fill}", "task/settings/fit"),
        ("settings: {backgroundColour: '#000'}", "task/settings"),
        ("settings: none", "task/settings"),
        ("taskUUID: 50836053-a0ee-4cf5-b9d6-ae7c5d140ada", "task"),
        ("model: other", "task/model"),
        ("avatar: a", "task"),
        ("width: 1280", "task"),
        ("height: 720, settings: {}", "task"),
        ("width: 1280, height: 720, resolution: 4K", "task"),
        ("width: '{{ row.w }}', height: 720, resolution: 4K", "task"),
    ],
)
def test_what_no_template_can_mend_is_refused(fields: str, place: str, refused: Check) -> None:
    assert refused(task(fields)) == [place]


@pytest.mark.parametrize(
    "fields",
    [
        "outputFormat: '{{ row.format }}'",
        "outputQuality: '{{ row.quality }}'",
        "outputQuality: '{% if row.vip %}90{% endif %}'",
        "includeCost: '{{ row.vip }}'",
        "webhookURL: '{{ vars.hook }}'",
        "settings: '{{ language.settings }}'",
        "settings: {backgroundColor: '#{{ row.color }}', fit: '{{ row.fit | default(omit) }}'}",
        "taskType: videoInference, model: 'heygen:avatar@5'",
        "width: '{{ row.w | default(omit) }}'",
        "width: 1280, height: '{{ row.h }}'",
        "width: '{{ row.w | default(omit) }}', height: '{{ row.h | default(omit) }}', resolution: 4K",
        "resolution: '{{ row.size | default(omit) }}', width: 1280, height: 720",
        "ttl: 60, outputType: '{{ vars.kind }}'",
        "width: 1, height: 2, ttl: 3600",
    ],
)
def test_templates_are_taken_for_what_they_may_become(fields: str, refused: Check) -> None:
    assert refused(task(fields)) == []


@pytest.mark.parametrize("speech", ["volume: 0.7", "speed: 1.05", "speed: 0.57", "pitch: -0.3"])
def test_decimal_steps_do_not_misfire(speech: str, refused: Check) -> None:
    assert refused(f"{HEAD}task: {{inputs: {{avatar: a}}, speech: {{text: hello, {speech}}}}}") == []


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("inputs: {avatar: a}", ["task"]),
        ("inputs: {avatar: a, audio: 'https://example.com/a.mp3'}", []),
        ("inputs: '{{ vars.inputs }}'", []),
        ("inputs: {avatar: '{{ row.avatar }}', audio: '{{ row.audio }}'}", []),
        ("inputs: {avatar: a, audio: 'https://example.com/a.mp3'}, speech: {text: hello}", ["task"]),
        ("inputs: {avatar: a, audio: 'https://example.com/a.mp3'}, speech: {text: 'Hello {{ row.name }}!'}", ["task"]),
        ("inputs: {avatar: a, audio: 'https://example.com/a.mp3'}, speech: {text: '{{ row.text | default(omit) }}'}", []),
        ("inputs: {avatar: a, audio: '{{ row.audio | default(omit) }}'}, speech: {text: hello}", []),
        ("inputs: {avatar: a}, speech: {voice: auto}", ["task/speech"]),
        ("inputs: {avatar: a}, speech: {voice: '{{ row.voice | default(omit) }}'}", []),
        ("inputs: {audio: 'https://example.com/a.mp3'}", ["task/inputs"]),
        ("speech: {text: hello}", ["task"]),
    ],
)
def test_conditions_across_parameters(body: str, places: list[str], refused: Check) -> None:
    assert refused(f"{HEAD}task: {{{body}}}") == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (SPOKEN, [""]),
        (f"extends: base.yaml\n{SPOKEN}", []),
        ("extends: base.yaml\ntask: {speech: {voice: auto}, width: 1280}\naudience: {key: id}", []),
        ("extends: base.yaml\ntask: {ttl: 1}", ["task/ttl"]),
        (f"{HEAD}{SPOKEN}\naudience: {{key: id}}", ["audience"]),
        (f"{HEAD}{SPOKEN}\nlanguage: en-US", [""]),
        (f"specc: 1\nmodel: heygen:avatar@6\n{SPOKEN}", ["model"]),
        (f"specc: 2\nmodel: heygen:avatar@5\n{SPOKEN}", ["specc"]),
        (f"{HEAD}{SPOKEN}\nname: Big", ["name"]),
        (f"{HEAD}task: '{{{{ vars.task }}}}'", ["task"]),
    ],
)
def test_the_frame_of_a_spec(text: str, places: list[str], refused: Check) -> None:
    assert refused(text) == places


def test_keys_are_documented() -> None:
    properties = SCHEMA["properties"]["task"]["properties"]
    quality = bundled_models()["heygen:avatar@5"].schema["properties"]["outputQuality"]
    assert properties["outputQuality"]["description"] == quality["description"]
    assert properties["outputQuality"]["default"] == 95
    assert properties["inputs"]["description"]
    assert SCHEMA["properties"]["task"]["description"] == "The provider's parameters."


def test_nothing_of_our_own_is_left_in_it() -> None:
    text = json.dumps(SCHEMA)
    assert "x-specc" not in text
    assert "dependentRequired" not in text


SMALL = Model(
    "maker:small@1",
    "maker-small-1",
    {
        "type": "object",
        "additionalProperties": False,
        "required": ["taskType", "model", "prompt"],
        "properties": {
            "prompt": {"type": "string", "maxLength": 5},
            "seed": {"type": ["integer", "null"], "multipleOf": 2},
            "frames": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1},
            "labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 3}},
        },
        "oneOf": [{"required": ["seed"]}, {"required": ["frames"]}],
        "if": {"required": ["seed"]},
        "then": {"required": ["labels"]},
    },
)
SEVERAL = editor_schema(LANGUAGE, [*bundled_models().values(), SMALL])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"{HEAD}{SPOKEN}", []),
        (f"{HEAD}task: {{prompt: hey, seed: 2}}", ["task"]),
        ("specc: 1\nmodel: maker:small@1\ntask: {prompt: hey, seed: 2}", []),
        ("specc: 1\nmodel: maker:small@1\ntask: {prompt: hey}", ["task"]),
        ("specc: 1\nmodel: maker:small@1\ntask: {prompt: hey, seed: 3}", ["task/seed"]),
        ("specc: 1\nmodel: maker:small@1\ntask: {prompt: hey, frames: [1, '{{ row.n }}']}", []),
        ("specc: 1\nmodel: maker:small@1\ntask: {prompt: hey, frames: '{{ row.frames }}'}", []),
        ("specc: 1\nmodel: maker:small@1\ntask: {prompt: hey, frames: [-1]}", ["task/frames/0"]),
        ("specc: 1\nmodel: maker:small@1\ntask: {prompt: hey, seed: 2, labels: {a: long}}", ["task/labels/a"]),
        (f"specc: 1\nmodel: maker:small@1\n{SPOKEN}", ["task"]),
        ("extends: base.yaml\ntask: {anything: 1}", []),
    ],
)
def test_several_models(text: str, places: list[str], refused: Check) -> None:
    assert refused(text, SEVERAL) == places
