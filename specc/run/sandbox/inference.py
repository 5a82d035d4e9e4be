"""Accepts or refuses a task that makes videos: its model, its limits, its canvas, its UUID, its price, in that order."""

import hashlib
import json
from http import HTTPStatus

from specc.base.jsonvalue import JsonObject
from specc.catalog.models import Model, bundled_models
from specc.run.sandbox.answers import Answer, error, refused
from specc.run.sandbox.scene import SIDE_PX_MAX, SIDE_PX_MIN, canvas
from specc.run.sandbox.state import Exchange, Job
from specc.run.sandbox.validation import refusals

_BAD = HTTPStatus.BAD_REQUEST


def infer(task: JsonObject, exchange: Exchange) -> Answer:
    name = task.get("model")
    model = bundled_models().get(name) if isinstance(name, str) else None
    if model is None:
        return _unknown_model(task)
    if errors := refusals(task, model) or _undrawable(task):
        return Answer(errors=tuple(errors), status=_BAD)
    job = Job(str(task["taskUUID"]), task, content_digest(task, model), exchange.site)
    return _priced(job, exchange) if exchange.is_dry_run else _accepted(job, exchange)


def content_digest(task: JsonObject, model: Model) -> str:
    """The digest of what decides the video: neither the UUID nor the parameters the schema marks as delivery."""
    delivery = {parameter.path for parameter in model.parameters() if parameter.notes.get("delivery")}
    content = {name: value for name, value in task.items() if name != "taskUUID" and name not in delivery}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _unknown_model(task: JsonObject) -> Answer:
    if "model" not in task:
        return refused("missingModel", "Missing required parameter 'model'.", task=task, parameter="model")
    known: JsonObject = {"allowedValues": list(bundled_models())}
    message = f"Invalid value for 'model': {task['model']!r:.80} is not a model the sandbox knows."
    return Answer(errors=({**error("invalidModel", message, task=task, parameter="model"), **known},), status=_BAD)


def _undrawable(task: JsonObject) -> list[JsonObject]:
    """No schema bounds the canvas, but memory does."""
    sides = zip(("width", "height"), canvas(task), strict=True)
    wrong = [name for name, side in sides if not SIDE_PX_MIN <= side <= SIDE_PX_MAX]
    limits: JsonObject = {"min": SIDE_PX_MIN, "max": SIDE_PX_MAX}
    message = f"the sandbox draws {SIDE_PX_MIN} to {SIDE_PX_MAX} pixels."
    return [
        {
            **error(f"invalid{name.title()}", f"Invalid value for '{name}': {message}", task=task, parameter=name),
            **limits,
        }
        for name in wrong
    ]


def _priced(job: Job, exchange: Exchange) -> Answer:
    return Answer(({**_identity(job), "cost": exchange.state.account.cost_usd(job.number_results)},))


def _accepted(job: Job, exchange: Exchange) -> Answer:
    state, key = exchange.state, job.uuid.lower()
    if key in state.jobs:
        message = "A task with this taskUUID was already accepted."
        return refused("conflictTaskUUID", message, task=job.payload, parameter="taskUUID")
    if not state.account.can_pay(job.number_results):
        message = "Insufficient credits: the balance doesn't cover this task."
        return refused("insufficientCredits", message, task=job.payload, status=402)
    state.account.pay(job.digest, job.uuid, results=job.number_results)
    state.jobs[key] = job
    return Answer((_identity(job),), jobs=(job,))


def _identity(job: Job) -> JsonObject:
    return {"taskType": job.payload["taskType"], "taskUUID": job.uuid}
