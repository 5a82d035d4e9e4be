"""Which names a template uses, and at which characters of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.template.environment import SpecEnvironment
from specc.template.references import bare_path, references


def found(text: str) -> list[tuple[str, str]]:
    tree = SpecEnvironment(lambda _name: None).parse_plain(text)
    return [(".".join(item.path), text[item.start : item.end]) for item in references(tree, text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("Hello {{ row.name }}!", [("row.name", "row.name")]),
    ("{{row.a.b}}{{ vars.c }}", [("row.a.b", "row.a.b"), ("vars.c", "vars.c")]),
    ("{{- row.a -}} x", [("row.a", "row.a")]),
    ("{% if row.a > 1 %}{{ row.b }}{% endif %}", [("row.a", "row.a"), ("row.b", "row.b")]),
    ("{% for x in row.items %}{{ x.a }}{% endfor %}", [("row.items", "row.items")]),
    ("{% set x = vars.a %}{{ x }}", [("vars.a", "vars.a")]),
    ("{# row.a #}{{ row.b }}", [("row.b", "row.b")]),
    ("{% raw %}{{ row.a }}{% endraw %}{{ row.b }}", [("row.b", "row.b")]),
    ("{{ 'row.a' ~ row.b }}", [("row.b", "row.b")]),
    ("{{ row['first name'] }}", [("row.first name", "row['first name']")]),
    ("{{ row.a | upper }}", [("row.a", "row.a")]),
    ("line\n  {% if a %}\n  {{ row.b }}\n{% endif %}", [("a", "a"), ("row.b", "row.b")]),
    ("no names at all", []),
])  # fmt: skip
def test_names_and_their_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@settings(max_examples=100, deadline=None, database=None)
@given(before=st.text(st.sampled_from("ab é你\n 🎬}%\t"), max_size=20), name=st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True), space=st.sampled_from(["", " ", "\n", "  "]))
def test_a_name_is_found_behind_any_text(before: str, name: str, space: str) -> None:
    text = f"{before}{{{{{space}row.{name}{space}}}}} after"
    assert found(text) == [(f"row.{name}", f"row.{name}")]
    tree = SpecEnvironment(lambda _name: None).parse_plain(text)
    assert [item.start for item in references(tree, text)] == [text.index("row.")]


@pytest.mark.parametrize(("text", "is_guarded"), [("{{ row.a | default('') }}", True), ("{{ row.a is defined }}", True), ("{{ row.a }}", False), ("{{ row.a | upper }}", False)])
def test_a_default_or_a_test_stands_for_absence(text: str, is_guarded: bool) -> None:  # noqa: FBT001 - a table's column
    tree = SpecEnvironment(lambda _name: None).parse_plain(text)
    assert [item.is_guarded for item in references(tree, text)] == [is_guarded]


@pytest.mark.parametrize(("text", "path"), [("{{ language.voice }}", ("language", "voice")), ("{{ x }}", ("x",)), (" {{ x }}", None), ("{{ x | upper }}", None), ("{{ x }}{{ y }}", None)])
def test_a_template_that_is_nothing_but_a_name(text: str, path: tuple[str, ...] | None) -> None:
    assert bare_path(SpecEnvironment(lambda _name: None).parse_plain(text)) == path
