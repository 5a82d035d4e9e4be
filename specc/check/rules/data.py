"""D: audience data. These findings point into the data file too."""

import re

from specc.base.grammar import counted
from specc.base.similar import similar
from specc.check.rule import Wording, did_you_mean, expected, listed, quoted

_NUMBERS = {"integer": re.compile(r"[-+]?[0-9]+"), "number": re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")}
_DELIMITERS = {";": '";"', "\t": r'"\t"', "|": '"|"', ",": '","'}
_KEYWORDS = {"minimum": "at least", "minLength": "at least", "maximum": "at most", "maxLength": "at most", "enum": "one of", "const": "only", "pattern": "text that matches"}

def unreadable_audience(*, problem: str, help: str = "") -> Wording:
    """The audience can't be read.

    The file is missing, empty, damaged, of an unknown format or not in the
    encoding it should be in, a line of it is not JSON, or one of several
    files has another header. Bytes that are guessed at become names that
    are spoken wrongly.

    Bad:

        audience: {from: guest.csv, key: name}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        name
        Ana

    Good:

        audience: {from: guests.csv, key: name}
        task:
          speech: {text: "Hello {{ row.name }}."}

    Source: https://www.rfc-editor.org/rfc/rfc4180 and https://jsonlines.org
    """
    return Wording(f"can't read the audience: {problem}", help)


def missing_column(*, name: str, known: list[str], near: list[str] | None = None, **_facts: object) -> Wording:
    """A column that the data doesn't have is named.

    A template, `key`, `language` or the contract in `columns` names it. No
    row can give what the column should hold.

    Bad:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,first_name
        1,Ana

    Good:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.first_name }}."}

    Source: the spec language: `row` holds the columns of the audience
    """
    return Wording(f"the audience has no column {quoted(name)}", _other_delimiter(name, known) or did_you_mean(near or similar(name, known), f"its columns are {listed(known, count_max=20)}" if known else "it has no columns"))


def _other_delimiter(name: str, known: list[str]) -> str:
    """What to write where the whole header was taken for one column, and the name is in it."""
    if len(known) != 1:
        return ""
    found = next((delimiter for delimiter in _DELIMITERS if delimiter in known[0] and name in known[0].split(delimiter)), None)
    return "" if found is None else f"the header is {quoted(known[0])}, one column: write `delimiter: {_DELIMITERS[found]}` in `audience`"


def column_type(*, column: str, value: object, types: list[str]) -> Wording:
    """A value is of another type than its column declares.

    The contract in `columns` says what the data should hold. The row makes
    no video; the others do.

    Bad:

        audience:
          from: guests.csv
          key: name
          columns:
            seats: {type: integer}
        task:
          speech: {text: "{{ row.name }} has {{ row.seats }} seats."}

    guests.csv:

        name,seats
        Ana,four

    Good:

        audience:
          from: guests.csv
          key: name
          columns:
            seats: {type: integer}
        task:
          speech: {text: "{{ row.name }} has {{ row.seats }} seats."}

    guests.csv:

        name,seats
        Ana,4

    Source: https://json-schema.org/draft/2020-12/json-schema-validation#name-type
    """
    is_number = isinstance(value, str) and any(_NUMBERS[kind].fullmatch(value) for kind in types if kind in _NUMBERS)
    return Wording(f"{quoted(value)} in column {quoted(column)} is {'text, ' if is_number else ''}not {expected(types)}", "mend the data, or the column's `type`")


def column_limit(*, column: str, keyword: str, value: object, limit: object = None, **_facts: object) -> Wording:
    """A value breaks its column's contract.

    The contract in `columns` is JSON Schema: lengths, ranges, patterns,
    lists of values. The row makes no video; the others do.

    Bad:

        audience:
          from: guests.csv
          key: name
          columns:
            name: {type: string, maxLength: 20}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        name
        Ana (moved to Lisbon - call first)

    Good:

        audience:
          from: guests.csv
          key: name
          columns:
            name: {type: string, maxLength: 20}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        name
        Ana

    Source: https://json-schema.org/draft/2020-12/json-schema-validation
    """
    shown = f"has {len(value):,} characters" if keyword in ("minLength", "maxLength") and isinstance(value, str) else f"is {quoted(value)}"
    allowed = listed(limit) if isinstance(limit, list) else limit
    return Wording(f"column {quoted(column)} {shown}, the contract says {_KEYWORDS.get(keyword, keyword)} {allowed}", "mend the data, or the contract in `audience.columns`")


def duplicate_row_key(*, key: str, column: str, first: int) -> Wording:
    """Two rows have the same key.

    The key names a row in findings, file names and the ledger. The second
    row makes no video: it may be the same person twice, who would be paid
    for twice.

    Bad:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        7,Ana
        7,Ben

    Good:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        7,Ana
        8,Ben

    Source: the spec language: `audience.key` is unique
    """
    return Wording(f"the key {quoted(key)} in column {quoted(column)} is already that of row {first:,}", "a key names one row: make it unique, or use another column")


def empty_row_key(*, column: str) -> Wording:
    """A row has no key.

    The key names a row in findings, file names and the ledger. Without it
    the row's video can't be named, and the row makes none.

    Bad:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        ,Ana

    Good:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        7,Ana

    Source: the spec language: `audience.key` names a row
    """
    return Wording(f"a row's key in column {quoted(column)} is empty", "give every row a key")


def ragged_row(*, cells: int, columns: int) -> Wording:
    """A row has more or fewer cells than the header.

    Mostly a comma in a name, so that every cell after it stands in the
    wrong column: a city would be spoken as a name.

    Bad:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        7,Ana, the first

    Good:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        7,"Ana, the first"

    Source: https://www.rfc-editor.org/rfc/rfc4180#section-2
    """
    return Wording(f"a row has {counted(cells, 'cell')}, the header has {columns:,}", "quote cells that hold the delimiter, and write empty cells out")


def unknown_language(*, language: object, known: list[str]) -> Wording:
    """A row's language isn't among the spec's languages.

    With `audience.language` a row is made in the language it names. A row
    whose language isn't there would get no video, and nobody would notice.

    Bad:

        audience: {from: guests.csv, key: name, language: locale}
        languages: [en-US, en-GB]
        task:
          speech: {text: "Hello {{ row.name }}.", language: "{{ language.code }}"}

    guests.csv:

        name,locale
        Ana,en_GB

    Good:

        audience: {from: guests.csv, key: name, language: locale}
        languages: [en-US, en-GB]
        task:
          speech: {text: "Hello {{ row.name }}.", language: "{{ language.code }}"}

    guests.csv:

        name,locale
        Ana,en-GB

    Source: the spec language: `audience.language` names a column of languages
    """
    return Wording(f"the row's language {quoted(language)} is not among `languages`", did_you_mean(similar(str(language), known), f"languages are {listed(known)}"))
