"""`specc lint --changed`: the findings of what differs from a git ref, in content: specs, and rows of specs. Where the project says
something else than it did, all of a spec does.

A sound row differs if one of its videos does; a row that makes none because of errors, if it wasn't refused with the same values at the
ref, or the spec differs. Findings of no row are the spec's: all are told if it differs, otherwise those that weren't there.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specc.audience.row import BadRow, row_at
from specc.base.diagnostic import Diagnostic
from specc.base.fault import Fault
from specc.catalog.project import Project
from specc.check.engine import Findings
from specc.check.report import Report, Summary, joined
from specc.check.rule import Setting
from specc.check.settings import ALL, Settings, View
from specc.check.silencing import UNUSED_IGNORE
from specc.pipeline import Compilation
from specc.pipeline.difference import NOTHING, Told
from specc.pipeline.disk import Disk, Watched
from specc.pipeline.files import project_root, read_source
from specc.pipeline.history import Repository
from specc.pipeline.past import Pair, Past, is_unchanged, is_unchanged_apart_from_data, pairs, untracked
from specc.pipeline.past_project import says_the_same
from specc.pipeline.projects import Projects
from specc.pipeline.rows import blocks
from specc.pipeline.shelf import SAME, Shelf, join
from specc.pipeline.sinks import NoSink
from specc.pipeline.unit import Selection, Shared, Unit, read_unit
from specc.syntax.ignores import Ignore


class Within(Findings):
    """Tells of the findings of a spec those of the rows in `rows`, or of another row with one of them, and of no row those that weren't told before."""

    def __init__(self, settings: Settings, rows: frozenset[int], told_before: frozenset[tuple[str, str]]) -> None:
        super().__init__(settings)
        self._whole = Findings(settings)
        self._rows, self._before = rows, told_before

    def add(self, faults: Iterable[Fault]) -> None:
        every = list(faults)
        self._whole.add(every)
        super().add(fault for fault in every if fault.sighting is None or fault.sighting.row is None or not self._rows.isdisjoint((fault.sighting.row, fault.facts.get("first_row"))))

    @property
    def has_errors(self) -> bool:
        return self._whole.has_errors

    def diagnostics(self, ignores: Iterable[Ignore], *, setting: Setting | None = None, without: frozenset[str] = frozenset()) -> list[Diagnostic]:
        """A comment that silences something in a row that isn't told is no unused one."""
        comments = list(ignores)
        unused = {item.span.order() for item in self._whole.diagnostics(comments) if item.code == UNUSED_IGNORE}
        found = super().diagnostics(comments, setting=setting, without=without)
        return [item for item in found if self._is_told(item) and (item.code != UNUSED_IGNORE or item.span.order() in unused)]

    def _is_told(self, item: Diagnostic) -> bool:
        return item.occurrences.rows > 0 or _mark(item) not in self._before


@dataclass(slots=True)
class _Side:
    """`content` is what the spec says, its rows aside: the same for specs that differ in comments and order of keys alone."""

    path: Path
    disk: Disk
    selection: Selection
    project: Project
    shelf: Shelf = field(default_factory=lambda: Shelf(keeps_payloads=False))
    content: str = ""
    report: Report = NOTHING

    def run(self) -> None:
        made = Compilation([(self.path, *read_source(self.path, self.disk))], self.selection, project=self.project, disk=self.disk, collect=self._collect)
        made.run(self.shelf)
        self.report = made.report

    def _collect(self, unit: Unit) -> Findings:
        self.content = _content(unit)
        return Findings(unit.settings)


@dataclass(frozen=True, slots=True)
class _Looking:
    repository: Repository
    selection: Selection
    view: View
    projects: Projects
    told: Told = field(default_factory=Told)
    _same: dict[tuple[Path, Path], bool] = field(default_factory=dict)

    def is_same_project(self, spec: Path) -> bool:
        """Whether the project of a spec said at the ref what it says today. Each folder is looked at once."""
        place = (spec.parent, project_root(spec))
        if place not in self._same:
            self._same[place] = says_the_same(self.repository, *place, self.projects.of(spec), is_named=self.projects.only is not None)
        return self._same[place]


def lint_changed(repository: Repository, paths: Iterable[Path], selection: Selection, *, view: View = ALL, projects: Projects | None = None) -> tuple[Report, Told]:
    """The report counts what was looked at: specs and rows that differ, and their videos."""
    looking = _Looking(repository, selection, view, projects or Projects())
    found, modules = pairs(repository, paths, looking.projects)
    looking.told.note_modules(modules)
    reports = [report for pair in found if (report := _looked_at(looking, pair)) is not None]
    return joined(reports), looking.told


