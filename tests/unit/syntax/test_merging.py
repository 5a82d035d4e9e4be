"""`extends`: mappings merge key by key, anything else is replaced, and every value keeps the place it was written at."""

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from specc.base.location import Route, Source
from specc.syntax.document import Document
from specc.syntax.merge import load_merged


def merged(**texts: str) -> Document:
    sources = {name: Source(name, text) for name, text in texts.items()}
    return load_merged(sources["top"], lambda name, _written_in: (sources.get(name), "there is no such file"))


def test_mappings_merge_and_values_keep_their_places() -> None:
    document = merged(base="task: {a: 1, b: {c: 2, d: 3}}\nvars: {x: 1}\n", top="extends: base\ntask: {b: {c: 9}, e: 5}\n")
    assert document.data == {"extends": "base", "task": {"a": 1, "b": {"c": 9, "d": 3}, "e": 5}, "vars": {"x": 1}}
    assert [(route, document.span(route).source.name) for route in (("task", "a"), ("task", "b", "c"), ("task", "b", "d"), ("task", "e"), ("vars", "x"))] == [
        (("task", "a"), "base"), (("task", "b", "c"), "top"), (("task", "b", "d"), "base"), (("task", "e"), "top"), (("vars", "x"), "base"),
    ]  # fmt: skip
    assert document.span(("task", "b", "c")).text == "9"


def test_lists_and_scalars_are_replaced_with_all_their_places() -> None:
    document = merged(base="a: [1, {x: 2}, 3]\nb: {c: {d: 1}}\n", top="extends: base\na: [9]\nb: {c: 7}\n")
    assert document.get(("a",)) == [9]
    assert document.get(("b",)) == {"c": 7}
    assert not document.has(("a", 1))
    assert not document.has(("a", 1, "x"))
    assert not document.has(("b", "c", "d"))


def test_later_bases_stand_over_earlier_ones_and_bases_of_bases_below() -> None:
    document = merged(
        root="v: {a: root, b: root, c: root, d: root}\n",
        one="extends: root\nv: {b: one, c: one, d: one}\n",
        two="v: {c: two, d: two}\n",
        top="extends: [one, two]\nv: {d: top}\n",
    )
    assert document.get(("v",)) == {"a": "root", "b": "one", "c": "two", "d": "top"}


def test_name_and_description_are_not_inherited() -> None:
    document = merged(base="name: base\ndescription: x\nmodel: m\n", top="extends: base\n")
    assert document.data == {"extends": "base", "model": "m"}


def test_a_circle_is_told_once_with_its_way() -> None:
    document = merged(top="extends: a\n", a="extends: b\n", b="extends: a\n")
    assert [(fault.rule, fault.facts["problem"], fault.span.source.name) for fault in document.faults] == [("S109", "a cycle: top → a → b → a", "b")]


def test_the_same_base_twice_is_no_circle() -> None:
    document = merged(top="extends: [a, b]\n", a="extends: root\n", b="extends: root\n", root="x: 1\n")
    assert document.faults == ()
    assert document.get(("x",)) == 1


def test_a_null_takes_a_value_away() -> None:
    document = merged(base="task: {speech: {text: a}}\n", top="extends: base\ntask: {speech: null}\n")
    assert document.get(("task",)) == {"speech": None}
    assert not document.has(("task", "speech", "text"))


def test_what_is_no_mapping_has_nothing_to_give() -> None:
    for other in ("", "- 1\n- 2\n", "x"):
        assert merged(top="extends: [a, b, c]\n", a="x: 1\n", b=other, c="y: 2\n").data == {"x": 1, "y": 2, "extends": ["a", "b", "c"]}


values = st.recursive(st.sampled_from([1, "x", None]), lambda inner: st.one_of(st.dictionaries(st.sampled_from("abc"), inner, max_size=3), st.lists(inner, max_size=2)), max_leaves=6)
documents = st.dictionaries(st.sampled_from(["task", "vars", "name"]), values, max_size=3)


@given(one=documents, two=documents, top=documents)
def test_places_are_those_of_the_data(one: Any, two: Any, top: Any) -> None:
    found = merged(one=json.dumps(one), two=json.dumps(two), top=json.dumps({"extends": ["one", "two"], **top}))
    assert set(found.places) == set(routes(found.data, ()))


def routes(value: Any, route: Route) -> Iterator[Route]:
    yield route
    for step, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from routes(item, (*route, step))
