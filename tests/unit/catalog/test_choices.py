"""What a combination asks of the keys of a mapping, told by their names."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from specc.catalog.choices import Choice, choice
from specc.catalog.keywords import violations
from specc.check.table import BY_CODE

EITHER = [{"required": ["speech"]}, {"properties": {"inputs": {"required": ["audio"]}}, "required": ["inputs"]}]
AUDIO = {"inputs": {"audio": "a"}}


@pytest.mark.parametrize(
    ("keyword", "limit", "instance", "found"),
    [
        ("oneOf", EITHER, {}, Choice(wanted=(("speech",), ("inputs.audio",)))),
        ("oneOf", EITHER, {"speech": {}, **AUDIO}, Choice(given=("speech", "inputs.audio"))),
        ("anyOf", EITHER, {"inputs": {}}, Choice(wanted=(("speech",), ("inputs.audio",)))),
        ("anyOf", EITHER, {"speech": {}}, None),
        ("anyOf", [{"required": ["a", "b"]}, {"required": ["c"]}], {"a": 1}, Choice(wanted=(("a", "b"), ("c",)))),
        ("anyOf", [{"required": ["a"]}], {}, None),
        ("anyOf", [{"required": ["a"]}, {"minProperties": 2}], {}, None),
        ("not", {"required": ["a", "b"]}, {"a": 1, "b": 2}, Choice(given=("a", "b"))),
        ("not", {"anyOf": [{"required": ["a", "b"]}, {"required": ["a", "c"]}]}, {"a": 1, "c": 2}, Choice(given=("a", "c"))),
        ("not", {"required": ["a"]}, {"a": 1}, None),
        ("not", {"minProperties": 1}, {"a": 1}, None),
        ("not", True, {"a": 1}, None),
    ],
)
def test_what_is_asked(keyword: str, limit: Any, instance: dict[str, Any], found: Choice | None) -> None:
    assert choice(keyword, limit, instance) == found


@pytest.mark.parametrize(
    ("schema", "instance", "words"),
    [
        ({"oneOf": EITHER}, {}, "one of `speech`, `inputs.audio` is needed"),
        ({"oneOf": EITHER}, {"speech": {}, **AUDIO}, "`speech` and `inputs.audio` exclude each other"),
        ({"not": {"required": ["seed", "seeds"]}}, {"seed": 1, "seeds": [1]}, "`seed` and `seeds` exclude each other"),
        ({"oneOf": [{"minProperties": 1}, {"maxProperties": 3}]}, {"a": 1}, "this combination in `task` is not allowed"),
        ({"anyOf": [{"properties": {"a": {"const": 1}, "b": {"const": 2}}}]}, {"a": 1, "b": 3}, "1x3 isn't allowed for `a` and `b`"),
    ],
)
def test_it_is_told_in_words(schema: dict[str, Any], instance: dict[str, Any], words: str) -> None:
    (error,) = Draft202012Validator(schema).iter_errors(instance)
    (violation,) = violations(error)
    assert BY_CODE[violation.rule].say(**violation.facts).message == words
