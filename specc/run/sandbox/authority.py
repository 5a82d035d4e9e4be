"""Whose request it is: a bearer key in the header, or an authentication task in front of the others."""

from collections.abc import Sequence

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import Answer, refused

_TASK: JsonObject = {"taskType": "authentication"}


def rejected(header: str | None, tasks: Sequence[JsonObject], *, key: str | None) -> Answer | None:
    """The refusal of a request without the right key, or None. `key` None takes any key."""
    given = _given(header, tasks)
    if not given:
        message = "Missing API key. Send it in the header 'Authorization: Bearer <key>'."
        return refused("missingApiKey", message, task=_TASK, parameter="apiKey", status=401)
    if key is not None and any(one != key for one in given):
        return refused("invalidApiKey", "Invalid API key.", task=_TASK, parameter="apiKey", status=401)
    return None


def _given(header: str | None, tasks: Sequence[JsonObject]) -> list[str]:
    scheme, _, bearer = (header or "").partition(" ")
    keys = [bearer.strip()] if scheme.lower() == "bearer" else []
    if tasks and tasks[0].get("taskType") == "authentication":
        keys.append(str(tasks[0].get("apiKey") or ""))
    return [key for key in keys if key]
