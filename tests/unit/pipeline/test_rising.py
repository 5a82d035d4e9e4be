"""Texts that rise are told from others, block by block."""

from hypothesis import given
from hypothesis import strategies as st

from specc.pipeline.rising import Rising

BLOCKS = st.lists(st.lists(st.text("019é", min_size=1, max_size=3), max_size=3), max_size=4)
COUNTED = st.lists(st.lists(st.integers(0, 1200), max_size=3), max_size=4).map(lambda blocks: [[str(number) for number in sorted(block)] for block in blocks])


@given(st.one_of(BLOCKS, COUNTED))
def test_each_is_above_the_one_before(blocks: list[list[str]]) -> None:
    rising, texts = Rising(), [text for block in blocks for text in block]
    places = [(len(text), text) for text in texts]
    assert all(map(rising.goes_on, blocks)) == (places == sorted(set(places)))


def test_numbers_that_grow_longer_rise() -> None:
    assert Rising().goes_on([f"c{number}" for number in range(98, 1002)])
