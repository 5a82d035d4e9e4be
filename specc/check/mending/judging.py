"""Judges fixes by what is found before and after them. Law: a fix that brings errors where it hid none, or to a spec that had none, is no good."""

from collections import Counter
from dataclasses import dataclass

from specc.base.diagnostic import Diagnostic
from specc.check.report import Report
from specc.check.rule import family
from specc.check.silencing import UNUSED_IGNORE

Key = tuple[object, ...]

_UNREADABLE = frozenset(("S101", "S102", "S103", "S112", "S118"))
_HIDING = frozenset("SVD")
"""Families whose errors keep parts of a spec from being looked at: what is wrong there is seen when they are mended."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is found in specs, and the names of those that have no errors."""

    report: Report
    sound: frozenset[str]


def harm(items: list[Diagnostic], before: Seen, after: Seen) -> str:
    """Why the fixes of findings are no good, or nothing. Warnings aren't mended at the price of others."""
    hides, minor = all(map(_hides, items)), all(item.severity != "error" for item in items)
    known, now = (Counter(_place(item) for item in seen.report.findings) for seen in (before, after))
    new = [item for item in after.report.findings if now[_place(item)] > known[_place(item)] and (item.severity == "error" or (minor and item.severity == "warning"))]
    wrong = next((item for item in new if item.code in _UNREADABLE or not hides), None)
    if wrong is not None:
        return f"it would lead to {wrong.code}, {wrong.message}"
    if broken := sorted(before.sound - after.sound):
        return f"it would break {broken[0]}"
    if after.report.summary.tasks < before.report.summary.tasks:
        return "fewer videos would be made"
    was, still = Counter(map(key, before.report.findings)), Counter(map(key, after.report.findings))
    return next(("it doesn't help" for item in items if still[key(item)] >= was[key(item)]), "")


def turn(item: Diagnostic) -> int:
    """When a finding is fixed: first what has to do without new errors, last the comments that nothing needs any more."""
    return 2 if item.code == UNUSED_IGNORE else int(_hides(item))


def key(item: Diagnostic) -> Key:
    """What tells a finding with its fix from others, wherever it has moved to."""
    edits = () if item.fix is None else tuple((edit.span.text, edit.text) for edit in item.fix.edits)
    return item.code, item.span.source.name, item.message, edits


def _place(item: Diagnostic) -> tuple[str, str]:
    return item.code, item.span.source.name


def _hides(item: Diagnostic) -> bool:
    return item.severity == "error" and family(item.code) in _HIDING
