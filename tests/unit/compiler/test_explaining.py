"""The words for checks that are left for rows."""

from typing import Any

import pytest

from specc.compiler.explaining import across_words, check_words
from specc.compiler.residual import Residual, decided_count, residuals_of, walk


@pytest.mark.parametrize(("schema", "words"), [
    ({"type": "string", "minLength": 1, "maxLength": 5000}, ["string", "1 to 5,000 characters"]),
    ({"type": ["string", "null"]}, ["string or null"]),
    ({"type": "number", "minimum": 0.5, "maximum": 1.5, "multipleOf": 0.01}, ["number", "0.5 to 1.5", "in steps of 0.01"]),
    ({"minLength": 1}, ["not empty"]),
    ({"enum": ["a", "b"]}, ["a, b"]),
    ({"enum": list(range(2300))}, ["one of 2,300"]),
    ({"pattern": "^N"}, ["matches ^N"]),
    ({"pattern": "^N", "x-specc": {"expects": "a name"}}, ["a name"]),
    ({"exclusiveMinimum": 3}, ["above 3"]),
    ({"not": {"const": 1}}, ["`not`"]),
    ({"not": {"const": 1}, "x-specc": {"message": "a one"}}, ["refuses a one"]),
])  # fmt: skip
def test_checks_on_a_value(schema: dict[str, Any], words: list[str]) -> None:
    assert list(check_words(residuals_of(schema))) == words


def test_only_what_is_left_is_told() -> None:
    schema = {"type": "string", "minLength": 1, "maxLength": 9}
    assert list(check_words([Residual((), "maxLength", schema, None)])) == ["at most 9 characters"]


@pytest.mark.parametrize(("route", "schema", "words"), [
    ((), {"required": ["a", "b"]}, "task has a, b"),
    (("speech",), {"required": ["text"]}, "speech has text"),
    ((), {"dependentRequired": {"width": ["height"]}}, "task has height where it has width"),
    ((), {"anyOf": [{}], "x-specc": {"message": "`width` without `height`"}}, "task: refuses `width` without `height`"),
    (("inputs",), {"minProperties": 2}, "inputs: `minProperties`"),
])  # fmt: skip
def test_checks_across(route: tuple[str, ...], schema: dict[str, Any], words: str) -> None:
    assert across_words(Residual(route, next(iter(schema)), schema, None)) == words


def test_decided_checks_and_those_that_are_left_are_all() -> None:
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "minLength": 1}, "b": {"minimum": 1, "maximum": 3}, "c": {"const": 1}}}
    assert decided_count(schema, {"a": "x", "b": 7}) == 6
    assert len(walk(schema, {"a": "x", "b": 7})[0]) == 1
