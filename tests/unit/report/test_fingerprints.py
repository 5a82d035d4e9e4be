"""Marks of findings: the same after lines have moved, different for what differs, and never a secret's."""

from specc.report.fingerprints import fingerprints
from tests.unit.report.findings import finding, span

TEXT = """\
task:
  speech:
    speed: 9
    # speech is not pitch
    pitch: 9
  voices: {one: 7, two: 7}
"""


def mark(text: str, wrong: str, *, name: str = "x", code: str = "P105") -> str:
    return fingerprints([finding(span(text, wrong, name=name), code=code)])[0]


def test_a_mark_survives_moved_lines() -> None:
    moved = "# a comment\n\nvars: {a: 1}\n" + TEXT.replace("  speech:\n", "  inputs: {}\n\n  speech:\n      \n")
    assert mark(TEXT, "9") == mark(moved, "9")


def test_a_mark_survives_another_indent() -> None:
    assert mark(TEXT, "9") == mark(TEXT.replace("  ", "    "), "9")


def test_a_mark_is_of_the_rule_the_file_the_keys_and_the_text() -> None:
    others = [
        mark(TEXT, "9", code="P104"),
        mark(TEXT, "9", name="y"),
        mark(TEXT.replace("speech:", "music:"), "9"),
        mark(TEXT.replace("speed:", "pace:"), "9"),
        mark(TEXT.replace("speed: 9", "speed: 8"), "8"),
    ]
    assert len({mark(TEXT, "9"), *others}) == 6


def test_values_of_one_line_are_told_apart_by_their_keys() -> None:
    start = TEXT.index("7")
    first, second = span(TEXT, "7"), span(TEXT, "7")
    second = type(second)(second.source, TEXT.index("7", start + 1), TEXT.index("7", start + 1) + 1)
    alone = fingerprints([finding(second)])
    assert fingerprints([finding(first), finding(second)]) == [*fingerprints([finding(first)]), *alone]


def test_equal_findings_are_counted() -> None:
    text = "a:\n- 9\n- 9\n"
    place = span(text, "9")
    later = type(place)(place.source, text.rindex("9"), text.rindex("9") + 1)
    marks = fingerprints([finding(place), finding(later), finding(later)])
    assert len(set(marks)) == 3
    assert marks[0] == fingerprints([finding(place)])[0]


def test_a_secret_is_not_in_a_mark() -> None:
    secret = "AKIA" + "QZRT7VXW" * 2
    other = secret[:-2] + "CD"
    assert mark(f"a: {secret}\n", secret) == mark(f"a: {other}\n", other)


def test_nothing_and_the_end_of_a_file_have_marks() -> None:
    assert fingerprints([]) == []
    assert len(mark("", "")) == 32
    text = "a: 1\n"
    end = type(span(text, "1"))(span(text, "1").source, len(text), len(text))
    assert len(fingerprints([finding(end)])[0]) == 32
