"""Rows that try to break a compiler: text that looks like a template, a number, a file of the system; and what no text should hold."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

TEXTS = (
    "", " ", "\u200b", "\xa0", " padded ", "trailing\n", "\ttab", 'say "hi"', "it's", "back\\slash", "a,b;c", "two\nlines", "cr\r\nlf", "nul\x00", "\x1f", "\x7f",
    "{{ vars }}", "{{ row.id }}", "{% if row.id %}", "{# no #}", "}}", "{{", "%}", "{% raw %}", "# line", "${x}", "%s", "{0}", "\\u0041",
    "שלום", "\u202eabc\u202c", "Grüße", "e\u0301", "é", "日本語", "😀", "👩\u200d👩\u200d👧", "ﬁ", "ß", "İ", "ı", "K", "ſ", "\u2028", "\ufeffbom", "\U0010ffff",
    "1", "01", "1.0", "-0.0", "1e3", "1_000", "١", "+1", " 7 ", "true", "True", "yes", "no", "None", "null", "nan", "inf", "-inf", "Infinity", "0x10", "9" * 25, "9" * 400,
    "con", "CON.txt", "nul", "com1", "..", ".", "../up", "/abs", "~home", "a//b", "a/", "a.", "a ", "a:b", "a|b", "x" * 99, "x" * 101, "x" * 241, "é" * 130, "a/" * 600 + "a",
    "24cd5dff-cb81-4db5-8506-b72a9425f9d1\n", "https://example.com/a b", "#fff\n", "#GGG", "Cover", "4k", "-----", "=1+1", "@x", "x" * 5000, "x" * 5001, "<b>&amp;</b>",
)  # fmt: skip
"""Any of them may stand in any cell."""

VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, 1.0, -0.0, 0.1, 1.05, 1e16, 1e300, -1, 2**53, 2**64, 10**30, float("nan"), float("inf"), [], ["a"], [[1]], {}, {"a": 1}, {"title": "x"},
    "\ud800", "a\udfffb", *TEXTS,
)  # fmt: skip
"""What JSON lines may hold beside text. `json` reads and writes all of it."""

COLUMNS = ("id", "name", "title", "plan", "text", "speed", "seats", "vip", "avatar", "lang", "colour", "audio", "fit")
_FEW: dict[str, tuple[str, ...]] = {
    "title": ("", "Dr", "Prof"),
    "plan": ("free", "pro", "team"),
    "speed": ("1", "1.0", "0.75", "1.25"),
    "vip": ("yes", "no", "true", "0"),
    "avatar": ("woman_business_office", "man_casual_young_adult", "nobody_knows"),
    "lang": ("en-US", "es-ES"),
    "colour": ("", "#fff", "#0a0e27"),
    "fit": ("cover", "contain"),
}


def texts(seed: str, count: int, *, bad: float) -> Iterator[dict[str, str]]:
    """Rows of text. Names, texts, seats and recordings take many values, the other columns few; `bad` is how likely a cell is hostile."""
    random = Random(seed)
    for number in range(count):
        row = {column: random.choice(values) for column, values in _FEW.items()}
        row |= {"id": f"c-{number}", "name": f"Ana{number}", "text": f"We saw {number * 7} of you", "seats": str(number % 900)}
        row["audio"] = f"https://example.com/{number}.mp3"
        for column in COLUMNS:
            if random.random() < bad:
                row[column] = random.choice(TEXTS)
        if random.random() < bad:
            row["id"] = random.choice((f"C-{number - 1}", f"c-{number // 2}", f" c-{number} "))
        yield {column: row[column] for column in COLUMNS}


def ragged(seed: str, rows: Iterator[dict[str, str]], *, bad: float) -> Iterator[list[str]]:
    """Records of them, some with a cell too many or too few."""
    random = Random(seed)
    for row in rows:
        record = list(row.values())
        if random.random() < bad:
            record = random.choice(([*record, ""], record[:-1], ["only"]))
        yield record


def lines(seed: str, rows: Iterator[dict[str, str]], *, bad: float) -> Iterator[str]:
    """JSON lines of them: typed, with keys missing, in another case, twice, or values of another kind; some no JSON at all."""
    random = Random(seed)
    for row in rows:
        typed: dict[str, Any] = dict(row)
        typed["seats"] = int(row["seats"]) if row["seats"].isdecimal() and row["seats"].isascii() and len(row["seats"]) < 30 else row["seats"]
        typed["speed"] = float(row["speed"]) if row["speed"] in _FEW["speed"] else row["speed"]
        typed["vip"] = row["vip"] in ("yes", "true") if row["vip"] in _FEW["vip"] else row["vip"]
        for column in COLUMNS:
            if random.random() < bad:
                typed[column] = random.choice(VALUES)
        if random.random() < bad * 3:
            column = random.choice(COLUMNS)
            typed[column.upper()] = typed.pop(column)
        for column in ("colour", "title"):
            if not typed.get(column) and random.random() < 0.5:
                typed.pop(column, None)
        line = json.dumps(typed, ensure_ascii=random.random() < 0.5 or _has_surrogate(typed))
        if random.random() < bad:
            line = random.choice(("[1]", "7", '"x"', "{", "null", line[:-1] + ', "name": "Twice"}', '{"id": 1}', "{}"))
        yield line


def _has_surrogate(row: dict[str, Any]) -> bool:
    return any(isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value) for value in row.values())
