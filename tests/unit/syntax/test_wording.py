"""What is typed wrong most is told where it is, with what to write."""

import pytest

from specc.base.location import Source
from specc.syntax.parse import parse

BEHIND = "text goes on behind the quote that ends it"
MISTAKES = {
    "text: 'It's great'": (10, BEHIND, "inside single quotes write `''`"),
    'text: "50%" off': (12, BEHIND, "inside double quotes write `'`"),
    'text: "{% include "a.j2" %}"': (19, BEHIND, "inside double quotes write `'`"),
    'text: "Hello"}': (13, "`}` behind a value that has ended", "take it out"),
    'text: "Hello",': (13, "`,` behind a value that has ended", "take it out"),
    'a: {b: "Hola}\nc: {d: "Hello"}': (7, "a quote that is never closed", "close it on this line"),
    'text: "Hello': (6, "a quote that is never closed", "close it on this line"),
    "text: {name} hello": (13, "text goes on behind the `}` that ends the value", "in quotes"),
    "text: [Name] hello": (13, "text goes on behind the `]` that ends the value", "in quotes"),
    "a: {b: #ffffff}\nc: 1": (7, "a `#` behind white space begins a comment", "quotes"),
    "a: {b: we are #1}\nc: 1": (14, "a `#` behind white space begins a comment", "quotes"),
    "a: 1\ntext:Hello\nb: 2": (5, "a `:` without a space behind it", "write `key: value`"),
    "a: 1\ntext = Hello\nb: 2": (5, "a key without `:`", "write `key: value`"),
    "a: 1\nb: Hello\nthere\nc: 2": (14, "a key without `:`", "text of several lines is indented"),
    "text: *bold* move": (11, "something that is no name of an anchor or an alias", "in quotes"),
    "text: ? hello": (6, "a `?` where no key can begin", "in quotes"),
    "text: `code`": (6, "a backquote can't start a plain value", "in quotes"),
    "a:\n\tb: 1": (3, "a tab where only spaces can stand", "spaces"),
    "a:\n  b: 1\n c: 2": (11, "this line fits neither the mapping above nor its parent", "align it"),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_what_is_told(text: str) -> None:
    at, problem, help = MISTAKES[text]
    (fault,) = [fault for fault in parse(Source("a.yaml", text + "\n")).faults if fault.rule == "S101"]
    assert (fault.span.start, fault.facts["problem"]) == (at, problem)
    assert help in str(fault.facts["help"])
