"""A memo says what its function says, in bounded memory; and values that JSON tells apart are told apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specc.compiler.memo import Memo, Noted
from specc.compiler.record import MISSING, typed


@given(entries_max=st.integers(1, 5), asked=st.lists(st.lists(st.integers(0, 12), max_size=10), max_size=10))
def test_says_what_its_function_says(entries_max: int, asked: list[list[int]]) -> None:
    memo = Memo(lambda number: number * number, entries_max)
    for block in asked:
        assert [memo[number] for number in block] == [number * number for number in block]
        memo.trim()
        assert len(memo) <= entries_max


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
