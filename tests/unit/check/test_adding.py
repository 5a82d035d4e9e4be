"""Comments that are written for findings: where they stand, and that nothing else changes."""

from datetime import date

import pytest

from specc.base.location import Source, Span
from specc.check.adding import refusal, with_ignores
from tests.unit.report.findings import finding

TODAY = date(2026, 11, 25)


def added(text: str, *marks: str, code: str = "P105", reason: str = "") -> str:
    source = Source("a.video.yaml", text)
    found = [finding(Span(source, text.index(mark), text.index(mark) + len(mark)), code=code) for mark in marks]
    return with_ignores(source, found, today=TODAY, reason=reason).text


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("a: 9", "9", "a: 9  # specc: ignore[P105]"),
        ("a: 9\r\nb: 1\r\n", "9", "a: 9  # specc: ignore[P105]\r\nb: 1\r\n"),
        ("a: 9 \n", "9", "a: 9 # specc: ignore[P105]\n"),
        ("a: 9 # fast\n", "9", "a: 9 # fast  # specc: ignore[P105]\n"),
        ("a: |\n  x\n  9\n", "9", "a: |  # specc: ignore[P105]\n  x\n  9\n"),
        ("a: >- # folded\n  9\n", "9", "a: >- # folded  # specc: ignore[P105]\n  9\n"),
        ("a:\n  b: 'x\n    9'\n", "9", "a:\n  # specc: ignore[P105]\n  b: 'x\n    9'\n"),
        ("a:\r\n  b: x\r\n    9\r\n", "9", "a:\r\n  # specc: ignore[P105]\r\n  b: x\r\n    9\r\n"),
        ("a: {b: 9,\n  c: 1}\n", "9", "a: {b: 9,  # specc: ignore[P105]\n  c: 1}\n"),
        ("a: {b: 1, c: 9}\n", "9", "a: {b: 1, c: 9}  # specc: ignore[P105]\n"),
        ('a: {b: "x\n  y", c: 9}\n', "9", '# specc: ignore[P105]\na: {b: "x\n  y", c: 9}\n'),
        ("a: 9  # specc: ignore[P104] why\n", "9", "a: 9  # specc: ignore[P104, P105] why\n"),
        ("# specc: ignore[P104] why\na: 9\n", "9", "# specc: ignore[P104, P105] why\na: 9\n"),
        ("a: 9  # specc: ignore[P105] until 2020-01-31 why\n", "9", "a: 9  # specc: ignore[P105] why\n"),
        ("a: 9  # specc: ignore[P105] until soon\n", "9", "a: 9  # specc: ignore[P105]\n"),
        ("a: 9  # specc: ignore[P105] Until: 2020-01-31 why\n", "9", "a: 9  # specc: ignore[P105] why\n"),
        ("a: 9  # specc: ignore[P105] a deal, expires 2020\n", "9", "a: 9  # specc: ignore[P105] a deal,\n"),
        ("a: 9  # specc: ignore until 2020-01-31\n", "9", "a: 9  # specc: ignore\n"),
        ("a: 9  # specc: ignore[P104] until 2026-11-25 why\n", "9", "a: 9  # specc: ignore[P104, P105] until 2026-11-25 why\n"),
        ("a: 9  # specc: ignore[P104] until 2026-11-24 why\n", "9", "a: 9  # specc: ignore[P104, P105] why\n"),
        ("a: 9  # specc: ignore P105\n", "9", "a: 9  # specc: ignore P105  # specc: ignore[P105]\n"),
    ],
)
def test_where_a_comment_stands(text: str, mark: str, expected: str) -> None:
    assert added(text, mark) == expected


def test_several_findings_of_a_line_share_a_comment() -> None:
    assert added("a: {b: 9, c: 8}\nd: 7\n", "9", "8", "7", reason="why") == "a: {b: 9, c: 8}  # specc: ignore[P105] why\nd: 7  # specc: ignore[P105] why\n"


@pytest.mark.parametrize("text", ['a: {b: "x\n  y", c: "z\n  9"}\n', "a: [\n"])
def test_where_none_can_stand_nothing_is_written(text: str) -> None:
    source = Source("a", f"{text}")
    made = with_ignores(source, [finding(Span(source, text.find("9"), text.find("9") + 1) if "9" in text else source.span(0, 1))], today=TODAY)
    assert (made.text, len(made.left)) == (text, 1)


@pytest.mark.parametrize("code", ["S104", "V101", "D103", "S111", "S114", "S115"])
def test_what_no_comment_silences_gets_none(code: str) -> None:
    assert added("a: 9\n", "9", code=code) == "a: 9\n"


@pytest.mark.parametrize(
    ("reason", "problem"),
    [
        ("until 2026-11-25 old", None),
        ("because it is fine until we know more", None),
        ("until 2026-11-24 old", "2026-11-24 is over"),
        ("a deal until 2026-01-01", "2026-01-01 is over"),
        ("until friday", "`friday` is no day"),
        ("Until 2027-01-31", "`Until 2027-01-31` isn't how a last day is written"),
        ("why # specc: ignore[L1", "a comment in a comment"),
    ],
)
def test_a_reason_that_would_silence_nothing(reason: str, problem: str | None) -> None:
    refused = refusal(reason, TODAY)
    assert (refused and refused[0]) == problem
