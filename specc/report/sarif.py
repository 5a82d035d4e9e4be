"""Findings as SARIF 2.1.0, inside the limits that GitHub's code scanning sets. Columns count characters, not units of UTF-16."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from specc.base.diagnostic import SEVERITIES, Diagnostic
from specc.base.fault import Sighting
from specc.base.fix import Edit, Fix
from specc.base.location import Source, Span
from specc.check.fingerprint import fingerprints
from specc.check.report import Report
from specc.check.rule import Rule
from specc.report.json import dumped
from specc.report.pages import page_markdown, prose, title
from specc.report.portable import STDIN
from specc.report.remedies import edits_by_source, told_fix

RESULTS_MAX = 5000
"""GitHub shows 5,000 results of a run, the most severe first."""

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_LINE_BREAKS = ["\r\n", "\n", "\r"]
_TEXT_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".yaml", ".yml")
"""Data in which a line that is told is a line of the file."""


def render(report: Report, *, version: str = "") -> str:
    """`version` is specc's own."""
    marked = zip(report.findings, fingerprints(report.findings), strict=True)
    kept = sorted(marked, key=lambda item: SEVERITIES.index(item[0].severity))[:RESULTS_MAX]
    codes = sorted({item.code for item, _ in kept})
    driver = {"name": "specc", **({"semanticVersion": version} if version else {}), "rules": [_rule(report.rules.by_code[code]) for code in codes]}
    results = [_result(item, mark, codes) for item, mark in kept]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "newlineSequences": _LINE_BREAKS, "results": results}
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return dumped(document)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": prose(rule)},
        "help": {"text": rule.page, "markdown": page_markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"problem.severity": _PROBLEMS[rule.severity], "tags": [title(rule)]},
    }


def _result(item: Diagnostic, mark: str, codes: list[str]) -> dict[str, Any]:
    related = [*_related(item), *_rows(item)]
    fix = told_fix(item)
    return {
        "ruleId": item.code,
        "ruleIndex": codes.index(item.code),
        "level": _LEVELS[item.severity],
        "message": {"text": item.message + (f". {item.help}" if item.help else "")},
        "locations": [{"physicalLocation": _physical(item.span)}],
        "partialFingerprints": {"specc/v1": mark},
        **({"occurrenceCount": item.occurrences.rows} if item.occurrences.rows else {}),
        **({"relatedLocations": [{"id": number, **place} for number, place in enumerate(related)]} if related else {}),
        **({"fixes": [_fix(fix)]} if fix is not None and fix.edits else {}),
    }


def _related(item: Diagnostic) -> Iterator[dict[str, Any]]:
    for place in item.related:
        yield {"physicalLocation": _physical(place.span), "message": {"text": place.message}}


def _rows(item: Diagnostic) -> Iterator[dict[str, Any]]:
    """The first rows that show it, each where it stands in the data, in however many cells it is wrong."""
    for sighting in {(sighting.row, sighting.column, sighting.value): sighting for sighting in item.occurrences.first}.values():
        if sighting.row is not None and sighting.file is not None and sighting.file != STDIN:
            place: dict[str, Any] = {"artifactLocation": {"uri": _uri(sighting.file)}}
            if sighting.line and sighting.file.endswith(_TEXT_SUFFIXES):
                place["region"] = {"startLine": sighting.line}
            yield {"physicalLocation": place, "message": {"text": _row(sighting)}}


def _row(sighting: Sighting) -> str:
    parts = [f"row {sighting.row}"]
    if sighting.key and sighting.key != str(sighting.row):
        parts.append(f"key {sighting.key}")
    if sighting.column is not None and sighting.value is not None:
        parts.append(f"{sighting.column} {sighting.value!r}")
    return ", ".join(parts)


def _fix(fix: Fix) -> dict[str, Any]:
    return {"description": {"text": fix.message}, "artifactChanges": [_change(source, edits) for source, edits in edits_by_source(fix)]}


def _change(source: Source, edits: list[Edit]) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}} for edit in edits]
    return {"artifactLocation": {"uri": _uri(source.name)}, "replacements": replacements}


def _physical(span: Span) -> dict[str, Any]:
    return {"artifactLocation": {"uri": _uri(span.source.name)}, "region": _region(span)}


def _region(span: Span) -> dict[str, int]:
    first, last = span.first, span.last
    return {"startLine": first.line, "startColumn": first.column, "endLine": last.line, "endColumn": last.column}


def _uri(name: str) -> str:
    return quote(name, errors="surrogateescape")
