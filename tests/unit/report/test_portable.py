"""Reports for programs: names of files from one folder, with slashes, and findings in order."""

from pathlib import Path

import pytest

from specc.base.diagnostic import Occurrences
from specc.base.fault import Related, Sighting
from specc.base.fix import Edit, Fix
from specc.report.portable import portable, relative
from tests.unit.report.findings import finding, report, span


@pytest.mark.parametrize(
    ("name", "told"),
    [("a.yaml", "a.yaml"), ("./b/../a.yaml", "a.yaml"), ("{folder}/b/a.yaml", "b/a.yaml"), ("{folder}/../a.yaml", "../a.yaml"), ("../a.yaml", "../a.yaml"), ("é/ü.yaml", "é/ü.yaml")],
)
def test_names_are_as_from_the_folder(name: str, told: str, tmp_path: Path) -> None:
    assert relative(name.format(folder=tmp_path), tmp_path) == told


def test_a_name_that_leads_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real", target_is_directory=True)
    assert relative(str(tmp_path / "link" / "a.yaml"), tmp_path / "real") == "a.yaml"


def test_every_place_of_a_finding_is_named_so(tmp_path: Path) -> None:
    place = span("a: 9", "9", name=str(tmp_path / "v" / "x.yaml"))
    seen = Occurrences(0, 1, (Sighting(row=1, file=str(tmp_path / "d.csv"), line=2), Sighting(row=2, file="stdin"), Sighting()))
    item = finding(place, within=place, related=(Related(place, "here"),), fix=Fix("mend", (Edit(place, "8"),)), occurrences=seen)
    (made,) = portable(report(item), tmp_path).findings
    assert made.fix is not None
    assert made.within is not None
    spans = [made.span, made.within, made.related[0].span, made.fix.edits[0].span]
    assert {one.source.name for one in spans} == {"v/x.yaml"}
    assert [one.text for one in spans] == ["9"] * 4
    assert [sighting.file for sighting in made.occurrences.first] == ["d.csv", "stdin", None]


def test_findings_are_in_the_order_of_names_and_places(tmp_path: Path) -> None:
    items = [finding(span("a: 9 8", wrong, name=name)) for name, wrong in (("b", "9"), ("a", "8"), ("a", "9"))]
    made = portable(report(*items), tmp_path).findings
    assert [(item.span.source.name, item.span.text) for item in made] == [("a", "9"), ("a", "8"), ("b", "9")]
