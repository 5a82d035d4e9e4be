"""What a request to the API is asked to suffer: its tasks by what they are about, and the rules that hit them."""

from collections.abc import Sequence
from http import HTTPStatus

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import Answer, refused
from specc.run.sandbox.contents import identity
from specc.run.sandbox.encoding import encoded
from specc.run.sandbox.faults.drawing import Hit, Subject
from specc.run.sandbox.faults.failures import code_of
from specc.run.sandbox.faults.rules import Place
from specc.run.sandbox.state import State

_PLACES: dict[str, Place] = {"videoInference": "submit", "getResponse": "poll", "mediaStorage": "upload"}


def hits_of_request(tasks: Sequence[JsonObject], state: State) -> list[Hit]:
    """In the order of the places: the harm of a request that does several things is that of all of them."""
    return [hit for place in _PLACES.values() if state.faults.are_at(place) for hit in _hits(place, tasks, state)]


def refusal_of_task(task: JsonObject, state: State) -> Answer | None:
    """One task of a request is refused on purpose, whatever becomes of the others."""
    if not state.faults.are_at("task") or task.get("taskType") != "videoInference":
        return None
    subject = Subject(identity(task, state.models), encoded(task))
    hits = drawn("task", [subject], state)
    if not hits:
        return None
    rule = hits[0].rule
    code = code_of(rule, subject.identity)
    message = rule.message or f"The task is refused on purpose ({code})."
    return refused(code, message, task=task, status=rule.status or HTTPStatus.BAD_REQUEST)


def drawn(place: Place, subjects: Sequence[Subject], state: State) -> list[Hit]:
    """The rules that hit, which are remembered over a restart."""
    hits = state.faults.drawn(place, subjects) if subjects else []
    for hit in hits:
        state.journal.write({"event": "hit", "rule": hit.name, "counted": hit.counted, "occurrence": hit.occurrence})
    return hits


def _hits(place: Place, tasks: Sequence[JsonObject], state: State) -> list[Hit]:
    own = [task for task in tasks if isinstance(kind := task.get("taskType"), str) and _PLACES.get(kind) == place]
    return drawn(place, [_subject(task, place, state) for task in own], state)


def _subject(task: JsonObject, place: Place, state: State) -> Subject:
    if place != "poll":
        return Subject(identity(task, state.models), encoded(task))
    job = state.job(task.get("taskUUID"))
    return Subject(job.digest, job.payload) if job else Subject(str(task.get("taskUUID")), encoded(task))
