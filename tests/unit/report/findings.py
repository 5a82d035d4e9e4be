"""Findings as reports take them, made of a text and the part of it that is wrong."""

from typing import Any

from specc.base.diagnostic import Diagnostic
from specc.base.location import Source, Span
from specc.check.report import Report, Summary


def span(text: str, wrong: str, *, name: str = "x.video.yaml") -> Span:
    start = text.index(wrong)
    return Span(Source(name, text), start, start + len(wrong))


def finding(place: Span, *, message: str = "it is wrong", help: str = "mend it", **more: Any) -> Diagnostic:
    return Diagnostic(**{"code": "P105", "name": "above-maximum", "severity": "error", "message": message, "help": help, "span": place, **more})


def report(*found: Diagnostic) -> Report:
    return Report(found, Summary(1, 2, 3, 4))
