"""Whether the project of a spec said at a git ref what it says today: its file, its policies and its models."""

import tomllib
from pathlib import Path
from typing import Any

from specc.catalog.models import models_folder
from specc.catalog.project import Project
from specc.pipeline.disk import HERE, Disk
from specc.pipeline.files import project_root
from specc.pipeline.history import Repository
from specc.pipeline.past import Past, is_same_file
from specc.pipeline.project import find_project, models_place, own_table

_MODELS = "*.schema.json"


def says_the_same(repository: Repository, spec: Path, project: Project, *, is_named: bool) -> bool:
    """`is_named`: the project's file isn't the nearest one, but one that was named for all specs."""
    past = Past(repository)
    before = project.file if is_named else find_project(spec.parent, past)
    if before != project.file:
        return False
    if project.file is not None and _table(project.file, past) != _table(project.file, HERE):
        return False
    files = [project.file.parent / name for name in project.policy] if project.file is not None else []
    folder = models_folder(*models_place(project, project_root(spec)))
    if past.match(folder, _MODELS) != HERE.match(folder, _MODELS):
        return False
    return all(is_same_file(repository, path) for path in (*files, *(folder / name for name in HERE.match(folder, _MODELS))))


def _table(file: Path, disk: Disk) -> Any:
    """What a file says of specc; its text where that can't be told."""
    try:
        with disk.open(file) as stream:
            raw = stream.read()
    except OSError:
        return None
    try:
        return own_table(file, tomllib.loads(raw.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return raw
