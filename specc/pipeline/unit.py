"""One spec on its way through the stages: read, scanned, expanded and specialised, ready to take rows."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from specc.base.errors import UsageError
from specc.base.fault import Fault
from specc.base.location import Source
from specc.base.similar import meant
from specc.catalog.models import Model, models_in, project_models
from specc.catalog.project import NO_PROJECT, Project
from specc.check.advice import Advice, model_advice
from specc.check.cut_short import cut_faults
from specc.check.endings import ending_faults
from specc.check.engine import message
from specc.check.leaks import leak_faults
from specc.check.listening import word_watches
from specc.check.overwriting import overwriting_faults
from specc.check.rule import family
from specc.check.settings import DEFAULT, Settings
from specc.check.silencing import forbids, is_error
from specc.check.speakers import language_faults
from specc.check.structure import structure_faults
from specc.check.translations import untranslated_faults
from specc.check.unused import unused_faults
from specc.compiler.batch import Made
from specc.compiler.media import LocalFile, NoFile
from specc.compiler.program import Program
from specc.compiler.specialise import Common, specialise
from specc.compiler.task import Task
from specc.compiler.watch import Watch
from specc.compiler.words import WordWatch
from specc.expand.cells import Cell, cells
from specc.expand.variables import constants, names_in_scope
from specc.pipeline.additions import Plugins
from specc.pipeline.disk import HERE, Disk
from specc.pipeline.files import SUFFIX, SpecFiles
from specc.pipeline.globs import matches
from specc.pipeline.media import MediaFiles
from specc.pipeline.plugins import plugins_of
from specc.pipeline.project import models_folder
from specc.pipeline.rows import Audience, open_audience
from specc.pipeline.watches import advice_of_spec, data_watches, model_watches, watches_of_spec
from specc.syntax.document import Document
from specc.syntax.ignores import Ignore, as_of, partial_ignores
from specc.syntax.merge import load_merged
from specc.template.scan import Engine, Templates, scan

_CELLS_UNKNOWN = frozenset(("M101", "M104"))
"""Faults that leave no cells to take names from."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which part of the videos is wanted: axes by element, rows by key, a number of tasks, variables set over the spec's, a share."""

    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rows: frozenset[str] = frozenset()
    limit: int | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    share: tuple[int, int] | None = None
    """Of all rows the n-th of so many equal shares, counted from 1."""
    today: date | None = field(default=None, compare=False)
    """The day as of which comments silence; None, and none ends."""

    @property
    def is_part(self) -> bool:
        """Whether some of the videos are left out."""
        return bool(self.only or self.rows or self.limit is not None or self.share)


@dataclass(slots=True, eq=False)
class Shared:
    """What the specs of one run have in common and is looked up once: what their project says, the roots of their folders, a root's specs and models, files of media."""

    project: Project = NO_PROJECT
    settings: Settings = DEFAULT
    roots: dict[Path, Path] = field(default_factory=dict)
    media: dict[Path, LocalFile | NoFile] = field(default_factory=dict)
    replaced: Mapping[str, Model] = field(default_factory=dict)
    """Models that come before those of any project."""
    neighbours: dict[Path, list[Document]] = field(default_factory=dict)
    _models: dict[Path, dict[str, Model]] = field(default_factory=dict)
    _watches: dict[int, tuple[tuple[Watch, ...], tuple[Advice, ...]]] = field(default_factory=dict)
    _words: dict[int, tuple[WordWatch, ...]] = field(default_factory=dict)

    @property
    def plugins(self) -> Plugins:
        return plugins_of(self.project.plugins)

    def models(self, root: Path) -> dict[str, Model]:
        if root not in self._models:
            self._models[root] = self._held({**models_of(self.project, root), **self.replaced})
        return self._models[root]

    def _held(self, known: dict[str, Model]) -> dict[str, Model]:
        """Models with the project's policies."""
        if not self.project.policies:
            return known
        from specc.catalog.policy import with_policies

        return {name: with_policies(model, self.project.policies) for name, model in known.items()}

    def watches(self, model: Model, made: list[Cell]) -> tuple[Watch, ...]:
        """Those of a spec with these cells."""
        if id(model) not in self._watches:
            self._watches[id(model)] = (*model_watches(model, self.project), *self.plugins.watches), model_advice(model)
        always, advice = self._watches[id(model)]
        return (*always, *advice_of_spec(advice, made))

    def words(self, model: Model) -> tuple[WordWatch, ...]:
        if id(model) not in self._words:
            self._words[id(model)] = tuple(word_watches(model))
        return self._words[id(model)]

    def settings_of(self, spec: Path) -> Settings:
        """The settings with what the project ignores in this spec."""
        folder, ignored = self.project.folder, self.project.per_file_ignores
        if folder is None or not ignored:
            return self.settings
        path = Path(os.path.abspath(spec))  # noqa: PTH100 - a link is known by its own name
        return self.settings.silencing(rule for pattern, rules in ignored.items() if matches((pattern,), path, folder) for rule in rules)


