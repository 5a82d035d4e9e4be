"""Findings in reviewdog's diagnostic format, with fixes as suggestions. Columns count bytes of UTF-8 from 1, ends are exclusive."""

from typing import Any

from specc.base.diagnostic import Diagnostic
from specc.base.location import Span
from specc.check.report import Report
from specc.report.json import dumped
from specc.report.remedies import joined, told_fix

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(report: Report) -> str:
    document = {"source": {"name": "specc"}, "diagnostics": [_diagnostic(item) for item in report.findings]}
    return dumped(document)


def _diagnostic(item: Diagnostic) -> dict[str, Any]:
    suggestions = _suggestions(item)
    return {
        "message": item.text,
        "location": {"path": item.span.source.name, "range": _range(item.span)},
        "severity": _SEVERITIES[item.severity],
        "code": {"value": item.code},
        **({"suggestions": suggestions} if suggestions else {}),
    }


def _suggestions(item: Diagnostic) -> list[dict[str, Any]]:
    """A suggestion is a whole fix of the finding's own file."""
    fix = told_fix(item)
    edit = joined(fix.edits) if fix is not None and fix.edits else None
    if edit is None or edit.span.source.name != item.span.source.name:
        return []
    return [{"range": _range(edit.span), "text": edit.text}]


def _range(span: Span) -> dict[str, Any]:
    return {"start": _position(span, span.start), "end": _position(span, span.end)}


def _position(span: Span, offset: int) -> dict[str, int]:
    place = span.source.position(offset)
    before = span.source.text[offset - place.column + 1 : offset]
    return {"line": place.line, "column": len(before.encode(errors="surrogatepass")) + 1}
