"""`oneOf` and `anyOf` as lists, nulls and tables: read more plainly, with the same verdicts."""

from itertools import product
from typing import Any

import pytest

from specc.catalog.alternatives import Table, combination, simplified, table
from specc.catalog.tidying import tidied
from specc.catalog.validator import library_validator

NEITHER = {"not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}}


def rows(*values: tuple[Any, Any], is_strict: bool = True) -> list[dict[str, Any]]:
    return [{"properties": {"a": {"const": a}, "b": {"const": b}}, **({"required": ["a", "b"]} if is_strict else {})} for a, b in values]


TABLES = [
    {"oneOf": rows((1, 1), (2, 2))},
    {"oneOf": [*rows((1, 1), (2, 2)), NEITHER]},
    {"anyOf": rows((1, 1), (1, 2), (2, 2))},
    {"oneOf": [*rows((1, 1), (2, 2)), {"not": {"required": ["a"]}}]},
    {"oneOf": [*rows((1, 1), (2, 2)), {"properties": {"a": False, "b": False}}]},
    {"oneOf": [*rows((1, 1)), {"properties": {"a": {"enum": [2, 3]}, "b": {"const": 2}}, "required": ["a", "b"], "title": "2 or 3"}, NEITHER]},
    {"oneOf": [*rows((1, 1), (2, 2)), {"required": ["c"], "not": {"required": ["a"]}}]},
]


@pytest.mark.parametrize("schema", TABLES)
def test_a_table_accepts_what_its_alternatives_do(schema: dict[str, Any]) -> None:
    plain, made = library_validator()(schema), library_validator()(tidied(schema))
    for a, b, c in product((None, 1, 2, 3), (None, 1, 2, 3), (None, 1)):
        value = {name: item for name, item in (("a", a), ("b", b), ("c", c)) if item is not None}
        assert plain.is_valid(value) == made.is_valid(value), value


def test_rows_without_required_refuse_no_more_than_they_did() -> None:
    schema = {"anyOf": rows((1, 1), (2, 2), is_strict=False)}
    plain, made = library_validator()(schema), library_validator()(tidied(schema))
    for a, b in product((None, 1, 2, 3), (None, 1, 2, 3)):
        value = {name: item for name, item in (("a", a), ("b", b)) if item is not None}
        assert plain.is_valid(value) <= made.is_valid(value), value
        assert len(value) == 1 or plain.is_valid(value) == made.is_valid(value), value


def test_one_of_rows_without_required_says_nothing_of_what_is_not_there() -> None:
    """`oneOf` would count both rows as fitting."""
    schema = {"oneOf": rows((1, 1), (2, 2), is_strict=False)}
    made = library_validator()(tidied(schema))
    assert not library_validator()(schema).is_valid({})
    assert made.is_valid({})
    assert not made.is_valid({"a": 1, "b": 2})


@pytest.mark.parametrize(
    "branches",
    [
        None,
        [],
        [{"type": "string"}],
        [*rows((1, 1)), {"properties": {"a": {"const": 1}}}],
        [{"properties": {"a": {"minimum": 1}, "b": {"const": 1}}}],
        [{"properties": {"a": {"const": 1}}}],
        [{"properties": {"a": {"const": [1]}, "b": {"const": 1}}}],
        [NEITHER],
    ],
)
def test_what_is_no_table(branches: Any) -> None:
    assert table(branches) is None


def test_the_nearest_are_told_by_their_ratio() -> None:
    found = Table(("width", "height"), ((1280, 720), (1920, 1080), (3840, 2160)), is_optional=False, is_strict=True)
    assert found.nearest((1920, 1081), count_max=2) == [(1920, 1080), (1280, 720)]
    assert found.nearest((4000, 2000), count_max=1) == [(3840, 2160)]
    assert found.nearest((0, "x"), count_max=1) == [(1280, 720)]


def test_a_combination_is_told_only_where_all_is_there() -> None:
    branches = rows((1, 1), (2, 2))
    assert combination(branches, {"a": 1}) is None
    assert combination(branches, {"a": 1, "b": 1}) is None
    found = combination(branches, {"a": 1, "b": 2, "c": 3})
    assert found is not None
    assert found[1] == (1, 2)


def test_what_is_no_alternative_stays() -> None:
    for schema in ({"oneOf": [{"minimum": 1}, {"maximum": 0}]}, {"oneOf": []}, {"oneOf": "x"}, {"anyOf": [True]}):
        assert simplified(schema) == schema