def models_of(project: Project, root: Path) -> dict[str, Model]:
    """The models that a spec below a root may name: the project says in which folder its own are."""
    added = plugins_of(project.plugins).models
    own = project_models(models_folder(project, root))
    return {**models_in(added), **own} if added else own


@dataclass(slots=True, eq=False)
class Unit:
    """`programs` is empty where the spec can't be compiled; `faults` then say why."""

    name: str
    document: Document
    faults: list[Fault]
    templates: Templates
    constants: dict[str, Any]
    programs: list[Program] = field(default_factory=list)
    audience: Audience | None = None
    cell_count: int = 0
    media: MediaFiles | None = None
    settings: Settings = DEFAULT
    _words: dict[int, tuple[Fault, str]] | None = None
    """The messages of its own faults that forbid, by their identity."""

    def forbidding(self, faults: Iterable[Fault]) -> list[Fault]:
        """Those that keep their video from being made, behind the spec's own, which keep all of them."""
        return [*(fault for fault, _ in self._own().values()), *(fault for fault in faults if forbids(fault, self.document.ignores, self.settings))]

    def messages(self, faults: Iterable[Fault]) -> tuple[str, ...]:
        """Each once; those of the spec's own are not worded again for each of its videos."""
        own = self._own()
        return tuple(dict.fromkeys(own[id(fault)][1] if id(fault) in own else message(fault, self.settings.rules) for fault in faults))

    def _own(self) -> dict[int, tuple[Fault, str]]:
        if self._words is None:
            self._words = {id(fault): (fault, message(fault, self.settings.rules)) for fault in self.faults if forbids(fault, self.document.ignores, self.settings)}
        return self._words

    def variables(self) -> set[str]:
        """The variables that the spec declares or uses."""
        used = {reference.path[1] for scalar in self.templates.scalars.values() for reference in scalar.references if reference.path[0] == "vars" and len(reference.path) > 1}
        return used | set(self.document.mapping(("vars",)))

    def made(self, task: Task) -> Made:
        """A task as block functions make them."""
        return Made.of(task, next(number for number, program in enumerate(self.programs) if program.cell.names is task.cell))

    def overwriting(self, tasks: int) -> Iterator[Fault]:
        """What there is to say of the addresses that so many tasks are sent to."""
        is_by_language = self.audience is not None and self.audience.language is not None
        return overwriting_faults(self.programs, tasks, has_rows=self.audience is not None, is_by_language=is_by_language)

    def close(self) -> None:
        if self.audience is not None:
            self.audience.close()


def read_unit(path: Path, source: Source, faults: list[Fault], selection: Selection, disk: Disk = HERE, shared: Shared | None = None) -> Unit:
    """All stages that don't need rows."""
    shared = shared or Shared()
    files = SpecFiles(path, disk, shared.roots)
    document = load_merged(source, files.load_spec) if not faults else Document(source, None, {})
    values = constants(document, selection.overrides)
    models = shared.models(files.root)
    found = [*faults, *document.faults]
    if not faults:
        found += [*structure_faults(document, models), *cut_faults(document)]
    unit = Unit(spec_name(document, path), document, found, Templates(document, Engine(files.partial_text, shared.plugins.filters), {}, frozenset(), {}), values, settings=shared.settings_of(path))
    if isinstance(document.data, dict) and not faults:
        model = document.get(("model",))
        unit.media = MediaFiles(files, shared.media)
        _compile(unit, files, models.get(model) if isinstance(model, str) else None, selection, shared)
    ignores = tuple(_ignores(unit, selection.today))
    unit.document = replace(document, ignores=ignores) if ignores else document
    return unit


