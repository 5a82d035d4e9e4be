"""Findings as SARIF 2.1.0, inside the limits that GitHub's code scanning sets."""

import hashlib
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from specc.base.diagnostic import Diagnostic
from specc.base.location import Span
from specc.check.report import Report
from specc.check.table import BY_CODE
from specc.report.json import dumped

RESULTS_MAX = 5000
"""GitHub shows 5,000 results of a run, the most severe first."""

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_SEVERITIES = ("error", "warning", "info")


def render(report: Report) -> str:
    kept = sorted(report.findings, key=lambda item: _SEVERITIES.index(item.severity))[:RESULTS_MAX]
    codes = sorted({item.code for item in kept})
    driver = {"name": "specc", "rules": [_rule(code) for code in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(item, codes) for item in kept]}
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return dumped(document) + "\n"


def _rule(code: str) -> dict[str, Any]:
    rule = BY_CODE[code]
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(item: Diagnostic, codes: list[str]) -> dict[str, Any]:
    text = item.message + (f". {item.help}" if item.help else "")
    result: dict[str, Any] = {
        "ruleId": item.code,
        "ruleIndex": codes.index(item.code),
        "level": _LEVELS[item.severity],
        "message": {"text": text},
        "locations": [{"physicalLocation": _physical(item.span)}],
        "partialFingerprints": {"specc/v1": _fingerprint(item)},
    }
    if item.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _physical(related.span), "message": {"text": related.message}}
            for number, related in enumerate(item.related)
        ]
    return result


def _physical(span: Span) -> dict[str, Any]:
    first, last = span.first, span.last
    region = {"startLine": first.line, "startColumn": first.column, "endLine": last.line, "endColumn": last.column}
    return {"artifactLocation": {"uri": quote(PurePath(span.source.name).as_posix(), errors="surrogateescape")}, "region": region}


def _fingerprint(item: Diagnostic) -> str:
    """The same finding after lines have moved: its code, file and the text it points at."""
    line = item.span.source.line(item.span.first.line).strip()
    return hashlib.sha256(f"{item.code}\n{item.span.source.name}\n{line}\n{item.span.text[:200]}".encode(errors="replace")).hexdigest()[:32]
