"""A condition on a payload with holes answers what it will answer of the payload filled, or not at all."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specc.catalog.fit import BeyondError
from specc.catalog.models import Model, bundled_models
from specc.compiler.condition import condition
from specc.compiler.payload import without_omitted
from specc.compiler.residual import Hole, filled
from specc.template.scalar import Scalar
from specc.template.values import OMIT

MODEL = bundled_models()["heygen:avatar@5"]
TEXT = {"type": "string"}
SMALL = Model(
    "a:b@1",
    "a",
    {"properties": {"a": {}, "b": {}, "c": {"type": "object", "properties": {"d": {}, "e": {}}}}},
)
VALUES = st.sampled_from([0, 1, 2, 16, 9, "x", "auto", True, False])
LEAVES = st.one_of(VALUES, st.just("HOLE"), st.just("HOLE?"))
OF_VALUE = st.one_of(
    st.builds(lambda value: {"const": value}, VALUES),
    st.builds(lambda value: {"minimum": value}, st.integers(0, 10)),
    st.builds(lambda value: {"type": value}, st.sampled_from(["string", "number", "boolean"])),
    st.booleans(),
)


def _of(names: str, below: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda name: {"required": [name]}, st.sampled_from(names)),
        st.builds(lambda name, schema: {"properties": {name: schema}}, st.sampled_from(names), below),
        st.builds(lambda name, schema: {"required": [name], "properties": {name: schema}}, st.sampled_from(names), below),
        st.builds(lambda text: {"x-ratio": {"of": list(names[:2]), "below": text}}, st.sampled_from(["1:1", "16:9"])),
        st.builds(lambda text: {"x-ratio": {"of": list(names[:2]), "outside": [text]}}, st.sampled_from(["1:1", "16:9"])),
    )


def _combined(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(lambda schema: {"not": schema}, schemas),
        st.builds(lambda keyword, parts: {keyword: parts}, st.sampled_from(["allOf", "anyOf"]), st.lists(schemas, min_size=1, max_size=3)),
    )


INNER = st.one_of(_of("de", OF_VALUE), st.builds(lambda schema: {"required": ["c"], "properties": {"c": schema}}, _of("de", OF_VALUE)).map(lambda schema: schema["properties"]["c"]))
SCHEMAS = st.recursive(st.one_of(_of("ab", OF_VALUE), st.builds(lambda schema: {"properties": {"c": schema}}, INNER), st.just({"required": ["c"]})), _combined, max_leaves=5)
PAYLOADS = st.fixed_dictionaries({}, optional={"a": LEAVES, "b": LEAVES, "c": st.fixed_dictionaries({}, optional={"d": LEAVES, "e": LEAVES})})


def holed(value: Any, route: tuple[str, ...] = ()) -> Any:
    if isinstance(value, dict):
        return {name: holed(item, (*route, name)) for name, item in value.items()}
    if not isinstance(value, str) or not value.startswith("HOLE"):
        return value
    text = "{{ row.a or omit }}" if value.endswith("?") else "{{ row.a }}"
    return Hole(route, Scalar(route, text, is_native=True, run=lambda _context: None))


def holes(value: Any) -> list[Hole]:
    return [hole for item in value.values() for hole in holes(item)] if isinstance(value, dict) else [value] if isinstance(value, Hole) else []


@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=SCHEMAS, spec=PAYLOADS, data=st.data())
def test_an_answer_with_holes_holds_for_all_rows(schema: Any, spec: Any, data: st.DataObject) -> None:
    judge = condition(schema, SMALL).judge
    skeleton = without_omitted(holed(spec))
    skeleton = {} if skeleton is OMIT else skeleton
    told = judge(skeleton)
    for _ in range(3):
        payload = without_omitted(filled(skeleton, lambda hole: data.draw(st.one_of(VALUES, st.just(OMIT)) if hole.may_be_omitted else VALUES)))
        answer = judge({} if payload is OMIT else payload)
        assert answer is not None
        assert told is None or told == answer
    assert told is not None or holes(skeleton)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=SCHEMAS, spec=PAYLOADS)
def test_what_is_asked_for_is_enough(schema: Any, spec: Any) -> None:
    """With the values asked for, and a stand-in for each that is only asked whether it is there, the answer is the same."""
    asked = condition(schema, SMALL)
    payload = {name: value for name, value in spec.items() if value != {}}
    part: dict[str, Any] = {}
    for route in (*asked.values, *asked.presences):
        value: Any = payload
        for step in route:
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            holder = part if len(route) == 1 else part.setdefault(str(route[0]), {})
            holder[route[-1]] = value if route in asked.values else True
    assert asked.judge(part) == asked.judge(payload)


@pytest.mark.parametrize(
    ("schema", "values", "presences"),
    [
        ({"required": ["width"]}, [], ["width"]),
        ({"required": ["safety"]}, [], ["safety.checkContent", "safety.mode"]),
        ({"required": ["speech"], "properties": {"speech": {"required": ["text"], "properties": {"pitch": {"minimum": 15}}}}}, ["speech.pitch"], ["speech.text"]),
        ({"required": ["safety"], "properties": {"safety": {"not": {"required": ["mode"]}}}}, [], ["safety.checkContent", "safety.mode"]),
        ({"not": {"x-ratio": {"of": ["width", "height"], "below": "1:1"}}}, ["width", "height"], []),
        ({"properties": {"inputs": {"properties": {"avatar": {"x-traits": {"required": ["avatar_v"]}}}}}}, ["inputs.avatar"], []),
        ({"anyOf": [{"required": ["width"]}, {"properties": {"width": {"const": 1}}}]}, ["width"], []),
    ],
)
def test_what_is_asked_for(schema: Any, values: list[str], presences: list[str]) -> None:
    asked = condition(schema, MODEL)
    assert sorted(".".join(map(str, route)) for route in asked.values) == sorted(values)
    assert sorted(".".join(map(str, route)) for route in asked.presences) == sorted(presences)


@pytest.mark.parametrize(("over", "under", "is_below", "is_outside"), [(1080, 1920, True, False), (1920, 1080, False, False), (1920.0, 1080.0, False, False), (1, 1, False, True), ("9", 16, False, False), (0, 5, False, False), (True, 2, False, False), (-9, -16, False, False), (16 * 10**30, 9 * 10**30, False, False)])
def test_ratios(over: Any, under: Any, is_below: Any, is_outside: Any) -> None:
    payload = {"width": over, "height": under}
    assert condition({"x-ratio": {"of": ["width", "height"], "below": "1:1"}}, MODEL).judge(payload) is is_below
    assert condition({"x-ratio": {"of": ["width", "height"], "outside": ["16:9", "9:16"]}}, MODEL).judge(payload) is is_outside


@pytest.mark.parametrize(
    "schema",
    [
        1,
        {"if": {}},
        {"properties": {"widht": {"const": 1}}},
        {"required": "width"},
        {"properties": {"width": {"minimum": "1"}}},
        {"x-ratio": {"of": ["width"], "below": "1:1"}},
        {"x-ratio": {"of": ["width", "height"]}},
        {"x-ratio": {"of": ["width", "height"], "below": "1"}},
        {"properties": {"width": {"x-traits": {}}}},
        {"properties": {"inputs": {"properties": {"avatar": {"x-traits": {"oneof": 1}}}}}},
        {"anyOf": []},
    ],
)
def test_what_is_not_understood(schema: Any) -> None:
    with pytest.raises(BeyondError):
        condition(schema, MODEL)
