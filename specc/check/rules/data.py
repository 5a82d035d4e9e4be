"""D: audience data. These findings point into the data file too."""

from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, expected, listed, quoted


def unreadable_audience(*, problem: str, help: str = "") -> Wording:
    """The audience can't be read."""
    return Wording(f"can't read the audience: {problem}", help)


def missing_column(*, name: str, known: list[str], holder: str = "", near: list[str] | None = None) -> Wording:
    """A column that the data doesn't have is named."""
    return Wording(f"the audience has no column {quoted(name)}", did_you_mean(near or similar(name, known), f"its columns are {listed(known, count_max=20)}" if known else "it has no columns"))


def column_type(*, column: str, value: object, types: list[str]) -> Wording:
    """A value is of another type than its column declares."""
    return Wording(f"{quoted(value)} in column {quoted(column)} is not {expected(types)}", "mend the data, or the column's `type`")


def column_limit(*, column: str, keyword: str, value: object, limit: object = None, **_facts: object) -> Wording:
    """A value breaks its column's contract."""
    shown = f"{len(value):,} characters" if keyword in ("minLength", "maxLength") and isinstance(value, str) else quoted(value)
    return Wording(f"column {quoted(column)}: {shown}, the contract says {keyword} {limit if not isinstance(limit, list) else listed(limit)}", "mend the data, or the contract in `audience.columns`")


def duplicate_row_key(*, key: str, column: str, first_line: int) -> Wording:
    """Two rows have the same key."""
    return Wording(f"the key {quoted(key)} in column {quoted(column)} stands twice; first on line {first_line:,}", "a key names one row: make it unique, or use another column")


def empty_row_key(*, column: str) -> Wording:
    """A row has no key."""
    return Wording(f"a row's key in column {quoted(column)} is empty", "give every row a key")


def ragged_row(*, cells: int, columns: int) -> Wording:
    """A row has more or fewer cells than the header."""
    return Wording(f"a row has {cells:,} cells, the header has {columns:,}", "quote cells that hold the delimiter, and write empty cells out")


def unknown_language(*, language: object, known: list[str]) -> Wording:
    """A row's language isn't among the spec's languages."""
    return Wording(f"the row's language {quoted(language)} is not among `languages`", did_you_mean(similar(str(language), known), f"languages are {listed(known)}"))
