"""Which specs have to be linted again because of files that have changed: those files, and what extends, includes or reads them.

Law: a spec that may be affected is named. What only rows tell isn't known here: then any file that it could name counts.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from specc.base.errors import UnreadableError
from specc.catalog.models import Model, project_models
from specc.catalog.project import Project
from specc.pipeline.files import PROJECT_MARKS, SUFFIX, find_specs, project_root, read_source
from specc.pipeline.followed import Followed
from specc.pipeline.project import files_of, models_folder, shown
from specc.pipeline.projects import Projects
from specc.pipeline.unit import Selection, Shared, Unit, read_unit


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is read before any row. `is_open`: rows or computed names may tell of more files."""

    files: frozenset[Path]
    suffixes: frozenset[str]
    """Of files that are looked for by a pattern."""
    models: Path
    root: Path
    is_open: bool


def affected_specs(changed: Iterable[Path], selection: Selection, project: Project | None = None, unread: list[UnreadableError] | None = None) -> list[Path]:
    """The specs at or below the current folder that read one of the files, and those files that are specs. A file may have been
    removed; a folder stands for all that is in it.

    `project` is that of all specs, where one was named. `unread` takes what can't be read; raises `UnreadableError` without it.
    """
    projects = Projects(project)
    files = {Path(os.path.abspath(path)) for path in changed}  # noqa: PTH100 - links stay links
    specs = {spec.absolute(): spec for spec in find_specs([Path()], projects, unread)}
    specs.update((file, shown(file)) for file in files if file.name.endswith(SUFFIX) and file.is_file() and projects.takes(file, is_named=True))
    found: list[Path] = []
    for path, spec in sorted(specs.items()):
        try:
            found += [spec] if _is_affected(path, files, _reading(spec, selection, projects.of(spec))) or path in files else []
        except UnreadableError as error:
            if unread is None:
                raise
            unread.append(error)
    return found


def _reading(spec: Path, selection: Selection, project: Project) -> _Reading:
    disk = Followed()
    unit = read_unit(spec, *read_source(spec, disk), selection, disk, Shared(project))
    unit.close()
    root = project_root(spec)
    models = models_folder(project, root)
    suffixes = frozenset(Path(pattern).suffix for _, pattern in disk.patterns)
    return _Reading(frozenset((*_files(disk), *files_of(project))), suffixes, models, root, unit.templates.is_open or _names_media(unit, project_models(models)))


def _names_media(unit: Unit, models: dict[str, Model]) -> bool:
    """Whether templates name files that are heard or seen."""
    name = unit.document.get(("model",))
    model = models.get(name) if isinstance(name, str) else None
    routes = [("task", *parameter.route) for parameter in (model.noted("media") if model is not None else ())]
    return any(isinstance(value := unit.document.get(route), str) and "{{" in value for route in routes)


def _is_affected(spec: Path, files: set[Path], reading: _Reading) -> bool:
    return not files.isdisjoint(reading.files) or any(_may_affect(file, spec, reading) for file in files)


def _may_affect(file: Path, spec: Path, reading: _Reading) -> bool:
    if file.name in PROJECT_MARKS:
        return file.parent in spec.parents
    if file.is_dir():
        return any(read.is_relative_to(file) for read in (spec, *reading.files) if read.is_file())
    if reading.is_open and (file.is_relative_to(reading.root) or file.is_relative_to(spec.parent)):
        return True
    return file.is_relative_to(reading.models) or (file.suffix in reading.suffixes and not file.exists())


def _files(disk: Followed) -> Iterator[Path]:
    for path in disk.files():
        yield Path(os.path.abspath(path))  # noqa: PTH100 - links stay links
        yield Path(os.path.realpath(path))
    for folder, pattern in disk.patterns:
        yield from (Path(os.path.abspath(folder / name)) for name in disk.match(folder, pattern))  # noqa: PTH100 - as above
