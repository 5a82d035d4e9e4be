"""The models that a sandbox serves: the bundled ones, a few that are made up for it, and those that a project has pulled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from specc.base.resources import data_folder
from specc.catalog.importing import imported
from specc.catalog.models import Model, bundled_models, make_model
from specc.catalog.published import read_published

_SOURCE, _DATE = "sandbox", "2026-11-25"


@dataclass(frozen=True, slots=True)
class Fixture:
    """`request` is published as it is; `model` is what becomes of it where it is pulled."""

    slug: str
    request: dict[str, Any]
    pricing: Any
    model: Model


@cache
def fixtures() -> dict[str, Fixture]:
    """The made-up models, by id."""
    found = [_fixture(json.loads(file.read_bytes())) for file in sorted((data_folder("schemas") / "sandbox").glob("*.json"))]
    return {fixture.model.id: fixture for fixture in found}


def served_models(own: Mapping[str, Model]) -> dict[str, Model]:
    """All models by id; a project's own come before the others."""
    return {**bundled_models(), **{id: fixture.model for id, fixture in fixtures().items()}, **own}


def _fixture(data: dict[str, Any]) -> Fixture:
    request = data["requestSchema"]
    id = request["properties"]["model"]["const"]
    published = read_published(json.dumps({"requestSchema": request}).encode(), id, _SOURCE)
    schema = imported(published, id, None, source=_SOURCE, date=_DATE)
    return Fixture(data["slug"], request, data.get("x-pricing"), make_model(schema, data["slug"]))
