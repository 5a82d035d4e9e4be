"""Counts by rule: the most first, with a mark for what can be fixed."""

import json
from dataclasses import asdict

from specc.base.diagnostic import Occurrences
from specc.base.fix import Edit, Fix
from specc.report.json import render as render_json
from specc.report.statistics import count, render
from tests.unit.report.findings import finding, report, span

PLACE = span("a: 9", "9")
FIX = Fix("mend", (Edit(PLACE, "8"),), is_safe=True)
GUESS = Fix("mend", (Edit(PLACE, "8"),))
ITEMS = (
    finding(PLACE, code="V107", name="unused-variable", severity="warning", fix=FIX),
    *[finding(PLACE, occurrences=Occurrences(1, 5)) for _ in range(9)],
    finding(PLACE, fix=FIX),
    finding(PLACE, code="D105", name="duplicate-row-key"),
    finding(PLACE, code="P107", name="not-allowed", fix=GUESS),
)


def test_rules_are_counted() -> None:
    counted = [(item.code, item.name, item.severity, item.count, item.rows, item.fixable, item.safe) for item in count(ITEMS)]
    assert counted == [("P105", "above-maximum", "error", 10, 45, 1, 1), ("D105", "duplicate-row-key", "error", 1, 0, 0, 0), ("P107", "not-allowed", "error", 1, 0, 1, 0), ("V107", "unused-variable", "warning", 1, 0, 1, 1)]


def test_the_table() -> None:
    assert render(report(*ITEMS)) == (
        "10  P105  [-] above-maximum\n"
        " 1  D105  [ ] duplicate-row-key\n"
        " 1  P107  [-] not-allowed\n"
        " 1  V107  [*] unused-variable\n"
        "\n"
        "[*] `specc lint --fix` mends all of them\n"
        "[-] `specc lint --fix` mends some of them, or `--unsafe-fixes` does by a guess\n"
        "\n"
        "12 errors, 1 warning (1 spec, 2 cells, 3 rows, 4 videos)\n"
    )


def test_nothing_is_the_last_line_alone() -> None:
    assert render(report()) == "0 errors, 0 warnings (1 spec, 2 cells, 3 rows, 4 videos)\n"


def test_json_has_the_same_when_asked() -> None:
    made = json.loads(render_json(report(*ITEMS), has_statistics=True))
    assert made["statistics"] == [asdict(item) for item in count(ITEMS)]
    assert "statistics" not in json.loads(render_json(report(*ITEMS)))
