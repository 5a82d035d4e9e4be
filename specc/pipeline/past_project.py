"""Whether the project of a spec said at a git ref what it says today: its file, its policies and its models."""

import tomllib
from pathlib import Path
from typing import Any

from specc.catalog.models import ENDING
from specc.catalog.project import Project
from specc.pipeline.disk import HERE, Disk
from specc.pipeline.history import Repository
from specc.pipeline.past import Past, is_same_file
from specc.pipeline.project import files_of, find_project, models_folder, own_table

_MODELS = f"*{ENDING}"


def says_the_same(repository: Repository, folder: Path, root: Path, project: Project, *, is_named: bool) -> bool:
    """Of the project of the specs in a folder, below a root. `is_named`: the project's file isn't the nearest one, but one that was named for all specs."""
    past = Past(repository)
    before = project.file if is_named else find_project(folder, past)
    if before != project.file:
        return False
    if project.file is not None and _table(project.file, past) != _table(project.file, HERE):
        return False
    policies = [file for file in files_of(project) if file != project.file]
    models = models_folder(project, root)
    names = HERE.match(models, _MODELS)
    return past.match(models, _MODELS) == names and all(is_same_file(repository, path) for path in (*policies, *(models / name for name in names)))


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
