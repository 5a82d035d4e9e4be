"""The verbs lint, compile and run: the only place that knows the order of the stages, and the only one that reads specs from disk."""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specc.base.diagnostic import Diagnostic
from specc.base.errors import UnreadableError, UsageError
from specc.base.fault import Fault
from specc.base.location import Source, Span, route_of
from specc.catalog.models import Model
from specc.catalog.project import NO_PROJECT, Project
from specc.check.engine import Findings, told
from specc.check.report import Report, Summary
from specc.check.rule import NOWHERE, Setting
from specc.check.settings import ALL, View
from specc.check.silencing import UNUSED_IGNORE, SharedComments
from specc.compiler.limits import Places
from specc.compiler.task import Task
from specc.pipeline.build import Building, Rejected, build
from specc.pipeline.costs import Costs, costs
from specc.pipeline.disk import HERE, Disk, Here
from specc.pipeline.files import find_specs, read_sources
from specc.pipeline.inputs import Inputs, manifest, option_inputs, unit_inputs
from specc.pipeline.neighbours import neighbours
from specc.pipeline.passes import Known, Pass
from specc.pipeline.plugins import settings_of
from specc.pipeline.projects import Projects
from specc.pipeline.replay import Replay
from specc.pipeline.sinks import Keeper, NoSink, NotJoinedError, Sink
from specc.pipeline.steady import Marks
from specc.pipeline.twice import Maker
from specc.pipeline.unit import Selection, Shared, Unit, read_unit
from specc.pipeline.watching import Sight, Watch
from specc.pipeline.ways import run_unit
from specc.pipeline.writing import unwritable_copies
from specc.syntax.parse import decode

if TYPE_CHECKING:
    from specc.pipeline.shares import Stretch

__all__ = ["Compilation", "Rejected", "Report", "Selection", "Summary", "compilation", "compilations", "lint", "text_compilation"]

_FULL = frozenset((errno.ENOSPC, errno.EDQUOT))


