"""Which edits are made together. Law: edits that meet never are, nor fixes that claim the same."""

from bisect import bisect, insort
from collections.abc import Iterable

from specc.base.fix import Edit, Fix


def compatible(fixes: Iterable[Fix]) -> list[int]:
    """Which fixes can be applied at once, by their index: in the order of the source, each whole or not at all. One that does just
    what others do counts as applied with them.
    """
    numbered = sorted(enumerate(fixes), key=lambda item: min((edit.span.order() for edit in item[1].edits), default=("", 0, 0)))
    taken: dict[str, list[Edit]] = {}
    claimed: set[tuple[object, ...]] = set()
    chosen = []
    for index, fix in numbered:
        beside = [_neighbours(edit, taken.get(edit.span.source.name, [])) for edit in fix.edits]
        new = [edit for edit, near in zip(fix.edits, beside, strict=True) if not any(_is_same(edit, other) for other in near)]
        if new and fix.claims and fix.claims in claimed:
            continue
        if not any(_meet(edit, other) for edit, near in zip(fix.edits, beside, strict=True) if edit in new for other in near):
            for edit in new:
                insort(taken.setdefault(edit.span.source.name, []), edit, key=_start)
            claimed.add(fix.claims)
            chosen.append(index)
    return chosen


def _neighbours(edit: Edit, taken: list[Edit]) -> list[Edit]:
    """Of edits in order, none of which meet, those that a further one can meet."""
    at = bisect(taken, edit.span.start, key=_start)
    following = bisect(taken, max(edit.span.start, edit.span.end), key=_start)
    return taken[max(0, at - 1) : following]


def _start(edit: Edit) -> int:
    return edit.span.start


def by_file(fixes: Iterable[Fix]) -> dict[str, list[Edit]]:
    """The edits of fixes that can be applied at once, each once, by the name of their file."""
    edits: dict[str, dict[object, Edit]] = {}
    for fix in fixes:
        for edit in fix.edits:
            edits.setdefault(edit.span.source.name, {}).setdefault((edit.span.order(), edit.text), edit)
    return {name: list(known.values()) for name, known in edits.items()}


def _is_same(edit: Edit, other: Edit) -> bool:
    return edit.text == other.text and edit.span.order() == other.span.order()


def _meet(edit: Edit, other: Edit) -> bool:
    """Whether two edits overlap, or start at the same place: then their order would matter."""
    first, second = sorted((edit.span, other.span), key=lambda span: (span.start, span.end))
    return first.source.name == second.source.name and (second.start < first.end or second.start == first.start)
