"""The bundled models as the provider publishes its own: a list with a version, and a machine schema for each."""

import hashlib
import json
from typing import Any

from specc.base.jsonvalue import Json, JsonObject
from specc.catalog.models import Model, bundled_models

_DIALECT = "https://json-schema.org/draft/2019-09/schema"
_OURS = "x-specc"
_VERSION_CHARS = 12


def registry() -> JsonObject:
    """The same content always has the same version."""
    models: JsonObject = {name: {"taskType": _task_type(model), "id": name} for name, model in bundled_models().items()}
    schemas = json.dumps([model.schema for model in bundled_models().values()], sort_keys=True)
    return {"version": hashlib.sha256(schemas.encode()).hexdigest()[:_VERSION_CHARS], "models": models}


def resolved(model_id: str) -> "JsonObject | None":
    """The schemas of a model's requests and responses, or None for a model that nobody knows."""
    model = bundled_models().get(model_id)
    if model is None:
        return None
    request = _published({**model.schema, "$schema": _DIALECT})
    documentation = str(model.notes.get("documentation", ""))
    return {"requestSchema": request, "responseSchema": _response_schema(model), "documentation": documentation}


def _published(schema: Any) -> Json:
    """The schema without our own annotations, which the provider's don't have."""
    if isinstance(schema, dict):
        return {name: _published(child) for name, child in schema.items() if name != _OURS}
    return [_published(child) for child in schema] if isinstance(schema, list) else schema


def _response_schema(model: Model) -> JsonObject:
    text: JsonObject = {"type": "string"}
    properties: JsonObject = {
        "taskType": {"type": "string", "const": _task_type(model)},
        "taskUUID": {**text, "format": "uuid"},
        "status": {**text, "enum": ["processing", "success", "error"]},
        "videoUUID": {**text, "format": "uuid"},
        "videoURL": {**text, "format": "uri"},
        "seed": {"type": "integer"},
        "cost": {"type": "number"},
    }
    return {"$schema": _DIALECT, "type": "object", "required": ["taskType", "taskUUID"], "properties": properties}


def _task_type(model: Model) -> str:
    kind = model.parameter("taskType")
    return str(kind.schema.get("const", "")) if kind else ""
