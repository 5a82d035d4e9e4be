"""reviewdog's format: columns count bytes of UTF-8, and a suggestion is a whole fix."""

import json
from typing import Any

from specc.base.fix import Edit, Fix
from specc.base.location import Source, Span
from specc.report.rdjson import render
from tests.unit.report.findings import finding, report, span

TEXT = "é: 1\nz: {ü: 🎬, b: [9,\n é9]}\n"


def diagnostics(*found: Any) -> list[dict[str, Any]]:
    made = json.loads(render(report(*found)))
    assert made["source"] == {"name": "specc"}
    return list(made["diagnostics"])


def sliced(text: str, place: dict[str, dict[str, int]]) -> str:
    """What a reader of bytes finds at a range."""
    lines = text.encode().split(b"\n")

    def at(position: dict[str, int]) -> int:
        return sum(len(line) + 1 for line in lines[: position["line"] - 1]) + position["column"] - 1

    return text.encode()[at(place["start"]) : at(place["end"])].decode()


def test_a_diagnostic() -> None:
    (made,) = diagnostics(finding(span("é: 9", "9"), severity="info", help=""))
    assert made == {
        "message": "it is wrong",
        "location": {"path": "x.video.yaml", "range": {"start": {"line": 1, "column": 5}, "end": {"line": 1, "column": 6}}},
        "severity": "INFO",
        "code": {"value": "P105"},
    }


def test_columns_are_bytes() -> None:
    for wrong in ("🎬", "b", "[9,\n é9]", "é9", "z", "é: 1\n"):
        (made,) = diagnostics(finding(span(TEXT, wrong)))
        assert sliced(TEXT, made["location"]["range"]) == wrong


def test_a_fix_is_one_suggestion() -> None:
    source = Source("x.video.yaml", TEXT)
    start, end = TEXT.index("🎬"), TEXT.index("é9")
    fix = Fix("mend", (Edit(Span(source, end, end + 1), "e"), Edit(Span(source, start, start + 1), '"🎬"')))
    (made,) = diagnostics(finding(Span(source, start, start + 1), fix=fix))
    (suggestion,) = made["suggestions"]
    assert sliced(TEXT, suggestion["range"]) == "🎬, b: [9,\n é"
    assert suggestion["text"] == '"🎬", b: [9,\n e'


def test_a_fix_of_another_file_is_none() -> None:
    (made,) = diagnostics(finding(span("a: 9", "9"), fix=Fix("mend", (Edit(span("b: 9", "9", name="y"), "8"),))))
    assert "suggestions" not in made
