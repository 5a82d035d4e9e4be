"""A report that reads the same on every machine: names of files as from one folder, with slashes; findings in the order of names."""

import os.path
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from specc.base.diagnostic import Diagnostic
from specc.base.fault import Sighting
from specc.base.fix import Fix
from specc.base.location import Source, Span
from specc.check.report import Report

STDIN = "stdin"
"""What rows that are read from there have in place of a file."""


def portable(report: Report, folder: Path) -> Report:
    """The report with names of files as from a folder."""
    sources: dict[int, Source] = {}

    def moved(span: Span) -> Span:
        source = span.source
        if id(source) not in sources:
            sources[id(source)] = replace(source, name=relative(source.name, folder))
        return Span(sources[id(source)], span.start, span.end)

    found = [_moved(item, moved, folder) for item in report.findings]
    return replace(report, findings=tuple(sorted(found, key=Diagnostic.order)))


def relative(name: str, folder: Path) -> str:
    """A file's name as from a folder; whole where there is no way from one to the other."""
    path = Path(name)
    if path.is_absolute() and not path.is_relative_to(folder) and path.resolve().is_relative_to(folder):
        path = path.resolve()  # the folder's own name may lead through links
    try:
        return PurePath(os.path.relpath(path, folder) if path.is_absolute() else os.path.normpath(path)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _moved(item: Diagnostic, moved: Callable[[Span], Span], folder: Path) -> Diagnostic:
    related = tuple(replace(place, span=moved(place.span)) for place in item.related)
    within = None if item.within is None else moved(item.within)
    fix = None if item.fix is None else _moved_fix(item.fix, moved)
    first = tuple(_moved_row(sighting, folder) for sighting in item.occurrences.first)
    return replace(item, span=moved(item.span), within=within, related=related, fix=fix, occurrences=replace(item.occurrences, first=first))


def _moved_fix(fix: Fix, moved: Callable[[Span], Span]) -> Fix:
    return replace(fix, edits=tuple(replace(edit, span=moved(edit.span)) for edit in fix.edits))


def _moved_row(sighting: Sighting, folder: Path) -> Sighting:
    is_file = sighting.file is not None and sighting.file != STDIN
    return replace(sighting, file=relative(sighting.file or "", folder)) if is_file else sighting
