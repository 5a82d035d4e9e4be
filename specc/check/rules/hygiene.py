"""D: data that can be read, but is hardly as it was meant."""

from specc.check.rule import Wording, quoted

_NAMES_MAX = 8


def header_hygiene(*, problem: str, file: str = "", columns: list[object] | None = None, column: str = "") -> Wording:
    """A header or a value of the data isn't clean.

    A column's name is empty or has white space around it, so that templates
    can't name it as it looks; the file begins with a byte order mark, which
    specc skips and other programs take for a part of the first name; or the
    values of a column that is used have white space around them, which ends
    up in texts, keys and file names.

    Bad:

        audience: {from: guests.csv, key: name}
        task:
          speech: {text: "Hello {{ row.name }}{{ row[' city'] }}."}

    guests.csv:

        name, city
        Ana,Lisbon

    Good:

        audience: {from: guests.csv, key: name}
        task:
          speech: {text: "Hello {{ row.name }} from {{ row.city }}."}

    guests.csv:

        name,city
        Ana,Lisbon

    Source: https://www.rfc-editor.org/rfc/rfc4180 (spaces are part of a field)
    """
    shown = ", ".join(quoted(name) for name in (columns or [])[:_NAMES_MAX])
    wordings = {
        "byte-order-mark": Wording(f"{quoted(file)} begins with a byte order mark", "save it as UTF-8 without one"),
        "empty-names": Wording(f"the header of {quoted(file)} has no name for column {shown}", "name the column, or take it out"),
        "padded-names": Wording(f"the header of {quoted(file)} has white space around {shown}", "take it out: a space beside a comma belongs to the name"),
        "padded-values": Wording(f"values of the column {quoted(column)} have white space around them", "trim them in the data; `| trim` in a template mends its own text only"),
    }
    return wordings[problem]


def duplicate_video(*, first: str, second: str, **_facts: object) -> Wording:
    """Rows that come to the same video.

    All that their payloads hold is the same. It is made once, paid for
    once, and saved under each row's file name. Mostly a row stands twice
    under two keys, or the text misses what tells people apart. Cells of one
    row are not compared: axes that nothing uses have a rule of their own.

    Bad:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        7,Ana
        8,Ana

    Good:

        audience: {from: guests.csv, key: id}
        task:
          speech: {text: "Hello {{ row.name }}."}

    guests.csv:

        id,name
        7,Ana
        8,Ben

    Source: the spec language: two rows with the same content are one video
    """
    return Wording(f"{second} is the same video as {first}", "it is made once and saved for both: remove a row, or use what tells them apart")
