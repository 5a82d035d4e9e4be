"""What each type of task is answered, by a table. Nothing waits here: what takes time is handed back as jobs."""

from collections.abc import Callable, Sequence

from specc.base.jsonvalue import JsonObject
from specc.run.sandbox.answers import Answer, merged, refused
from specc.run.sandbox.faults.requests import refusal_of_task
from specc.run.sandbox.inference import infer
from specc.run.sandbox.results import errors, items
from specc.run.sandbox.state import Exchange
from specc.run.sandbox.uploads import store


def answered(tasks: Sequence[JsonObject], exchange: Exchange) -> Answer:
    """The answer to a whole request whose key is good."""
    return merged([_answer(task, exchange) for task in tasks])


def _answer(task: JsonObject, exchange: Exchange) -> Answer:
    kind = task.get("taskType")
    handler = _HANDLERS.get(kind) if isinstance(kind, str) else None
    if handler is None:
        known = ", ".join(_HANDLERS)
        message = f"Unsupported task type: {kind!r:.80}. The sandbox knows {known}."
        return refused("unsupportedTaskType", message, task=task, parameter="taskType")
    if kind not in _NAMELESS and not isinstance(task.get("taskUUID"), str):
        return refused("missingTaskUUID", "Missing required parameter 'taskUUID'.", task=task, parameter="taskUUID")
    return refusal_of_task(task, exchange.state) or handler(task, exchange)


def _authentication(_task: JsonObject, exchange: Exchange) -> Answer:
    # the key itself was checked for the whole request, before any task of it
    session = exchange.state.new_uuid("session")
    return Answer(({"taskType": "authentication", "connectionSessionUUID": session},))


def _response(task: JsonObject, exchange: Exchange) -> Answer:
    """A task that is running and one that was never submitted are answered alike, with nothing, unless progress is shown.

    Over a socket it always is: there an answer is known by the taskUUID in it, and nothing would answer nobody.
    """
    job = exchange.state.job(task["taskUUID"])
    if job is None:
        return Answer()
    shows_progress = exchange.state.settings.shows_progress or exchange.is_socket
    return Answer(tuple(items(job, exchange.site, exchange.state, shows_progress=shows_progress)), tuple(errors(job)))


def _details(task: JsonObject, exchange: Exchange) -> Answer:
    job = exchange.state.job(task["taskUUID"])
    if job is None:
        return refused("taskNotFound", "No task has this UUID.", task=task, parameter="taskUUID", status=404)
    response: JsonObject = {"data": items(job, exchange.site, exchange.state), "errors": errors(job)}
    identity: JsonObject = {"taskType": "getTaskDetails", "taskUUID": task["taskUUID"]}
    return Answer(({**identity, "request": job.task, "response": response},))


def _ping(_task: JsonObject, _exchange: Exchange) -> Answer:
    return Answer(({"taskType": "ping", "pong": True},))


def _account(task: JsonObject, exchange: Exchange) -> Answer:
    if task.get("operation") != "getDetails":
        message = "The sandbox knows the operation 'getDetails' alone."
        return refused("invalidOperation", message, task=task, parameter="operation")
    account = exchange.state.account
    requests = sum(not charge.is_refunded for charge in account.charges)
    total: JsonObject = {"credits": float(account.spent_usd), "requests": requests}
    details: JsonObject = {
        "taskType": "accountManagement",
        "taskUUID": task["taskUUID"],
        "operation": "getDetails",
        "organizationUUID": exchange.state.new_uuid("organization"),
        "organizationName": "specc sandbox",
        "usage": {"total": total},
    }
    # a balance that never runs out is not a number: better none than a wrong one
    balance = account.balance_usd
    return Answer((details if balance is None else {**details, "balance": float(balance)},))


_HANDLERS: dict[str, Callable[[JsonObject, Exchange], Answer]] = {
    "videoInference": infer,
    "getResponse": _response,
    "getTaskDetails": _details,
    "mediaStorage": store,
    "accountManagement": _account,
    "authentication": _authentication,
    "ping": _ping,
}
_NAMELESS = frozenset({"authentication", "ping"})
"""Task types that have no taskUUID."""
