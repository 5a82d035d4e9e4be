"""The verbs lint, compile and run: the only place that knows the order of the stages, and the only one that reads specs from disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from specc.base.diagnostic import Diagnostic
from specc.base.fault import Fault
from specc.base.location import Source
from specc.check.engine import Findings
from specc.check.report import Report, Summary
from specc.compiler.task import Task
from specc.pipeline.build import Building, Rejected, build
from specc.pipeline.files import find_specs, read_source
from specc.pipeline.unit import Selection, read_unit
from specc.syntax.parse import decode


@dataclass(slots=True)
class Compilation:
    """Iterate it once for tasks and rejected rows, as a stream; `report` is complete after that."""

    specs: list[tuple[Path, Source, list[Fault]]]
    selection: Selection = field(default_factory=Selection)
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    _findings: list[Diagnostic] = field(default_factory=list)
    _counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def __iter__(self) -> Iterator[Task | Rejected]:
        files: dict[str, tuple[str, str]] = {}
        left = self.selection.limit
        for path, source, faults in self.specs:
            selection = Selection(self.selection.only, self.selection.rows, left, self.selection.overrides)
            unit = read_unit(path, source, list(faults), selection)
            building = Building(Findings(), files)
            yield from build(unit, building, selection)
            left = None if left is None else left - building.tasks
            self._findings += building.findings.diagnostics(unit.document.ignores, select=self.select, ignore=self.ignore)
            for index, count in enumerate((1, unit.cell_count, building.rows, building.tasks)):
                self._counts[index] += count
            if left is not None and left <= 0:
                return

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
