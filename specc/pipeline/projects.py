"""Which project a spec is of: that of the nearest file above it. A command compiles specs of one project; `specc lint` takes those of several."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from specc.base.errors import UsageError
from specc.catalog.project import NO_PROJECT, Project
from specc.pipeline.files import find_specs
from specc.pipeline.globs import matches
from specc.pipeline.project import find_project, read_project_file, shown


@dataclass(slots=True, eq=False)
class Projects:
    """Each file is read once. `only` is the project of all specs, where one was named."""

    only: Project | None = None
    _files: dict[Path, Path | None] = field(default_factory=dict)
    _read: dict[Path, Project] = field(default_factory=dict)

    def of_folder(self, folder: Path) -> Project:
        if self.only is not None:
            return self.only
        if folder not in self._files:
            self._files[folder] = find_project(folder, known=self._files)
        file = self._files[folder]
        if file is None:
            return NO_PROJECT
        if file not in self._read:
            self._read[file] = read_project_file(file)
        return self._read[file]

    def of(self, spec: Path) -> Project:
        return self.of_folder(spec.parent)

    def enters(self, folder: Path) -> bool:
        project = self.of(folder)
        return not _is_among(project.exclude, folder, project)

    def takes(self, file: Path, *, is_named: bool) -> bool:
        """Whether a file below a folder that a command names is a spec."""
        project = self.of(file)
        is_spec = _is_among(project.include, file, project) if project.include else is_named
        return is_spec and not _is_among(project.exclude, file, project)

    def of_each(self, paths: Iterable[Path]) -> list[Project]:
        """The projects of what a command names, be it files or folders."""
        found = (self.of_folder(path if path.is_dir() else path.parent) for path in paths)
        return list({project.file: project for project in found}.values())

    def of_paths(self, paths: Iterable[Path]) -> Project:
        """The one project of what a command names, and of the specs below it. Raises `UsageError` where there are several."""
        every = [path for path in paths if path.exists()]
        found = self.of_each(spec for path in every for spec in (find_specs([path], self) if path.is_dir() else ()) or [path])
        if len(found) > 1:
            names = sorted(str(shown(project.file)) if project.file is not None else "no file at all" for project in found)
            raise UsageError(f"these specs are of several projects: {', '.join(names)}", "run the command for each of them, or name one file for all with --config")
        return found[0] if found else NO_PROJECT

    def grouped(self, specs: Iterable[Path]) -> dict[Path | None, list[Path]]:
        """The specs by the file of their project, in order."""
        groups: dict[Path | None, list[Path]] = {}
        for spec in specs:
            groups.setdefault(self.of(spec).file, []).append(spec)
        return groups


def _is_among(patterns: tuple[str, ...], path: Path, project: Project) -> bool:
    return bool(patterns) and project.folder is not None and matches(patterns, Path(os.path.abspath(path)), project.folder)  # noqa: PTH100 - as above
