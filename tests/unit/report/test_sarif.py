"""SARIF: places, fixes and rows of data as it asks for them, and what is cut is the least severe."""

import json
from typing import Any

from specc.base.diagnostic import Occurrences
from specc.base.fault import Related, Sighting
from specc.base.fix import Edit, Fix
from specc.base.location import Source, Span
from specc.check.fingerprint import fingerprints
from specc.report.sarif import RESULTS_MAX, render
from tests.unit.report.findings import finding, report, span


def results(*found: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(render(report(*found)))["runs"][0]["results"]
    return made


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


def test_columns_are_characters() -> None:
    (made,) = results(finding(span("🎬é: 9", "9")))
    log = json.loads(render(report()))["runs"][0]
    assert (log["columnKind"], log["newlineSequences"]) == ("unicodeCodePoints", ["\r\n", "\n", "\r"])
    assert made["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 6}


def test_fingerprints_go_with_their_findings() -> None:
    items = (finding(span("a: 9", "9"), severity="info"), finding(span("b: 9", "9")))
    marks = fingerprints(items)
    assert [result["partialFingerprints"] for result in results(*items)] == [{"specc/v1": marks[1]}, {"specc/v1": marks[0]}]


def test_rows_are_places_in_the_data() -> None:
    rows = (
        Sighting(row=1, key="a", file="v/d.csv", line=2, column="c", value="v"),
        Sighting(row=2, key="2", file="v/d.parquet"),
        Sighting(row=3, file="stdin", line=4),
        Sighting(row=4, file="v/d.csv.gz", line=5),
        Sighting(cell={"language": "es"}),
    )
    (made,) = results(finding(span("a: 9", "9"), occurrences=Occurrences(0, 7, rows)))
    assert made["occurrenceCount"] == 7
    assert made["relatedLocations"] == [
        {"id": 0, "physicalLocation": {"artifactLocation": {"uri": "v/d.csv"}, "region": {"startLine": 2}}, "message": {"text": "row 1, key a, c 'v'"}},
        {"id": 1, "physicalLocation": {"artifactLocation": {"uri": "v/d.parquet"}}, "message": {"text": "row 2"}},
        {"id": 2, "physicalLocation": {"artifactLocation": {"uri": "v/d.csv.gz"}}, "message": {"text": "row 4"}},
    ]


def test_a_fix_is_replacements_by_file() -> None:
    here, there = Source("x y", "é: 9\n"), Source("a", "b: 1\n")
    fix = Fix("mend it", (Edit(Span(here, 3, 4), "8"), Edit(Span(there, 0, 0), "c: 2\n"), Edit(Span(here, 0, 1), "e")))
    (made,) = results(finding(Span(here, 3, 4), fix=fix))
    assert made["fixes"] == [
        {
            "description": {"text": "mend it"},
            "artifactChanges": [
                {"artifactLocation": {"uri": "a"}, "replacements": [{"deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}, "insertedContent": {"text": "c: 2\n"}}]},
                {
                    "artifactLocation": {"uri": "x%20y"},
                    "replacements": [
                        {"deletedRegion": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2}, "insertedContent": {"text": "e"}},
                        {"deletedRegion": {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 5}, "insertedContent": {"text": "8"}},
                    ],
                },
            ],
        }
    ]


def test_a_rule_has_its_page_and_its_own_severity() -> None:
    made = json.loads(render(report(finding(span("a: 9", "9"), severity="info"))))["runs"][0]["tool"]["driver"]
    (rule,) = made["rules"]
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["help"]["text"].startswith(rule["shortDescription"]["text"])
    assert "```yaml" in rule["help"]["markdown"]
    assert rule["properties"] == {"problem.severity": "error", "tags": ["provider's limits"]}
