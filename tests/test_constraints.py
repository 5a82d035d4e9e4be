"""Every constraint that the provider documents for `heygen:avatar@5` has a case that breaks it and one that keeps it."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from specc.check.settings import View
from specc.compiler.task import Task
from specc.pipeline import compilation, lint
from specc.pipeline.unit import Selection

CASES = Path(__file__).parent / "cases"


class Constraint(NamedTuple):
    """`code` is found for `path` in the `failing` case; the `passing` case has the parameter, and no finding."""

    path: str
    constraint: str
    code: str
    failing: str
    passing: str


CONSTRAINTS = (
    Constraint("taskType", "only `videoInference`", "P107", "P107-task-type", "enumerations"),
    Constraint("taskUUID", "unique per task: derived, not written", "P101", "P101-owned", "minimal"),
    Constraint("model", "the spec's own", "P107", "P107-model", "enumerations"),
    Constraint("outputType", "text", "P103", "P103-enumerations", "enumerations"),
    Constraint("outputType", "only `URL`", "P107", "P107-enumerations", "enumerations"),
    Constraint("outputFormat", "text", "P103", "P103-strings", "enumerations"),
    Constraint("outputFormat", "one of three", "P107", "P107-enumerations", "enumerations"),
    Constraint("outputQuality", "integer", "P103", "P103-texts", "bounds"),
    Constraint("outputQuality", "at least 20", "P104", "P104-below", "bounds"),
    Constraint("outputQuality", "at most 99", "P105", "P105-above", "bounds"),
    Constraint("webhookURL", "text", "P103", "P103-strings", "addresses"),
    Constraint("webhookURL", "URI", "P110", "P110-addresses", "addresses"),
    Constraint("deliveryMethod", "text", "P103", "P103-enumerations", "enumerations"),
    Constraint("deliveryMethod", "only `async`", "P107", "P107-enumerations", "enumerations"),
    Constraint("uploadEndpoint", "text", "P103", "P103-strings", "addresses"),
    Constraint("uploadEndpoint", "URI", "P110", "P110-addresses", "addresses"),
    Constraint("safety", "mapping", "P103", "P103-mappings", "booleans"),
    Constraint("safety.check", "known keys only", "P101", "P101-unknown", "booleans"),
    Constraint("safety.checkContent", "boolean", "P103", "P103-booleans", "booleans"),
    Constraint("safety.mode", "text", "P103", "P103-enumerations", "enumerations"),
    Constraint("safety.mode", "one of three", "P107", "P107-enumerations", "enumerations"),
    Constraint("ttl", "integer", "P103", "P103-texts", "bounds"),
    Constraint("ttl", "at least 60", "P104", "P104-below", "bounds"),
    Constraint("ttl", "only with outputType `URL`", "P115", "P115-ttl", "bounds"),
    Constraint("includeCost", "boolean", "P103", "P103-booleans", "booleans"),
    Constraint("numberResults", "integer", "P103", "P103-texts", "bounds"),
    Constraint("numberResults", "at least 1", "P104", "P104-below", "bounds"),
    Constraint("numberResults", "at most 4", "P105", "P105-above", "bounds"),
    Constraint("inputs", "required", "P102", "P102-inputs", "minimal"),
    Constraint("inputs", "mapping", "P103", "P103-mappings", "minimal"),
    Constraint("inputs.avatar", "required", "P102", "P102-avatar", "minimal"),
    Constraint("inputs.avatar", "text", "P103", "P103-strings", "ids"),
    Constraint("inputs.avatar", "not empty", "P108", "P108-empty", "ids"),
    Constraint("inputs.avatar", "one of 500 ids", "P116", "P116-ids", "ids"),
    Constraint("inputs.audio", "text", "P103", "P103-strings", "recordings"),
    Constraint("inputs.audio", "UUID or URL, no file, data URI or base64", "P110", "P110-audio", "recordings"),
    Constraint("inputs.background", "text", "P103", "P103-strings", "backgrounds"),
    Constraint("inputs.background", "UUID, URL, data URI or base64", "P110", "P110-background", "backgrounds"),
    Constraint("width", "integer", "P103", "P103-texts", "sizes"),
    Constraint("height", "integer", "P103", "P103-texts", "sizes"),
    Constraint("width", "with height", "P111", "P111-width", "sizes"),
    Constraint("height", "with width", "P111", "P111-height", "sizes"),
    Constraint("resolution", "text", "P103", "P103-enumerations", "resolutions"),
    Constraint("resolution", "one of three", "P107", "P107-enumerations", "resolutions"),
    Constraint("resolution", "without width and height", "P112", "P112-width", "resolutions"),
    Constraint("resolution", "without height alone", "P112", "P112-height", "resolutions"),
    Constraint("speech", "mapping", "P103", "P103-mappings", "minimal"),
    Constraint("speech", "with text", "P114", "P114-no-text", "minimal"),
    Constraint("speech", "without audio", "P113", "P113-both", "minimal"),
    Constraint("inputs.audio", "without speech", "P113", "P113-both", "recordings"),
    Constraint("speech", "or audio", "P113", "P113-neither", "minimal"),
    Constraint("speech.text", "text", "P103", "P103-speech-strings", "minimal"),
    Constraint("speech.text", "at least 1 character", "P108", "P108-empty", "text-lengths"),
    Constraint("speech.text", "at most 5000 characters", "P109", "P109-text", "text-lengths"),
    Constraint("speech.text", "characters, not bytes", "P109", "P109-literal", "text-of-5000-characters-beyond-ascii"),
    Constraint("speech.voice", "text", "P103", "P103-speech-strings", "ids"),
    Constraint("speech.voice", "not empty", "P108", "P108-empty", "ids"),
    Constraint("speech.voice", "one of 2300 ids or `auto`", "P116", "P116-ids", "ids"),
    Constraint("speech.language", "text", "P103", "P103-speech-strings", "ids"),
    Constraint("speech.language", "at least 1 character", "P108", "P108-empty", "ids"),
    Constraint("speech.language", "one of 186 codes", "P116", "P116-ids", "ids"),
    Constraint("speech.volume", "number", "P103", "P103-speech-numbers", "volumes"),
    Constraint("speech.volume", "at least 0", "P104", "P104-speech-below", "volumes"),
    Constraint("speech.volume", "at most 1", "P105", "P105-speech-above", "volumes"),
    Constraint("speech.volume", "step 0.1", "P106", "P106-off-step", "volumes"),
    Constraint("speech.speed", "number", "P103", "P103-speech-numbers", "speeds"),
    Constraint("speech.speed", "at least 0.5", "P104", "P104-speech-below", "speeds"),
    Constraint("speech.speed", "at most 1.5", "P105", "P105-speech-above", "speeds"),
    Constraint("speech.speed", "step 0.01", "P106", "P106-off-step", "speeds"),
    Constraint("speech.pitch", "number", "P103", "P103-speech-numbers", "pitches"),
    Constraint("speech.pitch", "at least -50", "P104", "P104-speech-below", "pitches"),
    Constraint("speech.pitch", "at most 50", "P105", "P105-speech-above", "pitches"),
    Constraint("speech.pitch", "step 0.1", "P106", "P106-off-step", "pitches-inline"),
    Constraint("settings", "mapping", "P103", "P103-mappings", "colours"),
    Constraint("settings.captions", "known keys only", "P101", "P101-unknown", "booleans"),
    Constraint("settings.backgroundColor", "text", "P103", "P103-speech-strings", "colours"),
    Constraint("settings.backgroundColor", "hex colour", "P110", "P110-colour", "colours"),
    Constraint("settings.caption", "boolean", "P103", "P103-booleans", "booleans"),
    Constraint("settings.fit", "text", "P103", "P103-speech-strings", "enumerations"),
    Constraint("settings.fit", "one of two", "P107", "P107-enumerations", "enumerations"),
    Constraint("settings.removeBackground", "boolean", "P103", "P103-booleans", "booleans"),
    Constraint("seed", "known keys only", "P101", "P101-unknown", "minimal"),
)

each_constraint = pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda item: f"{item.path}: {item.constraint}")


@each_constraint
def test_breaking_it_is_found(constraint: Constraint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "err")
    made = compilation([Path(f"{constraint.failing}.video.yaml")], Selection(), view=View(select=(constraint.code,)))
    lint(made)
    assert [finding for finding in made.report.findings if f"`{constraint.path}`" in finding.message]


@each_constraint
def test_keeping_it_is_fine(constraint: Constraint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / "ok")
    made = compilation([Path(f"{constraint.passing}.video.yaml")], Selection())
    payloads = [item.payload for item in made if isinstance(item, Task)]
    assert any(holds(payload, constraint.path) for payload in payloads) == (constraint.code != "P101" or constraint.path == "taskUUID")
    assert made.report.findings == ()


def holds(payload: Any, path: str) -> bool:
    for step in path.split("."):
        if not isinstance(payload, dict) or step not in payload:
            return False
        payload = payload[step]
    return True