def _ignores(unit: Unit, today: date | None) -> Iterator[Ignore]:
    """The comments of a spec and of its partials, as they are today."""
    comments = (*unit.document.ignores, *(comment for partial in unit.templates.partials.values() for comment in partial_ignores(partial)))
    yield from comments if today is None else as_of(comments, today)


def _compile(unit: Unit, files: SpecFiles, model: Model | None, selection: Selection, shared: Shared) -> None:
    document = unit.document
    made, faults = cells(document)
    chosen = _chosen(made, selection)
    unit.faults += faults
    unit.audience = open_audience(document, files)
    has_audience = unit.audience is not None
    columns = unit.audience.column_names() if unit.audience else None
    names = names_in_scope(unit.constants, made, columns=columns, has_audience=has_audience)
    if any(fault.rule in _CELLS_UNKNOWN for fault in faults):
        names = {**names, "language": None, "matrix": None}
    unit.templates, faults = scan(
        document,
        unit.templates.engine,
        files.load_partial,
        names=names,
        routes=[("task",), ("output",)],
        conditions=[("when",), ("audience", "where")],
        unread=files.unread,
    )
    unit.faults += [fault for fault in faults if not _is_unknown(fault, document)]
    unit.faults += leak_faults(document, unit.templates.partials.values())
    unit.faults += [*language_faults(document, model), *untranslated_faults(document), *ending_faults(document, model)]
    unit.cell_count = len(made)
    if model is not None and isinstance(document.get(("task",)), dict):
        watches = (*watches_of_spec(shared.watches(model, made), model, document, unit.faults), *data_watches(model, unit.audience, unit.faults))
        common = Common(unit.constants, selection.overrides, has_audience, unit.media, watches, shared.words(model))
        unit.programs = [specialise(unit.name, unit.templates, cell, model, common) for cell in chosen]
    told = [*unit.faults, *(unit.audience.faults if unit.audience else ()), *(fault for program in unit.programs for fault in program.faults)]
    unit.faults += unused_faults(unit.templates, told, header=columns)
    if not any(family(fault.rule) == "S" and is_error(fault) for fault in told):
        unit.faults += shared.plugins.faults(document)


def _is_unknown(fault: Fault, document: Document) -> bool:
    """Whether a name isn't there because what would hold it is no mapping or list, which is told."""
    root = str(fault.facts.get("holder") or fault.facts.get("name")).split(".")[0]
    key, kinds = _HELD.get(root, ("", ()))
    held = document.get((key,))
    return fault.rule == "V101" and held is not None and not isinstance(held, kinds)


_HELD: Final[Mapping[str, tuple[str, tuple[type, ...]]]] = {
    "row": ("audience", (dict,)),
    "row_number": ("audience", (dict,)),
    "language": ("languages", (dict, list)),
    "matrix": ("matrix", (dict,)),
    "vars": ("vars", (dict,)),
}
"""What holds the names of each namespace."""


def _chosen(made: list[Cell], selection: Selection) -> list[Cell]:
    for axis, names in selection.only.items():
        known = {cell.names[axis] for cell in made if axis in cell.names}
        if made and not known:
            axes = sorted({axis for cell in made for axis in cell.names})
            raise UsageError(f"no axis '{axis}' to select from", f"axes are {', '.join(axes)}" if axes else "the spec has no languages and no matrix")
        for name in names - known:
            raise UsageError(f"no element '{name}' on the axis '{axis}'", meant(name, known, f"elements are {', '.join(sorted(known))}"))
    return [cell for cell in made if all(cell.names[axis] in names for axis, names in selection.only.items())]


def spec_name(document: Document, path: Path) -> str:
    name = document.get(("name",))
    return name if isinstance(name, str) else path.name.removesuffix(SUFFIX).removesuffix(".yaml")
