"""A policy as one more part of a model's schema. The law: a task fits the two together if and only if it fits each by itself, as the
library's validator has it; and what it breaks of a policy is told as the policy's, with the words that are nearest.
"""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from specc.base.resources import data_folder
from specc.catalog.keywords import violations
from specc.catalog.models import Model, bundled_models
from specc.catalog.policy import PolicyError, make_policy, with_policies
from specc.catalog.validator import PlainValidator

MODEL = bundled_models()["heygen:avatar@5"]
SOUND = {
    "taskType": "videoInference",
    "taskUUID": "00000000-0000-4000-8000-000000000000",
    "model": "heygen:avatar@5",
    "inputs": {"avatar": "x"},
    "speech": {"text": "Hello.", "speed": 1.2},
    "settings": {"caption": True},
}
LIMITS: dict[str, st.SearchStrategy[Any]] = {
    "speed": st.fixed_dictionaries({}, optional={"maximum": st.sampled_from([1, 1.2, 2]), "type": st.just("number"), "enum": st.just([1, 1.2])}),
    "text": st.fixed_dictionaries({}, optional={"maxLength": st.sampled_from([5, 6]), "pattern": st.sampled_from(["^H", "!$"]), "$ref": st.just("#/$defs/short")}),
}
SPEECH = st.fixed_dictionaries(
    {}, optional={"properties": st.fixed_dictionaries({}, optional=LIMITS), "required": st.lists(st.sampled_from(["voice", "speed"]), unique=True), "additionalProperties": st.booleans(), "$ref": st.just("#/$defs/fast")}
)
PART = st.fixed_dictionaries({}, optional={"properties": st.fixed_dictionaries({}, optional={"speech": SPEECH}), "required": st.lists(st.sampled_from(["settings", "width"]), unique=True)})
POLICIES = st.fixed_dictionaries(
    {"$defs": st.just({"short": {"maxLength": 6, "minLength": 2}, "fast": {"properties": {"speed": {"minimum": 1}}}})},
    optional={"allOf": st.lists(PART, min_size=1, max_size=2), "anyOf": st.lists(PART, min_size=1, max_size=2), "not": PART, "if": PART, "then": PART, "properties": st.fixed_dictionaries({}, optional={"speech": SPEECH})},
)
TASKS = st.fixed_dictionaries({**{name: st.just(value) for name, value in SOUND.items() if name not in ("speech", "settings")}, "speech": st.fixed_dictionaries({"text": st.sampled_from(["Hello.", "Hi", "Good morning!"])}, optional={"speed": st.sampled_from([1, 1.2, 1.5, 3])})}, optional={"settings": st.just({"caption": True})})


def held(policy: Any) -> Model:
    return with_policies(MODEL, (make_policy("policy.json", policy),))


@settings(max_examples=300, deadline=None)
@given(POLICIES, TASKS)
def test_together_is_each_by_itself(policy: Any, task: Any) -> None:
    composed = held(policy).schema
    apart = PlainValidator(MODEL.schema).is_valid(task) and Draft202012Validator(policy).is_valid(task)
    assert PlainValidator(composed).is_valid(task) == apart
    rules = {violation.rule for error in PlainValidator(composed).iter_errors(task) for violation in violations(error)}
    assert ("P118" in rules) == (not Draft202012Validator(policy).is_valid(task))


def told(policy: Any, task: Any) -> list[tuple[str, Any]]:
    found = [violation for error in PlainValidator(held(policy).schema).iter_errors(task) for violation in violations(error)]
    return [(".".join(map(str, violation.route)), violation.facts["own_message"] or violation.facts["limit_of"]) for violation in found]


def test_what_specc_sets_is_no_reason_to_refuse() -> None:
    closed = {"properties": {"inputs": True, "speech": True}, "additionalProperties": False}
    assert told(closed, SOUND) == [("settings", "P101")]
    assert told({"allOf": [closed]}, SOUND) == [("settings", "P101")]
    assert told({**closed, "properties": {**closed["properties"], "settings": True, "model": {"const": "other:model@1"}}}, SOUND) == [("model", "P107")]


def test_words_hold_for_what_they_are_around() -> None:
    words = {"x-specc": {"message": "slower, please", "help": "1 at most"}}
    assert told({"properties": {"speech": {"properties": {"speed": {"maximum": 1}}, **words}}}, SOUND) == [("speech.speed", "slower, please")]
    assert told({"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"speech": {"properties": {"speed": {"maximum": 1}}}}}}, **words}, SOUND) == [("speech.speed", "slower, please")]
    own = {"maximum": 1, "x-specc": {"message": "its own"}}
    assert told({"properties": {"speech": {"properties": {"speed": own}}}, **words}, SOUND) == [("speech.speed", "its own")]


def test_what_is_never_allowed_is_the_policys() -> None:
    assert told({"if": {"required": ["settings"]}, "then": False}, SOUND) == [("", "P107")]
    assert told({"properties": {"settings": False}}, SOUND) == [("settings", "P107")]
    assert told({"properties": {"speech": {"properties": {"text": False, "speed": True}}}}, SOUND) == [("speech.text", "P107")]


def test_a_limit_knows_where_it_is_written() -> None:
    (error,) = PlainValidator(held({"properties": {"speech": {"$ref": "#/$defs/speech"}}, "$defs": {"speech": {"required": ["voice"]}}}).schema).iter_errors(SOUND)
    (violation,) = violations(error)
    assert violation.origin is not None
    assert (violation.origin.file, violation.origin.route) == ("policy.json", ("$defs", "speech"))


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ({"$ref": "#"}, "`$ref` to `#` leads in a circle"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}}, "`$ref` to `#/$defs/a` leads in a circle"),
        ({"$ref": "#/$defs/b"}, "`$ref` to `#/$defs/b` leads nowhere"),
        ({"$ref": "other.json"}, "`$ref` to `other.json` isn't followed: only `#/…` is, to a part of the same file"),
        ({"$ref": 3}, "`$ref` to `3` isn't followed: only `#/…` is, to a part of the same file"),
    ],
)
def test_references_that_cannot_be_followed(policy: Any, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        make_policy("policy.json", policy)
    assert caught.value.message == message


def test_many_references_are_refused_rather_than_followed() -> None:
    definitions = {f"d{number}": {"allOf": [{"$ref": f"#/$defs/d{number + 1}"}] * 4} for number in range(30)}
    with pytest.raises(PolicyError, match="too many parts"):
        make_policy("policy.json", {"$ref": "#/$defs/d0", "$defs": {**definitions, "d30": {}}})


def test_without_policies_a_model_is_itself() -> None:
    assert with_policies(MODEL, ()) is MODEL


def test_the_model_is_left_as_it_was() -> None:
    before = json.dumps(MODEL.schema)
    held({"required": ["width"]})
    assert json.dumps(MODEL.schema) == before
    assert json.loads((data_folder("schemas") / "models" / "heygen-avatar-5.schema.json").read_bytes()) == MODEL.schema
