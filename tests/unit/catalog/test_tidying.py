"""The law of tidying: on any schema, what was accepted is accepted."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from specc.catalog.references import inlined
from specc.catalog.tidying import ORDER, tidied

NAMES = st.sampled_from(["a", "b", "c"])
PLAIN = st.sampled_from([None, 1, 2, "x", "y", True])
LEAVES = st.one_of(
    st.builds(lambda value: {"const": value}, PLAIN),
    st.builds(lambda values: {"enum": values}, st.lists(PLAIN, min_size=1, max_size=3)),
    st.sampled_from([{}, {"type": "string"}, {"type": ["integer", "null"]}, {"type": "null"}, {"minimum": 2}, {"maxLength": 1}, {"type": "string", "default": "z", "enum": ["x"]}, {"x-ui": 1, "$id": "q"}, True, False]),
    st.builds(lambda names: {"required": names}, st.lists(NAMES, min_size=1, max_size=2, unique=True)),
    st.builds(lambda a, b: {"properties": {"a": {"const": a}, "b": {"const": b}}}, PLAIN, PLAIN),
    st.builds(lambda a, b: {"properties": {"a": {"const": a}, "b": {"const": b}}, "required": ["a", "b"]}, PLAIN, PLAIN),
    st.builds(lambda one, other: {"dependentRequired": {one: [other]}}, NAMES, NAMES),
)


def _nested(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda keyword, found: {keyword: found}, st.sampled_from(["allOf", "anyOf", "oneOf"]), some),
        st.builds(lambda keyword, part: {keyword: part}, st.sampled_from(["not", "additionalProperties", "unevaluatedProperties", "items", "propertyNames"]), parts),
        st.builds(lambda properties: {"type": "object", "properties": properties}, st.dictionaries(NAMES, parts, max_size=2)),
        st.builds(lambda condition, then: {"if": condition, "then": then}, parts, parts),
        st.builds(lambda one, other: {**one, **other} if isinstance(one, dict) and isinstance(other, dict) else one, parts, parts),
    )


SCHEMAS = st.recursive(LEAVES, _nested, max_leaves=8)
VALUES = st.one_of(PLAIN, st.dictionaries(NAMES, PLAIN, max_size=3), st.dictionaries(NAMES, st.dictionaries(NAMES, PLAIN, max_size=2), max_size=2), st.lists(PLAIN, max_size=2))


@settings(max_examples=400, deadline=None)
@given(schema=SCHEMAS, values=st.lists(VALUES, min_size=3, max_size=8))
def test_what_was_accepted_is_accepted(schema: Any, values: list[Any]) -> None:
    made = tidied(schema)
    Draft202012Validator.check_schema(made)
    for value in values:
        if Draft202012Validator(schema).is_valid(value):
            assert Draft202012Validator(made).is_valid(value), (schema, made, value)


@settings(max_examples=100, deadline=None)
@given(schema=SCHEMAS)
def test_only_our_keywords_are_left(schema: Any) -> None:
    def check(part: Any) -> None:
        if isinstance(part, dict):
            assert set(part) <= set(ORDER)
            for keyword in ("allOf", "anyOf", "oneOf"):
                for item in part.get(keyword, []):
                    check(item)
            for child in part.get("properties", {}).values():
                check(child)

    check(tidied(schema))


def test_what_refers_to_itself_is_never_refused() -> None:
    document = {"$defs": {"a": {"not": {"$ref": "#/$defs/a"}}, "b": {"properties": {"c": {"$ref": "#/$defs/b"}}, "not": {"required": ["x"]}}}}
    assert tidied(inlined({"$ref": "#/$defs/a"}, document)) == {}
    assert tidied(inlined({"$ref": "#/$defs/b"}, document)) == {"properties": {"c": {}}, "not": {"required": ["x"]}}
