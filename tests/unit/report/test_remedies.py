"""Fixes for other programs: joined into one edit where they take one, and never with a secret."""

from specc.base.fix import Edit, Fix
from specc.base.location import Source, Span
from specc.report.remedies import edits_by_source, joined, told_fix
from tests.unit.report.findings import finding, span

SECRET = "AKIA" + "QZRT7VXW" * 2


def edits(text: str, *changes: tuple[int, int, str], name: str = "x") -> tuple[Edit, ...]:
    source = Source(name, text)
    return tuple(Edit(Span(source, start, end), new) for start, end, new in changes)


def test_edits_are_joined_with_what_is_between() -> None:
    whole = joined(edits("abcdef", (4, 5, "E"), (1, 2, "B"), (3, 3, "+")))
    assert whole is not None
    assert (whole.span.start, whole.span.end, whole.text) == (1, 5, "Bc+dE")


def test_edits_of_several_files_are_not_joined() -> None:
    both = (*edits("a", (0, 1, "b")), *edits("a", (0, 1, "b"), name="y"))
    assert joined(both) is None
    assert [(source.name, len(group)) for source, group in edits_by_source(Fix("", both[::-1]))] == [("x", 1), ("y", 1)]


def test_a_fix_is_told_as_it_is() -> None:
    fix = Fix("quote it", edits("a: b", (3, 4, '"b"')))
    assert told_fix(finding(span("a: b", "b"), fix=fix)) == fix
    assert told_fix(finding(span("a: b", "b"))) is None


def test_a_fix_that_tells_a_secret_is_not() -> None:
    text = f"a: {SECRET}"
    fix = Fix(f"quote {SECRET}", edits(text, (3, len(text), f'"{SECRET}"')))
    assert told_fix(finding(span(text, SECRET), fix=fix)) is None
    beside = Fix(f"add to {SECRET}", edits(text, (0, 0, "b: 1\n")))
    told = told_fix(finding(span(text, SECRET), fix=beside))
    assert told is not None
    assert SECRET not in told.message


def test_a_secret_between_edits_is_not_told() -> None:
    text = f"a {SECRET} b"
    assert joined(edits(text, (0, 1, "A"), (len(text) - 1, len(text), "B"))) is None
