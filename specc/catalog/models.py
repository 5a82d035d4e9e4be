"""Finds and loads models. A model is a JSON Schema with `x-specc` annotations; nothing about one is written in Python."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from specc.base.errors import UnreadableError
from specc.base.location import Route, route_of
from specc.base.resources import data_folder
from specc.catalog.media import taking_files
from specc.catalog.notes import notes_of

Schema = dict[str, Any]
Traits = Mapping[str, Any]

MODELS_FOLDER = "models"
ENDING = ".schema.json"
"""Of the names of files that hold a model."""


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """One parameter of a model: its path in the payload, its schema, and whether its parent needs it."""

    path: str
    schema: Schema
    is_required: bool

    @property
    def route(self) -> Route:
        return route_of(self.path)

    @property
    def notes(self) -> dict[str, Any]:
        """The `x-specc` annotations."""
        return notes_of(self.schema)


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`ids` maps a catalog's name (`voices`) to its known ids; `complete` names those catalogs whose lists are the provider's own."""

    id: str
    file: str
    schema: Schema
    ids: dict[str, frozenset[str]] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    catalog: Mapping[str, Any] = field(default_factory=dict, repr=False)
    path: Path | None = field(default=None, compare=False)
    """Where its schema is, if it is on disk."""
    _parameters: dict[str, Parameter] = field(default_factory=dict, repr=False, compare=False)
    _noted: dict[str, tuple[Parameter, ...]] = field(default_factory=dict, repr=False, compare=False)
    _compiled: Schema = field(default_factory=dict, repr=False, compare=False)
    _traits: dict[str, dict[str, Traits]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_complete(self) -> bool:
        """Whether all ids are known."""
        return bool(self.ids) and self.ids.keys() <= self.complete

    @property
    def compiled_schema(self) -> Schema:
        """What a compiled payload is held to: the provider's schema, but files stand in it that aren't uploaded yet."""
        if not self._compiled:
            self._compiled.update(taking_files(self.schema))
        return self._compiled

    @property
    def notes(self) -> dict[str, Any]:
        return notes_of(self.schema)

    @property
    def task_type(self) -> str:
        """What its tasks are of, such as `videoInference`; empty where its schema doesn't say."""
        kind = self.parameter("taskType")
        return str(kind.schema.get("const", "")) if kind is not None else ""

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

    def traits(self, catalog: str, id: str) -> Traits:
        """What is known of an id of a catalog: `{"gender": "female", "orientation": "landscape"}`. Nothing where nothing is known.
        What an id's own form says is a hint; what the catalog says of it comes before it."""
        return _traits(self, catalog, id)

    def catalog_traits(self, catalog: str) -> dict[str, Traits]:
        """What a catalog says, by id."""
        if catalog not in self._traits:
            entries = self.catalog.get(catalog)
            self._traits[catalog] = {entry["id"]: _told(entry) for entry in entries} if isinstance(entries, list) else {}
        return self._traits[catalog]

    def role(self, role: str) -> Parameter | None:
        """The parameter that plays a role in what is spoken: `text`, `voice`, `language` or `avatar`."""
        return next((parameter for parameter in self.noted("role") if parameter.notes["role"] == role), None)

    def parameter(self, path: str) -> Parameter | None:
        if not self._parameters:
            self.parameters()
        return self._parameters.get(path)


@cache
def bundled_models() -> dict[str, Model]:
    """The models that ship with specc, by id, in the order of their file names."""
    models = (_of_file(json.loads(file.read_bytes()), file) for file in sorted((data_folder("schemas") / "models").glob(f"*{ENDING}")))
    return {model.id: model for model in models}


@cache
def project_models(folder: Path) -> dict[str, Model]:
    """The models of a project: those in its folder of models before the ones that ship with specc. Raises `UnreadableError`."""
    return {**bundled_models(), **{model.id: model for model in own_models(folder)}}


@cache
def models_in(folders: tuple[Path, ...]) -> dict[str, Model]:
    """The models of other folders. Raises `UnreadableError`."""
    files = (file for folder in folders for file in sorted(folder.glob(f"*{ENDING}")))
    return {model.id: model for file in files if (model := _load_own(file)) is not None}


def own_models(folder: Path, *, broken: list[UnreadableError] | None = None) -> list[Model]:
    """The models in a project's folder, in the order of their file names. Raises `UnreadableError`, or adds it to `broken` and goes on."""
    found = []
    for file in sorted(folder.glob(f"*{ENDING}")):
        try:
            model = _load_own(file)
        except UnreadableError as error:
            if broken is None:
                raise
            broken.append(error)
            continue
        found += [model] if model is not None else []
    return found


def make_model(schema: Schema, file: str, path: Path | None = None) -> Model:
    """A model by its schema. Ids are those that the schema lists; where it lists none, those of the catalog that ships with specc."""
    id = schema["x-specc"]["model"]
    catalog = _catalogs().get(id) or _catalogs()[_ANY]
    known = {name: frozenset(entry["id"] for entry in entries) for name, entries in catalog.items() if isinstance(entries, list)}
    complete = frozenset(known if catalog.get("complete") else ())
    listed = {parameter.notes["catalog"]: frozenset(map(str, parameter.schema["enum"])) for parameter in _parameters(schema, "") if "catalog" in parameter.notes and "enum" in parameter.schema}
    return Model(id, file, schema, {**known, **listed}, complete | listed.keys(), catalog, path)


_ANY = "*"
"""The catalog of what ids of all models have in common."""


@cache
def _catalogs() -> dict[str, dict[str, Any]]:
    """The lists of ids that ship with specc, by model."""
    catalogs = (json.loads(file.read_bytes()) for file in sorted((data_folder("schemas") / "catalogs").glob("*.json")))
    return {catalog["model"]: catalog for catalog in catalogs}


def _load_own(file: Path) -> Model | None:
    """A project's schema; None for one that isn't a model's."""
    try:
        schema = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        problem = "it is nested too deeply" if isinstance(error, RecursionError) else error
        raise UnreadableError(f"can't read the model {file}: {problem}", "mend it, or write it anew: `specc models pull MODEL --force`") from None
    return _of_file(schema, file) if isinstance(notes_of(schema).get("model"), str) else None


def _of_file(schema: Schema, file: Path) -> Model:
    return make_model(schema, file.name.removesuffix(ENDING), file)


@lru_cache(maxsize=1024)
def _traits(model: Model, catalog: str, id: str) -> Traits:
    named = model.catalog.get("names", {}).get(catalog)
    hints = re.search(named["pattern"], id) if named else None
    return {**(hints.groupdict() if hints else {}), **model.catalog_traits(catalog).get(id, {})}



def _told(entry: Traits) -> Traits:
    """What an entry of a catalog says beside its id and who said so."""
    return {name: value for name, value in entry.items() if name not in ("id", "source")}


def _parameters(schema: Schema, prefix: str) -> Iterator[Parameter]:
    required = schema.get("required", ())
    for name, child in schema.get("properties", {}).items():
        if not isinstance(child, dict):
            continue
        yield Parameter(prefix + name, child, name in required)
        yield from _parameters(child, f"{prefix}{name}.")
