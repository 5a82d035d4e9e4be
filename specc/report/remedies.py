"""The fix of a finding as other programs may have it: whole, or not at all where it would tell a secret."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from specc.base.diagnostic import Diagnostic
from specc.base.fix import Edit, Fix
from specc.base.location import Source, Span
from specc.check.leaks import masked

_REACH_CHARACTERS = 8_000
"""Longer than a private key of 8,192 bits."""
_LINE_CHARACTERS = 200


def told_fix(item: Diagnostic) -> Fix | None:
    """The fix of a finding; None where there is none, or where its text holds a part of a secret."""
    fix = item.fix
    return None if fix is None or any(map(_tells_secret, fix.edits)) else Fix(masked(fix.message), fix.edits, fix.is_safe)


def edits_by_source(fix: Fix) -> list[tuple[Source, list[Edit]]]:
    """The edits of each file, in the order of names and places."""
    edits = sorted(fix.edits, key=lambda edit: edit.span.order())
    return [(group[0].span.source, group) for group in (list(items) for _, items in groupby(edits, key=lambda edit: edit.span.source.name))]


def joined(edits: Iterable[Edit]) -> Edit | None:
    """One edit that does what all do, for who takes a single one; None where they are in several files, or it would tell a secret."""
    ordered = sorted(edits, key=lambda edit: edit.span.order())
    source = ordered[0].span.source
    if any(edit.span.source.name != source.name for edit in ordered):
        return None
    start, end, text = ordered[0].span.start, ordered[0].span.start, ""
    for edit in ordered:
        text += source.text[end : edit.span.start] + edit.text
        end = edit.span.end
    whole = Edit(Span(source, start, end), text)
    return None if _tells_secret(whole) else whole


def _tells_secret(edit: Edit) -> bool:
    """Whether what is masked where the edit has been made is in its text. Only what is near is read: of a file without secrets the lines
    beside it, of another as far as a secret reaches."""
    source, reach = edit.span.source, _REACH_CHARACTERS if _has_secrets(edit.span.source) else _LINE_CHARACTERS
    before = source.text[max(0, edit.span.start - reach) : edit.span.start]
    following = source.text[edit.span.end : edit.span.end + reach]
    return masked(before + edit.text + following)[len(before) : len(before) + len(edit.text)] != edit.text


@lru_cache(maxsize=8)
def _has_secrets(source: Source) -> bool:
    return masked(source.text) != source.text
