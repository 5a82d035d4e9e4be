"""Shares are equal, in order, and together the whole."""

from hypothesis import given
from hypothesis import strategies as st

from specc.audience.row import Block
from specc.pipeline.shares import Stretch, piece, stretches


@given(counts=st.lists(st.integers(0, 40), max_size=5), shares=st.integers(1, 9))
def test_every_row_is_in_exactly_one_share(counts: list[int], shares: int) -> None:
    sizes = []
    ends = [0] * len(counts)
    for number in range(1, shares + 1):
        made = stretches(counts, (number, shares))
        size = 0
        for spec, (stretch, count) in enumerate(zip(made, counts, strict=True)):
            end = count if stretch.end is None else stretch.end
            assert stretch.start <= end <= count
            if stretch.start < end:
                assert stretch.start == ends[spec]
                ends[spec] = end
            size += end - stretch.start
        sizes.append(size)
    assert ends == counts
    assert max(sizes) - min(sizes) <= 1


def test_the_last_share_reads_to_the_end() -> None:
    assert stretches([4, 2], (2, 2)) == [Stretch(3, None), Stretch(0, None)]
    assert stretches([4, 2], (1, 2)) == [Stretch(0, 3), Stretch(0, 0)]


def test_a_piece_of_a_block_knows_its_rows_and_lines() -> None:
    block = Block("a.csv", 11, ["a", "b", "c", "d"], [21, 23, 25, 27].__getitem__)
    cut = piece(block, 1, 3)
    assert (cut.number, cut.records, [cut.line(0), cut.line(1)]) == (12, ["b", "c"], [23, 25])
    assert piece(block, 0, 4) is block