@dataclass(slots=True, eq=False)
class Compilation:
    """Iterate it once for tasks and rejected rows, as a stream; `report` is complete after that. `dataclasses.replace` makes one that is
    at its beginning again.
    """

    specs: list[tuple[Path, Source, list[Fault]]]
    selection: Selection = field(default_factory=Selection)
    view: View = ALL
    """What the command line asks to be told."""
    project: Project = field(default_factory=Project)
    """That of all specs. What is wrong with its file is among the findings."""
    watch: Watch | None = None
    """Told how far `run` is."""
    jobs: int = 1
    """How many processes compile the rows of large data."""
    disk: Disk = HERE
    collect: Callable[[Unit], Findings] = lambda unit: Findings(unit.settings)
    """Makes what takes a unit's faults."""
    models: Mapping[str, Model] = field(default_factory=dict)
    """By id, in the place of those of projects."""
    missing: set[str] = field(init=False, default_factory=set)
    """Of the rows that were asked for, the keys that no spec has."""
    unused: set[str] = field(init=False, default_factory=set)
    """Of the variables that were set, those that no spec has."""
    costs: Costs | None = field(init=False)
    """Adds up what the videos cost, to tell where that may be above the project's limit; None leaves that to others."""
    _findings: list[Diagnostic] = field(init=False, default_factory=list)
    comments: SharedComments = field(init=False, default_factory=SharedComments)
    _counts: list[int] = field(init=False, default_factory=lambda: [0, 0, 0, 0])
    _counts_of_rows: list[int] = field(init=False, default_factory=list)
    _replay: Replay = field(init=False, default_factory=Replay)
    _marks: Marks = field(init=False, default_factory=Marks)
    _shared: Shared = field(init=False)
    _places: dict[tuple[str, frozenset[tuple[str, str]]], Places] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._shared = Shared(self.project, settings_of(self.project, self.view), replaced=self.models)
        self.costs = costs(self.project, [path for path, _, _ in self.specs])

    def __iter__(self) -> Iterator[Task | Rejected]:
        self._begin()
        files: dict[str, tuple[str, Maker]] = {}
        try:
            for unit, selection in self._units(self._replayed()):
                building = Building(self.collect(unit), files)
                try:
                    items = build(unit, building, selection)
                    yield from items if self.costs is None else self.costs.added(building.findings, items)
                finally:
                    unit.close()
                self._end(unit, building)
        finally:
            self.release()
        self._require_found()

    def run(self, sink: Sink, keeper: Keeper | None = None) -> None:
        """All tasks, as bytes into a sink: over every row, at speed, in flat memory."""
        known: Known | None = Known()
        passes = 0
        try:
            while known is not None:
                passes += 1
                try:
                    known = self._pass(sink, keeper, known, passes)
                except NotJoinedError:
                    self.jobs = 1
        except OSError as error:
            raise (unwritable_copies(error) if error.errno in _FULL and not error.filename else error) from None
        finally:
            self.release()
        self._require_found()

    def _pass(self, sink: Sink, keeper: Keeper | None, known: Known, number: int) -> Known | None:
        """All specs once; what has to be known for a further pass, or None where this was the last."""
        self._begin()
        sink.begin()
        made = Pass(sink, len(self.specs) == 1, self.jobs, known, keeper=keeper, costs=self.costs)
        try:
            for unit, selection in self._units(self._replayed()):
                building = Building(self.collect(unit))
                made.begin(unit, building)
                made.watch = self._watching(unit, building, number)
                try:
                    run_unit(unit, building, made, selection)
                finally:
                    unit.close()
                self._end(unit, building)
            return made.found()
        finally:
            made.close()

    def _replayed(self) -> Disk:
        """The disk, with streams at their beginning."""
        return Here(self._replay, self._marks) if self.disk is HERE else self.disk

    def release(self) -> None:
        """Gives back the copies of streams."""
        self._replay.release()

    def _watching(self, unit: Unit, building: Building, number: int) -> Callable[[], None] | None:
        if self.watch is None:
            return None
        return partial(self.watch, Sight(unit, building, number, len(self.specs) == 1, self._counts[2], tuple(self._findings), self._diagnostics))

    def units(self) -> Iterator[Unit]:
        """The units one by one, each open while it is looked at. `report` has what is wrong with them, their rows aside."""
        self._begin()
        try:
            for unit, _ in self._units(self._replayed()):
                building = Building(self.collect(unit))
                try:
                    yield unit
                finally:
                    unit.close()
                building.add([*unit.faults, *(fault for program in unit.programs for fault in program.faults)])
                building.add(unit.audience.faults if unit.audience is not None else [])
                self._end(unit, building)
        finally:
            self.release()
        self._require_found()

    def inputs(self, **options: object) -> Inputs:
        """What the outcome follows from, as digests by name; what can't be read is left out, as a run tells it."""
        own: dict[str, object] = {"project": self.project} if self.project != NO_PROJECT else {}
        own |= {f"the plugin {name}": version for name, version in self._shared.plugins.versions.items()}
        found = option_inputs(self.selection, **options, **own)
        for path, source, faults in self.specs:
            unit = read_unit(path, source, list(faults), self.selection, self._replayed(), self._shared)
            try:
                with suppress(OSError):
                    found.update(unit_inputs(path, unit, self.project))
            finally:
                unit.close()
        return found

    def manifest(self, form: str, inputs: Inputs) -> dict[str, Any]:
        return manifest(form, inputs, (path for path, _, _ in self.specs), self.report)

    def _begin(self) -> None:
        self._findings.clear()
        self.comments.clear()
        self._counts[:] = [0, 0, 0, 0]
        self.missing = set(self.selection.rows)
        self.unused = set(self.selection.overrides)

    def _units(self, disk: Disk) -> Iterator[tuple[Unit, Selection]]:
        """The units in order, each with what is left of the limit; none when it is used up."""
        stretches = self._stretches(disk)
        for (path, source, faults), stretch in zip(self.specs, stretches, strict=True):
            left = None if self.selection.limit is None else self.selection.limit - self._counts[3]
            if left is not None and left <= 0:
                return
            selection = self.selection if left is None else replace(self.selection, limit=left)
            unit = read_unit(path, source, list(faults), selection, disk, self._shared)
            self._places.update({(unit.name, frozenset(program.cell.names.items())): program.places for program in unit.programs})
            if stretch is not None and unit.audience is not None:
                from specc.pipeline.shares import cut

                cut(unit.audience, stretch)
            if stretch is not None and unit.audience is None and not stretch.has_first:
                unit.programs.clear()
            yield unit, selection

    def _stretches(self, disk: Disk) -> "list[Stretch] | list[None]":
        """Which rows of each spec are in the share that was asked for; they are counted once."""
        if self.selection.share is None:
            return [None] * len(self.specs)
        from specc.pipeline.shares import row_count, stretches

        if not self._counts_of_rows:
            for path, source, faults in self.specs:
                unit = read_unit(path, source, list(faults), self.selection, disk, self._shared)
                self._counts_of_rows.append(row_count(unit))
                unit.close()
        return stretches(self._counts_of_rows, self.selection.share)

    def _end(self, unit: Unit, building: Building) -> None:
        """Counts in what was made of a unit. Raises `ChangedError` where its data isn't what it was at first, be it in an earlier pass."""
        for path in unit.audience.paths() if unit.audience is not None else ():
            self._marks.require_same(path)
        self.missing -= building.keys
        self.unused -= unit.variables()
        building.add(list(unit.overwriting(building.tasks)))
        if self.costs is not None:
            building.add(list(self.costs.faults(unit, building.findings)))
        found = self._diagnostics(unit, building)
        self._findings += found
        self.comments.see(unit.document, found, unit.templates.partials.values())
        for index, count in enumerate((1, unit.cell_count, building.rows, building.tasks)):
            self._counts[index] += count

    def _diagnostics(self, unit: Unit, building: Building) -> list[Diagnostic]:
        without = frozenset((UNUSED_IGNORE,)) if self.selection.is_part else frozenset()
        setting = Setting(unit.document, lambda: neighbours(unit.document, self.disk, self._shared.neighbours))
        return building.findings.diagnostics(unit.document.ignores, setting=setting, without=without)

    def _require_found(self) -> None:
        """Raises `UsageError` for a row or variable that was asked for and isn't there."""
        if self.report.count("error"):
            return
        if self.unused:
            raise UsageError(f"--set: no spec has a variable {', '.join(sorted(self.unused))}", "name a key of `vars`, or one that a template uses as `vars.name`")
        if self.missing:
            raise UsageError(f"no row has the key {', '.join(sorted(self.missing))}", "keys are what the column named by `audience.key` holds; `where` may leave a row out")

    def locate(self, task: Task, parameter: str) -> Span | None:
        """Where in the spec a parameter of a task is written; None where it isn't."""
        places = self._places.get((task.spec, frozenset(task.cell.items())))
        route = route_of(parameter)
        return None if places is None or not places.document.has(("task", *route)) else places.value(route)[0]

    @property
    def report(self) -> Report:
        findings = (*told(self.project.faults, setting=NOWHERE), *(item for item in self._findings if self.comments.is_told(item)))
        unique = {item.order(): item for item in findings}
        return Report(tuple(unique.values()), Summary(*self._counts), self._shared.settings.rules)


