"""A memo says what its function says, in bounded memory; values that JSON tells apart are told apart, and what was looked at is known to be."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.compiler.memo import Memo, Noted, Seen
from specc.compiler.record import MISSING, typed


@given(entries_max=st.integers(1, 5), asked=st.lists(st.lists(st.integers(0, 12), max_size=10), max_size=10))
def test_says_what_its_function_says(entries_max: int, asked: list[list[int]]) -> None:
    memo, together = (Memo(lambda number: number * number, entries_max) for _ in range(2))
    for block in asked:
        squares = [number * number for number in block]
        assert [memo[number] for number in block] == squares
        assert list(together.of_all(block)) == squares
        assert (memo, memo.count) == (together, together.count)
        memo.trim()
        together.trim()
        assert len(memo) <= entries_max


def test_many_values_are_found_together_too() -> None:
    memo = Memo(str)
    for _ in range(2):
        assert list(memo.of_all(range(3000))) == list(map(str, range(3000)))
    assert memo.count == 3000


def test_failures_are_not_remembered_and_notes_are_until_they_are_trimmed() -> None:
    calls: list[int] = []

    def function(number: int) -> int:
        calls.append(number)
        if number < 0:
            raise ValueError("negative")
        raise Noted(number + 1, ["odd"])

    memo = Memo(function, 1)
    for _ in range(2):
        assert memo[1] == 2
        with pytest.raises(ValueError, match="negative"):
            memo[-1]
    assert calls == [1, -1, -1]
    assert memo.odd == {1: ["odd"]}
    assert memo[2] == 3
    memo.trim()
    assert (memo, memo.odd) == ({}, {})


def test_what_json_tells_apart_is_told_apart() -> None:
    values = [None, True, False, 0, 1, 0.0, -0.0, 1.0, "", "0", "1", "True", "None", 2**70, float(2**70), float("inf"), MISSING]
    for one, other in itertools.combinations(values, 2):
        assert typed(one) != typed(other), (one, other)
    for value in values:
        assert typed(value) == typed(value)
        assert hash(typed(value)) == hash(typed(value))


def test_lists_and_mappings_can_be_asked_for() -> None:
    held = ["a"]
    memo = Memo(lambda key: key[0][1][0])
    assert memo[typed(held), typed("b")] == "a"
    held[0] = "changed"
    assert memo[typed(held), typed("b")] == "changed"


def test_values_of_a_memo_need_no_look_once_all_that_it_gave_were_seen() -> None:
    memo = Memo(str.upper)
    seen = Seen(source=memo)
    block = [memo[text] for text in "abc"]
    assert not seen.covers(block)
    seen.update(block)
    assert [seen.covers(block) for _ in range(3)] == [True, True, True]
    assert seen.covers(["whatever"]), "the memo has given no other value"
    assert not seen.covers([memo["d"]])


def test_one_value_that_has_not_been_seen_leaves_all_to_be_looked_at() -> None:
    memo = Memo(str.upper)
    seen = Seen(source=memo)
    block = [memo[text] for text in "abc"]
    seen.update(block[:2])
    assert all(seen.covers(block[:2]) for _ in range(4))
    assert not seen.covers(block)


def test_a_memo_that_was_emptied_gives_values_to_be_looked_at() -> None:
    memo = Memo(str.upper, entries_max=1)
    seen = Seen(source=memo)
    block = [memo[text] for text in "ab"]
    seen.update(block)
    assert all(seen.covers(block) for _ in range(3))
    memo.trim()
    assert not seen.covers([memo["c"]])
