"""`specc diff`: both sides of each spec compiled over all rows, and joined."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from specc.base.errors import UsageError
from specc.check.engine import Findings
from specc.check.report import Report, Summary
from specc.pipeline import Compilation
from specc.pipeline.disk import Disk, Watched
from specc.pipeline.files import read_source
from specc.pipeline.history import Repository
from specc.pipeline.past import Pair, Past, is_unchanged, pairs, untracked
from specc.pipeline.project import require_sound
from specc.pipeline.projects import Projects
from specc.pipeline.shelf import ADDED, SAME, Shelf, join
from specc.pipeline.unit import Selection, Unit
from specc.plan.difference import Difference, SpecDifference, Video, differing, differing_files

NOTHING = Report((), Summary())


@dataclass(slots=True)
class Told:
    """What a comparison has to say beside its result: errors of either side, and notes."""

    then: list[Report] = field(default_factory=list)
    now: list[Report] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)

    def note_untracked(self, paths: Iterable[Path], ref: str) -> None:
        for path in sorted(paths):
            self.notes[f"{path} isn't in git at {ref}: the rows of today are taken for both sides"] = None

    def note_modules(self, names: Iterable[str]) -> None:
        for name in names:
            self.notes[f"{name} is a submodule: compare it in its own repository"] = None


@dataclass(slots=True)
class Asked:
    """The rows and variables that were asked for and that no side of any spec has: being on one side alone is no wrong usage."""

    missing: set[str] | None = None
    unused: set[str] | None = None

    def add(self, made: Compilation) -> None:
        has_errors = made.report.count("error") > 0
        missing, unused = (set(), set()) if has_errors else (made.missing, made.unused)
        self.missing = set(missing) if self.missing is None else self.missing & missing
        self.unused = set(unused) if self.unused is None else self.unused & unused

    def require(self) -> None:
        if self.unused:
            raise UsageError(f"--set: no spec has a variable {', '.join(sorted(self.unused))}", "name a key of `vars`, or one that a template uses as `vars.name`")
        if self.missing:
            raise UsageError(f"no row has the key {', '.join(sorted(self.missing))}, then or today", "keys are what the column named by `audience.key` holds")


@dataclass(slots=True)
class _Side:
    path: Path | None
    shelf: Shelf = field(default_factory=lambda: Shelf(keeps_payloads=True))
    report: Report = NOTHING
    error: UsageError | None = None
    is_keyed: bool = True

    def run(self, disk: Disk, selection: Selection, asked: Asked, projects: Projects) -> None:
        if self.path is None:
            return
        project = require_sound(projects.of(self.path))
        made = Compilation([(self.path, *read_source(self.path, disk))], selection, project=project, disk=disk, collect=self._collect)
        try:
            made.run(self.shelf)
        except UsageError as error:
            if not made.report.summary.specs:  # an axis or an element that this side doesn't have
                self.error = error
                return
        asked.add(made)
        self.report = made.report

    def _collect(self, unit: Unit) -> Findings:
        self.is_keyed = unit.audience is None or unit.audience.key is not None
        return Findings(unit.settings)

    @property
    def is_broken(self) -> bool:
        """Whether errors are the spec's own, not those of some rows: any of its videos may be missing for them."""
        return any(item.severity == "error" and item.occurrences.rows == 0 for item in self.report.findings)


@dataclass(frozen=True, slots=True)
class _Comparing:
    repository: Repository
    selection: Selection
    examples_max: int
    projects: Projects
    told: Told = field(default_factory=Told)
    asked: Asked = field(default_factory=Asked)


def difference(repository: Repository, paths: Iterable[Path], selection: Selection, *, examples_max: int, projects: Projects) -> tuple[Difference, Told]:
    """What has changed since the ref, by the projects of today. Raises `UsageError` for what was asked for and is on no side."""
    found, modules = pairs(repository, paths, projects)
    comparing = _Comparing(repository, selection, examples_max, projects)
    told = comparing.told
    told.note_modules(modules)
    specs = [_compared(pair, comparing) for pair in found]
    comparing.asked.require()
    return Difference(repository.ref, tuple(specs), tuple(told.notes)), told


def _compared(pair: Pair, comparing: _Comparing) -> SpecDifference:
    now, then = _Side(pair.new), _Side(pair.old)
    found = SpecDifference(pair.spec, is_old=pair.old is not None, is_new=pair.new is not None)
    try:
        if _run(then, now, comparing):
            _join(found, then, now, comparing.examples_max)
        else:
            found.unchanged = now.shelf.count
    finally:
        now.shelf.close()
        then.shelf.close()
    found.is_keyed = now.is_keyed and then.is_keyed
    return found


def _run(then: _Side, now: _Side, comparing: _Comparing) -> bool:
    """Whether both sides have to be compared: not where nothing that the spec reads has changed."""
    repository, selection, told, asked, projects = comparing.repository, comparing.selection, comparing.told, comparing.asked, comparing.projects
    seen, past = Watched(), Past(repository)
    now.run(seen, selection, asked, projects)
    seen.require_same()
    told.now.append(now.report)
    is_same = then.path is not None and now.path is not None and is_unchanged(repository, seen)
    if is_same:
        told.note_untracked(untracked(repository, seen), repository.ref)
    else:
        then.run(past, selection, asked, projects)
        told.then.append(then.report)
        told.note_untracked(past.untracked, repository.ref)
    errors = [side.error for side in (now, then) if side.error is not None]
    if errors and len(errors) == 1 + (not is_same and now.path is not None and then.path is not None):
        raise errors[0]
    return not is_same


def _join(found: SpecDifference, then: _Side, now: _Side, examples_max: int) -> None:
    joined = join(then.shelf, now.shelf)
    for position, partner in enumerate(joined.partners):
        if partner == SAME:
            found.unchanged += 1
            continue
        payload, video = now.shelf.entry(position)
        if partner == ADDED:
            found.added.add(video, examples_max)
            continue
        old, before = then.shelf.entry(partner)
        found.change(video, [*differing(old, payload), *differing_files(before.file, video.file)], examples_max)
    blocked = now.shelf.rejected - then.shelf.rejected
    for position in joined.gone:
        _, video = then.shelf.entry(position)
        mark = now.shelf.rejection(video)
        if mark is None and not now.is_broken:
            found.removed.add(video, examples_max)
            continue
        found.blocked.add(video, examples_max)
        blocked.discard(mark or 0)
    _block(found, then, now, blocked, examples_max)


def _block(found: SpecDifference, then: _Side, now: _Side, marks: set[int], examples_max: int) -> None:
    """Counts rejected rows that made no video at the ref, and weren't rejected there either."""
    found.blocked.count += len(marks)
    named = [video for video in now.shelf.named if now.shelf.rejection(video) in marks]
    found.blocked.examples += named[: examples_max - len(found.blocked.examples)]
    if found.blocked.count == 0 and now.is_broken and not then.is_broken:
        found.blocked.add(Video(None, None, {}), examples_max)
