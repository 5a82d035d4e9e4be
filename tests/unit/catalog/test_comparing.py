"""What has changed in a schema, in words, parameter by parameter."""

from copy import deepcopy
from typing import Any

import pytest

from specc.catalog.comparing import changes
from specc.catalog.models import make_model

OLD: dict[str, Any] = {
    "x-specc": {"model": "a:b@1"},
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 100},
        "speed": {"type": "number", "minimum": 0.5, "maximum": 1.5, "default": 1},
        "voice": {"type": "string", "enum": ["a", "b", "c"], "x-specc": {"catalog": "voices"}},
        "color": {"type": "string", "pattern": "^#", "x-specc": {"expects": "a colour"}},
        "settings": {"type": "object", "properties": {"fit": {"type": "string"}}},
    },
    "allOf": [{"not": {"required": ["speed", "voice"]}, "x-specc": {"rule": "P112", "message": "`speed` with `voice`"}}],
}


def _change(schema: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The schema with a value at a path, or without it."""
    made = deepcopy(schema)
    *above, last = path.split("/")
    place = made
    for step in above:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return made


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("title", "Other", []),
        ("properties/text/description", "Other", []),
        ("properties/text/x-specc", {"kind": "spoken"}, []),
        ("properties/speed/maximum", 2, [("speed", "0.5 to 1.5 -> 0.5 to 2")]),
        ("properties/speed/default", 1.2, [("speed", "default 1 -> 1.2")]),
        ("properties/speed/default", None, [("speed", "default 1 -> none")]),
        ("properties/speed/type", "integer", [("speed", "number -> integer")]),
        ("properties/text/maxLength", None, [("text", "1 to 100 characters -> no limit")]),
        ("properties/color/pattern", "^#.$", [("color", "its form is checked in another way")]),
        ("properties/voice/enum", ["a", "d", "c", "e", "f", "g"], [("voice", "+4 voices (d, e, f, …), -1 voice (b)")]),
        ("properties/voice/enum", ["c", "b", "a"], []),
        ("properties/voice/enum", None, [("voice", "no longer one of 3 voices")]),
        ("properties/settings", None, [("settings", "removed")]),
        ("properties/settings/properties/fit", None, [("settings.fit", "removed")]),
        ("properties/zoom", {"type": "integer", "minimum": 1, "maximum": 3}, [("zoom", "added: integer; 1 to 3")]),
        ("properties/camera", {"type": "object", "properties": {"zoom": {}, "pan": {}}}, [("camera", "added: object")]),
        ("required", ["text", "voice"], [("voice", "now required")]),
        ("required", [], [("text", "no longer required")]),
        ("dependentRequired", {"speed": ["voice"]}, [("", "new rule: `speed` needs `voice`")]),
        ("allOf", [], [("", "rule gone: `speed` with `voice`")]),
        ("additionalProperties", None, [("", "parameters that aren't listed are taken now")]),
        ("anyOf", [{"properties": {"speed": {"const": 1}, "voice": {"const": "a"}}}], [("speed, voice", "go together: +1 (1xa)")]),
    ],
)
def test_a_change_in_words(path: str, value: Any, told: list[tuple[str, str]]) -> None:
    new = _change(OLD, path, value)
    assert [(change.path, change.text) for change in changes(make_model(OLD, "x"), make_model(new, "x"))] == told


def test_nothing_has_changed() -> None:
    assert changes(make_model(OLD, "x"), make_model(deepcopy(OLD), "x")) == []