def compilation(paths: Iterable[Path], selection: Selection, *, view: View = ALL, project: Project | None = None) -> Compilation:
    """A compilation of the specs at or below the paths, which are of one project: the nearest above them, or the one that is given.

    Raises `UsageError` where they are of several.
    """
    projects, wanted = Projects(project), list(paths)
    specs = find_specs(wanted, projects)
    return Compilation(read_sources(specs), selection, view, projects.of_paths(specs or wanted))


def compilations(
    paths: Iterable[Path], selection: Selection, *, view: View = ALL, project: Project | None = None, unread: list[UnreadableError] | None = None
) -> list[Compilation]:
    """As `compilation`, but one for each project, with its specs. `unread` takes what was found and can't be read; the rest goes on without it."""
    projects, wanted = Projects(project), list(paths)
    groups = projects.grouped(find_specs(wanted, projects, unread))
    made = [Compilation(read_sources(specs, unread, named=frozenset(wanted)), selection, view, projects.of(specs[0])) for specs in groups.values()]
    return made or [Compilation([], selection, view, project) for project in projects.of_each(wanted)]


def text_compilation(name: str, raw: bytes, selection: Selection, *, view: View = ALL, project: Project | None = None) -> Compilation:
    """A compilation of a spec that isn't on disk (yet); `name` is where it would stand."""
    source, faults = decode(name, raw)
    return Compilation([(Path(name), source, faults)], selection, view, Projects(project).of(Path(name)))


def lint(made: Compilation) -> Report:
    """Runs a compilation for its findings alone."""
    made.run(NoSink())
    return made.report
