"""Findings as JUnit's XML: a suite for each file, a case for each finding, failed if it makes the run fail.

What XML can't hold becomes `\N{REPLACEMENT CHARACTER}`.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from html import escape
from itertools import groupby

from specc.base.diagnostic import Diagnostic, at_least
from specc.check.report import Report

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report, fail_on: str = "error") -> str:
    """`fail_on` is the least severity of a failure; other findings are told in cases that pass."""
    failing = at_least(fail_on)
    suites = [(name, list(items)) for name, items in groupby(report.findings, key=lambda item: item.span.source.name)]
    cases = sum(len(items) for _, items in suites) or 1
    failures = _failures(report.findings, failing)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="specc" tests="{cases}" failures="{failures}" errors="0">']
    for name, items in suites:
        lines += _suite(name, items, failing)
    lines += [] if suites else _clean(report)
    return "\n".join((*lines, "</testsuites>")) + "\n"


def _failures(items: Iterable[Diagnostic], failing: Collection[str]) -> int:
    return sum(item.severity in failing for item in items)


def _suite(name: str, items: list[Diagnostic], failing: Collection[str]) -> Iterator[str]:
    yield f'  <testsuite name="{_attribute(name)}" tests="{len(items)}" failures="{_failures(items, failing)}" errors="0">'
    for item in items:
        first = item.span.first
        title = f"{item.code} {item.name} ({first.line}:{first.column})"
        yield f'    <testcase name="{_attribute(title)}" classname="{_attribute(name)}" file="{_attribute(name)}" line="{first.line}">'
        text = _text(f"{name}:{first.line}:{first.column}: {item.text}")
        if item.severity in failing:
            yield f'      <failure message="{_attribute(item.message)}" type="{item.severity}">{text}</failure>'
        else:
            yield f"      <system-out>{item.severity}: {text}</system-out>"
        yield "    </testcase>"
    yield "  </testsuite>"


def _clean(report: Report) -> Iterator[str]:
    """Programs that read the file take one without any case for a run that went wrong."""
    summary = report.summary
    looked = f"{summary.specs} specs, {summary.cells} cells, {summary.rows} rows"
    yield '  <testsuite name="specc" tests="1" failures="0" errors="0">'
    yield f'    <testcase name="nothing found ({looked})" classname="specc"/>'
    yield "  </testsuite>"


def _text(text: str) -> str:
    return escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text), quote=False).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    """Breaks of lines would be read as spaces."""
    return escape(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
