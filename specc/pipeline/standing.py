"""The findings of many specs, kept up to date: a spec is linted again when something that it reads has changed.

Law: what is told is what linting every spec on its own would tell now. Nothing that is wrong with a file ends it.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from specc.base.errors import SpeccError
from specc.catalog.models import project_models
from specc.catalog.project import Project
from specc.check.report import Report, Summary, joined
from specc.check.settings import ALL, View
from specc.check.silencing import SharedComments
from specc.pipeline import Compilation, lint
from specc.pipeline.files import PROJECT_MARKS, find_folders, find_specs, project_root, read_source
from specc.pipeline.followed import Followed, Mark, Marks, mark_of, marks
from specc.pipeline.project import files_of, models_folder
from specc.pipeline.projects import Projects
from specc.pipeline.unit import Selection

_NOTHING = Report((), Summary())


@dataclass(frozen=True, slots=True)
class _Entry:
    report: Report
    comments: SharedComments
    marks: Marks
    models: Path
    project: tuple[Path, ...]
    """The project's file, and what it names."""
    problem: SpeccError | None = None


@dataclass(slots=True)
class Standing:
    """`reload` reads what the specs have in common: it is called first, and when a project's file has changed."""

    paths: tuple[Path, ...]
    selection: Selection
    view: View = ALL
    jobs: int = 1
    named: Callable[[], Project | None] = lambda: None
    """Reads the project of all specs, where one was named."""
    problem: SpeccError | None = None
    """Why the project can't be read: findings stay as they were."""
    _projects: Projects = field(default_factory=Projects)
    _entries: dict[Path, _Entry] = field(default_factory=dict)
    _common: dict[Path, Mark] | None = None

    def refresh(self, hints: Iterable[Path] = ()) -> tuple[Path, ...]:
        """Lints what has changed, and says which specs those are; one that has gone is among them. `hints`: files that are said to have changed."""
        hinted = {Path(os.path.abspath(path)) for path in hints}  # noqa: PTH100 - links stay links, as in the marks
        common = {file: mark_of(file) for file in self._common_files()}
        is_all = self._has_common_changed(common, hinted)
        if is_all and not self._has_reloaded():
            return ()
        found = self._found()
        gone = tuple(path for path in self._entries if path not in found)
        for path in gone:
            del self._entries[path]
        seen: dict[Path, Mark] = {}
        wanted = [path for path in found if is_all or self._is_outdated(path, hinted, seen)]
        for path in wanted:
            self._entries[path] = self._linted(path)
        self._entries = {path: self._entries[path] for path in found}
        self._common = {**{file: mark_of(file) for file in self._common_files() if file not in common}, **common}
        return (*wanted, *gone)

    @property
    def report(self) -> Report:
        """The findings of all specs."""
        comments = SharedComments()
        for entry in self._entries.values():
            comments.absorb(entry.comments)
        whole = joined([entry.report for entry in self._entries.values()])
        return replace(whole, findings=tuple(filter(comments.is_told, whole.findings)))

    @property
    def problems(self) -> list[SpeccError]:
        """Why specs, or what they have in common, can't be read at all."""
        return [problem for problem in (self.problem, *(entry.problem for entry in self._entries.values())) if problem is not None]

    @property
    def count(self) -> int:
        return len(self._entries)

    def folders(self) -> frozenset[str]:
        """The folders in which a change is to be noticed."""
        read = {file if mark is True else file.parent for entry in self._entries.values() for file, mark in entry.marks.files.items()}
        common = {folder for entry in self._entries.values() for folder in (entry.models, entry.models.parent, *(file.parent for file in entry.project))}
        every = {*find_folders(self.paths), *read, *common, Path()}
        return frozenset(str(folder.absolute()) for folder in every if folder.is_dir())

    def _has_common_changed(self, common: dict[Path, Mark], hinted: set[Path]) -> bool:
        """Whether a project's file or a schema of a model is another now, or one was said to be."""
        known, self._common = self._common, common
        if known is None or any(file in common or file.name in PROJECT_MARKS for file in hinted):
            return True
        return any(known.get(file, False) != common.get(file, False) for file in {**known, **common})

    def _common_files(self) -> Iterator[Path]:
        starts = (*(path for path in self.paths if path.is_dir()), *(path.parent for path in self._entries))
        folders = {above for path in starts for above in (path.absolute(), *path.absolute().parents)}
        yield from (folder / name for folder in folders for name in PROJECT_MARKS)
        for folder in {entry.models for entry in self._entries.values()}:
            yield folder
            yield from folder.glob("*")
        yield from {file for entry in self._entries.values() for file in entry.project}

    def _has_reloaded(self) -> bool:
        project_models.cache_clear()
        try:
            self._projects = Projects(self.named())
        except SpeccError as error:
            self.problem = error
            return False
        self.problem = None
        return True

    def _found(self) -> list[Path]:
        try:
            return find_specs((path for path in self.paths if path.exists()), self._projects)
        except SpeccError:  # a folder that vanishes while it is looked at
            return [path for path in self._entries if path.exists()]

    def _is_outdated(self, path: Path, hinted: set[Path], seen: dict[Path, Mark]) -> bool:
        entry = self._entries.get(path)
        return entry is None or not hinted.isdisjoint(entry.marks.files) or entry.marks.differs(seen)

    def _linted(self, path: Path) -> _Entry:
        disk = Followed()
        disk.sources.add(path)
        before = self._entries.get(path)
        try:
            project = self._projects.of(path)
            made = Compilation([(path, *read_source(path, disk))], self.selection, self.view, project, jobs=self.jobs, disk=disk)
            report, comments, problem = lint(made), made.comments, None
        except SpeccError as error:
            project, report, comments, problem = Project(), _NOTHING if before is None else before.report, SharedComments(), error
        models = models_folder(project, project_root(path))
        return _Entry(report, comments, marks(disk), models, tuple(files_of(project)), problem)
