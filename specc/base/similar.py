"""Did you mean: the names nearest to one that doesn't exist. Silent when nothing is near."""

from collections.abc import Iterable


def similar(name: str, known: Iterable[str], *, count_max: int = 3) -> list[str]:
    """The nearest of `known`, best first; a difference in case only comes before all others."""
    from difflib import get_close_matches

    names = list(dict.fromkeys(known))
    folded = {candidate.casefold(): candidate for candidate in reversed(names)}
    near = get_close_matches(name.casefold(), folded, n=count_max, cutoff=0.68)
    return [folded[match] for match in near]
