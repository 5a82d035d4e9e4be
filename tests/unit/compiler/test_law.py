"""The law: specialised, then decided on a row = everything rendered, then validated by the plain validator."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specc.catalog.validator import library_validator
from specc.compiler.payload import without_omitted
from specc.compiler.residual import BROKEN, Hole, decide, filled, walk
from specc.compiler.schema import specialise_schema
from specc.template.scalar import Scalar
from specc.template.values import OMIT

NAMES = ("a", "b", "c")
SCALARS = st.one_of(
    st.sampled_from([None, True, False, 0, 1, 2, 0.5, 0.7, 1.75, -3, 100, "", "x", "abc", "abcdef", "#fff\n", "1"]),
    st.integers(-5, 200),
    st.text(max_size=8),
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", ["string", "null"]])
LEAF = st.fixed_dictionaries(
    {},
    optional={
        "type": TYPES,
        "minimum": st.sampled_from([0, 0.5, 2]),
        "maximum": st.sampled_from([1, 1.5, 99]),
        "exclusiveMinimum": st.just(0),
        "multipleOf": st.sampled_from([0.1, 0.01, 2]),
        "enum": st.lists(SCALARS, min_size=1, max_size=3),
        "const": SCALARS,
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(0, 5),
        "pattern": st.sampled_from(["^a", "^#[a-f]{3}$", "^[a-z]*$"]),
        "not": st.fixed_dictionaries({"const": SCALARS}),
    },
)
CONDITION = st.one_of(
    st.fixed_dictionaries({"required": st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True)}),
    st.fixed_dictionaries({"properties": st.dictionaries(st.sampled_from(NAMES), LEAF, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"dependentRequired": st.just({"a": ["b"]})}),
)
ACROSS = st.one_of(
    CONDITION,
    st.fixed_dictionaries({"not": CONDITION}),
    st.fixed_dictionaries({"anyOf": st.lists(CONDITION, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"oneOf": st.lists(CONDITION, min_size=1, max_size=3)}),
    st.fixed_dictionaries({"if": CONDITION, "then": CONDITION, "else": CONDITION}),
)


def objects(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"type": st.just("object"), "properties": st.dictionaries(st.sampled_from(NAMES), leaves, max_size=3)},
        optional={
            "additionalProperties": st.just(False),
            "required": st.lists(st.sampled_from(NAMES), max_size=2, unique=True),
            "minProperties": st.integers(0, 2),
            "allOf": st.lists(ACROSS, max_size=2),
        },
    )


SCHEMAS = objects(st.one_of(LEAF, objects(LEAF)))
NATIVE, TEXT = object(), object()
FILLS = st.one_of(SCALARS, st.sampled_from([NATIVE, TEXT]))
SPECS = st.dictionaries(st.sampled_from([*NAMES, "z"]), st.one_of(FILLS, st.dictionaries(st.sampled_from(NAMES), FILLS, max_size=3)), max_size=4)


def with_holes(value: Any, route: tuple[str, ...] = ()) -> Any:
    if isinstance(value, dict):
        return {name: with_holes(item, (*route, name)) for name, item in value.items()}
    if value is NATIVE or value is TEXT:
        return Hole(route, Scalar(route, "", value is NATIVE, lambda _context: None))
    return value


def seen(errors: Any) -> list[str]:
    return sorted(json.dumps([str(error.validator), list(error.absolute_path), error.validator_value, error.message]) for error in errors)


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=SCHEMAS, spec=SPECS, data=st.data())
def test_specialised_is_plain(schema: dict[str, Any], spec: Any, data: st.DataObject) -> None:
    skeleton = with_holes(spec)
    errors, residuals = specialise_schema(schema, skeleton)
    for _ in range(3):
        payload = without_omitted(filled(skeleton, lambda hole: data.draw(st.one_of(SCALARS, st.just(OMIT)) if hole.may_be_omitted else st.text(max_size=8))))
        payload = {} if payload is OMIT else payload
        constant_errors = [error for error in errors if _is_there(payload, error)]
        decided = [error for residual in residuals for error in decide(residual, payload)]
        assert seen([*constant_errors, *decided]) == seen(library_validator()(schema).iter_errors(payload))


def _is_there(payload: Any, error: Any) -> bool:
    """An error of a constant holds whatever the row says: its value never goes away."""
    value = payload
    for step in error.absolute_path:
        assert step in value, "a decided error's value vanished"
        value = value[step]
    return True


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=SCHEMAS, spec=SPECS, is_broken=st.booleans())
def test_without_the_library_is_as_with_it(schema: dict[str, Any], spec: Any, *, is_broken: bool) -> None:
    skeleton = with_holes(spec)
    if is_broken and skeleton:
        skeleton[next(iter(skeleton))] = BROKEN
    errors, residuals = specialise_schema(schema, skeleton)
    expected_errors, expected = walk(schema, skeleton)
    assert [error.message for error in errors] == [error.message for error in expected_errors]
    assert [(item.route, item.keyword, id(item.schema)) for item in residuals] == [(item.route, item.keyword, id(item.schema)) for item in expected]
