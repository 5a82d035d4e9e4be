"""The verbs lint, compile and run: the only place that knows the order of the stages, and the only one that reads specs from disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from specc.base.diagnostic import Diagnostic
from specc.base.errors import UsageError
from specc.base.fault import Fault
from specc.base.location import Source, Span
from specc.check.engine import Findings
from specc.check.report import Report, Summary
from specc.compiler.limits import Places
from specc.compiler.task import Task
from specc.pipeline.build import Building, Rejected, build
from specc.pipeline.files import find_specs, read_source
from specc.pipeline.unit import Selection, read_unit
from specc.syntax.parse import decode

__all__ = ["Compilation", "Rejected", "Report", "Selection", "Summary", "compilation", "lint", "text_compilation"]


@dataclass(slots=True)
class Compilation:
    """Iterate it once for tasks and rejected rows, as a stream; `report` is complete after that."""

    specs: list[tuple[Path, Source, list[Fault]]]
    selection: Selection = field(default_factory=Selection)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    _findings: list[Diagnostic] = field(default_factory=list)
    _counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    _places: dict[tuple[str, frozenset[tuple[str, str]]], Places] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Task | Rejected]:
        files: dict[str, tuple[str, str]] = {}
        left = self.selection.limit
        missing = set(self.selection.rows)
        unused = set(self.selection.overrides)
        for path, source, faults in self.specs:
            selection = Selection(self.selection.only, self.selection.rows, left, self.selection.overrides)
            unit = read_unit(path, source, list(faults), selection)
            building = Building(Findings(), files)
            self._places.update({(unit.name, frozenset(program.cell.names.items())): program.places for program in unit.programs})
            try:
                yield from build(unit, building, selection)
            finally:
                unit.close()
            missing -= building.keys
            unused -= unit.variables()
            left = None if left is None else left - building.tasks
            self._findings += building.findings.diagnostics(unit.document.ignores, select=self.select, ignore=self.ignore)
            for index, count in enumerate((1, unit.cell_count, building.rows, building.tasks)):
                self._counts[index] += count
            if left is not None and left <= 0:
                return
        if unused and not self.report.count("error"):
            raise UsageError(f"--set: no spec has a variable {', '.join(sorted(unused))}", "name a key of `vars`, or one that a template uses as `vars.name`")
        if missing and not self.report.count("error"):
            keys = ", ".join(sorted(missing))
            raise UsageError(f"no row has the key {keys}", "keys are what the column named by `audience.key` holds; `where` may leave a row out")

    def locate(self, task: Task, parameter: str) -> Span | None:
        """Where in the spec a parameter of a task is written; None where it isn't."""
        places = self._places.get((task.spec, frozenset(task.cell.items())))
        route = tuple(parameter.split("."))
        if places is None or not places.document.has(("task", *route)):
            return None
        return places.value(route)[0]

    @property
    def report(self) -> Report:
        unique = {(item.code, item.span.order(), item.message): item for item in self._findings}
        return Report(tuple(unique.values()), Summary(*self._counts))


def compilation(paths: Iterable[Path], selection: Selection, *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Compilation:
    """A compilation of the specs at or below the paths."""
    specs = [(path, *read_source(path)) for path in find_specs(paths)]
    return Compilation(specs, selection, select, ignore)


def text_compilation(name: str, raw: bytes, selection: Selection, *, select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> Compilation:
    """A compilation of a spec that isn't on disk (yet); `name` is where it would stand."""
    source, faults = decode(name, raw)
    return Compilation([(Path(name), source, faults)], selection, select, ignore)


def lint(made: Compilation) -> Report:
    """Runs a compilation for its findings alone."""
    for _ in made:
        pass
    return made.report
