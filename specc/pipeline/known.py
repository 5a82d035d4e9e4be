"""The models that specs may name, by where they are: those of their projects, before the ones that ship with specc."""

from collections.abc import Iterable
from pathlib import Path

from specc.catalog.models import Model, bundled_models, project_models
from specc.pipeline.files import project_root


def models_at(paths: Iterable[Path]) -> dict[str, Model]:
    """The models of the projects that specs, builds or folders are in."""
    found = bundled_models()
    for root in dict.fromkeys(folder_root(path if path.is_dir() else path.parent) for path in paths):
        found = {**found, **project_models(root)}
    return found


def folder_root(folder: Path) -> Path:
    """The project that a folder is in."""
    return project_root(folder / "any")
