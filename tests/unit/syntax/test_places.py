"""Every character of a text value is found again in the source, whichever of YAML's styles it is written in."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.base.location import Source
from specc.syntax.document import Document
from specc.syntax.parse import parse

ROUTE = ("task", "text")
STYLES = {"plain": None, "single": "'", "double": '"', "literal": "|", "folded": ">"}

words = st.text(st.sampled_from("abcxyzéß你🎬.,;{}%'\"0\\"), min_size=1, max_size=9)
texts = st.lists(words, min_size=1, max_size=12).flatmap(
    lambda found: st.lists(st.sampled_from([" ", " ", " ", "\n"]), min_size=len(found), max_size=len(found)).map(
        lambda spaces: "".join(word + space for word, space in zip(found, spaces, strict=True)).rstrip()
    )
)


def written(text: str, style: str | None, width: int) -> Document:
    return parse(Source("x.video.yaml", yaml.dump({"task": {"text": text}}, default_style=style, allow_unicode=True, width=width)))


@settings(max_examples=150, deadline=None, database=None)
@given(text=texts, style=st.sampled_from(list(STYLES.values())), width=st.sampled_from([20, 40, 1000]))
def test_every_character_of_a_word_stands_where_it_is_said_to(text: str, style: str | None, width: int) -> None:
    document = written(text, style, width)
    assert document.get(ROUTE) == text
    for index, character in enumerate(text):
        span = document.inner_span(ROUTE, index, index + 1)
        if character in " \n":
            assert document.places[ROUTE].value.start <= span.start <= document.places[ROUTE].value.end
        elif span.text != character:
            assert parse(Source("", f'"{span.text}"' if span.text[0] == "\\" else f"'{span.text}'")).data == character


@settings(max_examples=100, deadline=None, database=None)
@given(text=texts, style=st.sampled_from(list(STYLES.values())), width=st.sampled_from([20, 1000]))
def test_places_of_characters_never_go_back(text: str, style: str | None, width: int) -> None:
    document = written(text, style, width)
    starts = [document.inner_span(ROUTE, index, index + 1).start for index in range(len(text))]
    assert starts == sorted(starts)


@pytest.mark.parametrize(("yaml_text", "word", "line", "column"), [
    ("text: say {{ x }} now", "{{ x }}", 1, 11),
    ("text: 'it''s {{ x }} now'", "{{ x }}", 1, 14),
    ('text: "a \\"b\\" \\u00e9 {{ x }}"', "{{ x }}", 1, 23),
    ('text: "one \\\n  two {{ x }}"', "{{ x }}", 2, 7),
    ('text: "one\n\n  two {{ x }}"', "{{ x }}", 3, 7),
    ("text: |\n  one\n\n    two\n  {{ x }}\n", "{{ x }}", 5, 3),
    ("text: |2-\n    one\n  {{ x }}\n", "{{ x }}", 3, 3),
    ("text: >\n  one\n  two\n\n  {{ x }}\n", "{{ x }}", 5, 3),
    ("text: >- # why\n  one\n  {{ x }}\n", "{{ x }}", 3, 3),
    ("text: one\n  two\n  {{ x }}", "{{ x }}", 3, 3),
    ("text: &anchor one {{ x }}", "{{ x }}", 1, 19),
    ("text: !!str one {{ x }}", "{{ x }}", 1, 17),
    ("text: &anchor |\n  one {{ x }}\n", "{{ x }}", 2, 7),
    ("text: !!str &anchor 'it''s {{ x }}'", "{{ x }}", 1, 28),
    ('text: &anchor "\\u00e9 {{ x }}"', "{{ x }}", 1, 23),
    ("{text: [one {{ x }]}", "{{ x }", 1, 1),
])  # fmt: skip
def test_a_template_is_found_in_each_style(yaml_text: str, word: str, line: int, column: int) -> None:
    document = parse(Source("x.video.yaml", yaml_text))
    if isinstance(text := document.get(("text",)), str):
        span = document.inner_span(("text",), text.index(word), text.index(word) + len(word))
        assert (span.text, span.first.line, span.first.column) == (word, line, column)
    else:
        assert document.faults[0].span.first.line == line


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_and_columns_count_from_one_with_any_line_break(line_break: str) -> None:
    document = parse(Source("x.video.yaml", line_break.join(["a: 1", "b:", "  c: two", ""])))
    span = document.span(("b", "c"))
    assert (span.first.line, span.first.column, span.last.line, span.last.column, span.text) == (3, 6, 3, 9, "two")
    assert span.source.line(3) == "  c: two"


def test_a_mapping_ends_where_its_last_value_does() -> None:
    document = parse(Source("x", "a:\n  b: 1\n  c:\n    - 2\n\n\n# remark\nd: 3\n"))
    assert document.span(("a",)).text.startswith("b: 1\n  c:\n    - 2")
    assert document.span(("a",)).end < document.key_span(("d",)).start
    assert document.key_span(("a", "c")).text == "c"
    assert document.gap(("a", "missing")).text == "a"
    assert document.gap(("missing",)).text == "a"
    assert document.gap(("a", "nowhere", "deep")).text == "a"
    assert document.span(("a", "nowhere", "deep")) == document.span(("a",))


def test_an_alias_is_a_value_at_each_of_its_places() -> None:
    document = parse(Source("x", "a: &x {b: 1}\nc: *x\nd: {<<: *x, e: 2}\n"))
    assert document.data == {"a": {"b": 1}, "c": {"b": 1}, "d": {"e": 2, "b": 1}}
    assert document.span(("d", "b")) == document.span(("c", "b")) == document.span(("a", "b"))


def test_what_a_mapping_says_itself_wins_over_what_it_merges() -> None:
    document = parse(Source("x", "a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc: {<<: [*a, *b], l: 3}\n"))
    assert document.get(("c",)) == {"l": 3, "k": 1, "m": 2}
    assert document.faults == ()
