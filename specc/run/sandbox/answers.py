"""The shape of what the API says: data for what was accepted, errors for what was refused, and one HTTP status."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from specc.base.jsonvalue import Json, JsonObject
from specc.run.sandbox.jobs import Job


@dataclass(frozen=True, slots=True)
class Answer:
    """What one task, or a whole request, is answered. `jobs` were accepted and are still to be started."""

    data: tuple[JsonObject, ...] = ()
    errors: tuple[JsonObject, ...] = ()
    status: HTTPStatus = HTTPStatus.OK
    jobs: tuple[Job, ...] = ()

    def body(self) -> JsonObject:
        body: JsonObject = {}
        if self.data or not self.errors:
            body["data"] = list(self.data)
        if self.errors:
            body["errors"] = list(self.errors)
        return body


def refused(
    code: str, message: str, *, task: Mapping[str, Json] | None = None, parameter: str = "", status: int = 400
) -> Answer:
    """The answer to a task, or to a whole request, that is refused for one reason."""
    return Answer(errors=(error(code, message, task=task, parameter=parameter),), status=HTTPStatus(status))


def error(code: str, message: str, *, task: Mapping[str, Json] | None = None, parameter: str = "") -> JsonObject:
    """An error in the provider's shape, with as much of the task's identity as it has."""
    found: JsonObject = {"code": code, "message": message}
    if parameter:
        found["parameter"] = parameter
    for name in ("taskType", "taskUUID"):
        if task and isinstance(task.get(name), str):
            found[name] = task[name]
    return found


def merged(answers: Sequence[Answer]) -> Answer:
    """One answer for a request: an error status only when every task of it was refused."""
    statuses = {answer.status for answer in answers}
    is_refused = bool(answers) and HTTPStatus.OK not in statuses
    refusal = statuses.pop() if len(statuses) == 1 else HTTPStatus.BAD_REQUEST
    return Answer(
        tuple(item for answer in answers for item in answer.data),
        tuple(item for answer in answers for item in answer.errors),
        refusal if is_refused else HTTPStatus.OK,
        tuple(job for answer in answers for job in answer.jobs),
    )
