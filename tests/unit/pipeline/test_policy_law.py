"""The law of policies and severities: whatever a project says, the bytes, the rejected rows and the findings at speed, in one process or
several, are those of going row by row; and what a policy refuses is what the library's validator refuses of the whole task.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from both_ways import agreed, write_csv, write_spec, written
from hostile import COLUMNS, ragged, texts
from jsonschema import Draft202012Validator

from specc.audience import parts
from specc.compiler.task import Task
from specc.pipeline import Selection, bulk, compilation, portions

ROWS = 700
TASK = {
    "inputs": {"avatar": "woman_business_office"},
    "speech": {"text": "Hello {{ row.title }} {{ row.name }}, {{ row.text }}.", "voice": "{{ language.voice }}", "speed": "{{ row.speed | float(1) }}"},
    "settings": {"fit": "{{ row.fit }}", "backgroundColor": "{{ row.colour or omit }}"},
}
LANGUAGES = {"en-US": {"voice": "auto"}, "es-ES": {"voice": "jenny_female_english"}}
POLICIES: dict[str, Any] = {
    "numbers": {"properties": {"speech": {"properties": {"speed": {"maximum": 1.1, "multipleOf": 0.1}}}}},
    "texts": {"properties": {"speech": {"properties": {"text": {"maxLength": 120, "minLength": 9, "pattern": "^Hello [A-Z]"}}}}},
    "two-lengths": {"allOf": [{"properties": {"speech": {"properties": {"text": {"maxLength": 300}}}}}, {"properties": {"speech": {"properties": {"text": {"maxLength": 90}}}}}]},
    "of-a-cell": {"properties": {"speech": {"properties": {"voice": {"$ref": "#/$defs/voices"}}}}, "$defs": {"voices": {"enum": ["auto"]}}},
    "presence": {"properties": {"settings": {"required": ["backgroundColor"], "x-specc": {"message": "a colour is needed", "rule": "colour"}}}},
    "closed": {"properties": {"inputs": True, "speech": True, "settings": {"properties": {"fit": {"enum": ["cover"]}}, "additionalProperties": False}}, "additionalProperties": False},
    "never-settings": {"not": {"required": ["settings"]}},
    "across": {"if": {"properties": {"settings": {"properties": {"fit": {"const": "cover"}}}}}, "then": {"properties": {"speech": {"properties": {"speed": {"const": 1}}}}}},
    "combined": {"anyOf": [{"properties": {"settings": {"required": ["backgroundColor"]}}}, {"properties": {"speech": {"properties": {"speed": {"maximum": 1}}}}}]},
    "beyond-acceptors": {"properties": {"settings": {"patternProperties": {"^back": {"pattern": "^#"}}}}},
}
SETTINGS = {
    "told": "",
    "lowered": 'severity = {P118 = "warning"}',
    "ignored": 'ignore = ["against-policy"]',
    "others-raised": 'severity = {P116 = "error", D108 = "error", C101 = "error", D110 = "error"}\nspeech_seconds_max = 20',
    "advice-raised": 'severity = {A = "error", L = "error", V = "error"}',
    "others-lowered": 'severity = {P = "info"}\nselect = ["P109", "P118", "D"]',
    "of-the-file": 'per-file-ignores = {"a.video.yaml" = ["P118", "P106"], "b.video.yaml" = ["P"]}',
}
CASES = [(policy, "told") for policy in POLICIES] + [(policy, setting) for policy in ("texts", "closed", "across") for setting in SETTINGS if setting != "told"]


def write_project(folder: Path, policy: str, setting: str) -> Path:
    write_csv(folder / "rows.csv", COLUMNS, ragged(policy, texts(policy, ROWS, bad=0.01), bad=0.01))
    (folder / "policy.json").write_text(json.dumps(POLICIES[policy]))
    (folder / "specc.toml").write_text(f'policy = "policy.json"\n{SETTINGS[setting]}\n')
    return write_spec(folder, {"specc": 1, "model": "heygen:avatar@5", "languages": LANGUAGES, "audience": {"from": "rows.csv"}, "task": TASK})


@pytest.mark.parametrize(("policy", "setting"), CASES)
def test_at_speed_is_row_by_row(policy: str, setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SAMPLE_ROWS_MAX", 500)
    outcome = agreed(write_project(tmp_path, policy, setting))
    codes = {finding.code for finding in outcome.findings}
    assert ("P118" in codes) == (setting not in ("ignored", "of-the-file"))
    assert {finding.severity for finding in outcome.findings if finding.code == "P118"} <= {{"lowered": "warning", "others-lowered": "info"}.get(setting, "error")}


@pytest.mark.parametrize(("policy", "setting"), [("texts", "told"), ("beyond-acceptors", "told"), *(case for case in CASES if case[0] == "closed")])
def test_several_processes_are_one(policy: str, setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "SAMPLE_ROWS_MAX", 400)
    monkeypatch.setattr(parts, "_PART_BYTES_MIN", 1000)
    monkeypatch.setattr(portions, "PART_BYTES_MAX", 4000)
    path = write_project(tmp_path, policy, setting)
    assert written(path, tmp_path / "several", 3) == written(path, tmp_path / "one", 1)


@pytest.mark.parametrize("policy", sorted(POLICIES.keys() - {"closed"}))
def test_what_is_made_is_what_the_library_lets_through(policy: str, tmp_path: Path) -> None:
    path = write_project(tmp_path, policy, "told")
    plain = {(task.key, task.cell["language"]): task for task in made(path, "")}
    held = {(task.key, task.cell["language"]) for task in made(path, 'policy = "policy.json"')}
    validator = Draft202012Validator(POLICIES[policy])
    steps = {"multipleOf"}  # the library divides in binary
    wanted = {name for name, task in plain.items() if all(error.validator in steps for error in validator.iter_errors(task.payload))}
    assert held == wanted if policy != "numbers" else held <= wanted


def made(path: Path, project: str) -> list[Task]:
    (path.parent / "specc.toml").write_text(f"{project}\n")
    return [item for item in compilation([path], Selection()) if isinstance(item, Task)]
