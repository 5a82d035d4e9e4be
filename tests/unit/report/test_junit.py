"""JUnit's XML: whatever a finding says, it parses, and what fails the run is a failure."""

import xml.etree.ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from specc.report.junit import render
from tests.unit.report.findings import finding, report, span


def test_suites_and_cases() -> None:
    items = (finding(span("a: 9", "9", name="a")), finding(span("a: 9", "9", name="a"), severity="warning"), finding(span("a: 9", "9", name="b"), severity="info", help=""))
    root = ET.fromstring(render(report(*items)))
    assert (root.tag, root.attrib) == ("testsuites", {"name": "specc", "tests": "3", "failures": "1", "errors": "0"})
    assert [suite.attrib for suite in root] == [
        {"name": "a", "tests": "2", "failures": "1", "errors": "0"},
        {"name": "b", "tests": "1", "failures": "0", "errors": "0"},
    ]
    first, second, third = root.iter("testcase")
    assert first.attrib == {"name": "P105 above-maximum (1:4)", "classname": "a", "file": "a", "line": "1"}
    failure = first.find("failure")
    assert failure is not None
    assert (failure.attrib, failure.text) == ({"message": "it is wrong", "type": "error"}, "a:1:4: it is wrong\nhelp: mend it")
    assert [second.findtext("system-out"), third.findtext("system-out")] == ["warning: a:1:4: it is wrong\nhelp: mend it", "info: b:1:4: it is wrong"]


def test_what_fails_the_run_is_a_failure() -> None:
    items = [finding(span("a: 9", "9"), severity=severity) for severity in ("error", "warning", "info")]
    failures = [ET.fromstring(render(report(*items), fail_on)).get("failures") for fail_on in ("error", "warning", "info")]
    assert failures == ["1", "2", "3"]


def test_nothing_found_is_a_case_that_passes() -> None:
    root = ET.fromstring(render(report()))
    (case,) = root.iter("testcase")
    assert (root.get("tests"), root.get("failures"), case.get("name")) == ("1", "0", "nothing found (1 specs, 2 cells, 3 rows)")


@settings(max_examples=200, deadline=None, database=None)
@given(name=st.text(min_size=1), message=st.text(min_size=1), help=st.text())
def test_any_text_is_held(name: str, message: str, help: str) -> None:
    root = ET.fromstring(render(report(finding(span("a: 9", "9", name=name), message=message, help=help))).encode("utf-8"))
    (failure,) = root.iter("failure")
    assert failure.get("message") == "".join(character if is_legal(character) else "\N{REPLACEMENT CHARACTER}" for character in message)


def is_legal(character: str) -> bool:
    code = ord(character)
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000
