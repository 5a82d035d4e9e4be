"""A key is added where it belongs, in the style of its mapping; everything else stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.base.fix import applied
from specc.base.location import Route, Source
from specc.syntax.insertion import insertion
from specc.syntax.merge import load_merged
from specc.syntax.parse import parse

FIT: Route = ("task", "settings", "fit")


def inserted(text: str, route: Route = FIT, after: str = "") -> str | None:
    edit = insertion(parse(Source("a", text)), route, "cover", after=after)
    return None if edit is None else applied(text, [edit])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("task:\n  settings:\n    a: 1\n", "task:\n  settings:\n    a: 1\n    fit: cover\n"),
        ("task:\n  settings:\n    a: 1  # why\n\n# more\nlast: 1\n", "task:\n  settings:\n    a: 1  # why\n    fit: cover\n\n# more\nlast: 1\n"),
        ("task:\r\n  settings:\r\n    a: 1\r\nlast: 1\r\n", "task:\r\n  settings:\r\n    a: 1\r\n    fit: cover\r\nlast: 1\r\n"),
        ("task:\n  settings:\n    a: 1", "task:\n  settings:\n    a: 1\n    fit: cover"),
        ("task:\r\n  settings:\r\n    a: 1", "task:\r\n  settings:\r\n    a: 1\r\n    fit: cover"),
        ("task:\n  settings:\n    a:\n    - 1\n", "task:\n  settings:\n    a:\n    - 1\n    fit: cover\n"),
        ("task:\n  settings:\n    a: |\n      text\n\nlast: 1\n", "task:\n  settings:\n    a: |\n      text\n    fit: cover\n\nlast: 1\n"),
        ("task:\n  settings:\n    a: |+\n      text\n\nlast: 1\n", "task:\n  settings:\n    fit: cover\n    a: |+\n      text\n\nlast: 1\n"),
        ("task:\n  settings:\n    a: |\n      text", "task:\n  settings:\n    fit: cover\n    a: |\n      text"),
        ("task:\n  settings: {a: 1}\n", "task:\n  settings: {a: 1, fit: cover}\n"),
        ("task:\n  settings: { a: 1 }  # why\n", "task:\n  settings: { a: 1, fit: cover }  # why\n"),
        ("task:\n  settings: {a: 1,}\n", "task:\n  settings: {a: 1, fit: cover,}\n"),
        ("task:\n  settings: {}\n", "task:\n  settings: {fit: cover}\n"),
        ("task:\n  settings: {\n    a: 1,  # one\n    b: 2  # two\n  }\n", "task:\n  settings: {\n    a: 1,  # one\n    b: 2, fit: cover  # two\n  }\n"),
        ("task: {settings: {a: [1, 2]}, b: 1}", "task: {settings: {a: [1, 2], fit: cover}, b: 1}"),
        ("task:\n  b: 1\n", "task:\n  b: 1\n  settings: {fit: cover}\n"),
        ("task: {b: 1}\n", "task: {b: 1, settings: {fit: cover}}\n"),
        ("specc: 1\n", "specc: 1\ntask: {settings: {fit: cover}}\n"),
        ("x: &x 1\ntask:\n  settings:\n    a: *x\nlast: 1\n", "x: &x 1\ntask:\n  settings:\n    a: *x\n    fit: cover\nlast: 1\n"),
        ("x: &x {b: 1}\ntask:\n  settings:\n    <<: *x\n    a: 1\n", "x: &x {b: 1}\ntask:\n  settings:\n    <<: *x\n    a: 1\n    fit: cover\n"),
        ("task:\n  settings: &s\n    a: 1\n", "task:\n  settings: &s\n    a: 1\n    fit: cover\n"),
    ],
)
def test_a_key_is_added(before: str, after: str) -> None:
    assert inserted(before) == after


@pytest.mark.parametrize("text", ["task: 1\n", "task:\n  settings: '{{ x }}'\n", "task:\n  settings: [a]\n", "task:\n  settings: {fit: contain}\n", "", "- a\n"])
def test_where_none_can_stand_there_is_none(text: str) -> None:
    assert inserted(text) is None


def test_it_stands_behind_another() -> None:
    assert inserted("task:\n  width: 1\n  a: 2\n", ("task", "height"), after="width") == "task:\n  width: 1\n  height: cover\n  a: 2\n"
    assert inserted("task: {width: 1, a: 2}", ("task", "height"), after="width") == "task: {width: 1, height: cover, a: 2}"


def test_what_another_file_holds_is_overridden_in_this_one() -> None:
    base, own = Source("base", "task:\n  settings: {a: 1}\n"), Source("own", "extends: base\ntask:\n  b: 1\n")
    document = load_merged(own, lambda _name, _file: (base, ""))
    edit = insertion(document, FIT, "cover")
    assert edit is not None
    assert edit.span.source is own
    assert applied(own.text, [edit]) == "extends: base\ntask:\n  b: 1\n  settings: {fit: cover}\n"


names = st.sampled_from(["a", "b", "'c d'", '"e"'])


@st.composite
def block(draw: st.DrawFn, depth: int = 0) -> str:
    indent = "  " * depth
    lines = []
    for name in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        kind = draw(st.integers(0, 8 if depth < 2 else 7))
        values = ["1  # why", "{x: 1, y: [2]}", "", "'it''s'", "|\n" + indent + "    text", ">-\n" + indent + "    text\n", "|+\n" + indent + "    text\n\n", "&a 1"]
        if kind == 8:
            lines.append(f"{indent}{name}:\n{draw(block(depth + 1))}")
        else:
            lines.append(f"{indent}{name}: {values[kind]}".rstrip(" "))
        if draw(st.booleans()):
            lines.append("# a comment" if draw(st.booleans()) else "")
    return "\n".join(lines)


@given(block(), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.sampled_from([("new",), ("a", "new"), ("b", "new", "newer")]))
def test_nothing_else_changes(text: str, line_break: str, is_ended: bool, route: Route) -> None:  # noqa: FBT001 - drawn
    text = (text + "\n" * is_ended).replace("\n", line_break)
    document = parse(Source("a", text))
    edit = insertion(document, route, 5) if document.data is not None else None
    if edit is None:
        return
    changed = applied(text, [edit])
    after = parse(Source("a", changed))
    assert after.get(route) == 5
    assert [line.strip(" ") for line in text.split("\n") if line.strip() and line.strip() not in changed] == [] or "{" in text
    assert ("\r" in changed) == ("\r" in text) or "\n" not in text
