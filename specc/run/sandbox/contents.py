"""The identity of what is asked for: the digest of a task's content, which a new UUID doesn't change."""

import hashlib
from collections.abc import Mapping

from specc.base.jsonvalue import JsonObject
from specc.catalog.models import Model
from specc.run.sandbox.encoding import canonical


def known_model(task: JsonObject, models: Mapping[str, Model]) -> Model | None:
    name = task.get("model")
    return models.get(name) if isinstance(name, str) else None


def content_digest(task: JsonObject, model: Model) -> str:
    """The digest of what decides the video: neither the UUID nor the parameters the schema marks as delivery."""
    delivery = {parameter.path for parameter in model.noted("delivery")}
    content = {name: value for name, value in task.items() if name != "taskUUID" and name not in delivery}
    return hashlib.sha256(canonical(content)).hexdigest()


def identity(task: JsonObject, models: Mapping[str, Model]) -> str:
    """The same for the same content, also of a task that will be refused or that makes nothing."""
    model = known_model(task, models)
    return content_digest(task, model) if model else hashlib.sha256(canonical({**task, "taskUUID": None})).hexdigest()
