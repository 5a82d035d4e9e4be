"""Values are written so that they are read again, in the quotes they had."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.base.fix import applied
from specc.base.location import Source, Span
from specc.syntax.parse import parse
from specc.syntax.writing import is_literally, quoting, rewritten, written

scalars = st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(-(10**9), 10**9), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["no", "0123", "16:9", "~", "{{ x }}", "a: b", "a #b", "- a", "<<", "null", "1e3"]))
frames = st.sampled_from(["key: %s\n", "key: %s  # why\r\nlast: 1\r\n", "key: {a: %s, b: 1}", "key: [%s, 1]", "- %s\n- 2", '"key":  %s'])


def found(text: str) -> object:
    """The value in a frame."""
    value: object = parse(Source("", text)).data
    while isinstance(value, dict | list):
        value = next(iter(value.values())) if isinstance(value, dict) else value[0]
    return value


def same(value: object, other: object) -> bool:
    return type(value) is type(other) and (value == other or (isinstance(value, float) and isinstance(other, float) and math.isclose(value, other)))


@given(frames, scalars, st.sampled_from(["", "'", '"']))
def test_what_is_written_is_read_again(frame: str, value: str | float | bool, quote: str) -> None:  # noqa: FBT001 - drawn
    assert same(found(frame % written(value, quote)), value)


@given(frames, scalars, scalars, st.sampled_from(["", "'", '"']))
def test_rewriting_changes_one_value(frame: str, old: str | float | bool, new: str | float | bool, quote: str) -> None:  # noqa: FBT001 - drawn
    text = frame % written(old, quote)
    source = Source("a", text)
    start = frame.index("%s")
    span = Span(source, start, start + len(written(old, quote)))
    edit = rewritten(span, old, new)
    assert edit is not None
    changed = applied(text, [edit])
    assert same(found(changed), new)
    assert changed.startswith(text[:start])
    assert changed.endswith(text[span.end :])
    if isinstance(old, str) and isinstance(new, str) and quote and new.isprintable():
        assert changed[start] == written(old, quote)[0]


def test_what_is_not_written_out_stays() -> None:
    source = Source("a", "{{ vars.pace }}")
    assert rewritten(source.span(0, len(source.text)), 1.03, 1.0) is None
    block = Source("a", "|\n  mp4")
    assert rewritten(block.span(0, len(block.text)), "mp4", "MP4") is None


@pytest.mark.parametrize(("text", "value"), [("true", 1), ("1", True), ('"1"', 1), ("1", "1"), ("mp3", "mp4")])
def test_other_values_are_not_the_same(text: str, value: object) -> None:
    assert not is_literally(Source("a", text).span(0, len(text)), value)


@given(st.lists(st.sampled_from(["{{ x }}", "it's", '"so"', "\\", "word", "ß", "#5", ":-)"]), min_size=1, max_size=5), st.sampled_from([" ", "\n    ", "\r\n  ", "\n\n  "]))
def test_quotes_change_no_plain_text(words: list[str], between: str) -> None:
    text = "a" + between.join(words).replace(": ", ":")
    source = Source("a", f"key: {text}")
    before = parse(source)
    if before.data is None or not isinstance(before.get(("key",)), str) or before.places[("key",)].value.text != text:
        return
    after = parse(Source("a", applied(source.text, quoting(source.span(5, len(source.text))))))
    assert (after.data, after.faults) == (before.data, ())
