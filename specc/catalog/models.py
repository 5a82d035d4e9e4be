"""Finds and loads models. A model is a JSON Schema with `x-specc` annotations; nothing about one is written in Python."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from specc.base.errors import UnreadableError
from specc.base.resources import data_folder
from specc.catalog.media import taking_files

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a model: its path in the payload, its schema, and whether its parent needs it."""

    path: str
    schema: Schema
    is_required: bool

    @property
    def notes(self) -> dict[str, Any]:
        """The `x-specc` annotations."""
        notes: dict[str, Any] = self.schema.get("x-specc", {})
        return notes


@dataclass(frozen=True, slots=True)
class Model:
    """`ids` maps a catalog's name (`voices`) to its known ids; `is_complete` says that the lists are the provider's own."""

    id: str
    file: str
    schema: Schema
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    is_complete: bool = False
    _parameters: dict[str, Parameter] = field(default_factory=dict, repr=False, compare=False)
    _noted: dict[str, tuple[Parameter, ...]] = field(default_factory=dict, repr=False, compare=False)
    _compiled: Schema = field(default_factory=dict, repr=False, compare=False)

    @property
    def compiled_schema(self) -> Schema:
        """What a compiled payload is held to: the provider's schema, but files stand in it that aren't uploaded yet."""
        if not self._compiled:
            self._compiled.update(taking_files(self.schema))
        return self._compiled

    @property
    def notes(self) -> dict[str, Any]:
        notes: dict[str, Any] = self.schema.get("x-specc", {})
        return notes

    def parameters(self) -> Sequence[Parameter]:
        """Every parameter, each before those below it."""
        if not self._parameters:
            self._parameters.update((parameter.path, parameter) for parameter in _parameters(self.schema, ""))
        return tuple(self._parameters.values())

    def noted(self, name: str) -> tuple[Parameter, ...]:
        """The parameters with an annotation of that name."""
        if name not in self._noted:
            self._noted[name] = tuple(parameter for parameter in self.parameters() if name in parameter.notes)
        return self._noted[name]

    def parameter(self, path: str) -> Parameter | None:
        if not self._parameters:
            self.parameters()
        return self._parameters.get(path)


@cache
def bundled_models() -> dict[str, Model]:
    """The models that ship with specc, by id, in the order of their file names."""
    models = (_load(file) for file in sorted((data_folder("schemas") / "models").glob("*.schema.json")))
    return {model.id: model for model in models}


@cache
def project_models(root: Path, folder: str = "models") -> dict[str, Model]:
    """The models of a project: those in its folder `models/`, or another, before the ones that ship with specc. Raises `UnreadableError`."""
    files = sorted((root / folder).glob("*.schema.json"))
    return {**bundled_models(), **{model.id: model for model in map(_load_own, files) if model is not None}}


def _load_own(file: Path) -> Model | None:
    """A project's schema; None for one that isn't a model's."""
    try:
        schema = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableError(f"can't read the model {file}: {error}", "a model is a JSON Schema with `x-specc: {model: …}`") from None
    notes = schema.get("x-specc") if isinstance(schema, dict) else None
    return _load(file) if isinstance(notes, dict) and isinstance(notes.get("model"), str) else None


def _load(file: Path) -> Model:
    schema: Schema = json.loads(file.read_bytes())
    name = file.name.removesuffix(".schema.json")
    catalog_file = data_folder("schemas") / "catalogs" / f"{name}.json"
    catalog = json.loads(catalog_file.read_bytes()) if catalog_file.is_file() else {}
    ids = {key: frozenset(entry["id"] for entry in entries) for key, entries in catalog.items() if isinstance(entries, list)}
    return Model(schema["x-specc"]["model"], name, schema, ids, is_complete=bool(catalog.get("complete")))


def _parameters(schema: Schema, prefix: str) -> Iterator[Parameter]:
    required = schema.get("required", ())
    for name, child in schema.get("properties", {}).items():
        yield Parameter(prefix + name, child, name in required)
        yield from _parameters(child, f"{prefix}{name}.")
