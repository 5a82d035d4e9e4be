"""Cells of text files are converted by the declared type, and nothing else is guessed."""

from typing import Any

import pytest

from specc.audience.contract import contract, keep
from specc.audience.row import BadRow, Row


def kept(schema: Any, value: Any, *, is_text: bool = True) -> Row | list[BadRow]:
    return keep(Row(1, 2, {"x": value}), contract({"x": schema}), is_text=is_text)


@pytest.mark.parametrize(("kind", "text", "value"), [
    ("string", "7", "7"), ("string", "", ""), ("string", " a ", " a "), ((), "7", "7"),
    ("integer", "7", 7), ("integer", " -7 ", -7), ("integer", "+7", 7), ("integer", "007", 7),
    ("number", "7", 7), ("number", "0.5", 0.5), ("number", ".5", 0.5), ("number", "1e3", 1000.0), ("number", "5.", 5.0),
    ("boolean", "true", True), ("boolean", "TRUE", True), ("boolean", "yes", True), ("boolean", "1", True), ("boolean", "No", False), ("boolean", "0", False),
    ("array", "[1, 2]", [1, 2]), ("object", '{"a": 1}', {"a": 1}),
    (["integer", "null"], "", None), (["integer", "null"], "7", 7), (["integer", "boolean"], "true", True), (["integer", "string"], "7", "7"),
])  # fmt: skip
def test_text_is_converted(kind: Any, text: str, value: Any) -> None:
    found = kept({"type": kind} if kind else {}, text)
    assert isinstance(found, Row)
    assert found.values["x"] == value
    assert type(found.values["x"]) is type(value)


@pytest.mark.parametrize(("kind", "text"), [
    ("integer", "7.0"), ("integer", "7a"), ("integer", ""), ("integer", "1_000"), ("integer", "٣"), ("integer", "9" * 5000), ("integer", "0x1"),
    ("number", "1,5"), ("number", "inf"), ("number", "nan"), ("number", ""), ("boolean", "maybe"), ("boolean", ""), ("boolean", "2"),
    ("array", "1"), ("array", "[1"), ("object", "[]"), ("array", "[" * 100_000),
])  # fmt: skip
def test_what_is_no_value_of_the_type_is_told(kind: str, text: str) -> None:
    found = kept({"type": kind}, text)
    assert isinstance(found, list)
    assert [(bad.rule, bad.column, bad.value, bad.line) for bad in found] == [("D103", "x", text, 2)]


@pytest.mark.parametrize(("schema", "value", "keyword"), [
    ({"type": "string", "minLength": 2}, "a", "minLength"), ({"type": "string", "maxLength": 2}, "abc", "maxLength"),
    ({"type": "integer", "minimum": 3}, "2", "minimum"), ({"type": "number", "maximum": 3}, "3.5", "maximum"), ({"enum": ["a", "b"]}, "c", "enum"),
    ({"type": "string", "pattern": "^a"}, "b", "pattern"),
])  # fmt: skip
def test_limits_are_held(schema: Any, value: str, keyword: str) -> None:
    found = kept(schema, value)
    assert isinstance(found, list)
    assert [(bad.rule, bad.facts["keyword"]) for bad in found] == [("D104", keyword)]


def test_typed_data_is_not_converted() -> None:
    assert isinstance(kept({"type": "integer"}, 7, is_text=False), Row)
    found = kept({"type": "integer"}, "7", is_text=False)
    assert isinstance(found, list)
    assert found[0].rule == "D103"


def test_a_row_of_its_own_names_may_lack_a_column() -> None:
    found = keep(Row(1, 2, {"y": 1}), contract({"x": {}}), is_text=False)
    assert isinstance(found, list)
    assert [(bad.rule, bad.facts["name"]) for bad in found] == [("D102", "x")]
