"""GitHub's workflow commands: a line a finding, with everything escaped that would end it early."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from specc.report.github import render
from tests.unit.report.findings import finding, report, span


def test_a_command() -> None:
    assert render(report(finding(span("a: 9", "9")))) == "::error file=x.video.yaml,line=1,endLine=1,col=4,endColumn=5,title=P105 above-maximum::it is wrong%0Ahelp: mend it\n"
    assert render(report(finding(span("a: 9", "9"), severity="warning"))).startswith("::warning ")
    assert render(report(finding(span("a: 9", "9"), severity="info"))).startswith("::notice ")


@settings(max_examples=100, deadline=None, database=None)
@given(name=st.text(st.sampled_from("a:,%\r\n=é"), min_size=1), message=st.text(st.sampled_from("a:,%\r\n é"), min_size=1))
def test_what_is_escaped_comes_back_whole(name: str, message: str) -> None:
    line = render(report(finding(span("a: 9", "9", name=name), message=message, help="")))
    assert line.count("\n") == 1
    match = re.fullmatch(r"::error file=([^,:]*),line=1,[^:]*::([^\r\n]*)\n", line)
    assert match
    assert unescaped(match[1]) == name
    assert unescaped(match[2]) == message


def unescaped(text: str) -> str:
    return re.sub(r"%([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), text)
