"""What a fix may lead to."""

import pytest

from specc.base.diagnostic import Diagnostic
from specc.base.location import Source
from specc.check.mending.judging import Seen, harm
from specc.check.report import Report, Summary


def found(code: str) -> Diagnostic:
    return Diagnostic(code, "name", "error", f"what {code} says", "", Source("a", "text").span(0, 4))


def seen(*codes: str) -> Seen:
    return Seen(Report(tuple(map(found, codes)), Summary()), frozenset())


@pytest.mark.parametrize(("fixed", "new"), [("S104", "S102"), ("S117", "S118"), ("P105", "S106")])
def test_what_can_not_be_read_any_more_is_no_good(fixed: str, new: str) -> None:
    assert harm([found(fixed)], seen(fixed), seen(new)) == f"it would lead to {new}, what {new} says"


def test_what_was_hidden_may_be_seen() -> None:
    assert harm([found("S117")], seen("S117"), seen("S106")) == ""
