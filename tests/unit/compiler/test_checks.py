"""The law of quick checks: a text, or any value, passes as it passes the library's validator."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from specc.audience.contract import is_schema
from specc.catalog.validator import library_validator
from specc.compiler.checks import is_valid, text_checks
from specc.compiler.residual import residuals_of

TEXTS = st.one_of(st.sampled_from(["", "a", "abc", "abc\n", "#fff", "#fff\n", "1", "é", "e\u0301", "😀", "true", "null", "{{ a }}", "x" * 9]), st.text(max_size=6))
VALUES = st.one_of(TEXTS, st.sampled_from([None, True, False, 0, 1, 1.0, -0.0, 0.7, 2**70, float("nan"), float("inf"), [], ["a"], [1, 1.0], {}, {"a": 1}]))
KINDS = ("string", "integer", "number", "boolean", "null", "array", "object")
SIZES = st.sampled_from([0, 1, 2, 3, 3.0])
LEAF = {
    "type": st.one_of(st.sampled_from(KINDS), st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True)),
    "enum": st.lists(VALUES, min_size=1, max_size=4),
    "const": VALUES,
    "minLength": SIZES,
    "maxLength": SIZES,
    "pattern": st.sampled_from(["^a", "^#[a-f]{3}$", "^[a-z]*$", r"\d$", "[$]", "a|$", r"^\S+$", "(?i)ABC"]),
    "format": st.sampled_from(["date", "email"]),
    "minimum": st.sampled_from([0, 1.5]),
    "multipleOf": st.sampled_from([0.1, 2]),
    "minItems": SIZES,
    "required": st.just(["a"]),
    "items": st.booleans(),
    "uniqueItems": st.booleans(),
    "contains": st.just({"const": 1}),
    "description": st.just("told"),
    "unheard-of": st.just(1),
}
INNER = st.fixed_dictionaries({}, optional={**LEAF})
SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        **LEAF,
        **dict.fromkeys(("not", "if", "then", "else"), INNER),
        **dict.fromkeys(("allOf", "anyOf", "oneOf"), st.lists(INNER, min_size=1, max_size=2)),
    },
).filter(is_schema)


def passes(schema: dict[str, Any], text: str) -> bool:
    """As block functions ask."""
    lengths, checks = text_checks(residuals_of(schema))
    return lengths.get("min", 0) <= len(text) <= lengths.get("max", len(text)) and all(check([text]) for check in checks)


@settings(max_examples=600, deadline=None)
@given(schema=SCHEMAS, texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_texts_pass_as_the_library_says(schema: dict[str, Any], texts: list[str]) -> None:
    library = library_validator()(schema)
    for text in texts:
        assert passes(schema, text) == library.is_valid(text), text


@settings(max_examples=400, deadline=None)
@given(schema=SCHEMAS, values=st.lists(VALUES, min_size=1, max_size=8))
def test_values_pass_as_the_library_says(schema: dict[str, Any], values: list[Any]) -> None:
    library = library_validator()(schema)
    for value in values:
        assert is_valid(residuals_of(schema), value) == library.is_valid(value), value
