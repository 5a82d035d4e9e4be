"""Accepts or refuses a task that makes videos: its model, its limits, its canvas, its UUID, its price, in that order."""

from collections.abc import Iterable
from http import HTTPStatus

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import Answer, error, refused
from specc.run.sandbox.contents import content_digest, known_model
from specc.run.sandbox.events import record
from specc.run.sandbox.jobs import number_results
from specc.run.sandbox.scene import SIDE_PX_MAX, SIDE_PX_MIN, canvas
from specc.run.sandbox.state import Exchange
from specc.run.sandbox.validation import refusals

_BAD = HTTPStatus.BAD_REQUEST


def infer(task: JsonObject, exchange: Exchange) -> Answer:
    model = known_model(task, exchange.state.models)
    if model is None:
        return _unknown_model(task, exchange.state.models)
    if errors := refusals(task, model) or _undrawable(task):
        return Answer(errors=tuple(errors), status=_BAD)
    return _priced(task, exchange) if exchange.is_dry_run else _accepted(task, content_digest(task, model), exchange)


def _unknown_model(task: JsonObject, models: Iterable[str]) -> Answer:
    if "model" not in task:
        return refused("missingModel", "Missing required parameter 'model'.", task=task, parameter="model")
    known: JsonObject = {"allowedValues": list(models)}
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


def _priced(task: JsonObject, exchange: Exchange) -> Answer:
    return Answer(({**_identity(task), "cost": exchange.state.account.cost_usd(number_results(task))},))


def _accepted(task: JsonObject, digest: str, exchange: Exchange) -> Answer:
    """The task is written down before anyone hears that it was accepted; it is charged by that, and never again."""
    state = exchange.state
    if state.job(task["taskUUID"]):
        message = "A task with this taskUUID was already accepted."
        return refused("conflictTaskUUID", message, task=task, parameter="taskUUID")
    if not state.account.can_pay(number_results(task)):
        message = "Insufficient credits: the balance doesn't cover this task."
        return refused("insufficientCredits", message, task=task, status=402)
    usd, at = str(state.account.price_usd), state.clock.now()
    record(state, "accepted", task=task, digest=digest, site=exchange.site, usd=usd, at=at)
    job = state.job(task["taskUUID"])
    assert job
    return Answer((_identity(task),), jobs=(job,))


def _identity(task: JsonObject) -> JsonObject:
    return {"taskType": task["taskType"], "taskUUID": task["taskUUID"]}
