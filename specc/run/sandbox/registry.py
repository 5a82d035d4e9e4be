"""The models as the provider publishes its own: a list with a version, and a machine schema for each, in both of its shapes."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from specc.base.jsonvalue import Json, JsonObject
from specc.catalog.importing import file_name
from specc.catalog.models import Model
from specc.run.sandbox.models import fixtures

_DIALECT = "https://json-schema.org/draft/2019-09/schema"
_OURS = "x-specc"
_VERSION_CHARS = 12


def registry(models: Mapping[str, Model]) -> JsonObject:
    """The same content always has the same version."""
    listed: JsonObject = {name: {"taskType": model.task_type, "id": name} for name, model in models.items()}
    schemas = json.dumps([model.schema for model in models.values()], sort_keys=True)
    return {"version": hashlib.sha256(schemas.encode()).hexdigest()[:_VERSION_CHARS], "models": listed}


def resolved(model: Model) -> JsonObject:
    """The schemas of a model's requests and responses."""
    documentation = str(model.notes.get("documentation", ""))
    return {"requestSchema": _request(model), "responseSchema": _response_schema(model), "documentation": documentation}


def described(slug: str, models: Mapping[str, Model]) -> JsonObject | None:
    """A model's OpenAPI document, by the name of its page; None for one that nobody knows."""
    model = next((model for model in models.values() if _slug(model) == slug), None)
    if model is None:
        return None
    info: JsonObject = {"title": str(model.schema.get("title", model.id)), "version": "1"}
    if model.id in fixtures() and fixtures()[model.id].pricing:
        info["x-pricing"] = fixtures()[model.id].pricing
    elif model.notes.get("pricing"):
        info["x-pricing"] = model.notes["pricing"]
    request: Any = _request(model)
    definitions = {"Task": {name: value for name, value in request.items() if name not in ("$schema", "$defs")}, **request.get("$defs", {})}
    schemas: JsonObject = json.loads(json.dumps(definitions).replace("#/$defs/", "#/components/schemas/"))
    body: JsonObject = {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}}}}}
    answer: JsonObject = {"200": {"description": "Accepted."}}
    return {"openapi": "3.1.0", "info": info, "paths": {"/v1": {"post": {"requestBody": body, "responses": answer}}}, "components": {"schemas": schemas}}


def _slug(model: Model) -> str:
    return fixtures()[model.id].slug if model.id in fixtures() else str(model.notes.get("slug") or file_name(model.id))


def _request(model: Model) -> Json:
    """What was made up for the sandbox is published as it is; of other models, what we have without our own notes."""
    known = fixtures().get(model.id)
    return known.request if known is not None else _published({**model.schema, "$schema": _DIALECT})


def _published(schema: Any) -> Json:
    """The schema without our own annotations, which the provider's don't have."""
    if isinstance(schema, dict):
        return {name: _published(child) for name, child in schema.items() if name != _OURS}
    return [_published(child) for child in schema] if isinstance(schema, list) else schema


def _response_schema(model: Model) -> JsonObject:
    text: JsonObject = {"type": "string"}
    properties: JsonObject = {
        "taskType": {"type": "string", "const": model.task_type},
        "taskUUID": {**text, "format": "uuid"},
        "status": {**text, "enum": ["processing", "success", "error"]},
        "videoUUID": {**text, "format": "uuid"},
        "videoURL": {**text, "format": "uri"},
        "seed": {"type": "integer"},
        "cost": {"type": "number"},
    }
    return {"$schema": _DIALECT, "type": "object", "required": ["taskType", "taskUUID"], "properties": properties}
