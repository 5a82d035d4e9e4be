"""Texts that are escaped together are what each is alone."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.compiler.escaping import QUOTE, escaped


@pytest.mark.parametrize("texts", [[""], ["", ""], ['a",', "b"], ["a", ',"b'], ["a\\", "b"], ['a\\"', '","', '"'], ["\n", "é", "\U0001f600"], ["a,b", "[", "]"]])
def test_texts_beside_each_other(texts: list[str]) -> None:
    assert [QUOTE + text + QUOTE for text in escaped(texts)] == [orjson.dumps(text) for text in texts]


@given(st.lists(st.text('",\\\n[]aé'), min_size=1, max_size=6))
def test_any_texts(texts: list[str]) -> None:
    assert [QUOTE + text + QUOTE for text in escaped(texts)] == [orjson.dumps(text) for text in texts]


def test_half_of_a_pair_has_no_json() -> None:
    with pytest.raises(TypeError):
        escaped(["a", "\ud800"])
