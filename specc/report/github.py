"""Findings as GitHub workflow commands, which become annotations of a pull request."""

from specc.base.diagnostic import Diagnostic
from specc.check.report import Report

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> str:
    return "".join(f"{_command(item)}\n" for item in report.findings)


def _command(item: Diagnostic) -> str:
    first, last = item.span.first, item.span.last
    places = {"file": item.span.source.name, "line": first.line, "endLine": last.line}
    if first.line == last.line:  # columns of several lines are refused
        places |= {"col": first.column, "endColumn": last.column}
    places["title"] = f"{item.code} {item.name}"
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    return f"::{_COMMANDS[item.severity]} {properties}::{_data(item.text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
