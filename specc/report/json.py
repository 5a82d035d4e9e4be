"""Findings as JSON, version 1. Fields are only ever added."""

import json
from dataclasses import asdict
from typing import Any

import orjson

from specc.base.diagnostic import SEVERITIES, Diagnostic, Lengths
from specc.base.fault import Related, Sighting
from specc.base.fix import Edit, Fix
from specc.base.location import Span
from specc.check.fingerprint import fingerprints
from specc.check.report import Report
from specc.report.remedies import told_fix
from specc.report.statistics import count


def render(report: Report, *, has_statistics: bool = False) -> str:
    document = {"version": 1, "findings": finding_fields(report), "summary": summary_fields(report)}
    return dumped(document | ({"statistics": statistics_fields(report)} if has_statistics else {}))


def finding_fields(report: Report) -> list[dict[str, Any]]:
    """What is told of each finding, by the names of fields."""
    marks = fingerprints(report.findings)
    return [{**_finding(item), "fingerprint": mark} for item, mark in zip(report.findings, marks, strict=True)]


def statistics_fields(report: Report) -> list[dict[str, Any]]:
    return [asdict(item) for item in count(report.findings)]


def dumped(document: Any) -> str:
    """A document as JSON, a member a line. Names of files and keys of rows may hold what UTF-8 can't: it becomes `?`."""
    try:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except orjson.JSONEncodeError:
        return json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8", errors="replace").decode() + "\n"


def summary_fields(report: Report) -> dict[str, int]:
    summary = report.summary
    counts = {f"{severity}s": report.count(severity) for severity in SEVERITIES}
    return {"specs": summary.specs, "cells": summary.cells, "rows": summary.rows, "tasks": summary.tasks, **counts}


def _finding(item: Diagnostic) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "severity": item.severity,
        "message": item.message,
        "help": item.help,
        **_place(item.span),
        "occurrences": {
            "cells": item.occurrences.cells,
            "rows": item.occurrences.rows,
            "first": [_sighting(sighting) for sighting in item.occurrences.first],
        },
        **({"lengths": _lengths(item.lengths)} if item.lengths else {}),
        "related": [_related(related) for related in item.related],
        "fixable": item.fix is not None,
        "fix": None if (fix := told_fix(item)) is None else _fix(fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {"message": fix.message, "is_safe": fix.is_safe, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> dict[str, Any]:
    """Lines and columns count from 1, columns in characters; `end` is just past what `text` takes the place of."""
    start, end = ({"line": position.line, "column": position.column} for position in (edit.span.first, edit.span.last))
    return {"file": edit.span.source.name, "start": start, "end": end, "text": edit.text}


def _lengths(lengths: Lengths) -> dict[str, int]:
    return {"count": lengths.count, "longest": lengths.longest, "p99": lengths.most, "limit": lengths.limit, "headroom": lengths.headroom}


def _place(span: Span) -> dict[str, Any]:
    first, last = span.first, span.last
    return {"file": span.source.name, "line": first.line, "column": first.column, "end_line": last.line, "end_column": last.column}


def _related(related: Related) -> dict[str, Any]:
    first = related.span.first
    return {"file": related.span.source.name, "line": first.line, "column": first.column, "message": related.message}


def _sighting(sighting: Sighting) -> dict[str, Any]:
    value = None if sighting.value is None else sighting.value.encode(errors="replace").decode()
    return {
        "cell": dict(sighting.cell),
        "row": sighting.row,
        "key": sighting.key,
        "file": sighting.file,
        "line": sighting.line,
        "column": sighting.column,
        "value": value,
    }
