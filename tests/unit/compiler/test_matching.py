"""Law: many texts match together if and only if each of them matches alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.catalog.kinds import ecma_pattern
from specc.compiler.matching import matcher

PATTERNS = (
    r"^#(?:[0-9a-f]{3}|[0-9a-f]{6})$",
    r"^[^x]*$",
    r"^(a|ab)(\s|b)*$",
    r"^a|b$",
    r"^a$|^b$",
    r"^(?=[\s\S]*x)a$",
    r"^(?![\s\S]*x)a$",
    r"^(a)?\1b?$",
    r"^\ba\b$",
    r"^\B$",
    r"^(?i:AB)$",
    r"^a\n?$",
    r"^[^\W]+$",
    r"^[ -~]+$",
    r"^(?:\w*x|(?:[^x]|\w)*!)$",
    r"^(?:a|aa)+b$",
    r"^(a*)*b$",
    r"^a\$",
    r"^\\$",
    r"^[a$]$",
    r"a$",
    r"",
)
TEXTS = ("", "a", "b", "ab", "x", "aa", "#abc", "#abcdef", "a\nb", "\n", "a\n", "\\", "$", "a$", "aab", "é")


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), st.integers(1, 200), st.data())
def test_texts_match_together_as_they_match_alone(pattern: str, kinds: list[str], count: int, data: st.DataObject) -> None:
    fitting = [text for text in TEXTS if ecma_pattern(pattern).search(text)] or kinds
    texts = [fitting[number % len(fitting)] for number in range(count)]
    for kind in data.draw(st.sampled_from([[], kinds])):
        texts[data.draw(st.integers(0, count - 1))] = kind
    assert matcher(pattern)(texts) == all(map(ecma_pattern(pattern).search, texts))


@pytest.mark.parametrize("text", ["\n", "a\nb"])
def test_a_line_feed_in_a_text_is_one_of_its_characters(text: str) -> None:
    only_letters, anything = matcher("^[a-z]*$"), matcher("^[^x]*$")
    texts = ["a"] * 63 + [text]
    assert not only_letters(texts)
    assert anything(texts)
    assert not only_letters(["a"] * 62 + ["", text])
