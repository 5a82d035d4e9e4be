"""What is published becomes what a project keeps: in both shapes, with our notes, in the same bytes, and never stricter than it was."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import published
import pytest
from published import MODEL

from specc.base.errors import UsageError
from specc.catalog.importing import file_name, imported, is_signed, stored_text, without_marks
from specc.catalog.keywords import violations
from specc.catalog.models import Model, bundled_models, make_model
from specc.catalog.published import read_published
from specc.catalog.validator import PlainValidator, library_validator
from specc.run.sandbox.models import fixtures
from specc.run.sandbox.registry import described, resolved

OWN = bundled_models()[MODEL]
BASE = {"taskType": "videoInference", "taskUUID": "24cd5dff-cb81-4db5-8506-b72a9425f9d1", "model": MODEL}
SPOKEN = {**BASE, "inputs": {"avatar": published.AVATARS[0]}, "speech": {"text": "Hello."}}


def made(raw: bytes, model: str = MODEL, own: Model | None = OWN) -> dict[str, Any]:
    return imported(read_published(raw, model, "there"), model, own.schema if own else None, source="there", date="2026-11-25")


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    return made(published.resolved())


def told(schema: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    task = {name: value for name, value in {**SPOKEN, **changes}.items() if value is not None}
    found = [violation for error in PlainValidator(schema).iter_errors(task) for violation in violations(error)]
    return [(violation.rule, ".".join(map(str, (*violation.route, *([violation.missing] if violation.missing else []))))) for violation in found]


def test_the_copy_that_ships_comes_back_as_itself() -> None:
    """Published without our notes, and imported with them again."""
    raw = json.dumps(resolved(OWN)).encode()
    ours = {**OWN.schema, "x-specc": {name: note for name, note in OWN.schema["x-specc"].items() if name != "retrieved"}}
    assert without_marks(made(raw)) == ours


def test_both_shapes_say_the_same(kept: dict[str, Any]) -> None:
    other = made(published.openapi())
    assert {**other, "x-specc": {}} == {**kept, "x-specc": {}}


@pytest.mark.parametrize("model", [*fixtures(), MODEL])
def test_the_sandbox_says_the_same_in_both_shapes(model: str) -> None:
    models = {MODEL: OWN, **{name: fixture.model for name, fixture in fixtures().items()}}
    slug = fixtures()[model].slug if model in fixtures() else "heygen-avatar-v"
    one, other = (made(json.dumps(body).encode(), model, None) for body in (resolved(models[model]), described(slug, models)))
    assert {**one, "x-specc": {}} == {**other, "x-specc": {}}


def test_the_same_schema_is_the_same_bytes(kept: dict[str, Any]) -> None:
    shuffled = published.avatar()
    for enum in (shuffled["$defs"]["speech"]["properties"]["language"]["enum"], shuffled["properties"]["inputs"]["properties"]["avatar"]["enum"]):
        enum.reverse()
    again = made(published.resolved(dict(reversed(shuffled.items()))))
    assert stored_text(without_marks(again)) == stored_text(without_marks(kept))
    assert stored_text(kept).isascii()
    assert '\n      "voice"' in stored_text(kept) or '"voice": {\n' in stored_text(kept)


def test_a_file_knows_whether_it_was_edited(kept: dict[str, Any]) -> None:
    read = json.loads(stored_text(kept))
    assert is_signed(read)
    read["properties"]["outputQuality"]["maximum"] = 100
    assert not is_signed(read)
    assert not is_signed(OWN.schema)


def test_notes_of_ours_go_on(kept: dict[str, Any]) -> None:
    model = make_model(kept, "x")
    notes = ("kind", "role", "one-each", "address", "delivery", "set-by", "catalog", "media", "short-below", "unit")
    assert {name: [item.path for item in model.noted(name)] for name in notes} == {name: [item.path for item in OWN.noted(name)] for name in notes}
    assert [rule["x-specc"]["rule"] for rule in kept["allOf"][:6]] == ["P111", "P111", "P112", "P113", "P113", "P115"]


def test_lists_of_ids_are_complete(kept: dict[str, Any]) -> None:
    model = make_model(kept, "x")
    assert {name: len(ids) for name, ids in model.ids.items()} == {"avatars": 500, "voices": 2301, "languages": 186}
    assert model.is_complete
    assert model.traits("voices", "voice1_male_english") == {"gender": "male", "language": "english"}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"width": 1920, "height": 1080}, []),
        ({"width": 1920, "height": 1081}, [("P107", "height")]),
        ({"width": 640, "height": 1081}, [("P107", "width")]),
        ({"width": 1920}, [("P111", "")]),
        ({"height": 1920}, [("P111", "")]),
        ({"resolution": "1080p", "width": 1920, "height": 1080}, [("P112", "")]),
        ({"speech": None}, [("P113", "")]),
        ({"inputs": {"avatar": published.AVATARS[0], "audio": "https://a.example/b.mp3"}}, [("P113", "")]),
        ({"speech": {}}, [("P114", "speech")]),
        ({"speech": {"text": "Hello.", "voice": "auto"}}, []),
        ({"speech": {"text": "Hello.", "voice": "nobody"}}, [("P116", "speech.voice")]),
        ({"speech": {"text": "Hello.", "language": "xx-XX"}}, [("P116", "speech.language")]),
        ({"inputs": None}, [("P102", "inputs")]),
        ({"inputs": {}}, [("P102", "inputs.avatar")]),
        ({"outputFormat": "mp4"}, [("P107", "outputFormat")]),
        ({"webhookURL": "nowhere"}, [("P110", "webhookURL")]),
        ({"speech": None, "inputs": {"avatar": published.AVATARS[0], "audio": "data:audio/mp3;base64,AAAA"}}, [("P110", "inputs.audio")]),
        ({"inputs": {"avatar": published.AVATARS[0], "background": "?"}}, [("P110", "inputs.background")]),
        ({"prompt": "?"}, [("P101", "prompt")]),
    ],
)
def test_one_mistake_is_told_once_in_our_words(kept: dict[str, Any], changes: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert told(kept, **changes) == found


def test_a_table_tells_what_is_nearest(kept: dict[str, Any]) -> None:
    (error,) = PlainValidator(kept).iter_errors({**SPOKEN, "width": 1920, "height": 1081})
    (violation,) = violations(error)
    assert violation.facts["value"] == (1920, 1081)
    assert violation.facts["nearest"][0] == (1920, 1080)  # type: ignore[index]


@pytest.mark.parametrize("model", fixtures())
def test_what_is_imported_refuses_nothing_that_is_published(model: str) -> None:
    """Formats aside, which have no meaning to the plain validator, and rows that are told apart by what is there."""
    fixture = fixtures()[model]
    plain = library_validator()(fixture.request)
    kept = PlainValidator(fixture.model.schema)
    good = _sample(fixture.request, model)
    assert plain.is_valid(good) or "oneOf" in json.dumps(fixture.request["properties"].get("inputs", {}))
    assert [error.message for error in kept.iter_errors(good)] == []
    for name, value in (("width", 641), ("numberResults", 9), ("outputFormat", "AVI"), ("nothing", 1)):
        assert not kept.is_valid({**good, name: value})


def _sample(request: dict[str, Any], model: str) -> dict[str, Any]:
    values = {
        "positivePrompt": "A street.",
        "width": 1280,
        "height": 720,
        "inputs": dict.fromkeys(request["properties"].get("inputs", {}).get("properties", {}), "https://a.example/b"),
        "speech": {"text": "Hello.", "voice": "anna_female_english"},
    }
    return {**BASE, "model": model, **{name: value for name, value in values.items() if name in request["required"]}}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty"),
        (b"<html>", "is not JSON: it starts with '<html>'"),
        (b"[1]", "holds no schema of a request"),
        (b"{}", "holds no schema of a request"),
        (b'{"errors": [{"code": "modelNotFound", "message": "There is no such model."}]}', "There is no such model"),
        (b'{"requestSchema": {"properties": {"model": {"const": "a:b@1"}}}}', "holds the schema of a:b@1, not of heygen:avatar@5"),
        (b'{"requestSchema": {"properties": {"model": {"enum": ["a:b@1", "a:b@2", "a:b@3", "a:b@4"]}}}}', "a:b@3 and 1 more"),
        (b'{"requestSchema": {"properties": {"width": {"type": "whole"}}}}', "is no JSON Schema"),
        (b'{"requestSchema": {"properties": {"width": {"$ref": "https://a.example/b"}}}}', "which is not part of it"),
        (b'{"requestSchema": {"properties": {"width": {"$ref": "#/$defs/none"}}}}', "which it doesn't have"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"requestSchema": {"properties": {"a": ' + b'{"items": ' * 300 + b"{}" + b"}" * 300 + b"}}}", "too large"),
    ],
)
def test_what_is_no_schema_of_the_model_is_refused(raw: bytes, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        made(raw)
    assert words in caught.value.message


def test_what_refers_to_itself_ends() -> None:
    request = {"properties": {"node": {"$ref": "#/$defs/node"}}, "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}}}
    schema = made(published.resolved(request), "a:b@1", None)
    assert schema["properties"]["node"] == {"type": "object", "properties": {"next": {}}}


def test_ids_become_names_of_files() -> None:
    assert [file_name(id) for id in ("heygen:avatar@5", "a/../b", "KlingAI:5@3", "::", "x:y@1.0")] == ["heygen-avatar-5", "a-..-b", "klingai-5-3", "model", "x-y-1.0"]


def _of(**parameters: Any) -> dict[str, Any]:
    return made(published.resolved({"type": "object", "properties": parameters}), "a:b@1", None)


DRAFTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
    ({"type": ["string"]}, {"type": "string"}),
    ({"type": "string", "enum": ["a", "b"], "nullable": True}, {"type": ["string", "null"], "enum": ["a", "b", None]}),
    ({"anyOf": [{"type": "string", "maxLength": 3}, {"type": "null"}]}, {"type": ["string", "null"], "maxLength": 3}),
    ({"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]}, {"type": "string", "enum": ["a", "b"]}),
    ({"oneOf": [{"const": 24}, {"const": 30}], "default": 24}, {"type": "integer", "enum": [24, 30], "default": 24}),
    ({"anyOf": [{"const": "auto"}, {"enum": ["x", "y"]}]}, {"type": "string", "enum": ["auto", "x", "y"]}),
    ({"type": "string", "enum": ["x"], "default": "auto"}, {"type": "string", "enum": ["auto", "x"], "default": "auto"}),
    ({"type": "number", "minimum": 0, "exclusiveMinimum": True}, {"type": "number", "exclusiveMinimum": 0}),
    ({"type": "array", "items": [{"type": "string"}], "additionalItems": False}, {"type": "array", "prefixItems": [{"type": "string"}], "items": False}),
    ({"type": "string", "$id": "x", "x-ui": 1, "readOnly": True, "example": "?"}, {"type": "string"}),
    ({"type": "object", "dependencies": {"a": ["b"]}}, {"type": "object", "dependentRequired": {"a": ["b"]}}),
    ({"type": "object", "dependentSchemas": {"a": {"required": ["b"]}}}, {"type": "object", "allOf": [{"if": {"required": ["a"]}, "then": {"required": ["b"]}}]}),
    ({"type": "object", "properties": {"a": True, "b": False}}, {"type": "object", "properties": {"a": {}, "b": False}}),
    ({"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"required": ["a"]}], "unevaluatedProperties": False}, {"type": "object", "additionalProperties": False, "required": ["a"], "properties": {"a": {"type": "string"}}}),
]


@pytest.mark.parametrize(("given", "wanted"), DRAFTS)
def test_other_drafts_are_translated(given: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert _of(thing=given)["properties"]["thing"] == wanted


@pytest.mark.parametrize(("given", "wanted"), [(given, wanted) for given, wanted in DRAFTS if "allOf" not in given])
def test_a_translation_takes_what_was_taken(given: dict[str, Any], wanted: dict[str, Any]) -> None:
    older = jsonschema.Draft4Validator if given.get("exclusiveMinimum") is True else jsonschema.Draft201909Validator if "dependentSchemas" in given else jsonschema.Draft7Validator
    for value in (None, "", "a", "b", "auto", "x", "long enough", 0, 1, 24, 24.5, True, [], ["a"], {}, {"a": 1}, {"a": 1, "b": 2}):
        if older(given).is_valid(value):
            assert library_validator()(wanted).is_valid(value), (given, value)


def test_addresses_are_known_by_their_format() -> None:
    schema = _of(webhook={"type": "string", "format": "uri"}, name={"type": "string"}, picture={"oneOf": [{"type": "string", "format": "uuid"}, {"type": "string", "format": "uri"}], "contentMediaType": "image/png"})
    model = make_model(schema, "x")
    assert [item.path for item in model.noted("address")] == ["webhook", "picture"]
    assert [item.path for item in model.noted("media")] == ["picture"]
    assert model.parameter("picture").notes["expects"] == "a UUID or an address such as https://… or a file of your own"  # type: ignore[union-attr]


@pytest.mark.parametrize("of", [published.resolved, published.openapi])
def test_what_a_model_has_in_common_with_others_is_known(of: Callable[[dict[str, Any]], bytes]) -> None:
    schema = made(of({"type": "object", "properties": {"taskUUID": {"type": "string"}, "speech": {"type": "object", "properties": {"text": {"type": "string"}}}, "ttl": {"type": "string"}}}), "a:b@1", None)
    model = make_model(schema, "x")
    assert model.parameter("taskUUID").notes["set-by"] == "specc"  # type: ignore[union-attr]
    assert model.parameter("speech.text").notes == {"role": "text", "kind": "spoken"}  # type: ignore[union-attr]
    assert model.parameter("ttl").notes == {}  # type: ignore[union-attr]
