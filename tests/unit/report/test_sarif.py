"""SARIF: fingerprints survive moved lines, and what is cut is the least severe."""

import json
from typing import Any

from specc.base.fault import Related
from specc.report.sarif import RESULTS_MAX, render
from tests.unit.report.findings import finding, report, span


def results(*found: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(render(report(*found)))["runs"][0]["results"]
    return made


def test_a_fingerprint_survives_moved_lines_and_no_more() -> None:
    marks = [
        results(finding(span(text, "9", name=name), code=code))[0]["partialFingerprints"]["specc/v1"]
        for text, name, code in (("a: 9", "x", "P105"), ("\n\nb: 1\n  a: 9", "x", "P105"), ("b: 9", "x", "P105"), ("a: 9", "y", "P105"), ("a: 9", "x", "P104"))
    ]
    assert marks[0] == marks[1]
    assert len(set(marks)) == 4


def test_levels_and_rules() -> None:
    place = span("a: 9", "9")
    made = results(finding(place, code="S110", severity="warning"), finding(place, severity="info"), finding(place))
    assert [(result["level"], result["ruleId"], result["ruleIndex"]) for result in made] == [("error", "P105", 0), ("warning", "S110", 1), ("note", "P105", 0)]


def test_errors_are_kept_when_there_is_too_much() -> None:
    place = span("a: 9", "9")
    made = results(*[finding(place, severity="warning")] * RESULTS_MAX, finding(place))
    assert (len(made), made[0]["level"], made[1]["level"]) == (RESULTS_MAX, "error", "warning")


def test_related_places_have_their_messages() -> None:
    (made,) = results(finding(span("a: 9", "9"), related=(Related(span("b: 1", "1", name="a b.yaml"), "here"),)))
    (related,) = made["relatedLocations"]
    assert related["message"] == {"text": "here"}
    assert related["physicalLocation"] == {"artifactLocation": {"uri": "a%20b.yaml"}, "region": {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5}}
