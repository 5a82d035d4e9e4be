"""Values that aren't clean, where a video uses them: one finding a column."""

from dataclasses import replace

import pytest

from specc.base.fault import Sighting
from specc.base.location import Source
from specc.check.engine import Findings
from specc.compiler.bind import is_padded, padded_fault
from specc.syntax.parse import parse


@pytest.mark.parametrize("value", [" Ana", "Ana ", "\tAna", "Ana\u00a0"])
def test_padding(value: str) -> None:
    assert is_padded(value)


@pytest.mark.parametrize("value", ["Ana Maria", "", " ", None, 7])
def test_nothing_around_or_nothing_within(value: object) -> None:
    assert not is_padded(value)


@pytest.mark.parametrize(("audience", "at"), [("{from: guests.csv}", "guests.csv"), ("{from: guests.csv, columns: {name: {}}}", "name")])
def test_padded_values_are_one_finding_a_column(audience: str, at: str) -> None:
    document = parse(Source("x.video.yaml", f"specc: 1\naudience: {audience}\n"))
    findings = Findings()
    findings.add(replace(padded_fault(document, "name"), sighting=Sighting(row=row, column="name", value=" Ana ")) for row in range(1, 6))
    (found,) = findings.diagnostics(())
    assert found.message == "values of the column `name` have white space around them"
    assert found.help
    assert found.span.text == at
    assert found.occurrences.rows == 5
