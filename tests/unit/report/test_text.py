"""Findings for people: the mark stands under exactly the wrong text, whatever the line holds and however wide the screen is."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specc.base.diagnostic import Occurrences
from specc.base.fault import Related, Sighting
from specc.base.location import Source, Span
from specc.report.text import concise, render
from tests.unit.report.findings import finding, report, span


def lines(text: str, wrong: str, columns: int = 80) -> tuple[str, str]:
    """The line that is shown and its marks."""
    shown = render(report(finding(span(text, wrong))), columns=columns).split("\n")
    at = next(number for number, line in enumerate(shown) if re.fullmatch(r" *\| +\^+", line))
    return shown[at - 1].partition("| ")[2], shown[at].partition("| ")[2]


def test_a_finding_as_a_whole() -> None:
    text = "a: 1\nspeed: 9 # fast\n"
    assert render(report(finding(span(text, "9")))) == (
        "error[P105]: it is wrong\n  --> x.video.yaml:2:8\n  |\n2 | speed: 9 # fast\n  |        ^\n  = help: mend it\n\n1 error, 0 warnings (1 spec, 2 cells, 3 rows, 4 videos)\n"
    )


@pytest.mark.parametrize(("text", "wrong", "shown", "mark"), [
    ("a: 你好9", "9", "a: 你好9", "       ^"),
    ("a: 你好9", "你好", "a: 你好9", "   ^^^^"),
    ("a:\t9\t# x", "9", "a:    9    # x", "      ^"),
    ("a: e\u03019", "9", "a: e\u03019", "    ^"),
    ("a: 🎬9", "9", "a: 🎬9", "     ^"),
    ("a: \x1b[31m9", "9", "a: ·[31m9", "        ^"),
])  # fmt: skip
def test_marks_under_unusual_characters(text: str, wrong: str, shown: str, mark: str) -> None:
    assert lines(text, wrong) == (shown, mark)


@settings(max_examples=200, deadline=None, database=None)
@given(before=st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=300), after=st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=300), columns=st.integers(40, 120))
def test_the_wrong_text_stays_on_the_screen(before: str, after: str, columns: int) -> None:
    shown, mark = lines(f"{before}§{after}", "§", columns)
    assert shown[mark.index("^")] == "§"
    assert max(len(shown), len(mark)) + 4 <= columns


def test_a_long_wrong_text_is_cut_at_the_edge() -> None:
    shown, mark = lines("a: " + "x" * 500, "x" * 500, 60)
    assert (len(shown), shown[-1], mark.strip("^ ")) == (56, "…", "")
    assert len(mark) <= 56


def test_wrong_texts_of_several_lines_are_marked_on_each_and_cut_after_a_few() -> None:
    text = "a:\n" + "".join(f"  - {number}\n" for number in range(9))
    shown = render(report(finding(span(text, text[5:-1]))))
    assert shown.count("^^^") == 4
    assert "… 5 more lines" in shown


def test_messages_are_wrapped_at_words_and_keep_them_all() -> None:
    message = " ".join(f"word{number}" for number in range(60))
    shown = render(report(finding(span("a: 9", "9"), message=message, help=message)), columns=40)
    assert max(map(len, shown.split("\n"))) <= 40
    assert shown.count("word") == 120


@pytest.mark.parametrize("line", [1, 12, 1234])
def test_notes_hang_under_their_own_beginning(line: int) -> None:
    lines = render(report(finding(span("\n" * (line - 1) + "a: 9", "9"), help="a word " * 20)), columns=40).split("\n")
    (first,) = (number for number, text in enumerate(lines) if " = help" in text)
    margin = lines[first].index("help")
    assert {len(text) - len(text.lstrip()) for text in lines[first + 1 : first + 3]} == {margin}


def test_control_characters_of_messages_are_not_sent_to_the_terminal() -> None:
    cell = Occurrences(1, 0, (Sighting(cell={"shape": "\x1b[2J"}),))
    found = finding(span("a: 9", "9", name="\x1b]0;x.yaml"), message="wrong \x1b[2J\x07", help="no\x00", occurrences=cell, related=(Related(span("b: 1", "1"), "here"),))
    for shown in (render(report(found)), concise(report(found))):
        assert not set(shown) & {"\x1b", "\x07", "\x00"}


def test_related_places_are_shown_in_their_own_files() -> None:
    found = finding(span("a: 9", "9"), related=(Related(span("b: 1", "1", name="base.yaml"), "the first one"),))
    shown = render(report(found))
    assert "  ::: base.yaml:1:4\n" in shown
    assert "^ the first one" in shown


def test_rows_are_counted_and_the_first_are_named() -> None:
    first = tuple(Sighting(row=number, key=f"k{number}", file="d.csv", line=number + 1, column="c", value="v" * 99) for number in range(1, 4))
    shown = " ".join(render(report(finding(span("a: 9", "9"), occurrences=Occurrences(2, 1234, first))), columns=120).split())
    assert "in 1,234 rows of d.csv: line 2, key k1, c 'vvvvv" in shown
    assert "v" * 31 not in shown
    assert ", … " in shown


def test_colours_change_nothing_but_colours() -> None:
    made = report(finding(span("a: 9", "9"), message="m " * 90), finding(span("b: 1", "1"), severity="warning"), finding(span("b: 1", "1"), severity="info"))
    coloured = render(made, is_coloured=True, columns=50)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(made, columns=50)
    assert {"\x1b[31m", "\x1b[33m", "\x1b[34m"} <= set(re.findall(r"\x1b\[3\dm", coloured))
    assert "1 error, 1 warning, 1 info" in render(made, columns=100)


def test_a_place_past_the_end_of_the_text() -> None:
    source = Source("x", "a: 1\n")
    assert "--> x:2:1\n" in render(report(finding(Span(source, 5, 5))))
    assert "--> y:1:1\n" in render(report(finding(Span(Source("y", ""), 0, 0))))


def test_infos_come_last_in_a_line_each() -> None:
    info = finding(span("a: 9", "a"), severity="info", code="D111", message="nothing uses it", help="")
    error = finding(span("a: 9", "9"))
    assert render(report(info)) == "info[D111]: nothing uses it (x.video.yaml:1:1)\n\n0 errors, 0 warnings, 1 info (1 spec, 2 cells, 3 rows, 4 videos)\n"
    shown = render(report(info, error))
    assert shown.index("error[P105]") < shown.index("info[D111]") < shown.index("1 error,")