def _looked_at(looking: _Looking, pair: Pair) -> Report | None:
    """The report of a spec; None where it doesn't differ."""
    if pair.new is None:
        return None
    repository, selection, told = looking.repository, looking.selection, looking.told
    project = looking.projects.of(pair.new)
    chosen = Compilation([(pair.new, *read_source(pair.new))], selection, looking.view, project)
    if pair.old is None or not looking.is_same_project(pair.new):
        chosen.run(NoSink())
        return chosen.report
    seen = Watched()
    is_closed = _is_closed(pair.new, seen, selection, project)
    then, now = _Side(pair.old, Past(repository), selection, project), _Side(pair.new, seen, selection, project)
    try:
        if not is_closed:
            now.run()  # for the files that only rows tell
        if is_unchanged(repository, seen):
            told.note_untracked(untracked(repository, seen), repository.ref)
            return None
        if is_closed:
            now.run()
        then.run()
        told.note_untracked(then.disk.untracked if isinstance(then.disk, Past) else (), repository.ref)
        is_same = then.content == now.content and (is_closed or is_unchanged_apart_from_data(repository, seen))
        report = _told(chosen, then, now, is_same=is_same)
        seen.require_same()
        return report
    finally:
        then.shelf.close()
        now.shelf.close()


def _told(chosen: Compilation, then: _Side, now: _Side, *, is_same: bool) -> Report | None:
    joined = join(then.shelf, now.shelf)
    videos = [position for position, partner in enumerate(joined.partners) if partner != SAME]
    rows = {now.shelf.rows[position] for position in videos} | _refused(then, now, is_same=is_same)
    before = frozenset(_mark(item) for item in then.report.findings if item.occurrences.rows == 0) if is_same else frozenset()
    chosen.collect = lambda unit: Within(unit.settings, frozenset(rows), before)
    chosen.run(NoSink())
    report = chosen.report
    if is_same and not rows and not report.findings:
        return None
    numbered = len(rows) if report.summary.rows else 0
    return Report(report.findings, Summary(1, report.summary.cells, numbered, len(videos)), report.rules)


def _refused(then: _Side, now: _Side, *, is_same: bool) -> set[int]:
    """The numbers of the rows with errors that weren't there, with the same values and errors, at the ref."""
    numbers = set(now.shelf.rejected_rows)
    if not numbers or not is_same:
        return numbers
    known = {mark for _, mark in _raw(then)}
    return {number for number, mark in _raw(now) if mark not in known}


def _raw(side: _Side) -> Iterator[tuple[int, int]]:
    """Each rejected row's number, and a hash of its values as they stand in the data."""
    wanted = set(side.shelf.rejected_rows)
    unit = read_unit(side.path, *read_source(side.path, side.disk), side.selection, side.disk, Shared(side.project))
    try:
        if unit.audience is None or not wanted:
            return
        for block in blocks(unit.audience):
            for index in range(len(block.records)):
                if block.number + index in wanted:
                    row = row_at(unit.audience.column_names(), block, index)
                    raw: Any = block.records[index] if isinstance(row, BadRow) else sorted(row.values.items())
                    yield block.number + index, hash(repr((raw.rule, raw.facts, raw.value) if isinstance(raw, BadRow) else raw))
    finally:
        unit.close()


def _is_closed(path: Path, seen: Watched, selection: Selection, project: Project) -> bool:
    """Reads a spec, for `seen` to see what it reads; and whether that was all: no template includes what only rendering would tell."""
    unit = read_unit(path, *read_source(path, seen), selection, seen, Shared(project))
    unit.close()
    return not unit.templates.is_open


def _content(unit: Unit) -> str:
    data = unit.document.data
    if isinstance(data, dict):
        data = {name: value for name, value in data.items() if name != "extends"}
        audience = data.get("audience")
        if isinstance(audience, dict) and isinstance(audience.get("from"), list):
            data["audience"] = {**audience, "from": "inline"}
    columns = unit.audience.column_names() if unit.audience is not None else None
    partials = {name: source.text for name, source in unit.templates.partials.items()}
    ignores = sorted((comment.names, str(comment.until), comment.flaw is None) for comment in unit.document.ignores)
    return json.dumps([data if data is not None else unit.document.source.text, sorted(columns or ()), partials, ignores], sort_keys=True, default=str)


def _mark(item: Diagnostic) -> tuple[str, str]:
    return item.code, item.message
