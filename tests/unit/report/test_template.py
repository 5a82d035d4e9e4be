"""Reports by a template of the user's: each finding or all of them, nothing beyond the bounds, and mistakes told in a line."""

import pytest

from specc.base.errors import UsageError
from specc.check.report import Report
from specc.report.template import Template
from tests.unit.report.findings import finding, report, span

FOUND = report(finding(span("a: 9", "9")), finding(span("é: 9", "9", name="y"), code="V107", severity="warning"))


def written(text: str, found: Report = FOUND) -> str:
    return Template(text, "--template").render(found)


def refusal(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        written(text)
    return f"{caught.value.message} | {caught.value.help}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ f.file }}:{{ f.line }}:{{ f.column }} {{ f.code }} {{ f.message }}", "x.video.yaml:1:4 P105 it is wrong\ny:1:4 V107 it is wrong\n"),
        ("{% if f.severity == 'error' %}{{ f.code }}{% endif %}", "P105\n"),
        ("{% for f in findings %}{{ f.code }} {% endfor %}", "P105 V107 \n"),
        ("{{ summary.errors }} of {{ findings | length }}\n", "1 of 2\n"),
        ("{{ statistics | map(attribute='code') | join(',') }}", "P105,V107\n"),
        ("{{ f | tojson }}", None),
        ("fixed text", "fixed text\n"),
        ("", ""),
    ],
)
def test_a_template_is_written(text: str, expected: str | None) -> None:
    made = written(text)
    assert made.count("\n") == 2 if expected is None else made == expected


def test_nothing_found_is_nothing_for_each() -> None:
    assert written("{{ f.code }}", report()) == ""
    assert written("{{ summary.errors }}", report()) == "0\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ f.fiel }}", "--template:1:5: there is no `fiel` | did you mean `file`?"),
        ("\n {{ finding }}", "--template:2:5: there is no `finding` | did you mean `findings`?"),
        ("{{ f.code", "this is never closed"),
        ("{{ f.code | shout }}", "No filter named 'shout'"),
        ("{{ f.__class__ }}", "--template:1:5: "),
        ("{% include 'a' %}", "there is no template `a`"),
        ("{% for i in range(99999999) %}x{% endfor %}", "Range too big"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", "too much work"),
        ("{{ f.line / 0 }}", "division by zero"),
        ("{{ f }}", "a mapping can't be written as text"),
    ],
)
def test_mistakes_are_told_in_a_line(text: str, told: str) -> None:
    assert told in refusal(text)
    assert "\n" not in refusal(text)
