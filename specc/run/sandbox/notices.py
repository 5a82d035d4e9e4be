"""Tells webhooks that a result ended: in what shape, how often and how late is up to the settings and the faults."""

import logging
from collections.abc import Callable

from specc.base.jsonvalue import Json, JsonObject
from specc.run.sandbox import results
from specc.run.sandbox.delivery import Delivery, UndeliveredError
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.events import record
from specc.run.sandbox.faults.drawing import Subject
from specc.run.sandbox.faults.requests import drawn
from specc.run.sandbox.faults.rules import Rule
from specc.run.sandbox.jobs import Job
from specc.run.sandbox.state import State

LATE_S = 5.0
_GARBAGE = "<html><body>webhook</body></html>"

_log = logging.getLogger(__name__)


async def tell(job: Job, result: int, *, state: State, delivery: Delivery) -> None:
    """Does nothing for a job without a webhook. A sandbox that dies before the end of it tells again when it lives again."""
    address = job.task.get("webhookURL")
    if not isinstance(address, str):
        return
    hits = drawn("webhook", [Subject(f"{job.digest}/{result}", job.payload, result)], state)
    rule = hits[0].rule if hits else None
    if rule and rule.fault == "late":
        await state.clock.sleep(LATE_S if rule.seconds is None else rule.seconds)
    try:
        for body in bodies(job, result, rule, state):
            await delivery.notify(address, body)
    except UndeliveredError as reason:
        _log.warning("the webhook of task %s was not told: %s", job.uuid, reason)
    else:
        record(state, "told", job=job.key, result=result)


def bodies(job: Job, result: int, rule: Rule | None, state: State) -> list[bytes]:
    """What is posted, one after the other."""
    shape = (rule.shape if rule else "") or state.settings.webhook_shape
    notice = encoded(_SHAPES[shape](job, result, state))
    if rule is None or rule.fault not in _HARM:
        return [notice]
    return _HARM[rule.fault](rule, notice, job, result, state)


def _stale(_rule: Rule, notice: bytes, job: Job, result: int, state: State) -> list[bytes]:
    return [notice, encoded({"data": [results.processing(job, result, state)]})]


_HARM: dict[str, Callable[[Rule, bytes, Job, int, State], list[bytes]]] = {
    "drop": lambda _rule, _notice, _job, _result, _state: [],
    "duplicate": lambda rule, notice, _job, _result, _state: [notice] * rule.times,
    "stale": _stale,
    "garbage": lambda rule, _notice, _job, _result, _state: [(_GARBAGE if rule.body is None else rule.body).encode()],
}


def _ended(job: Job, result: int, state: State) -> tuple[list[JsonObject], list[JsonObject]]:
    """The one result that ended, as data and errors."""
    failure = next((failure for number, failure in job.failed if number == result), None)
    if failure:
        return results.failed(job, failure)
    return [results.item(job, result, job.site, state, task=job.task)], []


def _wrapped(job: Job, result: int, state: State) -> Json:
    data, errors = _ended(job, result, state)
    parts: JsonObject = {"data": data, "errors": errors}
    return {name: part for name, part in parts.items() if part}


def _array(job: Job, result: int, state: State) -> Json:
    data, errors = _ended(job, result, state)
    return [*data, *errors]


def _flat(job: Job, result: int, state: State) -> Json:
    return _array(job, result, state)[0]


def _everything(job: Job, _result: int, state: State) -> Json:
    return dict(results.every(job, job.site, state))


_SHAPES: dict[str, Callable[[Job, int, State], Json]] = {
    "data": _wrapped,
    "flat": _flat,
    "array": _array,
    "errors": _everything,
}
