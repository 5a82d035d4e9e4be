"""Did you mean: the names nearest to one that doesn't exist. Silent when nothing is near."""

from collections.abc import Iterable
from functools import lru_cache
from heapq import nlargest

_COMPARED_MAX = 60
"""Of a long list, so many names are compared letter by letter: those that share most with what is looked for."""


def similar(name: str, known: Iterable[str], *, count_max: int = 3) -> list[str]:
    """The nearest of `known`, best first; a difference in case only comes before all others."""
    return list(_similar(name, tuple(dict.fromkeys(known)), count_max))


def meant(name: str, known: Iterable[str], otherwise: str, *, count_max: int = 1) -> str:
    """The way out of a name that doesn't exist: the nearest there are, or else another."""
    near = similar(name, known, count_max=count_max)
    return f"did you mean {' or '.join(near)}?" if near else otherwise


@lru_cache(maxsize=1024)
def _similar(name: str, names: tuple[str, ...], count_max: int) -> tuple[str, ...]:
    """The same mistake is worded again each time that findings are told."""
    from difflib import get_close_matches

    folded = _folded(names)
    near = get_close_matches(name.casefold(), _likely(name.casefold(), folded), n=count_max, cutoff=0.68)
    return tuple(folded[match] for match in near)


@lru_cache(maxsize=32)
def _folded(names: tuple[str, ...]) -> dict[str, str]:
    return {candidate.casefold(): candidate for candidate in reversed(names)}


def _likely(name: str, folded: dict[str, str]) -> list[str]:
    if len(folded) <= _COMPARED_MAX:
        return list(folded)
    wanted = _pairs(name)
    shared = {candidate: 2 * len(wanted & pairs) / (len(wanted) + len(pairs)) for candidate, pairs in _paired(tuple(folded)).items()}
    return nlargest(_COMPARED_MAX, shared, key=shared.__getitem__)


@lru_cache(maxsize=32)
def _paired(names: tuple[str, ...]) -> dict[str, frozenset[str]]:
    return {name: _pairs(name) for name in names}


def _pairs(text: str) -> frozenset[str]:
    """Letters that stand beside each other, the first and the last beside nothing."""
    return frozenset(first + second for first, second in zip(f" {text}", f"{text} ", strict=True))
