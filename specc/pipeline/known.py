"""The models that specs may name, by where they are: those of their projects, before the ones that ship with specc."""

from collections.abc import Iterable
from pathlib import Path

from specc.catalog.models import Model, bundled_models
from specc.catalog.project import Project
from specc.pipeline.files import project_root
from specc.pipeline.project import read_project
from specc.pipeline.unit import models_of


def models_at(paths: Iterable[Path], project: Project | None = None) -> dict[str, Model]:
    """The models that specs, builds or those below folders may name, in the project of the current folder or another."""
    found, known = bundled_models(), read_project(Path()) if project is None else project
    for root in dict.fromkeys(folder_root(path if path.is_dir() else path.parent) for path in paths):
        found = {**found, **models_of(known, root)}
    return found


def folder_root(folder: Path) -> Path:
    """The project that a folder is in."""
    return project_root(folder / "any")
