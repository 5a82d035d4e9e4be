"""Edits are applied as one would by hand, whatever the edits, the text and its line ends."""

from hypothesis import given
from hypothesis import strategies as st

from specc.base.fix import Edit, Fix, applied
from specc.base.location import Source, Span
from specc.check.mending.applying import by_file, compatible

pieces = st.sampled_from(["a", "ß", "𝄞", " ", "#", "\n", "\r\n", "\r", "\t", "key: ", "'"])
texts = st.lists(pieces, max_size=30).map("".join)


@st.composite
def sources_with_fixes(draw: st.DrawFn) -> tuple[Source, list[Fix]]:
    source = Source("a.video.yaml", draw(texts))
    offset = st.integers(0, len(source.text))

    def edits() -> tuple[Edit, ...]:
        pairs = sorted({tuple(sorted((draw(offset), draw(offset)))) for _ in range(draw(st.integers(0, 3)))})
        apart = [pair for index, pair in enumerate(pairs) if all(before[1] <= pair[0] and before[0] != pair[0] for before in pairs[:index])]
        return tuple(Edit(Span(source, start, end), draw(texts)) for start, end in apart)

    return source, [Fix("mend it", edits()) for _ in range(draw(st.integers(0, 6)))]


def by_hand(text: str, edits: list[Edit]) -> str:
    """From the end to the beginning, one at a time."""
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def meet(edit: Edit, other: Edit) -> bool:
    first, second = sorted((edit.span, other.span), key=lambda span: (span.start, span.end))
    return second.start < first.end or second.start == first.start


@given(sources_with_fixes())
def test_chosen_edits_are_applied_and_nothing_else(given_fixes: tuple[Source, list[Fix]]) -> None:
    source, fixes = given_fixes
    chosen = [fixes[index] for index in compatible(fixes)]
    edits = by_file(chosen).get(source.name, [])
    assert {(edit.span.start, edit.span.end, edit.text) for edit in edits} == {(edit.span.start, edit.span.end, edit.text) for fix in chosen for edit in fix.edits}
    assert not any(meet(edit, other) for index, edit in enumerate(edits) for other in edits[:index])
    assert applied(source.text, edits) == by_hand(source.text, edits)


@given(sources_with_fixes())
def test_a_fix_is_left_out_only_for_another(given_fixes: tuple[Source, list[Fix]]) -> None:
    _, fixes = given_fixes
    numbers = compatible(fixes)
    taken = [edit for index in numbers for edit in fixes[index].edits]
    for index, fix in enumerate(fixes):
        if index not in numbers:
            assert any(meet(edit, other) for edit in fix.edits for other in taken)


@given(sources_with_fixes(), st.randoms())
def test_what_is_made_does_not_hang_on_the_order_of_edits(given_fixes: tuple[Source, list[Fix]], random: object) -> None:
    source, fixes = given_fixes
    edits = by_file(fixes[index] for index in compatible(fixes)).get(source.name, [])
    shuffled = list(edits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert applied(source.text, shuffled) == applied(source.text, edits)


def test_the_same_edit_is_made_once() -> None:
    source = Source("a", "abc")
    fixes = [Fix("mend it", (Edit(Span(source, 1, 2), "x"),)), Fix("mend it too", (Edit(Span(source, 1, 2), "x"),))]
    assert compatible(fixes) == [0, 1]
    assert applied(source.text, by_file(fixes)["a"]) == "axc"


def test_edits_of_two_files_never_meet() -> None:
    fixes = [Fix("mend it", (Edit(Span(Source(name, "abc"), 0, 3), name),)) for name in ("a", "b")]
    assert compatible(fixes) == [0, 1]
    assert {name: applied("abc", edits) for name, edits in by_file(fixes).items()} == {"a": "a", "b": "b"}


def test_a_fix_of_two_files_is_made_whole_or_not_at_all() -> None:
    first, second = Source("a", "abc"), Source("b", "abc")
    both = Fix("mend both", (Edit(Span(first, 0, 1), "x"), Edit(Span(second, 0, 3), "y")))
    other = Fix("mend one", (Edit(Span(second, 1, 2), "z"),))
    assert compatible([both, other]) == [0]
