"""Places in TOML. The law: what stands at a place, read by itself, is the value at its route; and every value has a place."""

import tomllib
from typing import Any

import pytest

from specc.base.location import Route, Source
from specc.syntax.toml import load_toml, with_places

DOCUMENTS = [
    "",
    "# only a comment",
    "a = 1\nb = 'x' # y\n\"c d\" = \"\\\"#]}\"\r\n\te\t=\t-1.5e3\n",
    "a.b.c = true\na.b.d = false\n'e.f'.g = 1979-05-27T07:32:00Z\nh = 07:32:00\ni = 1979-05-27 07:32:00",
    "a = [1, [2, 'x,]'], # c ]\n  {b = 1, c = [ ] }, ]\nd = {}\ne = { f.g = 'x', \"h\" = [] }",
    's = """\none "two"\\\n   three""""\nt = \'\'\'it\'s\n\\\'\'\'\nu = ""\nv = \'\'\nw = """a\\"""b"""',
    "[a]\nb = 1\n[a.c]\nd = 2\n[[e]]\nf = 1\n[[e]]\nf = 2\n[[e.g]]\nh = 3\n[e.i]\nj = 4\n[ \"k\" . 'l' ]\nm = 5",
    "x = 0xff\ny = 0o17\nz = 1_000\nn = +inf\n'ü' = 1",
    "a=1\n\n\n[b]\nc='''\n]\n'''\n",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_a_place_holds_its_value(text: str) -> None:
    document = with_places(load_toml(Source("a.toml", text)))
    leaves = dict(_leaves(document.data, ()))
    for route, value in leaves.items():
        assert tomllib.loads(f"x = {document.places[route].value.text}")["x"] == value
    keys = {route for route in document.places if route and isinstance(route[-1], str)}
    for route in keys:
        key = document.places[route].key
        assert key is not None
        assert next(iter(tomllib.loads(f"{key.text} = 1"))) == route[-1]
    assert all(route in document.places for route, _ in _every(document.data, ()))


def _every(value: Any, route: Route) -> Any:
    if route:
        yield route, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in items:
        yield from _every(item, (*route, step))


def _leaves(value: Any, route: Route) -> Any:
    return ((way, item) for way, item in _every(value, route) if not isinstance(item, dict | list))


@pytest.mark.parametrize(("text", "line", "column"), [("a = ", 1, 4), ("a = 1\nb = [1,\n", 2, 8), ("a = 1\na = 2\n", 2, 6), ("a = 1 2", 1, 7), ("\n\na = 'x\n", 3, 7), ("é = 1", 1, 1)])
def test_what_is_no_toml_has_a_place(text: str, line: int, column: int) -> None:
    (fault,) = load_toml(Source("a.toml", text)).faults
    assert (fault.rule, fault.span.first.line, fault.span.first.column) == ("S118", line, column)
