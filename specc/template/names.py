"""The names a template uses: dotted paths, and where each stands."""

from dataclasses import dataclass

Path = tuple[str, ...]

LOCALE_FILTERS = ("number", "percent", "currency")
"""The filters of `locale`: they write as the cell's language does."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A dotted path (`row.first_name`) at characters `start` to `end` of the template. `is_guarded`: a default or a test
    stands for its absence; `is_conditional`: it stands in a branch that may never be taken.
    """

    path: Path
    start: int
    end: int
    is_guarded: bool = False
    is_conditional: bool = False


def lone_column(path: Path | None) -> str | None:
    """The column of a path that is nothing but one: `row.name`."""
    match path:
        case ("row", name):
            return name
    return None
