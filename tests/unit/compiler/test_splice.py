"""The law of splicing: the pieces with their values in between are the JSON of the filled payload, omitted keys left out."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.compiler.payload import without_omitted
from specc.compiler.residual import Hole
from specc.compiler.splice import Member, members
from specc.template.scalar import Scalar
from specc.template.values import OMIT

CERTAIN, OPTIONAL = object(), object()
NAMES = st.sampled_from(["a", "b", "B", "é", "z", "\uffff", "😀", 'q"', "aa"])
LEAVES = st.one_of(st.sampled_from([CERTAIN, OPTIONAL, OPTIONAL, None, True, 1, 0.5, "x", 'a"b']), st.just({}), st.lists(st.sampled_from([CERTAIN, 1, "x"]), max_size=2))
PAYLOADS = st.dictionaries(NAMES, st.recursive(LEAVES, lambda inner: st.dictionaries(NAMES, inner, max_size=4), max_leaves=8), max_size=5)
Route = tuple[Any, ...]


def holed(value: Any, optional: set[Route], certain: set[Route], route: Route = ()) -> Any:
    if isinstance(value, dict):
        return {name: holed(item, optional, certain, (*route, name)) for name, item in value.items()}
    if isinstance(value, list):
        return [holed(item, optional, certain, (*route, index)) for index, item in enumerate(value)]
    if value is CERTAIN or value is OPTIONAL:
        (optional if value is OPTIONAL else certain).add(route)
        return Hole(route, Scalar(route, "", is_native=True, run=lambda _context: None))
    return value


def filled(value: Any, values: dict[Route, Any], route: Route = ()) -> Any:
    if isinstance(value, Hole):
        return values[route]
    if isinstance(value, dict):
        return {name: filled(item, values, (*route, name)) for name, item in value.items()}
    return [filled(item, values, (*route, index)) for index, item in enumerate(value)] if isinstance(value, list) else value


def spliced(parts: list[bytes | Member], values: dict[Route, bytes]) -> bytes:
    return b"".join(part if isinstance(part, bytes) else of_member(part, values) for part in parts)


def of_member(part: Member, values: dict[Route, bytes]) -> bytes:
    value = values.get(part.route, b"")
    if part.members:
        within = b",".join(filter(None, (of_member(item, values) for item in part.members)))
        value = b"{" + within + b"}" if within else b""
    return part.before + value + part.after if value else b""


@settings(max_examples=600, deadline=None)
@given(payload=PAYLOADS, data=st.data())
def test_pieces_are_the_json_of_the_whole(payload: dict[str, Any], data: st.DataObject) -> None:
    optional: set[Route] = set()
    certain: set[Route] = set()
    skeleton = holed(payload, optional, certain)
    try:
        parts = members(skeleton, optional)
    except ValueError:
        everything = dict.fromkeys(optional, OMIT) | dict.fromkeys(certain, 1)
        assert without_omitted(filled(skeleton, everything)) is OMIT  # a payload that could vanish is refused
        return
    omitted = data.draw(st.sets(st.sampled_from(sorted(optional, key=repr)))) if optional else set()
    values = {route: OMIT if route in omitted else f"v{index}" for index, route in enumerate(sorted(optional | certain, key=repr))}
    texts = {route: b"" if value is OMIT else orjson.dumps(value) for route, value in values.items()}
    whole = without_omitted(filled(skeleton, values))
    assert spliced(parts, texts) == orjson.dumps(whole)


def test_a_constant_beyond_the_encoder_is_refused() -> None:
    with pytest.raises(TypeError):
        members({"a": 2**70}, set())
