"""A guard answers as deciding its residual on the whole payload does, from the values of a few holes."""

import json
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest

from specc.compiler import guarding
from specc.compiler.guarding import guard
from specc.compiler.payload import without_omitted
from specc.compiler.residual import Hole, Residual, decide, residuals_of
from specc.template.values import OMIT

TABLE = {"if": {"required": ["w", "h"]}, "then": {"anyOf": [{"properties": {"w": {"const": w}, "h": {"const": h}}} for w, h in ((1, 1), (2, 2))]}}
INNER = {"not": {"required": ["w", "in"], "properties": {"in": {"required": ["h"], "properties": {"h": {"enum": [1, "x"]}}}}}}


def hole(*route: str) -> Hole:
    return Hole(("task", *route), None)  # type: ignore[arg-type]


def residual(schema: dict[str, Any]) -> Residual:
    return residuals_of(schema)[0]


@pytest.mark.parametrize(
    ("schema", "skeleton", "routes"),
    [
        (TABLE, {"w": hole("w"), "h": hole("h"), "text": hole("text")}, [("w",), ("h",)]),
        (TABLE, {"w": 1, "h": hole("h")}, [("h",)]),
        (INNER, {"w": 1, "in": {"h": hole("in", "h"), "other": hole("in", "other")}}, [("in", "h"), ("in", "other")]),
        ({"anyOf": [{"required": ["w"]}, {"properties": {"h": {"minimum": 2}}}]}, {"w": hole("w"), "h": hole("h")}, [("w",), ("h",)]),
    ],
)
def test_it_answers_as_the_whole_would(schema: dict[str, Any], skeleton: dict[str, Any], routes: Sequence[tuple[str, ...]]) -> None:
    found = guard(residual(schema), {route: hole(*route) for route in [*routes, ("text",)]})
    assert found is not None
    assert list(found.routes) == list(routes)
    judge = found.judge(skeleton)
    for values in product((1, 2, "x", None, OMIT), repeat=len(routes)):
        filled = skeleton
        for route, value in zip(routes, values, strict=True):
            filled = put(filled, route, value)
        whole = without_omitted(put(filled, ("text",), "t") if "text" in skeleton else filled)
        raws = [b"" if value is OMIT else json.dumps(value).encode() for value in values]
        assert judge(raws) == (not list(decide(found.residual, whole)))


def put(value: dict[str, Any], route: Sequence[str], item: Any) -> dict[str, Any]:
    first, *rest = route
    return {**value, first: put(value[first], rest, item) if rest else item}


def test_what_looks_at_too_much_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    places = {("w",): hole("w"), ("h",): hole("h")}
    assert guard(residual({"not": {"required": ["z"]}}), places) is None
    assert guard(residual({"not": {"uniqueItems": True}}), places) is None
    assert guard(residual(TABLE), {("w", 0): hole("w"), ("h",): hole("h")}) is None
    monkeypatch.setattr(guarding, "HOLES_MAX", 1)
    assert guard(residual(TABLE), places) is None
