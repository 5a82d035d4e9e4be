"""GitLab's Code Quality: the fields it asks for, and fingerprints that are one of a kind."""

import json

from specc.report.gitlab import render
from tests.unit.report.findings import finding, report, span


def test_an_issue() -> None:
    (made,) = json.loads(render(report(finding(span("b: 1\na: [9,\n 8]\n", "[9,\n 8]\n")))))
    assert {name: value for name, value in made.items() if name != "fingerprint"} == {
        "type": "issue",
        "check_name": "P105",
        "description": "it is wrong (above-maximum)",
        "categories": ["Bug Risk"],
        "severity": "major",
        "location": {"path": "x.video.yaml", "lines": {"begin": 2, "end": 3}},
    }


def test_severities_and_fingerprints() -> None:
    place = span("a: 9", "9")
    made = json.loads(render(report(*(finding(place, severity=severity) for severity in ("error", "warning", "info")))))
    assert [issue["severity"] for issue in made] == ["major", "minor", "info"]
    assert len({issue["fingerprint"] for issue in made}) == 3


def test_nothing_is_an_empty_list() -> None:
    assert json.loads(render(report())) == []
