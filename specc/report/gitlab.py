"""Findings as GitLab's Code Quality takes them: a list of issues, known again by their fingerprints."""

from specc.base.diagnostic import Diagnostic
from specc.check.fingerprint import fingerprints
from specc.check.report import Report
from specc.report.json import dumped

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report) -> str:
    marks = fingerprints(report.findings)
    issues = [_issue(item, mark) for item, mark in zip(report.findings, marks, strict=True)]
    return dumped(issues)


def _issue(item: Diagnostic, mark: str) -> dict[str, object]:
    last = item.span.source.position(max(item.span.start, item.span.end - 1)).line
    return {
        "type": "issue",
        "check_name": item.code,
        "description": f"{item.message} ({item.name})",
        "categories": ["Bug Risk"],
        "severity": _SEVERITIES[item.severity],
        "fingerprint": mark,
        "location": {"path": item.span.source.name, "lines": {"begin": item.span.first.line, "end": last}},
    }
