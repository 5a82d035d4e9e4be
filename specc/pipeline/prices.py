"""What the schemas that a project has pulled say of prices: over the prices that ship with specc, and under the project's own."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from specc.catalog.pricing import own_price
from specc.catalog.project import Project
from specc.pipeline.known import models_at


def priced(project: Project, paths: Iterable[Path]) -> Project:
    """The project with the prices of the models that specs at the paths may name."""
    noted = {id: model.notes for id, model in models_at(paths, project).items() if "pricing" in model.notes}
    found = {id: own_price(notes["pricing"], source=str(notes.get("source", "")), date=str(notes.get("date", ""))) for id, notes in noted.items()}
    known = {id: price for id, price in found.items() if price is not None}
    return replace(project, prices={**known, **project.prices}) if known else project
