"""What some limits refuse of what another refuses: certain, or not claimed."""

from typing import Any

import pytest

from specc.catalog.implication import covers

PAIR = {"anyOf": [{"not": {"required": ["a"]}}, {"required": ["b"]}]}
NEVER_BOTH = {"not": {"required": ["a", "b"]}}
INNER = {"not": {"required": ["a", "in"], "properties": {"in": {"type": "object", "required": ["b"]}}}}


@pytest.mark.parametrize(
    ("limits", "limit", "is_covered"),
    [
        ([PAIR], {"dependentRequired": {"a": ["b"]}}, True),
        ([PAIR], {"dependentRequired": {"b": ["a"]}}, False),
        ([PAIR], {"required": ["a"]}, False),
        ([{"required": ["a"]}], {"required": ["a"]}, True),
        ([{"required": ["a"]}, {"required": ["b"]}], {"required": ["a", "b"]}, True),
        ([{"required": ["a"]}], {"required": ["a", "b"]}, False),
        ([NEVER_BOTH], {"oneOf": [{"required": ["a"], "not": {"required": ["b"]}}, {"not": {"required": ["a"]}}]}, True),
        ([NEVER_BOTH], {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, False),
        ([INNER], {"if": {"required": ["a"]}, "then": {"properties": {"in": {"not": {"required": ["b"]}}}}}, True),
        ([], {"required": ["a"]}, False),
        ([], {}, True),
        ([{"properties": {"a": {"const": 1}}}], {"properties": {"a": {"enum": [1, 2]}}}, True),
        ([{"properties": {"a": {"enum": [1, 2]}}}], {"properties": {"a": {"const": 1}}}, False),
        ([{"properties": {"a": {"minimum": 1}}}], {"properties": {"a": {"minimum": 1}}}, False),
        ([{"required": [f"p{number}" for number in range(20)]}], {"required": ["p0"]}, False),
    ],
)
def test_what_is_covered(limits: list[dict[str, Any]], limit: dict[str, Any], *, is_covered: bool) -> None:
    assert covers(limits, limit) is is_covered
