"""JSON holds what a finding holds, in the units that it is said to have."""

import json

from specc.base.diagnostic import Occurrences
from specc.base.fault import Related, Sighting
from specc.report.json import render
from tests.unit.report.findings import finding, report, span


def test_places_are_lines_and_columns_of_characters_from_one() -> None:
    made = json.loads(render(report(finding(span("🎬: 1\n你好: [a,\n b]\n", "[a,\n b]")))))
    (found,) = made["findings"]
    assert (found["line"], found["column"], found["end_line"], found["end_column"]) == (2, 5, 3, 4)


def test_sightings_and_related_places() -> None:
    sighting = Sighting(cell={"language": "es"}, row=3, key="k", file="d.csv", line=4, column="c", value="v")
    found = finding(span("a: 9", "9"), occurrences=Occurrences(1, 1, (sighting,)), related=(Related(span("bb: 7", "7", name="y"), "here"),))
    (made,) = json.loads(render(report(found)))["findings"]
    assert made["occurrences"] == {"cells": 1, "rows": 1, "first": [{"cell": {"language": "es"}, "row": 3, "key": "k", "file": "d.csv", "line": 4, "column": "c", "value": "v"}]}
    assert made["related"] == [{"file": "y", "line": 1, "column": 5, "message": "here"}]


def test_the_summary_counts_by_severity() -> None:
    place = span("a: 9", "9")
    made = json.loads(render(report(finding(place), finding(place, severity="warning"), finding(place, severity="info"), finding(place))))
    assert made["summary"] == {"specs": 1, "cells": 2, "rows": 3, "tasks": 4, "errors": 2, "warnings": 1, "infos": 1}


def test_half_a_character_of_the_data_is_still_json() -> None:
    sighting = Sighting(row=1, value="a\ud800b")
    (made,) = json.loads(render(report(finding(span("a: 9", "9"), occurrences=Occurrences(0, 1, (sighting,))))))["findings"]
    assert made["occurrences"]["first"][0]["value"] == "a?b"
