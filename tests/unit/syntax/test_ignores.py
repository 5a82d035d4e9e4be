"""Ignore comments: what they name, what they cover, until when, and what is wrong with them."""

from datetime import date

import pytest

from specc.base.location import Source
from specc.syntax.ignores import Ignore, as_of, partial_ignores
from specc.syntax.parse import parse


def read(text: str) -> tuple[Ignore, ...]:
    return parse(Source("a", text)).ignores


def one(comment: str) -> Ignore:
    (found,) = read(f"a: 1  {comment}\n")
    return found


@pytest.mark.parametrize(
    ("comment", "names", "until"),
    [
        ("# specc: ignore", (), None),
        ("#specc:ignore[P105]", ("P105",), None),
        ("# specc: ignore[ P105,above-maximum ,, P ] because", ("P105", "above-maximum", "P"), None),
        ("# specc: ignore[P105] until 2027-01-31", ("P105",), date(2027, 1, 31)),
        ("# specc: ignore until 2027-01-31 because", (), date(2027, 1, 31)),
        ("# specc: ignore[P105] because of a deal, until 2027-01-31.", ("P105",), date(2027, 1, 31)),
        ("# specc: ignore[P105] until 2027-01-31: a deal until 2028-01-31", ("P105",), date(2027, 1, 31)),
        ("# specc: ignore[P105] wait until 3 voices are there", ("P105",), None),
        ("# specc: ignore[P105] because it is fine until we know more", ("P105",), None),
        ("# specc: ignore[P105] the till takes 5 cents, unit tests say, as it expires soon", ("P105",), None),
        ("# Specc: ignore[P105]", ("P105",), None),
        ("# SPECC: ignore[P105] until 2027-01-31", ("P105",), date(2027, 1, 31)),
        ("# specc: ignore[P105] unit tests need it", ("P105",), None),
        ("# specc: ignore[P105] our own (until 2027-01-31)", ("P105",), date(2027, 1, 31)),
        ("# specc: ignore[P105]: until 2027-01-31", ("P105",), date(2027, 1, 31)),
        ("# fast  # specc: ignore[P105] our own", ("P105",), None),
    ],
)
def test_what_a_comment_says(comment: str, names: tuple[str, ...], until: date | None) -> None:
    found = one(comment)
    assert (found.names, found.until, found.flaw) == (names, until, None)
    assert found.span.text == comment[comment.index("#", 1 if "fast" in comment else 0) :]


@pytest.mark.parametrize(
    ("comment", "kind", "text"),
    [
        ("# specc: ignore[P105] until tomorrow", "date", "tomorrow"),
        ("# specc: ignore[P105] until", "until", "until"),
        ("# specc: ignore[P105] until last week", "date", "last"),
        ("# specc: ignore[P105] because of a deal until 2030", "date", "2030"),
        ("# specc: ignore[P105] a deal until 31 January", "date", "31"),
        ("# specc: ignore[P105] Until 2026-01-01", "until", "Until 2026-01-01"),
        ("# specc: ignore[P105] untill 2026-01-01.", "until", "untill 2026-01-01"),
        ("# specc: ignore[P105] until: 2026-01-01", "until", "until: 2026-01-01"),
        ("# specc: ignore until=2026-01-01", "until", "until=2026-01-01"),
        ("# specc: ignore[P105] until2026-01-01", "until", "until2026-01-01"),
        ("# specc: ignore[P105] till friday", "until", "till friday"),
        ("# specc: ignore[P105] (expires 2026-01-01)", "until", "expires 2026-01-01"),
        ("# specc: ignore[P105] a deal, expires on 2026-01-01", "until", "expires on 2026-01-01"),
        ("# specc: ignore[P105] a deal until end of 2030", "until", "until end of 2030"),
        ("# specc: ignore[P105] until 2027-02-30, say", "date", "2027-02-30"),
        ("# specc: ignore[P105] until 20270131", "date", "20270131"),
        ("# specc: ignore[P105] a deal until 31.01.2027", "date", "31.01.2027"),
        ("# specc: ignore[P105", "list", "[P105"),
        ("# specc: ignore [ ] x", "list", "[ ]"),
        ("# specc: ignore P105", "list", "P105"),
        ("# specc: ignore: p105", "list", "p105"),
        ("# specc: Ignore[P105]", "word", "Ignore"),
        ("# specc: ignore-next-line", "word", "ignore-next-line"),
        ("# specc: allow[P105]", "word", "allow"),
    ],
)
def test_what_is_wrong_with_a_comment(comment: str, kind: str, text: str) -> None:
    flaw = one(comment).flaw
    assert (flaw.kind, flaw.span.text) == (kind, text) if flaw else kind == ""


@pytest.mark.parametrize("text", ["a: 1  # specc: the compiler\n", "a: '# specc: ignore'\n", "a: |\n  # specc: ignore\n", "a: 1 #x specc: ignore\n"])
def test_what_is_no_comment_of_ours(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a: 1 # specc: ignore\n", (1, 1)),
        ("# specc: ignore\na: 1\n", (2, 2)),
        ("# specc: ignore\n# because\na: 1\n", (3, 3)),
        ("a: | # specc: ignore\n  x\n  y\n", (1, 3)),
        ("# specc: ignore\na: 'x\n  y'\n", (2, 3)),
        ("# specc: ignore\na: x\n  y\n", (2, 3)),
        ("# specc: ignore\na:\n  x\n", (2, 2)),
        ("a: {b: 1, # specc: ignore\n  c: 2}\n", (1, 1)),
    ],
)
def test_what_a_comment_covers(text: str, lines: tuple[int, int]) -> None:
    (found,) = read(text)
    assert (found.first_line, found.last_line) == lines


def test_the_last_day_is_one_of_silence() -> None:
    (found,) = read("a: 1 # specc: ignore until 2027-01-31\n")
    assert [as_of([found], day)[0].has_ended for day in (date(2027, 1, 31), date(2027, 2, 1))] == [False, True]


def test_a_comment_ends_before_its_line_does() -> None:
    (found,) = read("a: 1 # specc: ignore[P105] x \r\n")
    assert found.span.text == "# specc: ignore[P105] x"


@pytest.mark.parametrize(
    ("text", "names", "until", "line"),
    [
        ("Hi. {# specc: ignore[L108] #}", ("L108",), None, 1),
        ("{# specc: ignore[L108, V110] until 2027-01-31 because #}\nHi.", ("L108", "V110"), date(2027, 1, 31), 2),
        ("  {#- specc: ignore until 2027-01-31 -#}\nHi.", (), date(2027, 1, 31), 2),
        ("Hi. {# Specc: ignore[L108] #}", ("L108",), None, 1),
        ("{#specc:ignore[L108] until 2027-01-31#} Hi.", ("L108",), date(2027, 1, 31), 1),
    ],
)
def test_comments_of_partials(text: str, names: tuple[str, ...], until: date | None, line: int) -> None:
    (found,) = partial_ignores(Source("a.j2", text))
    assert (found.names, found.until, found.first_line, found.flaw) == (names, until, line, None)
    assert found.span.text == text[text.index("{#") : text.index("#}") + 2]


def test_what_is_wrong_with_a_comment_of_a_partial() -> None:
    found = partial_ignores(Source("a.j2", "{# specc: ignore[L108 #}{# specc: ignore[L108] until soon #}{# specc: ignore[L108] Until 2027-01-31 #}{# specc: hello #}{# ignore #} # specc: ignore"))
    assert [(comment.flaw.kind, comment.flaw.span.text) for comment in found if comment.flaw] == [("list", "[L108"), ("date", "soon"), ("until", "Until 2027-01-31")]
