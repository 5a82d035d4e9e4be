"""Patterns of names: they say what Python's own say, whatever is in them."""

import re
import warnings
from fnmatch import fnmatchcase

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from specc.base.globs import backward_range, translated

TEXTS = st.text(alphabet="[]!-^a\\&~|*?.\n", max_size=8)


def is_like(pattern: str, name: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return re.fullmatch(translated(pattern), name) is not None


@given(pattern=TEXTS, name=TEXTS)
def test_a_pattern_says_what_python_takes_it_for(pattern: str, name: str) -> None:
    assume(backward_range(pattern) is None)
    assert is_like(pattern, name) == fnmatchcase(name, pattern)


@pytest.mark.parametrize(("pattern", "backward"), [("[z-a]", "z-a"), ("a[0-9z-a].csv", "z-a"), ("[!z-a]", "z-a"), ("z-a", None), ("[a-z-0]", None), ("[z-a", None)])
def test_ranges_that_run_backwards(pattern: str, backward: str | None) -> None:
    assert backward_range(pattern) == backward


@pytest.mark.parametrize("pattern", ["*", "?", "[!a]", "[+-0]"])
def test_no_wildcard_is_a_slash(pattern: str) -> None:
    assert not is_like(pattern, "/")


def test_a_range_that_runs_backwards_holds_nothing() -> None:
    assert not any(is_like("[z-a]", name) for name in ("z", "a", "-", "m", ""))
